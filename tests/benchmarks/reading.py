"""Measure how well copied pages are read, and how long it takes.

    python tests/benchmarks/reading.py time seeds       # its files are taken again and again
    python tests/benchmarks/reading.py right PAGES      # a folder of pages/ and truth.jsonl
    python tests/benchmarks/reading.py folds PAGES ARTICLES.jsonl.xz

`time` compares a thousand pages with what Kiwi takes to analyse what they say. Both are times of
the processor: Kiwi uses all cores, and other work doesn't count.

A line of truth.jsonl is a `file` with its `articles` (title, outlet, author, published,
must_contain, must_not_contain) and its `headlines` (title). `folds` divides the sites into six. For
each the kinds of lines are learned anew from ARTICLES, without any shape of a page that has wording
of that sixth's pages, and that sixth is read with what was learned.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from embeddings.article import Article
from embeddings.pages import tagging
from embeddings.sources.reading import read_document
from embeddings.sources.seeds import find_seeds
from embeddings.text.analysis import analyse
from embeddings.text.decoding import decode
from embeddings.training.made_pages import PageMaker
from embeddings.training.page_shapes import Block, Shapes, read_shapes
from embeddings.training.tagging_training import (
    PAGES,
    Scores,
    learn,
    make_examples,
    page_texts,
    write_weights,
)

COPIES = 1000
FOLDS = 6
_SAME = 0.6  # of a title's letters that one cut shorter still has
_BLANK = re.compile(r"\{\w+\}|⏎")
_OWN = 8  # characters of a shape from which it is somebody's wording

Truth = Mapping[str, Any]
Score = tuple[str, bool]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("time", "right", "folds"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("articles", type=Path, nargs="?")
    parser.add_argument("--pages", type=int, default=PAGES, help="that are made for each fold")
    given = parser.parse_args()
    if given.what == "time":
        _time(given.folder)
        return
    truth = [json.loads(line) for line in (given.folder / "truth.jsonl").open(encoding="utf-8")]
    if given.what == "folds":
        told = _folds(given.folder, truth, given.articles, given.pages)
        print("all left out:", _shares(told))
    else:
        for site, pages in sorted(_by_site(truth).items()):
            print(
                f"{site}:", _shares(score for page in pages for score in _score(given.folder, page))
            )
        print("all:", _shares(score for page in truth for score in _score(given.folder, page)))


def _time(folder: Path) -> None:
    files = [(seed.name, (folder / seed.path).read_bytes()) for seed in find_seeds(folder)]
    for name, data in files:
        read_document(data, name)  # what it needs is imported
    [*analyse(["준비"])]
    started = time.process_time()
    read = [read_document(data, name) for name, data in islice(cycle(files), COPIES)]
    reading = time.process_time() - started
    articles = [article for found in read for article in found.articles]
    started = time.process_time()
    for _ in analyse(text for article in articles for text in (article.title, article.text)):
        pass
    kiwi = time.process_time() - started
    print(f"{COPIES} pages, {len(articles)} articles and headlines")
    print(f"reading {reading:.1f} s, Kiwi {kiwi:.1f} s: {reading / kiwi:.2f} of its time")


def _folds(folder: Path, truth: Sequence[Truth], source: Path, pages: int) -> list[Score]:
    """Return the scores of each sixth of the sites, read with what was learned without it."""
    sites = sorted(_by_site(truth).values(), key=len, reverse=True)
    known, shapes, scores = [*page_texts(source)], read_shapes(), list[Score]()
    for number in range(FOLDS):
        left_out = [page for site in sites[number::FOLDS] for page in site]
        words = "\n".join(decode(_data(folder, page)) for page in left_out)
        others, gone = _without(shapes, " ".join(words.split()))
        maker = PageMaker(known, others, seed=1)
        weights = learn(make_examples(maker, pages))
        with _learned(weights):
            found = [score for page in left_out for score in _score(folder, page)]
        print(f"fold {number + 1}: {len(left_out)} pages, {gone} shapes left out:", _shares(found))
        scores += found
    return scores


@contextmanager
def _learned(weights: tuple[dict[str, Scores], Scores]) -> Iterator[None]:
    """Have the kinds of lines told by other weights than those carried."""
    carried = tagging.WEIGHTS
    with TemporaryDirectory() as work:
        tagging.WEIGHTS = Path(work, "weights.json")
        write_weights(*weights, tagging.WEIGHTS)
        yield
    tagging.WEIGHTS = carried


def _without(shapes: Shapes, words: str) -> tuple[Shapes, int]:
    """Return the shapes that have no wording of these words, and how many have."""

    def is_kept(text: str) -> bool:
        parts = (" ".join(part.split()).strip(" |·,.()[]") for part in _BLANK.split(text))
        return not any(len(part) >= _OWN and part in words for part in parts)

    def is_free(block: Block) -> bool:
        return all(is_kept(text) for _, text in block)

    blocks = {name: [*filter(is_free, some)] or some for name, some in shapes.blocks.items()}
    lists = {name: [*filter(is_kept, some)] or some for name, some in shapes.words.items()}
    left = Shapes(blocks, lists)
    return left, _size(shapes) - _size(left)


def _size(shapes: Shapes) -> int:
    return sum(map(len, [*shapes.blocks.values(), *shapes.words.values()]))


def _by_site(truth: Sequence[Truth]) -> dict[str, list[Truth]]:
    """Return the pages of each outlet; one that names none is of a site of its own."""
    sites: dict[str, list[Truth]] = defaultdict(list)
    for page in truth:
        outlets = [article["outlet"] for article in page["articles"] if article["outlet"]]
        sites[next(iter(outlets), page["file"])].append(page)
    return sites


def _data(folder: Path, page: Truth) -> bytes:
    return (folder / "pages" / page["file"]).read_bytes()


def _score(folder: Path, page: Truth) -> Iterator[Score]:
    """Yield what is right of a page, and what isn't."""
    found = read_document(_data(folder, page), page["file"]).articles
    whole = [article for article in found if article.kind == "article"]
    for want in page["articles"]:
        held = [sum(text in one.text for text in want["must_contain"]) for one in whole]
        yield from _score_article(whole[held.index(max(held))] if held else None, want)
    titles = [article.title for article in found]
    wanted = [row["title"] for row in page["headlines"]]
    for title in wanted:
        yield "headlines", any(title in one for one in titles)
    wanted += page.get("optional_headlines", [])
    for article in found:
        if article.kind == "headline":
            yield "headline precision", _is_among(article.title, wanted)


def _score_article(found: Article | None, want: Truth) -> Iterator[Score]:
    found = found or Article("", "", "")
    title, right = _letters(found.title), _letters(want["title"])
    yield (
        "titles",
        bool(title) and (right in title or (title in right and len(title) > _SAME * len(right))),
    )
    yield "outlets", found.outlet == (want["outlet"] or "")
    yield "authors", _letters(found.author) == _letters(want["author"] or "")
    yield "dates", (found.published and found.published.isoformat()) == want["published"]
    flat = " ".join(found.text.split())
    for text in want["must_contain"]:
        yield "body kept", " ".join(text.split()) in flat
    for text in want["must_not_contain"]:
        yield "noise out", text not in found.text


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _is_among(title: str, wanted: Collection[str]) -> bool:
    return any(one in title or title in one for one in wanted)


def _shares(scores: Iterable[Score]) -> str:
    told: dict[str, list[bool]] = defaultdict(list)
    for name, is_right in scores:
        told[name].append(is_right)
    return ", ".join(
        f"{name} {sum(all_) / len(all_):.2f} of {len(all_)}" for name, all_ in told.items()
    )


if __name__ == "__main__":
    main()
