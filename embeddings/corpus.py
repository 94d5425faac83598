"""Articles analysed for training: their terms, kept on disk so that a stopped run can go on."""

from __future__ import annotations

import json
import lzma
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tqdm import tqdm

from .analysis import Sentence, analyse

_SHARD = 5_000  # articles
_PARAGRAPH, _SENTENCE = "\t", " | "  # neither stands in a term


@dataclass(frozen=True, slots=True)
class Document:
    """An article's terms: its title's, and its paragraphs', sentence by sentence."""

    title: tuple[str, ...]
    paragraphs: tuple[tuple[tuple[str, ...], ...], ...]

    @property
    def terms(self) -> set[str]:
        """All its terms."""
        body = (
            term for paragraph in self.paragraphs for sentence in paragraph for term in sentence
        )
        return {*self.title, *body}


def read_articles(source: Path) -> Iterator[tuple[str, str]]:
    """Yield the (title, text) of each line of a `.jsonl` or `.jsonl.xz` file."""
    opened = (
        lzma.open(source, "rt", encoding="utf-8")
        if source.suffix == ".xz"
        else source.open(encoding="utf-8")
    )
    with opened as lines:
        for line in lines:
            article = json.loads(line)
            yield article["title"], article["text"]


def documents(source: Path, work: Path, *, limit: int | None = None) -> Iterator[Document]:
    """Yield the documents of a source's first `limit` articles.

    Each shard of 5,000 is analysed once and kept in the folder `work`; a run that was stopped
    goes on with the first shard that isn't there.
    """
    work.mkdir(parents=True, exist_ok=True)
    articles = islice(read_articles(source), limit)
    bar = tqdm(unit="article", total=limit, desc="analyse")
    number = 0
    while shard := list(islice(articles, _SHARD)):
        path = work / f"{source.name}-{number:03d}-{len(shard)}.txt.xz"
        if not path.exists():
            _write(path, shard)
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield _parse(line)
        bar.update(len(shard))
        number += 1
    bar.close()


def document(title: str, text: str) -> Document:
    """Return one article's document."""
    heading, body = analyse([title, _parted(text)])
    return _document(heading, body, _parted(text))


def frequencies(found: Iterable[Document]) -> Counter[str]:
    """Count in how many documents each term stands."""
    counts: Counter[str] = Counter()
    for item in found:
        counts.update(item.terms)
    return counts


def _parted(text: str) -> str:
    """Make each line a paragraph of its own, which no sentence runs across."""
    return "\n\n".join(line for line in text.split("\n") if line.strip())


def _write(path: Path, shard: list[tuple[str, str]]) -> None:
    """Analyse a shard; the file appears whole or not at all."""
    texts = [_parted(text) for _, text in shard]
    bodies = analyse(texts)
    headings = list(analyse(title for title, _ in shard))
    part = path.with_suffix(".part")
    with lzma.open(part, "wt", encoding="utf-8", preset=1) as out:
        for heading, body, text in zip(headings, bodies, texts, strict=True):
            out.write(_format(_document(heading, body, text)) + "\n")
    part.rename(path)


def _document(heading: list[Sentence], body: list[Sentence], text: str) -> Document:
    paragraphs: list[list[tuple[str, ...]]] = [[]]
    end = 0
    for sentence in body:
        if "\n\n" in text[end : sentence.start]:
            paragraphs.append([])
        if sentence.terms:
            paragraphs[-1].append(sentence.terms)
        end = sentence.end
    title = tuple(term for sentence in heading for term in sentence.terms)
    return Document(title, tuple(tuple(paragraph) for paragraph in paragraphs if paragraph))


def _format(item: Document) -> str:
    paragraphs = (_SENTENCE.join(map(" ".join, paragraph)) for paragraph in item.paragraphs)
    return _PARAGRAPH.join([" ".join(item.title), *paragraphs])


def _parse(line: str) -> Document:
    title, *paragraphs = line.rstrip("\n").split(_PARAGRAPH)
    return Document(
        tuple(title.split()),
        tuple(
            tuple(tuple(sentence.split()) for sentence in paragraph.split(_SENTENCE))
            for paragraph in paragraphs
        ),
    )
