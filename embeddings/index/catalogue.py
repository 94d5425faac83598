"""The catalogue of an index: its seed files, articles and passages, in SQLite. It is the truth."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, get_args

from ..text.analysis import Sentence
from ..article import Article
from ..errors import Failure
from ..text.passages import TITLE_WEIGHT, Excerpt, Passage
from .store import EVERYTHING, Facet, Filters, Owner

_SCHEMA = """
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL);
CREATE TABLE failures (path TEXT NOT NULL, failure TEXT NOT NULL);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    kind TEXT NOT NULL, outlet TEXT NOT NULL, author TEXT NOT NULL, published TEXT,
    url TEXT NOT NULL, source TEXT NOT NULL, captions TEXT NOT NULL, pages TEXT NOT NULL,
    content TEXT NOT NULL, title_terms TEXT NOT NULL,
    original INTEGER NOT NULL  -- the number of the first article that says the same: its own, or
);                             -- that of the one it is a copy of
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles (number),
    sentences TEXT NOT NULL
);
CREATE INDEX articles_content ON articles (content);
CREATE INDEX articles_source ON articles (source);
CREATE INDEX articles_original ON articles (original);
CREATE INDEX passages_article ON passages (article);
"""
_FIELDS = tuple(field.name for field in fields(Article))
_ARTICLE = ", ".join(_FIELDS)
_COMPARED = {"since": "published >= :since", "until": "published <= :until"}
_GIVEN = "(SELECT value FROM json_each(:numbers))"  # any number of them is one parameter
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
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
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

    def add_file(self, path: str, sha256: str, failed: Iterable[Failure]) -> None:
        """Record a seed file, and what could not be read in it."""
        self._db.execute("INSERT INTO files VALUES (?, ?)", (path, sha256))
        rows = [(path, json.dumps(asdict(failure))) for failure in failed]
        self._db.executemany("INSERT INTO failures VALUES (?, ?)", rows)

    def add(
        self, number: int, entry: Entry, first_passage: int, original: int | None = None
    ) -> None:
        """Add an article under `number`, its passages under `first_passage` and the next ones.

        `original` is the number of the article that it is a copy of, if it is one.
        """
        values = entry.article.to_dict()
        row = {
            "number": number,
            **{name: values[name] for name in _FIELDS},
            **{name: json.dumps(values[name]) for name in ("captions", "pages")},
            "content": content_hash(entry.article),
            "title_terms": " ".join(entry.title_terms),
            "original": number if original is None else original,
        }
        marks = ", ".join(f":{name}" for name in row)
        self._db.execute(f"INSERT INTO articles ({', '.join(row)}) VALUES ({marks})", row)
        self._db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?)",
            [(first_passage + i, number, _pack(p)) for i, p in enumerate(entry.passages)],
        )

    # -- reading, for builds ---------------------------------------------------------------------

    def files(self) -> dict[str, str]:
        """Return the SHA-256 of each seed file, by its path."""
        return dict(self._rows("SELECT path, sha256 FROM files ORDER BY path"))

    def failures(self, path: str | None = None) -> list[Failure]:
        """Return what could not be read, in all seed files or in one."""
        query = "SELECT failure FROM failures WHERE ?1 IS NULL OR path = ?1 ORDER BY rowid"
        return [Failure(**json.loads(told)) for (told,) in self._rows(query, (path,))]

    def find_content(self, content: str) -> tuple[Entry, int] | None:
        """Return an article with this hash, and the number of its first passage."""
        query = (
            "SELECT articles.number, coalesce(min(passages.number), 0) FROM articles "
            "LEFT JOIN passages ON article = articles.number WHERE content = ? "
            "GROUP BY 1 LIMIT 1"
        )
        found = self._db.execute(query, (content,)).fetchone()
        return found and (self.entry(found[0]), found[1])

    def entry(self, number: int) -> Entry:
        """Return the article of this number, with all its passages."""
        query = f"SELECT title_terms, {_ARTICLE} FROM articles WHERE number = ?"
        title_terms, *row = self._db.execute(query, (number,)).fetchone()
        query = "SELECT sentences FROM passages WHERE article = ? ORDER BY number"
        passages = tuple(_unpack(packed) for (packed,) in self._rows(query, (number,)))
        return Entry(_article(row), tuple(title_terms.split()), passages)

    def copied(self) -> list[tuple[str, str]]:
        """Return the ids of each article that is a copy, and of its original; no headlines."""
        query = (
            "SELECT copy.id, original.id FROM articles copy JOIN articles original "
            "ON original.number = copy.original WHERE copy.number != copy.original "
            "AND copy.kind = 'article' ORDER BY copy.number"
        )
        return list(self._rows(query))

    def term_lists(self) -> Iterator[tuple[int, str]]:
        """Yield each passage's number and its `Excerpt.terms`, parted by spaces."""
        query = (
            "SELECT passages.number, title_terms, sentences FROM passages "
            "JOIN articles ON articles.number = article ORDER BY passages.number"
        )
        for number, title_terms, packed in self._rows(query):
            yield number, " ".join([*[title_terms] * TITLE_WEIGHT, *_unpack(packed).terms])

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
        query = f"SELECT {_ARTICLE} FROM articles WHERE {_fits(filters)} ORDER BY number"
        return [_article(row) for row in self._rows(query, _values(filters))]

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
            f"SELECT passages.number, sentences, title_terms, articles.number, {_ARTICLE} "
            "FROM passages JOIN articles ON articles.number = article "
            f"WHERE passages.number IN {_GIVEN}"
        )
        for number, packed, title_terms, owner, *row in self._rows(query, _given(numbers)):
            if owner not in articles:
                articles[owner] = _article(row)
            found[number] = Excerpt(articles[owner], tuple(title_terms.split()), _unpack(packed))
        return found

    def owners(self, numbers: Sequence[int]) -> dict[int, Owner]:
        """Return whose each of these passages is."""
        query = (
            "SELECT passages.number, article, original FROM passages "
            f"JOIN articles ON articles.number = article WHERE passages.number IN {_GIVEN}"
        )
        rows = self._rows(query, _given(numbers))
        return {number: Owner(article, original) for number, article, original in rows}

    def copies(
        self, numbers: Sequence[int], filters: Filters = EVERYTHING
    ) -> dict[int, tuple[Article, ...]]:
        """Return of articles, by their numbers, the others that say the same and fit, in order."""
        found: dict[int, list[Article]] = defaultdict(list)
        query = (
            f"SELECT shown, {_ARTICLE} FROM articles JOIN (SELECT number AS shown, original AS one "
            f"FROM articles WHERE number IN {_GIVEN}) ON original = one AND number != shown "
            f"WHERE {_fits(filters)} ORDER BY number"
        )
        for shown, *row in self._rows(query, _given(numbers) | _values(filters)):
            found[shown].append(_article(row))
        return {number: tuple(found[number]) for number in numbers}

    def select(self, filters: Filters) -> tuple[int, ...] | None:
        """Return the numbers of the passages whose article fits; None where nothing is asked."""
        if filters == EVERYTHING:
            return None
        selected = self._selected  # both legs ask for the same, one after the other
        if selected[0] != filters:
            query = (
                "SELECT passages.number FROM passages JOIN articles ON articles.number = article "
                f"WHERE {_fits(filters)}"
            )
            numbers = tuple(number for (number,) in self._rows(query, _values(filters)))
            selected = self._selected = filters, numbers
        return selected[1]

    def _rows(self, query: str, values: Sequence[object] | dict[str, Any] = ()) -> Iterator[Any]:
        with closing(self._db.cursor()) as cursor:
            yield from cursor.execute(query, values)


def _given(numbers: Sequence[int]) -> dict[str, Any]:
    return {"numbers": json.dumps([*numbers])}


def _fits(filters: Filters) -> str:
    """Return a condition on an article, with the names of `_values` in it."""
    asked = (name for name, value in asdict(filters).items() if value is not None)
    return " AND ".join(_COMPARED.get(name, f"{name} = :{name}") for name in asked) or "TRUE"


def _values(filters: Filters) -> dict[str, Any]:
    dates = {"since": filters.since, "until": filters.until}
    return asdict(filters) | {name: day and day.isoformat() for name, day in dates.items()}


def _pack(passage: Passage) -> str:
    return json.dumps(
        [[s.start, s.end, " ".join(s.terms)] for s in passage.sentences], ensure_ascii=False
    )


def _unpack(packed: str) -> Passage:
    rows = json.loads(packed)
    return Passage(tuple(Sentence(start, end, tuple(terms.split())) for start, end, terms in rows))


def _article(row: Sequence[Any]) -> Article:
    values = dict(zip(_FIELDS, row, strict=True))
    return Article.from_dict(values | {n: json.loads(values[n]) for n in ("captions", "pages")})
