"""What an index is asked: the seam between what holds the articles and what searches them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, Protocol

from ..article import Article, Kind
from ..encoders.vectors import Vectors
from ..errors import ArticlesError
from ..text.decoding import one_line
from ..text.passages import Excerpt

DEFAULT_LEG = "dense"  # the vector leg that every index has: that of its `model`

Facet = Literal["outlet", "author", "source", "kind", "published"]
Order = Literal["newest", "oldest", "title", "outlet"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What an article must be; None leaves it open.

    Dates are inclusive, and an article without a date fits no range. An outlet and an author, or
    one of several, are normalised as those of articles are; a source is one's `Article.source`,
    `ids` are those that may be found. Each of the `words`, parted by spaces, stands in its title
    or its text, in small or capital letters (of a to z).
    """

    outlet: str | tuple[str, ...] | None = None
    since: date | None = None
    until: date | None = None
    kind: Kind | None = None
    author: str | tuple[str, ...] | None = None
    source: str | None = None
    ids: tuple[str, ...] | None = None
    words: str | None = None

    def __post_init__(self) -> None:
        """Normalise the names."""
        for name in ("outlet", "author", "words"):
            given = getattr(self, name)
            if isinstance(given, str):
                object.__setattr__(self, name, one_line(given))
            elif given is not None:
                object.__setattr__(self, name, tuple(map(one_line, given)))


EVERYTHING = Filters()


class Owner(NamedTuple):
    """Whose a passage is: its article's number, and the number of that article's original.

    The original is the first article that says the same: the article itself where it is no copy.
    """

    article: int
    original: int


class Store(Protocol):
    """One state of an index, open for reading from any number of threads; it never changes.

    Its passages are numbered from 0, and its articles from 0 too; numbers may be left out. What is
    found has at most `top_k` passages, scores by number, best first; a filter is applied before
    they are counted. Each method takes a batch, so that an answer costs few round trips.
    """

    @property
    def name(self) -> str:
        """What to call this state; each has its own."""

    @property
    def model(self) -> str:
        """The name of the model whose vectors the leg DEFAULT_LEG holds."""

    @property
    def fingerprint(self) -> str:
        """The `Encoder.fingerprint` of that model."""

    @property
    def damage(self) -> ArticlesError | None:
        """Why this isn't the newest state, or may not be whole; None where it is both."""

    @property
    def notice(self) -> str:
        """The same as one line; "" where there is nothing to say."""

    def __len__(self) -> int:
        """Return the number of passages."""

    def numbers(self, filters: Filters = EVERYTHING) -> Sequence[int]:
        """Return the numbers of the passages whose article fits, in order."""

    def search_lexical(
        self, terms: Sequence[str], top_k: int, filters: Filters = EVERYTHING
    ) -> dict[int, float]:
        """Return the passages that share a term, by BM25 over the whole index (0 or more).

        k1 = 1.2, b = 0.75, over `Excerpt.terms`; the BM25 of each two neighbouring terms counts
        PAIR_WEIGHT times. A term given twice counts twice.
        """

    def search_dense(
        self, vector: Vectors, top_k: int, filters: Filters = EVERYTHING, leg: str = DEFAULT_LEG
    ) -> dict[int, float]:
        """Return the passages nearest to a unit vector, (dimensions,), by cosine (-1 to 1).

        Raises KeyError for a vector leg that the index doesn't have.
        """

    def vectors(self, numbers: Sequence[int], leg: str = DEFAULT_LEG) -> Vectors:
        """Return the vectors of passages, (numbers, dimensions); KeyError as `search_dense`."""

    def passages(self, numbers: Sequence[int]) -> dict[int, Excerpt]:
        """Return the passages of these numbers, in this order; one that there isn't is left out."""

    def owners(self, numbers: Sequence[int]) -> dict[int, Owner]:
        """Return whose each of these passages is."""

    def copies(
        self, numbers: Sequence[int], filters: Filters = EVERYTHING
    ) -> dict[int, tuple[Article, ...]]:
        """Return of articles, by their numbers, the others that say the same and fit, in order."""

    def articles(self, filters: Filters = EVERYTHING) -> list[Article]:
        """Return the articles that fit, in their order."""

    def versions(self) -> dict[str, str]:
        """Return the ids of the articles of which a newer version was saved, and that one's."""

    def list_by(
        self, order: Order, filters: Filters = EVERYTHING, first: int = 0, most: int | None = None
    ) -> dict[str, str]:
        """Return the ids of the articles that fit, in an order, and the day of each (YYYY-MM-DD).

        The `first` are left out, and no more than `most` given. One without a date has "", and
        stands last where the order is by date; so does one without an outlet where it is by outlet,
        and then by date, the newest first.
        """

    def count_by(self, facet: Facet, filters: Filters = EVERYTHING) -> dict[str, int]:
        """Return how many articles that fit have each value of a field, the commonest first.

        A date is written as YYYY-MM-DD; "" counts those that have none.
        """

    def document_frequency(self, term: str) -> int:
        """Return in how many passages a term stands; 0 for one that the index doesn't know."""

    def near_terms(self, term: str, distance: int = 1) -> list[str]:
        """Return the known terms at most `distance` letters from a term, itself aside.

        The distance is Levenshtein's: how many letters are put in, left out or put in the place of
        another. Letters are those of the alphabet, not syllables, and a last consonant is another
        one than a first: 대교 and 데교 are 1 apart, 길이 and 기리 2. The nearest come first, of
        those the ones in more passages, and of those in the order of their characters.
        """
