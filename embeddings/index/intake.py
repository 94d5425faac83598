"""What a build reads, on disk: each article once, and how it differs from what is live."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..article import Article
from .catalogue import Catalogue
from .versions import address, older_versions

_SCHEMA = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;
CREATE TABLE read (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, kind TEXT NOT NULL,
    address TEXT NOT NULL, live INTEGER,  -- the number of the live article that it equals, or
    article TEXT, as_read TEXT            -- what it is; what it was before it was corrected
);
CREATE INDEX read_source ON read (source);
CREATE INDEX read_address ON read (address) WHERE address != '';
BEGIN;
"""


@dataclass
class Counts:
    """How many articles are new, changed (in text or in what is known of them), and as before."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


class Intake:
    """Takes in articles as they are read, and compares each with the live one of its id.

    Of the files that are `kept`, all articles are as before; they are not taken in.
    """

    def __init__(self, path: Path, live: Catalogue | None) -> None:
        """Keep what is taken in in a new file."""
        self._live = live
        self._before = live.count_by("source") if live else {}
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(_SCHEMA)
        self._counts = Counts()
        self.kept: set[str] = set()
        self.again: set[str] = set()  # files of which an article's id is read in an earlier one

    def close(self) -> None:
        """Close the file; it isn't needed any more."""
        self._db.close()

    # -- while files are read, in their order ------------------------------------------------------

    def keep(self, source: str) -> None:
        """Say that the articles of a file are as before."""
        self.kept.add(source)

    def add(self, article: Article, read: Article) -> str:
        """Take an article in, as it is right and as it was read.

        Returns the source of the article that has its id already, "" where it is taken in.
        """
        number = self._live.find(article.id) if self._live else None
        live = self._live.article(number) if self._live and number is not None else None
        if live and live.source != article.source:
            if live.source in self.kept:
                return live.source
            self.again.add(live.source)
        values = {
            "id": article.id,
            "source": article.source,
            "kind": article.kind,
            "address": address(article.url) if article.kind == "article" else "",
            "live": number if live == article else None,
            "article": None if live == article else _packed(article),
            "as_read": None if read == article else _packed(read),
        }
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        query = f"INSERT OR IGNORE INTO read ({names}) VALUES ({marks})"
        if not self._db.execute(query, values).rowcount:
            [other] = self._db.execute("SELECT source FROM read WHERE id = ?", (article.id,))
            return str(other[0])
        self._counts.added += live is None
        self._counts.changed += live is not None and live != article
        self._counts.unchanged += live == article
        return ""

    # -- when all is read --------------------------------------------------------------------------

    def has(self, id_: str, source: str) -> bool:
        """Say whether there is an article (no headline) with an id, or else of a file."""
        key, value = ("id", id_) if id_ else ("source", source)
        query = f"SELECT 1 FROM read WHERE {key} = ? AND kind = 'article' LIMIT 1"
        if self._db.execute(query, (value,)).fetchone():
            return True
        condition = f"{key} = ? AND kind = 'article'"
        found = self._live.numbers(condition, value)[:1] if self._live else []
        return any(self._live and self._live.article(n).source in self.kept for n in found)

    def __len__(self) -> int:
        """Return how many articles there are, headlines and those of files as before included."""
        return self.counts.added + self.counts.changed + self.counts.unchanged

    @property
    def fresh(self) -> int:
        """How many articles are new or changed."""
        return self._counts.added + self._counts.changed

    @property
    def counts(self) -> Counts:
        """How many articles are new, changed and as before."""
        kept = sum(self._before.get(source, 0) for source in self.kept)
        return Counts(self._counts.added, self._counts.changed, self._counts.unchanged + kept)

    @property
    def removed(self) -> int:
        """How many articles are there no more."""
        return sum(self._before.values()) - self.counts.unchanged - self.counts.changed

    def out(self) -> set[int]:
        """Return the numbers of the live articles that are gone, or that others stand for."""
        if not self._live:
            return set()
        sources = [source for source in self._before if source not in self.kept]
        numbers = {n for source in sources for n in self._live.numbers("source = ?", source)}
        return numbers - {
            n for (n,) in self._db.execute("SELECT live FROM read WHERE live NOTNULL")
        }

    def as_read(self) -> dict[str, Article]:
        """Return by id the articles that are corrected, as they were read."""
        before = self._live.ledger.as_read if self._live else {}
        kept = {id_: article for id_, article in before.items() if article.source in self.kept}
        rows = self._db.execute("SELECT id, as_read FROM read WHERE as_read NOTNULL")
        return kept | {id_: _unpacked(packed) for id_, packed in rows}

    def all(self, files: Iterable[str]) -> Iterator[Article]:
        """Yield the articles of all files, in their order."""
        for source in files:
            if self._live and source in self.kept:
                for number in self._live.numbers("source = ?", source):
                    yield self._live.article(number)
            query = "SELECT live, article FROM read WHERE source = ? ORDER BY position"
            yield from self._articles(query, (source,))

    def new(self) -> Iterator[Article]:
        """Yield the articles that are new or changed, in their order."""
        return self._articles("SELECT live, article FROM read WHERE live ISNULL ORDER BY position")

    def versions(self, out: Collection[int], modified: Mapping[str, int]) -> dict[str, str]:
        """Return the ids of the articles that are older versions, and of the newer one of each.

        `out` are the live ones that don't count, `modified` is when files were last written.
        """
        places = set(self._repeated(out))
        order = {source: at for at, source in enumerate(modified)}
        found: dict[str, str] = {}
        for place in places:
            found |= older_versions(self._at(place, out, order), modified)
        before = self._live.versions() if self._live else {}
        for older, newer in before.items():
            assert self._live is not None
            number = self._live.find(older)
            if number is None or number in out:
                continue
            if address(self._live.article(number).url) not in places:
                found[older] = newer
        return found

    def _repeated(self, out: Collection[int]) -> Iterator[str]:
        """Yield the addresses of several at which something has come, or something has gone."""
        for place, count in self._db.execute(
            "SELECT address, count(*) FROM read WHERE address != '' AND live ISNULL GROUP BY 1"
        ):
            if count > 1 or self._live_at(place):
                yield place
        for number in out:
            assert self._live is not None
            if place := address(self._live.article(number).url):
                yield place

    def _live_at(self, place: str) -> list[int]:
        condition = "address = ? AND address != ''"
        return self._live.numbers(condition, place) if self._live else []

    def _at(self, place: str, out: Collection[int], order: Mapping[str, int]) -> list[Article]:
        """Return the articles of an address, in their order."""
        standing = [number for number in self._live_at(place) if number not in out]
        query = "SELECT live, article FROM read WHERE address = ? AND live ISNULL ORDER BY position"
        new = self._articles(query, (place,))
        old = (self._live.article(number) for number in standing) if self._live else ()
        return sorted([*old, *new], key=lambda article: order[article.source])

    def _articles(self, query: str, values: tuple[Any, ...] = ()) -> Iterator[Article]:
        for number, packed in self._db.execute(query, values):
            if number is None:
                yield _unpacked(packed)
            elif self._live:
                yield self._live.article(number)


def _packed(article: Article) -> str:
    return json.dumps(article.to_dict(), ensure_ascii=False)


def _unpacked(packed: str) -> Article:
    return Article.from_dict(json.loads(packed))
