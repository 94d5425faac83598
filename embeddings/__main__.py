"""The command line: python -m embeddings build | status."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from shlex import quote

from . import DEFAULT_MODEL, ArticlesError, BuildReport, Status, build_index, index_status


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0 when it is done, 1 for a stated problem (2, wrong usage, exits)."""
    options = _parser().parse_args(arguments)
    try:
        result = _run(options)
    except (ArticlesError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(json.dumps(asdict(result), ensure_ascii=False) if options.json else _text(result))
    if isinstance(result, Status) and not result.up_to_date and not options.json:
        where = f"--seeds {quote(options.seeds)} --index {quote(options.index)}"
        print(f"bring it up to date with: python -m embeddings build {where}")
    return 0


def _run(options: argparse.Namespace) -> BuildReport | Status:
    if options.command == "status":
        return index_status(options.seeds, options.index)
    progress = sys.stderr.isatty() and not options.json
    return build_index(options.seeds, options.index, model=options.model, progress=progress)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m embeddings", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="bring the index up to date with the seeds")
    status = commands.add_parser("status", help="what the index holds, and what is newer than it")
    for command in (build, status):
        command.add_argument("--seeds", default="seeds", metavar="DIR", help="default: seeds")
        command.add_argument("--index", default="index", metavar="DIR", help="default: index")
        command.add_argument("--json", action="store_true", help="print one JSON object")
    build.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        metavar="NAME",
        help="a sentence-transformers model's name or folder (default: the one carried along)",
    )
    return parser


def _text(result: BuildReport | Status) -> str:
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


def _status_lines(status: Status) -> list[str]:
    counts = ", ".join(f"{number} {name}" for name, number in status.counts.items())
    lines = [f"{status.generation} (model {status.model}): {counts}"]
    for word in ("new", "changed", "removed"):
        lines += [f"{word} since: {path}" for path in getattr(status, word)]
    if status.up_to_date:
        return [*lines, "up to date with the seeds"]
    return lines


if __name__ == "__main__":
    sys.exit(main())
