"""A segment of the catalogue: articles and their passages, in one SQLite file, written once."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..article import Article
from ..text.passages import Excerpt, Passage
from .rows import (
    ARTICLE,
    GIVEN,
    INDEXES,
    ORDERS,
    SCHEMA,
    article_of,
    asked,
    by_index,
    content_hash,
    fits,
    given,
    pack,
    row_of,
    unpack,
)
from .store import Facet, Filters, Order, Owner
from .versions import address

ROWS = "articles.sqlite"  # in a segment's folder
_SPEED = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
# What was taken out since it was written: the view is what queries see.
_LIVING = """
CREATE TEMP TABLE gone (number INTEGER PRIMARY KEY);
CREATE TEMP VIEW living AS SELECT * FROM articles WHERE number NOT IN (SELECT number FROM gone);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as a build writes it: with all its passages, and its title's terms."""

    article: Article
    title_terms: tuple[str, ...]
    passages: tuple[Passage, ...]

    @property
    def excerpts(self) -> list[Excerpt]:
        """Each of its passages, with the article."""
        return [Excerpt(self.article, self.title_terms, passage) for passage in self.passages]


class Segment:
    """A segment's rows, open for reading by any thread (or, while a build makes it, for writing).

    Articles and passages have numbers that no other segment has.
    """

    def __init__(self, connection: sqlite3.Connection, gone: Iterable[int] = ()) -> None:
        """Use an open connection, without the articles of the numbers `gone`."""
        self._db = connection
        connection.executescript(_LIVING)
        connection.executemany("INSERT INTO gone VALUES (?)", ((number,) for number in gone))

    @classmethod
    def create(cls, path: Path) -> Segment:
        """Make an empty segment. It is written to disk at `close`."""
        connection = sqlite3.connect(path, isolation_level=None)
        connection.executescript(_SPEED + SCHEMA)
        segment = cls(connection)
        connection.execute("BEGIN")
        return segment

    @classmethod
    def open(cls, path: Path, gone: Iterable[int] = ()) -> Segment:
        """Open a published segment, which nothing changes any more, for any thread's reading."""
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
        return cls(connection, gone)

    def close(self) -> None:
        """Commit what was added, and close the file."""
        self._db.executescript(INDEXES)  # it commits what went before
        self._db.close()

    # -- writing ---------------------------------------------------------------------------------

    def add(
        self,
        number: int,
        entry: Entry,
        first_passage: int,
        original: int | None = None,
        sketch: Sequence[int] = (),
    ) -> None:
        """Add an article under `number`, its passages under `first_passage` and the next ones.

        `original` is the number of the article that it is a copy of, if it is one; else it is found
        by its `sketch`.
        """
        row = {
            "number": number,
            **row_of(entry.article),
            "content": content_hash(entry.article),
            "address": address(entry.article.url) if entry.article.kind == "article" else "",
            "title_terms": " ".join(entry.title_terms),
            "original": number if original is None else original,
        }
        marks = ", ".join(f":{name}" for name in row)
        self._db.execute(f"INSERT INTO articles ({', '.join(row)}) VALUES ({marks})", row)
        self._db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?)",
            [(first_passage + i, number, pack(p)) for i, p in enumerate(entry.passages)],
        )
        hashes = ((value, number) for value in sketch)
        self._db.executemany("INSERT INTO sketches VALUES (?, ?)", hashes)

    def absorb(self, path: Path, gone: Collection[int]) -> None:
        """Add all rows of another segment but those of the articles `gone`."""
        self._db.execute("COMMIT")
        self._db.execute("ATTACH ? AS other", (path.resolve().as_uri() + "?mode=ro&immutable=1",))
        self._db.execute("BEGIN")
        self._db.execute("DELETE FROM temp.gone")
        self._db.executemany("INSERT INTO gone VALUES (?)", ((number,) for number in gone))
        for table, key in (
            ("articles", "number"),
            ("passages", "article"),
            ("sketches", "article"),
        ):
            self._db.execute(
                f"INSERT INTO main.{table} SELECT * FROM other.{table} "
                f"WHERE {key} NOT IN (SELECT number FROM gone) ORDER BY 1"
            )
        self._db.execute("DELETE FROM temp.gone")
        self._db.execute("COMMIT")
        self._db.execute("DETACH other")
        self._db.execute("BEGIN")

    # -- reading, for builds ---------------------------------------------------------------------

    def last(self) -> int:
        """Return the highest number that an article has, -1 where there is none."""
        return int(self.one("SELECT ifnull(max(number), -1) FROM articles"))

    def numbers(self, condition: str, value: object) -> list[int]:
        """Return the numbers of the articles that fit a condition on a value, in order."""
        query = f"SELECT number FROM living WHERE {condition} ORDER BY number"
        return [number for (number,) in self.rows(query, (value,))]

    def having(self, hash_: int, most: int) -> list[int]:
        """Return the numbers of the first articles with a hash in their sketch."""
        query = (
            "SELECT article FROM sketches WHERE hash = ? "
            "AND article NOT IN (SELECT number FROM gone) ORDER BY article LIMIT ?"
        )
        return [number for (number,) in self.rows(query, (hash_, most))]

    def passages_of(self, number: int) -> range:
        """Return the numbers of an article's passages."""
        query = "SELECT min(number), count(*) FROM passages WHERE article = ?"
        first, count = self._db.execute(query, (number,)).fetchone()
        return range(first, first + count) if count else range(0)

    def article(self, number: int) -> Article:
        """Return the article of this number. Raises KeyError."""
        query = f"SELECT {ARTICLE} FROM articles WHERE number = ?"
        for row in self.rows(query, (number,)):
            return article_of(row)
        raise KeyError(number)

    def entry(self, number: int) -> Entry | None:
        """Return the article of this number, with all its passages, if it is here."""
        query = f"SELECT title_terms, {ARTICLE} FROM articles WHERE number = ?"
        found = self._db.execute(query, (number,)).fetchone()
        if not found:
            return None
        title_terms, *row = found
        query = "SELECT sentences FROM passages WHERE article = ? ORDER BY number"
        passages = tuple(unpack(packed) for (packed,) in self.rows(query, (number,)))
        return Entry(article_of(row), tuple(title_terms.split()), passages)

    def count(self, what: str) -> int:
        """Return how many rows there are of something."""
        return int(self.one(f"SELECT count(*) FROM {what}"))

    # -- reading, for searches: see `Store` ------------------------------------------------------

    def articles(self, filters: Filters) -> Iterator[Article]:
        """Yield the articles that fit, in their order."""
        query = f"SELECT {ARTICLE} FROM living WHERE {fits(filters)} ORDER BY number"
        return (article_of(row) for row in self.rows(query, asked(filters)))

    def listed(self, order: Order, filters: Filters, most: int | None) -> Iterator[tuple[Any, ...]]:
        """Yield of the first articles that fit, in an order, what that is by, the id and the day.

        No more than `most`, where it is given.
        """
        query = (
            f"SELECT {ORDERS[order]}, id, coalesce(published, '') FROM living "
            f"WHERE {fits(filters)} ORDER BY {by_index(ORDERS[order])}, number LIMIT :most"
        )
        return self.rows(query, asked(filters) | {"most": -1 if most is None else most})

    def counted(self, facet: Facet, filters: Filters) -> Iterator[tuple[str, int]]:
        """Yield how many articles that fit have each value of a field."""
        query = (
            f"SELECT coalesce({facet}, ''), count(*) FROM living WHERE {fits(filters)} GROUP BY 1"
        )
        return self.rows(query, asked(filters))

    def excerpts(self, numbers: Sequence[int]) -> dict[int, Excerpt]:
        """Return the passages of these numbers, as far as they are here."""
        found: dict[int, Excerpt] = {}
        articles: dict[int, Article] = {}
        query = (
            f"SELECT passages.number, sentences, title_terms, living.number, {ARTICLE} "
            "FROM passages JOIN living ON living.number = article "
            f"WHERE passages.number IN {GIVEN}"
        )
        for number, packed, title_terms, owner, *row in self.rows(query, given(numbers)):
            if owner not in articles:
                articles[owner] = article_of(row)
            found[number] = Excerpt(articles[owner], tuple(title_terms.split()), unpack(packed))
        return found

    def owners(self, numbers: Sequence[int]) -> dict[int, Owner]:
        """Return whose each of these passages is, as far as they are here."""
        query = (
            "SELECT passages.number, article, original FROM passages "
            f"JOIN living ON living.number = article WHERE passages.number IN {GIVEN}"
        )
        rows = self.rows(query, given(numbers))
        return {number: Owner(article, original) for number, article, original in rows}

    def originals(self, numbers: Sequence[int]) -> dict[int, int]:
        """Return of articles, by their numbers, those of their originals."""
        query = f"SELECT number, original FROM living WHERE number IN {GIVEN}"
        return dict(self.rows(query, given(numbers)))

    def family(
        self, originals: Sequence[int], filters: Filters
    ) -> Iterator[tuple[int, int, Article]]:
        """Yield the originals and their copies that fit: the original's number, its own, itself."""
        query = (
            f"SELECT original, number, {ARTICLE} FROM living WHERE (number IN {GIVEN} "
            f"OR original != number AND original IN {GIVEN}) AND {fits(filters)} ORDER BY number"
        )
        for original, number, *row in self.rows(query, given(originals) | asked(filters)):
            yield original, number, article_of(row)

    def selected(self, filters: Filters) -> Iterator[int]:
        """Yield the numbers of the passages whose article fits, in order."""
        query = (
            "SELECT passages.number FROM passages JOIN living ON living.number = article "
            f"WHERE {fits(filters)} ORDER BY passages.number"
        )
        return (number for (number,) in self.rows(query, asked(filters)))

    def one(self, query: str, values: Sequence[object] = ()) -> Any:
        """Return the one value that a query asks for."""
        return self._db.execute(query, values).fetchone()[0]

    def rows(self, query: str, values: Sequence[object] | dict[str, Any] = ()) -> Iterator[Any]:
        """Yield what a query finds."""
        with closing(self._db.cursor()) as cursor:
            yield from cursor.execute(query, values)
