"""Articles to train on: read, cleared of evaluation text, analysed once, kept as numbers."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import kiwipiepy
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from ..errors import SeedError
from ..text.analysis import Sentence, analyse

SHARD = 5_000  # articles that are analysed and kept together
GRAM = 13  # words in a row that two texts share only where one is a copy of the other, in part
_PARAGRAPH, _SENTENCE = "\t", " | "  # neither stands in a term
_WORD = re.compile(r"\w+")

Numbers = NDArray[np.int32]
Terms = list[str]


@dataclass(frozen=True, slots=True)
class Document:
    """An article's terms: its title's, and its paragraphs', sentence by sentence."""

    title: Terms
    paragraphs: list[list[Terms]]


class Overlap:
    """Finds the lines that share GRAM words in a row with texts that must stay unseen."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Take the texts, such as an evaluation set's articles and questions."""
        self._grams = {gram for text in texts for gram in _grams(text)}
        self.lines = 0  # that `clear` has looked at
        self.shared = 0  # of those, the ones left out

    def clear(self, text: str) -> str:
        """Return a text without its blank lines and those that share a gram."""
        lines = [line for line in text.split("\n") if line.strip()]
        kept = [line for line in lines if self._grams.isdisjoint(_grams(line))]
        self.lines += len(lines)
        self.shared += len(lines) - len(kept)
        return "\n".join(kept)

    @property
    def digest(self) -> str:
        """Tell one set of texts from another."""
        return hashlib.sha256("\n".join(sorted(self._grams)).encode()).hexdigest()[:12]


def _grams(text: str) -> Iterator[str]:
    words = _WORD.findall(text)
    return (" ".join(words[at : at + GRAM]) for at in range(len(words) - GRAM + 1))


def evaluation_texts(folder: Path) -> Iterator[str]:
    """Yield every string in the `.jsonl` files of a folder and those under it.

    Raises SeedError where there is no such file, or a line isn't an object.
    """
    paths = sorted(folder.rglob("*.jsonl"))
    if not paths:
        raise SeedError(
            "there is no .jsonl file in {folder}",
            "name a folder of evaluation sets",
            key="no-evaluation-texts",
            folder=folder,
        )
    for path in paths:
        for row in rows(path):
            yield from (value for value in row.values() if isinstance(value, str))


def read_articles(source: Path) -> Iterator[tuple[str, str]]:
    """Yield the (title, text) of each line of a `.jsonl` or `.jsonl.xz` file, as it is read.

    Raises SeedError where a line isn't an object with a title and a text, or the file is cut.
    """
    for row in rows(source):
        title, text = row.get("title"), row.get("text")
        if not isinstance(title, str) or not isinstance(text, str):
            raise SeedError(
                "a line of {source} has no title or no text",
                "give each line both",
                key="training-line-bare",
                source=source,
            )
        yield title, text


def rows(path: Path) -> Iterator[dict[str, object]]:
    """Yield the objects of a `.jsonl` or `.jsonl.xz` file, as it is read.

    Raises SeedError where a line isn't an object, or the file is cut.
    """
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        try:
            for line in lines:
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise ValueError("a line that is no object")
                yield row
        except (ValueError, EOFError, lzma.LZMAError) as error:
            raise SeedError(
                "{path} is not whole JSON lines ({reason})",
                "copy it again",
                key="training-file-cut",
                path=path,
                reason=error,
            ) from error


def analysed(
    source: Path, work: Path, overlap: Overlap, *, limit: int | None = None, progress: bool = False
) -> Iterator[Document]:
    """Yield the documents of a source's first `limit` articles, without what overlaps.

    Each shard of 5,000 articles is analysed once and kept under `work`, for the same text, overlap
    and version of Kiwi; a run that was stopped goes on with the first shard that isn't there.
    """
    kept = work / f"terms-{kiwipiepy.__version__}-{overlap.digest}"
    kept.mkdir(parents=True, exist_ok=True)
    articles = islice(read_articles(source), limit)
    with tqdm(desc="analyse", unit="article", total=limit, disable=not progress) as bar:
        while shard := list(islice(articles, SHARD)):
            cleared = [(title, overlap.clear(text)) for title, text in shard]
            digest = hashlib.sha256(repr(cleared).encode()).hexdigest()[:16]
            path = kept / f"{digest}.txt.gz"
            if not path.exists():
                _write(path, cleared)
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                yield from map(_parse, lines)
            bar.update(len(shard))


def _write(path: Path, articles: Sequence[tuple[str, str]]) -> None:
    """Analyse articles, a line each; the file appears whole or not at all."""
    titles = list(analyse(title for title, _ in articles))
    texts = [text.replace("\n", "\n\n") for _, text in articles]  # no sentence spans two lines
    part = path.with_suffix(".part")
    with gzip.open(part, "wt", encoding="utf-8", compresslevel=3) as out:
        for title, text, body in zip(titles, texts, analyse(texts), strict=True):
            heading = " ".join(term for sentence in title for term in sentence.terms)
            out.write(_PARAGRAPH.join([heading, *_paragraphs(text, body)]) + "\n")
    part.rename(path)


def _paragraphs(text: str, sentences: Sequence[Sentence]) -> Iterator[str]:
    """Yield each line's sentences that have terms, written out."""
    paragraph: list[str] = []
    end = 0
    for sentence in sentences:
        if "\n\n" in text[end : sentence.start] and paragraph:
            yield _SENTENCE.join(paragraph)
            paragraph = []
        if sentence.terms:
            paragraph.append(" ".join(sentence.terms))
        end = sentence.end
    if paragraph:
        yield _SENTENCE.join(paragraph)


def _parse(line: str) -> Document:
    title, *paragraphs = line.rstrip("\n").split(_PARAGRAPH)
    parts = [[s.split() for s in paragraph.split(_SENTENCE)] for paragraph in paragraphs]
    return Document(title.split(), parts)


class Corpus:
    """Documents as numbers, which stand for the terms of `vocabulary`, in three flat layers.

    `terms[sentences[i]:sentences[i + 1]]` is sentence i; `sentences[paragraphs[j]:…]` paragraph j;
    `paragraphs[articles[k]:…]` article k, whose first paragraph is its title. 200,000 Wikipedia
    articles (42 million terms) take 0.2 GB.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        """Number the terms of documents; those without a paragraph are left out."""
        numbers: dict[str, int] = {}
        terms, sentences, paragraphs, articles = (array("i", [0] * (at > 0)) for at in range(4))
        for document in documents:
            if not document.paragraphs:
                continue
            for paragraph in ([document.title], *document.paragraphs):
                for sentence in paragraph:
                    terms.extend([numbers.setdefault(term, len(numbers)) for term in sentence])
                    sentences.append(len(terms))
                paragraphs.append(len(sentences) - 1)
            articles.append(len(paragraphs) - 1)
        self.vocabulary = list(numbers)
        self.terms: Numbers = np.frombuffer(terms, np.int32)
        self.sentences: Numbers = np.frombuffer(sentences, np.int32)
        self.paragraphs: Numbers = np.frombuffer(paragraphs, np.int32)
        self.articles: Numbers = np.frombuffer(articles, np.int32)

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self.articles) - 1

    def between(self, first: int, last: int) -> Numbers:
        """Return the terms of the sentences first..last-1."""
        return self.terms[self.sentences[first] : self.sentences[last]]

    def title(self, article: int) -> Numbers:
        """Return the terms of an article's title."""
        paragraph = self.articles[article]
        return self.between(self.paragraphs[paragraph], self.paragraphs[paragraph + 1])

    def body(self, article: int) -> list[tuple[int, int]]:
        """Return an article's paragraphs, each as its sentences first..last (last excluded)."""
        first, last = self.articles[article : article + 2]
        return list(pairwise(self.paragraphs[first + 1 : last + 1].tolist()))

    def frequencies(self) -> NDArray[np.int64]:
        """Return in how many articles each term of the vocabulary stands."""
        ends = self.sentences[self.paragraphs[self.articles]]
        counts = np.zeros(len(self.vocabulary), np.int64)
        for first, last in pairwise(ends.tolist()):
            counts[np.unique(self.terms[first:last])] += 1
        return counts
