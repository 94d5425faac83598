"""The catalogue of an index: its seed files, articles and passages, in SQLite. It is the truth."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .analysis import Sentence
from .article import Article
from .passages import Passage

_SCHEMA = """
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL);
CREATE TABLE failures (path TEXT NOT NULL, place TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    kind TEXT NOT NULL, outlet TEXT NOT NULL, author TEXT NOT NULL, published TEXT,
    url TEXT NOT NULL, source TEXT NOT NULL, captions TEXT NOT NULL,
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
_ARTICLE = "id, title, text, kind, outlet, author, published, url, source, captions"
_FITS = (
    "(?1 IS NULL OR outlet = ?1) AND (?2 IS NULL OR published >= ?2) "
    "AND (?3 IS NULL OR published <= ?3) AND (?4 IS NULL OR kind = ?4)"
)
# How often a passage's title counts in both legs: an article is about its title, and a question
# names what it is about. On TyDi train among whole Wikipedia articles nDCG@10 is, for 1, 2 and 3,
# BM25's .755, .767 and .773, and the default embedding's .733, .754 and .769. With 3, a question
# that names an article's subject but asks for what it doesn't say looks too much like an answer.
TITLE_WEIGHT = 2
_RECENT = 1000  # entries kept at hand: a search takes up the same ones in each of its steps
_BATCH = 500  # bound parameters a statement; SQLite's own limit is higher


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the catalogue keeps it: with its passages, and its title's terms.

    A headline's title is its text, so it has no title terms of its own.
    """

    article: Article
    title_terms: tuple[str, ...]
    passages: tuple[Passage, ...]

    def terms(self, passage: Passage) -> list[str]:
        """Return a passage's terms, the title's TITLE_WEIGHT times, as both legs index it."""
        return [*self.title_terms * TITLE_WEIGHT, *passage.terms]

    def text(self, passage: Passage) -> str:
        """Return a passage's text with the title before it, as other embedding models see it."""
        body = self.article.text[passage.start : passage.end]
        return f"{self.article.title}\n{body}" if self.article.kind == "article" else body


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
        self._recent: dict[int, Entry] = {}

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

    def add_file(self, path: str, sha256: str, failed: Iterable[tuple[str, str]]) -> None:
        """Record a seed file, and each (place, reason) that could not be read in it."""
        self._db.execute("INSERT INTO files VALUES (?, ?)", (path, sha256))
        rows = [(path, place, reason) for place, reason in failed]
        self._db.executemany("INSERT INTO failures VALUES (?, ?, ?)", rows)

    def add(
        self, number: int, entry: Entry, first_passage: int, original: int | None = None
    ) -> None:
        """Add an article under `number`, its passages under `first_passage` and the next ones.

        `original` is the number of the article that it is a copy of, if it is one.
        """
        article = entry.article
        row = (
            number,
            article.id,
            article.title,
            article.text,
            article.kind,
            article.outlet,
            article.author,
            article.published.isoformat() if article.published else None,
            article.url,
            article.source,
            json.dumps(article.captions),
            content_hash(article),
            " ".join(entry.title_terms),
            number if original is None else original,
        )
        self._db.execute(f"INSERT INTO articles VALUES ({','.join('?' * len(row))})", row)
        self._db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?)",
            [(first_passage + i, number, _pack(p)) for i, p in enumerate(entry.passages)],
        )

    # -- reading ---------------------------------------------------------------------------------

    def files(self) -> dict[str, str]:
        """Return the SHA-256 of each seed file, by its path."""
        return dict(self._rows("SELECT path, sha256 FROM files ORDER BY path"))

    def failures(self, path: str | None = None) -> list[tuple[str, str]]:
        """Return (place, reason) of all that could not be read, or of that of one seed file."""
        return list(
            self._rows(
                "SELECT place, reason FROM failures WHERE ?1 IS NULL OR path = ?1 ORDER BY rowid",
                (path,),
            )
        )

    def articles(self, source: str | None = None) -> list[Article]:
        """Return all articles, or those of one seed file, in their order."""
        query = f"SELECT {_ARTICLE} FROM articles WHERE ?1 IS NULL OR source = ?1 ORDER BY number"
        return [_article(row) for row in self._rows(query, (source,))]

    def find_content(self, content: str) -> tuple[int, tuple[str, ...], list[Passage]] | None:
        """Return the first passage's number, title terms and passages of an article by its hash."""
        found = self._db.execute(
            "SELECT number, title_terms FROM articles WHERE content = ? LIMIT 1", (content,)
        ).fetchone()
        if found is None:
            return None
        query = "SELECT number, sentences FROM passages WHERE article = ? ORDER BY number"
        rows = list(self._rows(query, (found[0],)))
        first = rows[0][0] if rows else 0
        return first, tuple(found[1].split()), [_unpack(packed) for _, packed in rows]

    def passages(self, numbers: Sequence[int]) -> dict[int, Entry]:
        """Return the passages of these numbers: each alone in its article's entry."""
        recent = self._recent
        fresh = self._entries([number for number in numbers if number not in recent])
        found = {n: entry for n in numbers if (entry := recent.get(n) or fresh.get(n))}
        if len(recent) + len(fresh) > _RECENT:  # start anew; another thread may be at the old one
            self._recent = recent = {}
        if len(fresh) <= _RECENT:
            recent |= fresh
        return found

    def _entries(self, numbers: Sequence[int]) -> dict[int, Entry]:
        found: dict[int, Entry] = {}
        articles: dict[int, Article] = {}
        for at in range(0, len(numbers), _BATCH):
            batch = numbers[at : at + _BATCH]
            marks = ",".join("?" * len(batch))
            query = (
                f"SELECT passages.number, sentences, title_terms, articles.number, {_ARTICLE} "
                "FROM passages JOIN articles ON articles.number = article "
                f"WHERE passages.number IN ({marks})"
            )
            for number, packed, title_terms, owner, *row in self._rows(query, batch):
                if owner not in articles:
                    articles[owner] = _article(row)
                terms = tuple(title_terms.split())
                found[number] = Entry(articles[owner], terms, (_unpack(packed),))
        return found

    def entry(self, number: int) -> Entry:
        """Return the article of this number, with all its passages."""
        query = f"SELECT title_terms, {_ARTICLE} FROM articles WHERE number = ?"
        title_terms, *row = self._db.execute(query, (number,)).fetchone()
        query = "SELECT sentences FROM passages WHERE article = ? ORDER BY number"
        passages = tuple(_unpack(packed) for (packed,) in self._rows(query, (number,)))
        return Entry(_article(row), tuple(title_terms.split()), passages)

    def originals(self, numbers: Sequence[int]) -> dict[int, int]:
        """Return the number of the original of each of these passages' article."""
        found: dict[int, int] = {}
        for at in range(0, len(numbers), _BATCH):
            batch = numbers[at : at + _BATCH]
            query = (
                "SELECT passages.number, original FROM passages "
                "JOIN articles ON articles.number = article "
                f"WHERE passages.number IN ({','.join('?' * len(batch))})"
            )
            found |= dict(self._rows(query, batch))
        return found

    def copied(self) -> list[tuple[str, str]]:
        """Return the ids of each article that is a copy, and of its original; no headlines."""
        query = (
            "SELECT copy.id, original.id FROM articles copy JOIN articles original "
            "ON original.number = copy.original WHERE copy.number != copy.original "
            "AND copy.kind = 'article' ORDER BY copy.number"
        )
        return list(self._rows(query))

    def select(
        self,
        outlet: str | None = None,
        since: date | None = None,
        until: date | None = None,
        kind: str | None = None,
    ) -> list[int]:
        """Return the numbers of the passages whose article fits; dates are inclusive.

        An article without a date fits no date range.
        """
        query = (
            "SELECT passages.number FROM passages JOIN articles ON articles.number = article "
            f"WHERE {_FITS}"
        )
        dates = [day.isoformat() if day else None for day in (since, until)]
        return [number for (number,) in self._rows(query, (outlet, *dates, kind))]

    def copies(
        self,
        original: int,
        besides: str,
        outlet: str | None = None,
        since: date | None = None,
        until: date | None = None,
        kind: str | None = None,
    ) -> list[Article]:
        """Return an original and its copies, but for the article of the id `besides`.

        Only those that fit count, as in `select`.
        """
        query = (
            f"SELECT {_ARTICLE} FROM articles "
            f"WHERE {_FITS} AND original = ?5 AND id != ?6 ORDER BY number"
        )
        dates = [day.isoformat() if day else None for day in (since, until)]
        rows = self._rows(query, (outlet, *dates, kind, original, besides))
        return [_article(row) for row in rows]

    def term_lists(self) -> Iterator[tuple[int, str]]:
        """Yield each passage's number and its `Entry.terms`, parted by spaces."""
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

    def _rows(self, query: str, values: Sequence[object] = ()) -> Iterator[Any]:
        with closing(self._db.cursor()) as cursor:
            yield from cursor.execute(query, values)


def _pack(passage: Passage) -> str:
    return json.dumps(
        [[s.start, s.end, " ".join(s.terms)] for s in passage.sentences], ensure_ascii=False
    )


def _unpack(packed: str) -> Passage:
    rows = json.loads(packed)
    return Passage(tuple(Sentence(start, end, tuple(terms.split())) for start, end, terms in rows))


def _article(row: Sequence[str]) -> Article:
    *text, published, url, source, captions = row
    day = date.fromisoformat(published) if published else None
    spans = tuple((start, end) for start, end in json.loads(captions))
    id_, title, body, kind, outlet, author = text
    assert kind in ("article", "headline")
    return Article(id_, title, body, kind, outlet, author, day, url, source, spans)  # type: ignore[arg-type]
