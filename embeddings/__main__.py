"""python -m embeddings build | status | doctor | read | correct | adapt | train."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from .command_line import (
    AT_LEAST_1,
    FILE,
    index_option,
    json_option,
    run,
    seeds_option,
    store_option,
    tell,
)

if TYPE_CHECKING:
    from .article import Article
    from .build import BuildReport
    from .sources.result import Reading
    from .status import Status
    from .training.adaptation import AdaptReport

commands = click.Group(help=__doc__)
seed_option = click.option("--seed", type=click.IntRange(min=0), default=0, metavar="N")

# What a command needs is imported when it runs: help comes at once, and a build that has to wait
# for another says so at once.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code (see `command_line.run`)."""
    return run(commands, "python -m embeddings", arguments)


@commands.command()
@seeds_option
@index_option
@store_option
@click.option(
    "--ray",
    metavar="HOST:PORT|local",
    help="a Ray cluster that reads, analyses and encodes, with --store; local: this machine",
)
@json_option
@click.option(
    "--model",
    metavar="NAME",
    help="a sentence-transformers model's name or folder (default: the adapted one, if there is "
    "one, else the one carried along)",
)
def build(
    seeds: str, index: str, store: str | None, ray: str | None, as_json: bool, model: str | None
) -> None:
    """Bring the index up to date with the seeds, and the store with the index."""
    from .build import build_index
    from .cluster.connection import Address
    from .cluster.copying import copy_index
    from .cluster.workers import Workers

    if ray and not store:
        raise click.UsageError("--ray needs a --store, in which what it makes is put")
    address = Address.read(store) if store else None
    progress = sys.stderr.isatty() and not as_json
    with Workers(ray, address, progress=progress) if ray and address else nullcontext() as workers:
        report = build_index(seeds, index, model=model, progress=progress, workers=workers)
    if address:
        copy_index(index, address, progress=progress)
    tell(report.to_dict(), "\n".join([*_build_lines(report), *_failed_lines(report)]), as_json)


@commands.command()
@seeds_option
@index_option
@json_option
def status(seeds: str, index: str, as_json: bool) -> None:
    """Say what the index holds, and what is newer than it."""
    from .status import index_status

    found = index_status(seeds, index)
    tell(found.to_dict(), "\n".join(_status_lines(found, seeds, index)), as_json)


@commands.command()
@seeds_option
@index_option
@json_option
@click.pass_context
def doctor(context: click.Context, seeds: str, index: str, as_json: bool) -> None:
    """Say what is wrong with the index and its articles."""
    from .doctor import examine

    findings = examine(seeds, index)
    lines = [f"{f.kind}: {f.place}: {f.problem}; {f.remedy}" for f in findings]
    healthy = "nothing is wrong with the index, its model, its seeds and the texts in it"
    tell([asdict(finding) for finding in findings], "\n".join(lines) or healthy, as_json)
    context.exit(1 if findings else 0)


@commands.command()
@click.argument("file", type=FILE)
@click.option("--lines", is_flag=True, help="show each line of its page, and what it is told as")
@json_option
@click.pass_context
def read(context: click.Context, file: Path, lines: bool, as_json: bool) -> None:
    """Say what a file becomes, before any correction: its article, and its headlines."""
    from .sources.seeds import Seed
    from .sources.worker import Worker

    with Worker() as worker:
        found = Seed(file.parent, Path(file.name)).read(partial(worker.read, lines=lines))
    values = {
        "kind": found.kind,
        "articles": [article.to_dict() for article in found.articles],
        "failed": [failure.pair for failure in found.failed],
        "lines": [asdict(line) for line in found.lines],
    }
    tell(values, "\n".join(_read_lines(found)), as_json)
    context.exit(0 if found.articles else 1)


@commands.command()
@click.argument("file")
@click.option("--title")
@click.option("--outlet")
@click.option("--author")
@click.option("--published", metavar="YYYY-MM-DD")
@seeds_option
@json_option
def correct(file: str, seeds: str, as_json: bool, **said: str | None) -> None:
    """Write down what is right of a file's article; "" where it has none."""
    from .sources.corrections import correct as write

    values = {name: value for name, value in said.items() if value is not None}
    if not values:
        raise click.UsageError("give a --title, --outlet, --author or --published")
    line = write(Path(seeds), file, values)
    told = ", ".join(f"{name} {value or 'none'}" for name, value in line.items())
    tell(line, f"{told}; the next build applies it", as_json)


@commands.command()
@seeds_option
@index_option
@json_option
@seed_option
@click.option("--undo", is_flag=True, help="use the model carried along again")
def adapt(seeds: str, index: str, as_json: bool, seed: int, undo: bool) -> None:
    """Train the model on, on the seeds; keep it if it is better."""
    if undo:
        from .index.publishing import drop_model

        used = drop_model(Path(index))
        line = "the next build uses the model carried along" + ("" if used else ", as before")
        tell({"dropped": used}, line, as_json)
    else:
        from .training import adaptation

        progress = sys.stderr.isatty() and not as_json
        report = adaptation.adapt(seeds, index, seed=seed, progress=progress)
        tell(asdict(report), "\n".join(_adapt_lines(report)), as_json)


@commands.command()
@click.argument("source", type=FILE, help=".jsonl or .jsonl.xz of articles (title, text)")
@click.argument("target", type=FILE, help="the folder to write the model into")
@click.option("--work", type=FILE, default="work", metavar="DIR")
@click.option(
    "--unseen",
    type=FILE,
    multiple=True,
    metavar="DIR",
    help="leave out what overlaps with the .jsonl texts in this folder; may be given again",
)
@click.option(
    "--steps", type=AT_LEAST_1, metavar="N", help="default: as many as the carried one had"
)
@click.option("--limit", type=AT_LEAST_1, metavar="N", help="read the first N articles only")
@seed_option
def train(
    source: Path,
    target: Path,
    work: Path,
    unseen: Sequence[Path],
    steps: int | None,
    limit: int | None,
    seed: int,
) -> None:
    """Make the model that this package carries."""
    from .training.recipe import make_model
    from .training.steps import STEPS

    make_model(
        source,
        target,
        work,
        unseen=unseen,
        steps=steps or STEPS,
        limit=limit,
        seed=seed,
        progress=sys.stderr.isatty(),
    )


def _build_lines(report: BuildReport) -> list[str]:
    if not (report.added or report.changed or report.removed or report.encoded):
        return [f"nothing changed: {report.unchanged} articles, {report.passages} passages"]
    return [
        f"{report.added} added, {report.changed} changed, {report.removed} removed, "
        f"{report.unchanged} unchanged",
        f"{report.passages} passages, {report.encoded} of them encoded, in {report.seconds:.1f} s",
    ]


def _read_lines(found: Reading) -> list[str]:
    whole = [article for article in found.articles if article.kind == "article"]
    headlines = [article for article in found.articles if article.kind == "headline"]
    lines = [line for article in whole for line in (*_article_lines(article), "")]
    lines += [f"headline: {_about(article)}" for article in headlines]
    lines += [f"{line.kind:<8} | {line.text}" for line in found.lines]
    told = f"read as {found.kind}: {len(whole)} articles, {len(headlines)} headlines"
    return [*lines, *([told] if found.articles else []), *_failed_lines(found)]


def _article_lines(article: Article) -> list[str]:
    names = ("title", "outlet", "author", "published", "url")
    return [*(f"{name}: {getattr(article, name) or '-'}" for name in names), "", article.text]


def _about(headline: Article) -> str:
    known = (headline.title, headline.outlet, headline.author, headline.published)
    return " · ".join(str(value) for value in known if value)


def _failed_lines(found: BuildReport | Status | Reading) -> list[str]:
    pairs = [f if isinstance(f, tuple) else f.pair for f in found.failed]
    return [f"failed: {place}: {reason}" for place, reason in pairs]


def _adapt_lines(report: AdaptReport) -> list[str]:
    verdict = f"kept in {report.model}; the next build uses it" if report.model else "not kept"
    return [
        f"{report.held_out} held-out sentences of {report.articles} articles: mean reciprocal rank "
        f"{report.before:.3f} before, {report.after:.3f} after",
        verdict,
    ]


def _status_lines(status: Status, seeds: str, index: str) -> list[str]:
    counts = ", ".join(f"{number} {name}" for name, number in status.counts.items())
    lines = [f"notice: {status.notice}"] if status.notice else []
    lines += [f"{status.generation} (model {status.model}): {counts}"]
    for word in ("new", "changed", "removed"):
        lines += [f"{word} since: {path}" for path in getattr(status, word)]
    if status.up_to_date:
        return [*lines, "up to date with the seeds", *_failed_lines(status)]
    where = f"--seeds {quote(seeds)} --index {quote(index)}"
    remedy = f"bring it up to date with: python -m embeddings build {where}"
    return [*lines, *_failed_lines(status), remedy]


if __name__ == "__main__":
    sys.exit(main())
