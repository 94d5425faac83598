"""The command line: python -m qa search | ask | evaluate."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from embeddings import DEFAULT_MODEL, ArticlesError
from embeddings.__main__ import at_least

from . import Answer, Article, Assistant, Filters, Hit
from .evaluation import evaluate, table
from .made_questions import evaluate_own


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0 when it is done, 1 for a stated problem (2, wrong usage, exits)."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "evaluate" and bool(options.folder) == options.self:
        parser.error("evaluate takes either a folder or --self")
    if options.command == "evaluate" and options.self and options.model:
        parser.error("--self measures the index with its own model; leave --model out")
    try:
        print(_evaluate(options) if options.command == "evaluate" else _query(options))
    except (ArticlesError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _query(options: argparse.Namespace) -> str:
    filters = Filters(options.outlet, options.since, options.until, options.kind)
    assistant = Assistant.open(options.index)
    if assistant.notice:
        print(f"notice: {assistant.notice}", file=sys.stderr)
    if options.command == "search":
        hits = assistant.search(options.question, options.k, filters)
        return _json([hit.to_dict() for hit in hits]) if options.json else _hit_lines(hits)
    answer = assistant.ask(options.question, options.history, filters)
    return _json(answer.to_dict()) if options.json else _answer_lines(answer)


def _evaluate(options: argparse.Namespace) -> str:
    progress = sys.stderr.isatty() and not options.json
    if options.self:
        result = evaluate_own(options.index, progress=progress)
    else:
        result = evaluate(options.folder, model=options.model or DEFAULT_MODEL, progress=progress)
    return _json(asdict(result)) if options.json else table(result)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    search = commands.add_parser("search", help="the passages that fit a question best")
    ask = commands.add_parser("ask", help="an answer with citations")
    measure = commands.add_parser("evaluate", help="measure retrieval and answers")
    for command in (search, ask, measure):
        command.add_argument("--index", default="index", metavar="DIR", help="default: index")
        command.add_argument("--json", action="store_true", help="print JSON")
    for command in (search, ask):
        command.add_argument("question")
        command.add_argument("--outlet", help="only articles of this outlet")
        command.add_argument("--since", type=_day, metavar="DATE", help="YYYY-MM-DD, inclusive")
        command.add_argument("--until", type=_day, metavar="DATE", help="YYYY-MM-DD, inclusive")
        command.add_argument("--kind", choices=("article", "headline"))
    search.add_argument("-k", type=at_least(1), default=10, metavar="N", help="hits (default: 10)")
    ask.add_argument(
        "--history",
        action="append",
        default=[],
        metavar="QUESTION",
        help="an earlier question that this one follows up on; may be given again",
    )
    measure.add_argument(
        "folder",
        nargs="?",
        metavar="DIR",
        help="holds articles.jsonl (id, title, text) and questions.jsonl (question, relevant, "
        "answers)",
    )
    measure.add_argument(
        "--self", action="store_true", help="measure the index's own articles, on questions made"
    )
    measure.add_argument(
        "--model", metavar="NAME", help=f"the folder's embedding model (default: {DEFAULT_MODEL})"
    )
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date (YYYY-MM-DD)") from error


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _hit_lines(hits: Sequence[Hit]) -> str:
    return "\n\n".join(
        f"{hit.score:.3f} (lexical {hit.lexical:.2f}, dense {hit.dense:.2f}) {_named(hit.article)}"
        f"\n{hit.text}"
        for hit in hits
    )


def _answer_lines(answer: Answer) -> str:
    sources = [f"[{c.number}] {_named(c.article)}" for c in answer.citations]
    return "\n\n".join([answer.text, *(["\n".join(sources)] if sources else [])])


def _named(article: Article) -> str:
    parts = [article.title, article.outlet, article.author, str(article.published or "")]
    return " · ".join([*filter(None, parts), article.source])


if __name__ == "__main__":
    sys.exit(main())
