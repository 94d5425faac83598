"""What workers have made for a build that isn't done yet: in the store, by deterministic ids.

It stands where generation 0 would, so that the copy that ends a build clears it away; a build that
is started again goes on from it.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from ..article import Article
from ..encoders.vectors import Vectors
from ..index.entries import Made
from ..index.rows import content_hash
from ..index.segment import Entry
from ..index.store import DEFAULT_LEG
from ..sources.result import Reading
from ..sources.worker import pack, unpack
from .collections import Field, create_one, packed_excerpt, packed_field, passage_of, pieces
from .conditions import one_of
from .connection import PATIENCE, Address, connect, told
from .rows import Rows, parts

if TYPE_CHECKING:
    from pymilvus import MilvusClient

_ROWS = 200  # that are sent together
_PASSAGES = 2_000  # that are asked for together: each is of a few kilobytes
_LONGEST = 5_000_000  # characters of a reading; a longer one is read again where it is asked for


@dataclass(frozen=True)
class Staged:
    """The readings of documents, each a row, and the passages of articles, each a row.

    A row's id is the key of what it was made from, and its place among the rows of that. A key is
    a SHA-256: of a document's name and bytes, or of an article's content and the model, of which
    `fingerprint` and `dimensions` are.
    """

    address: Address
    fingerprint: str
    dimensions: int

    @property
    def name(self) -> str:
        """The collection."""
        return self.address.generation(0)

    @cached_property
    def _client(self) -> MilvusClient:
        return connect(self.address)

    @cached_property
    def _rows(self) -> Rows:
        return Rows(self._client, self.address, self.name)

    def open(self) -> None:
        """Make the collection, unless a build that ended early has left one. Raises StoreError."""
        with told(self.address):
            if self._client.has_collection(self.name, timeout=PATIENCE):
                if self._rows.dimensions[DEFAULT_LEG] == self.dimensions:
                    return
                self._client.drop_collection(self.name, timeout=PATIENCE)
            text = {"max_length": 128}
            vector = Field(DEFAULT_LEG, "FLOAT_VECTOR", "FLAT", {"dim": self.dimensions})
            key = Field("key", "VARCHAR", "INVERTED", text)
            fields = [Field("id", "VARCHAR", limits=text), key, Field("place"), Field("count")]
            create_one(self._client, self.name, [*fields, packed_field(), vector])

    # -- keys --------------------------------------------------------------------------------------

    def of_document(self, data: bytes, name: str) -> str:
        """Return a document's key."""
        return hashlib.sha256(name.encode() + b"\0" + data).hexdigest()

    def of_article(self, article: Article) -> str:
        """Return the key of an article's passages."""
        return hashlib.sha256((content_hash(article) + self.fingerprint).encode()).hexdigest()

    def whole(self, keys: Iterable[str]) -> set[str]:
        """Return those of which all rows are there."""
        found = set()
        for some in parts(keys):
            rows = [*self._rows.all("", one_of("key", some), "key", "count")]
            counted = Counter(row["key"] for row in rows)
            found |= {row["key"] for row in rows if counted[row["key"]] == row["count"]}
        return found

    # -- writing -----------------------------------------------------------------------------------

    def write(self, made: Iterable[Made]) -> None:
        """Write the passages of articles. Raises StoreError."""
        self._upsert(row for entry, vectors in made for row in self._passages(entry, vectors))

    def note(self, read: Iterable[tuple[str, Reading]]) -> None:
        """Write readings by the keys of their documents. Raises StoreError."""
        self._upsert(row for key, reading in read for row in self._reading(key, reading))

    def _upsert(self, rows: Iterator[dict[str, Any]]) -> None:
        with told(self.address):
            while batch := {row["id"]: row for row in islice(rows, _ROWS)}:
                self._client.upsert(self.name, [*batch.values()])

    def _passages(self, entry: Entry, vectors: Vectors) -> Iterator[dict[str, Any]]:
        key, count = self.of_article(entry.article), len(entry.passages)
        for place, (excerpt, vector) in enumerate(zip(entry.excerpts, vectors, strict=True)):
            packed = packed_excerpt(excerpt)
            yield _row(key, place, count, packed) | {DEFAULT_LEG: vector}

    def _reading(self, key: str, reading: Reading) -> Iterator[dict[str, Any]]:
        if len(text := pack(reading).decode()) <= _LONGEST:
            yield _row(key, 0, 1, pieces(text)) | {DEFAULT_LEG: [0.0] * self.dimensions}

    # -- reading -----------------------------------------------------------------------------------

    def reading(self, key: str) -> Reading | None:
        """Return the reading of a document; None where there is none."""
        rows = self._rows.all("", one_of("key", [key]), "packed")
        return next((unpack("".join(row["packed"]).encode()) for row in rows), None)

    def made(self, articles: Sequence[Article]) -> Mapping[str, Made]:
        """Return by id the articles of which all passages are there."""
        keys = {article.id: self.of_article(article) for article in articles}
        rows: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        for some in parts({*keys.values()}):
            fields = ("key", "place", "count", "packed", DEFAULT_LEG)
            found = self._rows.all("", one_of("key", some), *fields, long_at_once=_PASSAGES)
            for row in found:
                rows[row["key"]][row["place"]] = row
        return {
            article.id: _made(article, own)
            for article in articles
            if (own := rows.get(keys[article.id])) and len(own) == own[max(own)]["count"]
        }


def _row(key: str, place: int, count: int, packed: list[str]) -> dict[str, Any]:
    id_ = f"{key}:{place}"
    return {"id": id_, "key": key, "place": place, "count": count, "packed": packed}


def _made(article: Article, rows: Mapping[int, dict[str, Any]]) -> Made:
    """Return an article's entry and vectors from its rows by their places."""
    in_order = [row for _, row in sorted(rows.items())]
    found = [passage_of(row["packed"]) for row in in_order]
    entry = Entry(article, found[0][0], tuple(passage for _, passage in found))
    return entry, np.array([row[DEFAULT_LEG] for row in in_order], np.float32)
