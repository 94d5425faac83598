"""The catalogue of an index: its seed files, and its articles in segments. It is the truth."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import get_args

from ..article import Article
from ..errors import Failure
from ..text.passages import Excerpt
from .ledger import LEDGER, Ledger
from .segment import ROWS, Entry, Segment
from .store import EVERYTHING, Facet, Filters, Order, Owner

SEGMENTS = "segments"  # in a generation's folder
_COUNTS = 16  # counts kept at hand, of which the page asks for the same again and again
_RECENT = 1000  # excerpts kept at hand: a search takes up the same ones in each of its steps


@dataclass(frozen=True, slots=True)
class Place:
    """Where a segment lies, and the first numbers that its articles and passages may have."""

    folder: Path
    article: int
    passage: int

    @classmethod
    def of(cls, folder: Path) -> Place:
        """Return the place that a segment's folder is named after."""
        article, passage = folder.name.split("-")
        return cls(folder, int(article), int(passage))


def place_name(article: int, passage: int) -> str:
    """Return what a segment's folder is called."""
    return f"{article:09d}-{passage:09d}"


def places(folder: Path) -> list[Place]:
    """Return a generation's segments, in the order of their numbers."""
    return [Place.of(found) for found in sorted((folder / SEGMENTS).iterdir())]


class Catalogue:
    """The catalogue of a published generation, open for reading by any thread.

    Articles and passages are numbered 0, 1, 2, … in the order in which they came in; a passage's
    number is also its number in the lexical and the dense index. What was taken out leaves a gap.
    """

    def __init__(self, ledger: Ledger, segments: Mapping[Place, Segment]) -> None:
        """Use open segments, in the order of their numbers; `open` opens them."""
        self.ledger = ledger
        self._segments = [*segments.values()]
        self._articles = [place.article for place in segments]
        self._passages = [place.passage for place in segments]
        self._recent: dict[int, Excerpt] = {}
        self._counts: dict[tuple[Facet, Filters], dict[str, int]] = {}
        self._selected: tuple[Filters, tuple[int, ...]] = (EVERYTHING, ())

    @classmethod
    def open(cls, folder: Path) -> Catalogue:
        """Open the catalogue in a generation's folder."""
        ledger = Ledger.read(folder / LEDGER)
        segments = {p: Segment.open(p.folder / ROWS, ledger.gone) for p in places(folder)}
        return cls(ledger, segments)

    # -- reading, for builds ---------------------------------------------------------------------

    def files(self) -> dict[str, str]:
        """Return the SHA-256 of each seed file, by its path."""
        return {path: sha256 for path, (sha256, _) in self.ledger.files.items()}

    def kinds(self) -> dict[str, str]:
        """Return what kind each seed file was read as, by its path; "" where that wasn't told."""
        return {path: kind for path, (_, kind) in self.ledger.files.items()}

    def failures(self) -> list[Failure]:
        """Return what could not be read, in all seed files."""
        return [*chain.from_iterable(self.ledger.failures.values())]

    def versions(self) -> dict[str, str]:
        """Return the ids of the articles that are older versions, and of the newer one of each."""
        return self.ledger.versions

    def find(self, id_: str) -> int | None:
        """Return the number of the article with this id."""
        return next(iter(self.numbers("id = ?", id_)), None)

    def last(self) -> int:
        """Return the highest number that an article has, or had."""
        numbers = [segment.last() for segment in self._segments]
        return max([*numbers, *self.ledger.gone])

    def numbers(self, condition: str, value: object) -> list[int]:
        """Return the numbers of the articles that fit a condition on a value, in order."""
        return [n for segment in self._segments for n in segment.numbers(condition, value)]

    def having(self, hash_: int, most: int) -> list[int]:
        """Return the numbers of the first articles with a hash in their sketch."""
        return [n for segment in self._segments for n in segment.having(hash_, most)][:most]

    def entry(self, number: int) -> Entry:
        """Return the article of this number, with all its passages. Raises KeyError."""
        entry = self._holding(number).entry(number)
        if entry is None:
            raise KeyError(number)
        return entry

    def article(self, number: int) -> Article:
        """Return the article of this number. Raises KeyError."""
        return self._holding(number).article(number)

    def passages_of(self, number: int) -> range:
        """Return the numbers of an article's passages."""
        return self._holding(number).passages_of(number)

    def find_content(self, content: str) -> int | None:
        """Return the number of an article with this hash that has passages."""
        has = "content = ? AND EXISTS (SELECT 1 FROM passages WHERE article = living.number)"
        return next(iter(self.numbers(has, content)), None)

    def as_read(self, source: str) -> Iterator[Article]:
        """Yield the articles of a seed file as they were read, before any correction, in order."""
        for number in self.numbers("source = ?", source):
            article = self.article(number)
            yield self.ledger.as_read.get(article.id, article)

    def touched(self, out: Collection[int], versions: Mapping[str, str]) -> set[int]:
        """Return the numbers of the articles that stand otherwise where those `out` are gone.

        Of which a newer version has come or gone, and of which the original goes.
        """
        others = {self.find(id_) for id_ in self.versions().keys() ^ versions.keys()}
        changed = {number for number in others if number is not None and number not in out}
        is_copy = "original = ? AND original != number"
        copies = (n for number in {*out, *changed} for n in self.numbers(is_copy, number))
        return changed.union(copies).difference(out)

    def copied(self) -> list[tuple[str, str]]:
        """Return the ids of each article that is a copy, and of its original; no headlines."""
        query = (
            "SELECT id, original FROM living "
            "WHERE original != number AND kind = 'article' ORDER BY number"
        )
        pairs = [pair for segment in self._segments for pair in segment.rows(query)]
        return [(id_, self.entry(original).article.id) for id_, original in pairs]

    def counts(self) -> dict[str, int]:
        """Return how many files, articles, headlines and passages there are."""
        gone = sum(map(len, self.ledger.gone.values()))
        rows = {
            "articles": "living WHERE kind = 'article'",
            "headlines": "living WHERE kind = 'headline'",
            "passages": "passages JOIN living ON living.number = article" if gone else "passages",
        }
        sums = {name: sum(s.count(what) for s in self._segments) for name, what in rows.items()}
        return {"files": len(self.ledger.files)} | sums

    def _holding(self, number: int) -> Segment:
        """Return the segment that an article of this number is in, if there is one."""
        return self._segments[max(0, bisect_right(self._articles, number) - 1)]

    # -- reading, for searches: see `Store` ------------------------------------------------------

    def articles(self, filters: Filters = EVERYTHING) -> Iterator[Article]:
        """Yield the articles that fit, in their order."""
        return chain.from_iterable(segment.articles(filters) for segment in self._segments)

    def list_by(
        self, order: Order, filters: Filters = EVERYTHING, first: int = 0, most: int | None = None
    ) -> dict[str, str]:
        """Return the ids of the articles that fit, in an order, and the day of each."""
        end = None if most is None else first + most
        rows = [row for segment in self._segments for row in segment.listed(order, filters, end)]
        rows.sort(key=lambda row: row[:-2])
        return {id_: day for *_, id_, day in rows[first:end]}

    def count_by(self, facet: Facet, filters: Filters = EVERYTHING) -> dict[str, int]:
        """Return how many articles that fit have each value of a field, the commonest first."""
        assert facet in get_args(Facet)  # it becomes the name of a column
        counts = self._counts.get((facet, filters))
        if counts is None:
            counted: Counter[str] = Counter()
            for segment in self._segments:
                counted.update(dict(segment.counted(facet, filters)))
            counts = dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
            kept = {} if len(self._counts) > _COUNTS else self._counts
            self._counts = kept | {(facet, filters): counts}
        return counts.copy()

    def passages(self, numbers: Sequence[int]) -> dict[int, Excerpt]:
        """Return the passages of these numbers, in this order; one that there isn't is left out."""
        recent = self._recent
        missing = [number for number in numbers if number not in recent]
        fresh: dict[int, Excerpt] = {}
        for segment, some in self._spread(missing, self._passages):
            fresh |= segment.excerpts(some)
        found = {n: excerpt for n in numbers if (excerpt := recent.get(n) or fresh.get(n))}
        if len(recent) + len(fresh) > _RECENT:  # start anew; another thread may be at the old one
            self._recent = recent = {}
        if len(fresh) <= _RECENT:
            recent |= fresh
        return found

    def owners(self, numbers: Sequence[int]) -> dict[int, Owner]:
        """Return whose each of these passages is."""
        found: dict[int, Owner] = {}
        for segment, some in self._spread(numbers, self._passages):
            found |= segment.owners(some)
        return {number: found[number] for number in numbers if number in found}

    def originals(self, numbers: Sequence[int]) -> dict[int, int]:
        """Return of articles, by their numbers, those of their originals."""
        found: dict[int, int] = {}
        for segment, some in self._spread(numbers, self._articles):
            found |= segment.originals(some)
        return found

    def copies(
        self, numbers: Sequence[int], filters: Filters = EVERYTHING
    ) -> dict[int, tuple[Article, ...]]:
        """Return of articles, by their numbers, the others that say the same and fit, in order."""
        original = self.originals(numbers)
        family: dict[int, list[tuple[int, Article]]] = defaultdict(list)
        for segment in self._segments if original else ():
            for first, number, article in segment.family([*original.values()], filters):
                family[first].append((number, article))
        return {
            shown: tuple(a for number, a in family[original.get(shown, -1)] if number != shown)
            for shown in numbers
        }

    def select(self, filters: Filters) -> tuple[int, ...] | None:
        """Return the numbers of the passages whose article fits; None where nothing is asked."""
        if filters == EVERYTHING:
            return None
        selected = self._selected  # both legs ask for the same, one after the other
        if selected[0] != filters:
            numbers = chain.from_iterable(s.selected(filters) for s in self._segments)
            selected = self._selected = filters, tuple(numbers)
        return selected[1]

    def _spread(
        self, numbers: Sequence[int], firsts: Sequence[int]
    ) -> Iterator[tuple[Segment, Sequence[int]]]:
        """Yield the segments in which something has these numbers, each with its own of them."""
        spread: dict[int, list[int]] = defaultdict(list)
        for number in numbers:
            spread[max(0, bisect_right(firsts, number) - 1)].append(number)
        for at, some in spread.items():
            yield self._segments[at], some
