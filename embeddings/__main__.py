"""The command line: python -m embeddings build | status | doctor | adapt | train.

What a command needs is imported when it runs: torch takes seconds, and a build that has to wait for
another should say so at once.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from .errors import ArticlesError

if TYPE_CHECKING:
    from .adaptation import AdaptReport
    from .build import BuildReport
    from .status import Status

Run = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0 when it is done, 1 for a stated problem (2, wrong usage, exits)."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (ArticlesError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _build(options: argparse.Namespace) -> int:
    from .build import build_index

    progress = sys.stderr.isatty() and not options.json
    report = build_index(options.seeds, options.index, model=options.model, progress=progress)
    _print(options, asdict(report), [*_build_lines(report), *_failed_lines(report)])
    return 0


def _status(options: argparse.Namespace) -> int:
    from .status import index_status

    status = index_status(options.seeds, options.index)
    _print(options, asdict(status), _status_lines(status, options))
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from .doctor import examine

    findings = examine(options.seeds, options.index)
    lines = [f"{f.kind}: {f.place}: {f.problem}; {f.remedy}" for f in findings]
    healthy = "nothing is wrong with the index, its model, its seeds and the texts in it"
    _print(options, [asdict(finding) for finding in findings], lines or [healthy])
    return 1 if findings else 0


def _adapt(options: argparse.Namespace) -> int:
    from .adaptation import adapt
    from .publishing import drop_model

    if options.undo:
        used = drop_model(Path(options.index))
        line = "the next build uses the model carried along" + ("" if used else ", as before")
        _print(options, {"dropped": used}, [line])
    else:
        progress = sys.stderr.isatty() and not options.json
        report = adapt(options.seeds, options.index, seed=options.seed, progress=progress)
        _print(options, asdict(report), _adapt_lines(report))
    return 0


def _train(options: argparse.Namespace) -> int:
    from .recipe import make_model
    from .training import STEPS

    make_model(
        options.source,
        options.target,
        options.work,
        unseen=options.unseen,
        steps=options.steps or STEPS,
        limit=options.limit,
        seed=options.seed,
        progress=sys.stderr.isatty(),
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    description = __doc__.partition("\n")[0] if __doc__ else None
    parser = argparse.ArgumentParser(prog="python -m embeddings", description=description)
    commands = parser.add_subparsers(dest="command", required=True)

    def command(
        name: str, run: Callable[[argparse.Namespace], int], help_: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help_)
        added.set_defaults(run=run)
        return added

    build = command("build", _build, "bring the index up to date with the seeds")
    status = command("status", _status, "what the index holds, and what is newer than it")
    doctor = command("doctor", _doctor, "what is wrong with the index and its articles")
    adapt = command("adapt", _adapt, "train the model on, on the seeds; keep it if it is better")
    train = command("train", _train, "make the model that this package carries")
    for each in (build, status, doctor, adapt):
        each.add_argument("--seeds", default="seeds", metavar="DIR", help="default: seeds")
        each.add_argument("--index", default="index", metavar="DIR", help="default: index")
        each.add_argument("--json", action="store_true", help="print one line of JSON")
    _add_training(train)
    for each in (adapt, train):
        each.add_argument("--seed", type=at_least(0), default=0, metavar="N", help="default: 0")
    adapt.add_argument("--undo", action="store_true", help="use the model carried along again")
    build.add_argument(
        "--model",
        metavar="NAME",
        help="a sentence-transformers model's name or folder (default: the adapted one, if there "
        "is one, else the one carried along)",
    )
    return parser


def _add_training(train: argparse.ArgumentParser) -> None:
    train.add_argument("source", type=Path, help=".jsonl or .jsonl.xz of articles (title, text)")
    train.add_argument("target", type=Path, help="the folder to write the model into")
    train.add_argument(
        "--work", type=Path, default=Path("work"), metavar="DIR", help="default: work"
    )
    train.add_argument(
        "--unseen",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="leave out what overlaps with the .jsonl texts in this folder; may be given again",
    )
    train.add_argument(
        "--steps", type=at_least(1), metavar="N", help="default: as many as the carried one had"
    )
    train.add_argument(
        "--limit", type=at_least(1), metavar="N", help="read the first N articles only"
    )


def at_least(least: int) -> Callable[[str], int]:
    """Return what turns an argument into a whole number, for argparse; a smaller one is refused."""

    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} on")
        return int(text)

    return number


def _print(options: argparse.Namespace, result: object, lines: Sequence[str]) -> None:
    print(json.dumps(result, ensure_ascii=False) if options.json else "\n".join(lines))


def _build_lines(report: BuildReport) -> list[str]:
    if not (report.added or report.changed or report.removed or report.encoded):
        return [f"nothing changed: {report.unchanged} articles, {report.passages} passages"]
    return [
        f"{report.added} added, {report.changed} changed, {report.removed} removed, "
        f"{report.unchanged} unchanged",
        f"{report.passages} passages, {report.encoded} of them encoded, in {report.seconds:.1f} s",
    ]


def _failed_lines(found: BuildReport | Status) -> list[str]:
    return [f"failed: {place}: {reason}" for place, reason in found.failed]


def _adapt_lines(report: AdaptReport) -> list[str]:
    verdict = f"kept in {report.model}; the next build uses it" if report.model else "not kept"
    return [
        f"{report.held_out} held-out sentences of {report.articles} articles: mean reciprocal rank "
        f"{report.before:.3f} before, {report.after:.3f} after",
        verdict,
    ]


def _status_lines(status: Status, options: argparse.Namespace) -> list[str]:
    counts = ", ".join(f"{number} {name}" for name, number in status.counts.items())
    lines = [f"notice: {status.notice}"] if status.notice else []
    lines += [f"{status.generation} (model {status.model}): {counts}"]
    for word in ("new", "changed", "removed"):
        lines += [f"{word} since: {path}" for path in getattr(status, word)]
    if status.up_to_date:
        return [*lines, "up to date with the seeds", *_failed_lines(status)]
    where = f"--seeds {quote(options.seeds)} --index {quote(options.index)}"
    remedy = f"bring it up to date with: python -m embeddings build {where}"
    return [*lines, *_failed_lines(status), remedy]


if __name__ == "__main__":
    sys.exit(main())
