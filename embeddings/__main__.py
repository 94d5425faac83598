"""The command line: python -m embeddings build | status | doctor | adapt | train."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from shlex import quote

from . import DEFAULT_MODEL, ArticlesError, BuildReport, Status, build_index, index_status
from .adaptation import AdaptReport, adapt
from .doctor import examine
from .publishing import drop_model
from .recipe import make_model
from .training import STEPS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0 when it is done, 1 for a stated problem (2, wrong usage, exits)."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "train":
            _train(options)
            return 0
        if options.command == "adapt" and options.undo:
            print(_undo(options))
            return 0
        if options.command == "doctor":
            return _doctor(options)
        result = _run(options)
    except (ArticlesError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(json.dumps(asdict(result), ensure_ascii=False) if options.json else _text(result))
    if isinstance(result, Status) and not result.up_to_date and not options.json:
        where = f"--seeds {quote(options.seeds)} --index {quote(options.index)}"
        print(f"bring it up to date with: python -m embeddings build {where}")
    return 0


def _train(options: argparse.Namespace) -> None:
    make_model(
        options.source,
        options.target,
        options.work,
        unseen=options.unseen,
        steps=options.steps,
        limit=options.limit,
        seed=options.seed,
        progress=sys.stderr.isatty(),
    )


def _undo(options: argparse.Namespace) -> str:
    used = drop_model(Path(options.index))
    if options.json:
        return json.dumps({"dropped": used})
    return "the next build uses the model carried along" + ("" if used else ", as before")


def _doctor(options: argparse.Namespace) -> int:
    """Print what is wrong, a line each, or that nothing is; return 1 or 0."""
    findings = examine(options.seeds, options.index)
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    for finding in [] if options.json else findings:
        print(f"{finding.kind}: {finding.place}: {finding.problem}; {finding.remedy}")
    if not findings and not options.json:
        print("nothing is wrong with the index, its model, its seeds and the texts in it")
    return 1 if findings else 0


def _run(options: argparse.Namespace) -> BuildReport | Status | AdaptReport:
    if options.command == "status":
        return index_status(options.seeds, options.index)
    progress = sys.stderr.isatty() and not options.json
    if options.command == "adapt":
        return adapt(options.seeds, options.index, seed=options.seed, progress=progress)
    return build_index(options.seeds, options.index, model=options.model, progress=progress)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m embeddings", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="bring the index up to date with the seeds")
    status = commands.add_parser("status", help="what the index holds, and what is newer than it")
    doctor = commands.add_parser("doctor", help="what is wrong with them, and the remedies")
    adapt = commands.add_parser("adapt", help="train the model on, on the seeds; keep it if better")
    for command in (build, status, doctor, adapt):
        command.add_argument("--seeds", default="seeds", metavar="DIR", help="default: seeds")
        command.add_argument("--index", default="index", metavar="DIR", help="default: index")
        command.add_argument("--json", action="store_true", help="print one JSON object")
    train = commands.add_parser("train", help="make the model that this package carries")
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
        "--steps", type=at_least(1), default=STEPS, metavar="N", help=f"default: {STEPS}"
    )
    train.add_argument(
        "--limit", type=at_least(1), metavar="N", help="read the first N articles only"
    )
    for command in (adapt, train):
        command.add_argument("--seed", type=at_least(0), default=0, metavar="N", help="default: 0")
    adapt.add_argument("--undo", action="store_true", help="use the model carried along again")
    build.add_argument(
        "--model",
        metavar="NAME",
        help="a sentence-transformers model's name or folder (default: the adapted one, if there "
        f"is one, else {DEFAULT_MODEL}, the one carried along)",
    )
    return parser


def at_least(least: int) -> Callable[[str], int]:
    """Return what turns an argument into a whole number, for argparse; a smaller one is refused."""

    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} on")
        return int(text)

    return number


def _text(result: BuildReport | Status | AdaptReport) -> str:
    if isinstance(result, AdaptReport):
        return _adapt_text(result)
    lines = _build_lines(result) if isinstance(result, BuildReport) else _status_lines(result)
    return "\n".join([*lines, *(f"failed: {place}: {reason}" for place, reason in result.failed)])


def _build_lines(report: BuildReport) -> list[str]:
    if not (report.added or report.changed or report.removed or report.encoded):
        return [f"nothing changed: {report.unchanged} articles, {report.passages} passages"]
    return [
        f"{report.added} added, {report.changed} changed, {report.removed} removed, "
        f"{report.unchanged} unchanged",
        f"{report.passages} passages, {report.encoded} of them encoded, in {report.seconds:.1f} s",
    ]


def _adapt_text(report: AdaptReport) -> str:
    verdict = f"kept in {report.model}; the next build uses it" if report.model else "not kept"
    return (
        f"{report.held_out} held-out sentences of {report.articles} articles: mean reciprocal rank "
        f"{report.before:.3f} before, {report.after:.3f} after\n{verdict}"
    )


def _status_lines(status: Status) -> list[str]:
    counts = ", ".join(f"{number} {name}" for name, number in status.counts.items())
    lines = [f"notice: {status.notice}"] if status.notice else []
    lines += [f"{status.generation} (model {status.model}): {counts}"]
    for word in ("new", "changed", "removed"):
        lines += [f"{word} since: {path}" for path in getattr(status, word)]
    if status.up_to_date:
        return [*lines, "up to date with the seeds"]
    return lines


if __name__ == "__main__":
    sys.exit(main())
