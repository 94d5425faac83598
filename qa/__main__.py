"""The command line: python -m qa search | ask | evaluate | calibrate | train."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from embeddings.command_line import (
    AT_LEAST_1,
    FILE,
    index_option,
    json_option,
    run,
    store_option,
    tell,
)

if TYPE_CHECKING:
    from . import Answer, Article, Assistant, Citation, Hit, Writing

commands = click.Group(help=__doc__)

# What a command needs is imported when it runs: help comes at once.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code (see `embeddings.command_line.run`)."""
    return run(commands, "python -m qa", arguments)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is not a date (YYYY-MM-DD)") from error


_data = click.argument(
    "data", nargs=-1, required=True, type=FILE, help="files of questions and articles"
)
_unseen = click.option(
    "--unseen",
    multiple=True,
    type=FILE,
    metavar="DIR",
    help="a folder of evaluation sets, from which nothing is learned; may be given again",
)
_llm_model = click.option(
    "--llm-model",
    metavar="NAME",
    help="have this model write the answer, on the server that OPENAI_BASE_URL names",
)
_QUERY: list[click.Parameter] = [
    click.Argument(["question"]),
    click.Option(["--outlet"], metavar="OUTLET", help="only articles of this outlet"),
    click.Option(["--since"], type=_day, metavar="DATE", help="YYYY-MM-DD, inclusive"),
    click.Option(["--until"], type=_day, metavar="DATE", help="YYYY-MM-DD, inclusive"),
    click.Option(["--kind"], type=click.Choice(["article", "headline"])),
]


@commands.command(params=[*_QUERY])
@index_option
@store_option
@json_option
@click.option("-k", "top_k", type=AT_LEAST_1, default=10, metavar="N", help="hits")
@click.option("--rerank", is_flag=True, help="have the first 20 read, and ranked by that")
def search(
    question: str,
    index: str,
    store: str | None,
    as_json: bool,
    top_k: int,
    rerank: bool,
    **filters: Any,
) -> None:
    """Say which passages fit a question best."""
    from . import Filters

    hits = _opened(store or index).search(question, top_k, Filters(**filters), rerank=rerank)
    tell([hit.to_dict() for hit in hits], _hit_lines(hits), as_json)


@commands.command(params=[*_QUERY])
@index_option
@store_option
@json_option
@click.option(
    "--history",
    multiple=True,
    metavar="QUESTION",
    help="an earlier question that this one follows up on; may be given again",
)
@_llm_model
def ask(
    question: str,
    index: str,
    store: str | None,
    as_json: bool,
    history: Sequence[str],
    llm_model: str | None,
    **filters: Any,
) -> None:
    """Answer a question, with citations."""
    from . import Filters, Writer

    asked = question, history, Filters(**filters)
    if llm_model:
        writer = Writer.open(llm_model)
        *_, answer = _opened(store or index).write(writer, *asked)
    else:
        answer = _opened(store or index).ask(*asked)
    if answer.writing and answer.writing.fault:
        click.echo(f"notice: {answer.writing.fault}", err=True)
    tell(answer.to_dict(), _answer_lines(answer), as_json)


@commands.command()
@index_option
@json_option
@click.argument(
    "folder",
    required=False,
    metavar="[DIR]",
    help="holds questions.jsonl (question, relevant, answers; or question, must_quote, file) and "
    "articles.jsonl (id, title, text) or folders of seeds",
)
@click.option(
    "--self", "own", is_flag=True, help="measure the index's own articles, on questions made"
)
@click.option(
    "--rated",
    type=FILE,
    metavar="FILE",
    help="measure them on the questions that were answered well on the page (feedback.jsonl)",
)
@click.option("--model", metavar="NAME", help="the folder's embedding model (default: kiwi)")
@click.option("--rerank", is_flag=True, help="measure what the reader makes of the ranking too")
@click.option(
    "--llm-model",
    "--llm",
    metavar="NAME",
    help="measure what this model writes too, on the server that OPENAI_BASE_URL names",
)
def evaluate(
    index: str,
    as_json: bool,
    folder: str | None,
    own: bool,
    rated: Path | None,
    model: str | None,
    rerank: bool,
    llm_model: str | None,
) -> None:
    """Measure retrieval and answers."""
    if bool(folder) + own + bool(rated) != 1:
        raise click.UsageError("evaluate takes either a folder, --self or --rated")
    if model and not folder:
        raise click.UsageError("the index is measured with its own model; leave --model out")
    if llm_model and not folder:
        raise click.UsageError("a language model is measured on a folder")
    from embeddings import DEFAULT_MODEL

    from . import Writer
    from .evaluation import measure as evaluation
    from .evaluation.made_questions import WHAT_IT_TELLS, evaluate_own, evaluate_rated

    progress = sys.stderr.isatty() and not as_json
    if folder:
        writer = Writer.open(llm_model) if llm_model else None
        found = evaluation.evaluate(
            folder, model=model or DEFAULT_MODEL, rerank=rerank, writer=writer, progress=progress
        )
    elif rated:
        found = evaluate_rated(rated, index, rerank=rerank, progress=progress)
    else:
        found = evaluate_own(index, rerank=rerank, progress=progress)
    note = f"\n\n{WHAT_IT_TELLS}" if own else ""
    tell(asdict(found), evaluation.table(found) + note, as_json)


@commands.command()
@_data
@click.argument("wikipedia", type=FILE, help=".jsonl or .jsonl.xz of articles (title, text)")
@click.option(
    "--pages", multiple=True, type=FILE, metavar="DIR", help="pages, as evaluate has them"
)
@_unseen
def calibrate(
    data: Sequence[Path], wikipedia: Path, pages: Sequence[Path], unseen: Sequence[Path]
) -> None:
    """Learn when an answer is sure, from what `train` holds out of DATA, among WIKIPEDIA.

    The weights go into this package; a table says what it costs to refuse more, or fewer.
    """
    from .evaluation import calibration

    progress = sys.stderr.isatty()
    click.echo(
        calibration.calibrate(data, wikipedia, pages=pages, unseen=unseen, progress=progress)
    )


@commands.command()
@_data
@click.argument("out", type=FILE, help="the folder to write the reader into")
@click.option("--base", metavar="NAME", help="a BERT model's name on the hub, or its folder")
@click.option("--work", type=FILE, metavar="DIR", help="checkpoint and log (default: OUT.work)")
@_unseen
@click.option("--steps", type=AT_LEAST_1, metavar="N", help="how many steps to teach in all")
@click.option("--seed", type=int, default=0, metavar="N")
def train(
    data: Sequence[Path],
    out: Path,
    base: str | None,
    work: Path | None,
    unseen: Sequence[Path],
    steps: int | None,
    seed: int,
) -> None:
    """Teach a reader on DATA, and write it into the folder OUT.

    A run that was stopped goes on where its last checkpoint was written.
    """
    from .reader import network, recipe, training

    recipe.train(
        data,
        out,
        work or out.with_name(out.name + ".work"),
        base=base or network.BASE,
        unseen=unseen,
        steps=steps or training.STEPS,
        seed=seed,
        progress=sys.stderr.isatty(),
    )


def _opened(index: str) -> Assistant:
    from . import Assistant

    assistant = Assistant.open(index)
    if assistant.notice:
        click.echo(f"notice: {assistant.notice}", err=True)
    return assistant


def _hit_lines(hits: Sequence[Hit]) -> str:
    return "\n\n".join(
        f"{hit.score:.3f} (lexical {hit.lexical:.2f}, dense {hit.dense:.2f}) {_named(hit.article)}"
        f"\n{hit.text}"
        for hit in hits
    )


def _answer_lines(answer: Answer) -> str:
    cited = answer.citations or answer.related
    sources = [f"[{one.number}] {_named(one.article, _page(one))}" for one in cited]
    cost = [_cost_line(answer.writing)] if answer.writing else []
    return "\n\n".join(filter(None, [answer.text, "\n".join(sources), *cost]))


def _cost_line(writing: Writing) -> str:
    return (
        f"{writing.model} at {writing.host}: {writing.tokens_in:,} tokens in, "
        f"{writing.tokens_out:,} out, {writing.seconds:.1f} s"
    )


def _page(citation: Citation) -> str:
    form = "{}쪽" if re.search("[가-힣]", citation.quote) else "p. {}"
    return form.format(citation.page) if citation.page else ""


def _named(article: Article, page: str = "") -> str:
    parts = [article.title, article.outlet, article.author, str(article.published or "")]
    return " · ".join(filter(None, [*parts, article.source, page]))


if __name__ == "__main__":
    sys.exit(main())
