"""The catalogue of an index: its seed files, articles and passages, in SQLite. It is the truth."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

from ..article import Article
from ..errors import Failure
from ..text.passages import TITLE_WEIGHT, Excerpt, Passage
from .rows import (
    ARTICLE,
    GIVEN,
    ORDERS,
    SCHEMA,
    article_of,
    asked,
    fits,
    given,
    pack,
    row_of,
    unpack,
)
from .store import EVERYTHING, Facet, Filters, Order, Owner

_RECENT = 1000  # excerpts kept at hand: a search takes up the same ones in each of its steps


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


def content_hash(article: Article) -> str:
    """Return the SHA-256 of what an article's passages and vectors are made from."""
    made_from = f"{article.kind}\0{article.title}\0{article.text}"
    return hashlib.sha256(made_from.encode()).hexdigest()


class Catalogue:
    """A catalogue file, open for reading (or, while a build makes it, for writing).

    Articles and passages are numbered 0, 1, 2, … in the order in which they were added; a
    passage's number is also its number in the lexical and the dense index.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use an open connection; `create` and `open` make one."""
        self._db = connection
        self._recent: dict[int, Excerpt] = {}
        self._selected: tuple[Filters, tuple[int, ...]] = (EVERYTHING, ())

    @classmethod
    def create(cls, path: Path) -> Catalogue:
        """Make an empty catalogue. It is written to disk at `close`."""
        connection = sqlite3.connect(path, isolation_level=None)
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
        connection.execute("BEGIN")
        return cls(connection)

    @classmethod
    def open(cls, path: Path) -> Catalogue:
        """Open a published catalogue, which nothing changes any more, for any thread's reading."""
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        return cls(sqlite3.connect(uri, uri=True, check_same_thread=False))

    def close(self) -> None:
        """Commit what was added, if anything was, and close the file."""
        self._db.commit()
        self._db.close()

    # -- writing ---------------------------------------------------------------------------------

    def add_file(self, path: str, sha256: str, failed: Iterable[Failure], kind: str = "") -> None:
        """Record a seed file, what could not be read in it, and what kind it was read as."""
        self._db.execute("INSERT INTO files VALUES (?, ?, ?)", (path, sha256, kind))
        rows = [(path, json.dumps(asdict(failure))) for failure in failed]
        self._db.executemany("INSERT INTO failures VALUES (?, ?)", rows)

    def add(
        self, number: int, entry: Entry, first_passage: int, original: int | None = None
    ) -> None:
        """Add an article under `number`, its passages under `first_passage` and the next ones.

        `original` is the number of the article that it is a copy of, if it is one.
        """
        row = {
            "number": number,
            **row_of(entry.article),
            "content": content_hash(entry.article),
            "title_terms": " ".join(entry.title_terms),
            "original": number if original is None else original,
        }
        marks = ", ".join(f":{name}" for name in row)
        self._db.execute(f"INSERT INTO articles ({', '.join(row)}) VALUES ({marks})", row)
        self._db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?)",
            [(first_passage + i, number, pack(p)) for i, p in enumerate(entry.passages)],
        )

    def add_read(self, article: Article) -> None:
        """Record what was read of an article that is corrected."""
        read = json.dumps(article.to_dict(), ensure_ascii=False)
        self._db.execute("INSERT INTO as_read VALUES (?, ?)", (article.id, read))

    def add_versions(self, newer: Mapping[str, str]) -> None:
        """Record by their ids the articles that are older versions, and the newer one of each."""
        self._db.executemany("INSERT INTO versions VALUES (?, ?)", newer.items())

    # -- reading, for builds ---------------------------------------------------------------------

    def files(self) -> dict[str, str]:
        """Return the SHA-256 of each seed file, by its path."""
        return dict(self._rows("SELECT path, sha256 FROM files ORDER BY path"))

    def kinds(self) -> dict[str, str]:
        """Return what kind each seed file was read as, by its path; "" where that wasn't told."""
        return dict(self._rows("SELECT path, kind FROM files ORDER BY path"))

    def failures(self, path: str | None = None) -> list[Failure]:
        """Return what could not be read, in all seed files or in one."""
        query = "SELECT failure FROM failures WHERE ?1 IS NULL OR path = ?1 ORDER BY rowid"
        return [Failure(**json.loads(told)) for (told,) in self._rows(query, (path,))]

    def as_read(self, path: str) -> list[Article]:
        """Return the articles of a seed file as they were read, before any correction, in order."""
        query = "SELECT article FROM as_read JOIN articles USING (id) WHERE source = ?"
        read = [Article.from_dict(json.loads(told)) for (told,) in self._rows(query, (path,))]
        own = {article.id: article for article in self.articles(Filters(source=path))}
        return [*(own | {article.id: article for article in read}).values()]

    def find_content(self, content: str) -> tuple[Entry, int] | None:
        """Return an article with this hash that has passages, and the first one's number."""
        query = (
            "SELECT articles.number, min(passages.number) FROM articles "
            "JOIN passages ON article = articles.number WHERE content = ? "
            "GROUP BY 1 LIMIT 1"
        )
        found = self._db.execute(query, (content,)).fetchone()
        return found and (self.entry(found[0]), found[1])

    def entry(self, number: int) -> Entry:
        """Return the article of this number, with all its passages."""
        query = f"SELECT title_terms, {ARTICLE} FROM articles WHERE number = ?"
        title_terms, *row = self._db.execute(query, (number,)).fetchone()
        query = "SELECT sentences FROM passages WHERE article = ? ORDER BY number"
        passages = tuple(unpack(packed) for (packed,) in self._rows(query, (number,)))
        return Entry(article_of(row), tuple(title_terms.split()), passages)

    def copied(self) -> list[tuple[str, str]]:
        """Return the ids of each article that is a copy, and of its original; no headlines."""
        query = (
            "SELECT copy.id, original.id FROM articles copy JOIN articles original "
            "ON original.number = copy.original WHERE copy.number != copy.original "
            "AND copy.kind = 'article' ORDER BY copy.number"
        )
        return list(self._rows(query))

    def versions(self) -> dict[str, str]:
        """Return the ids of the articles that are older versions, and of the newer one of each."""
        return dict(self._rows("SELECT older, newer FROM versions ORDER BY rowid"))

    def term_lists(self) -> Iterator[tuple[int, str]]:
        """Yield each passage's number and its `Excerpt.terms`, parted by spaces."""
        query = (
            "SELECT passages.number, title_terms, sentences FROM passages "
            "JOIN articles ON articles.number = article ORDER BY passages.number"
        )
        for number, title_terms, packed in self._rows(query):
            yield number, " ".join([*[title_terms] * TITLE_WEIGHT, *unpack(packed).terms])

    def counts(self) -> dict[str, int]:
        """Return how many files, articles, headlines and passages there are."""
        tables = {
            "files": "files",
            "articles": "articles WHERE kind = 'article'",
            "headlines": "articles WHERE kind = 'headline'",
            "passages": "passages",
        }
        return {
            name: self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for name, table in tables.items()
        }

    # -- reading, for searches: see `Store` ------------------------------------------------------

    def articles(self, filters: Filters = EVERYTHING) -> list[Article]:
        """Return the articles that fit, in their order."""
        query = f"SELECT {ARTICLE} FROM articles WHERE {fits(filters)} ORDER BY number"
        return [article_of(row) for row in self._rows(query, asked(filters))]

    def list_by(self, order: Order, filters: Filters = EVERYTHING) -> dict[str, str]:
        """Return the ids of the articles that fit, in an order, and the day of each."""
        query = (
            "SELECT id, coalesce(published, '') FROM articles "
            f"WHERE {fits(filters)} ORDER BY {ORDERS[order]}, number"
        )
        return dict(self._rows(query, asked(filters)))

    def count_by(self, facet: Facet) -> dict[str, int]:
        """Return how many articles have each value of a field, the commonest first."""
        assert facet in get_args(Facet)  # it becomes the name of a column
        value = f"coalesce({facet}, '')"
        query = f"SELECT {value}, count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1"
        return dict(self._rows(query))

    def passages(self, numbers: Sequence[int]) -> dict[int, Excerpt]:
        """Return the passages of these numbers, in this order; one that there isn't is left out."""
        recent = self._recent
        missing = [number for number in numbers if number not in recent]
        fresh = self._excerpts(missing) if missing else {}
        found = {n: excerpt for n in numbers if (excerpt := recent.get(n) or fresh.get(n))}
        if len(recent) + len(fresh) > _RECENT:  # start anew; another thread may be at the old one
            self._recent = recent = {}
        if len(fresh) <= _RECENT:
            recent |= fresh
        return found

    def _excerpts(self, numbers: Sequence[int]) -> dict[int, Excerpt]:
        found: dict[int, Excerpt] = {}
        articles: dict[int, Article] = {}
        query = (
            f"SELECT passages.number, sentences, title_terms, articles.number, {ARTICLE} "
            "FROM passages JOIN articles ON articles.number = article "
            f"WHERE passages.number IN {GIVEN}"
        )
        for number, packed, title_terms, owner, *row in self._rows(query, given(numbers)):
            if owner not in articles:
                articles[owner] = article_of(row)
            found[number] = Excerpt(articles[owner], tuple(title_terms.split()), unpack(packed))
        return found

    def owners(self, numbers: Sequence[int]) -> dict[int, Owner]:
        """Return whose each of these passages is."""
        query = (
            "SELECT passages.number, article, original FROM passages "
            f"JOIN articles ON articles.number = article WHERE passages.number IN {GIVEN}"
        )
        rows = self._rows(query, given(numbers))
        return {number: Owner(article, original) for number, article, original in rows}

    def copies(
        self, numbers: Sequence[int], filters: Filters = EVERYTHING
    ) -> dict[int, tuple[Article, ...]]:
        """Return of articles, by their numbers, the others that say the same and fit, in order."""
        found: dict[int, list[Article]] = defaultdict(list)
        query = (
            f"SELECT shown, {ARTICLE} FROM articles JOIN (SELECT number AS shown, original AS one "
            f"FROM articles WHERE number IN {GIVEN}) ON original = one AND number != shown "
            f"WHERE {fits(filters)} ORDER BY number"
        )
        for shown, *row in self._rows(query, given(numbers) | asked(filters)):
            found[shown].append(article_of(row))
        return {number: tuple(found[number]) for number in numbers}

    def select(self, filters: Filters) -> tuple[int, ...] | None:
        """Return the numbers of the passages whose article fits; None where nothing is asked."""
        if filters == EVERYTHING:
            return None
        selected = self._selected  # both legs ask for the same, one after the other
        if selected[0] != filters:
            query = (
                "SELECT passages.number FROM passages JOIN articles ON articles.number = article "
                f"WHERE {fits(filters)} ORDER BY passages.number"
            )
            numbers = tuple(number for (number,) in self._rows(query, asked(filters)))
            selected = self._selected = filters, numbers
        return selected[1]

    def _rows(self, query: str, values: Sequence[object] | dict[str, Any] = ()) -> Iterator[Any]:
        with closing(self._db.cursor()) as cursor:
            yield from cursor.execute(query, values)
