"""The rows of a generation in Milvus, as they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from .collections import ARTICLES
from .conditions import one_of
from .connection import PATIENCE, Address, told

if TYPE_CHECKING:
    from pymilvus import MilvusClient

T = TypeVar("T")
_AT_ONCE = 200  # rows that are asked for together, as they may be long
_SHORT_AT_ONCE = 10_000  # of those that can't be
_LONG = {"packed", "folded", "title"}
_MOST = 16_384  # hits that Milvus returns
_FIRST = "piece == 0"


class Rows:
    """What is read of one generation; each method raises StoreError."""

    def __init__(self, client: MilvusClient, address: Address, base: str) -> None:
        """Use the generation whose collections begin with `base`."""
        self._client, self._address, self._base = client, address, base

    @cached_property
    def dimensions(self) -> dict[str, int]:
        """Of each leg, how long a vector is."""
        with told(self._address):
            fields = self._client.describe_collection(self._base, timeout=PATIENCE)["fields"]
        wide = {field["name"]: field["params"].get("dim") for field in fields}
        return {leg: int(width) for leg, width in wide.items() if width}

    def search(self, field: str, vector: object, top_k: int, fitting: str) -> dict[int, float]:
        """Return the passages that fit and whose vectors are nearest, best first, by number."""
        with told(self._address):
            [hits] = self._client.search(
                self._base,
                [vector],
                fitting,
                min(top_k, _MOST),
                anns_field=field,
                output_fields=["number"],
                timeout=PATIENCE,
            )
        found = sorted((-hit["distance"], hit["number"]) for hit in hits)
        return {number: -score for score, number in found}

    def of_articles(self, fitting: str, *fields: str) -> list[dict[str, Any]]:
        """Return of articles that fit, in their order, their number and these fields."""
        rows = self.all(ARTICLES, f"{fitting} and {_FIRST}", "article", *fields)
        return sorted(rows, key=lambda row: row["article"])

    def given(self, numbers: Sequence[int], *fields: str) -> Iterator[dict[str, Any]]:
        """Yield these fields of the passages of these numbers."""
        for some in parts(numbers):
            with told(self._address):
                yield from self._client.query(
                    self._base, one_of("number", some), [*fields], timeout=PATIENCE
                )

    def all(
        self, collection: str, fitting: str, *fields: str, long_at_once: int = _AT_ONCE
    ) -> Iterator[dict[str, Any]]:
        """Yield these fields of all rows of a collection ("", ARTICLES, TERMS) that fit."""
        with told(self._address):
            rows = self._client.query_iterator(
                self._base + collection,
                _SHORT_AT_ONCE if _LONG.isdisjoint(fields) else long_at_once,
                filter=fitting,
                output_fields=[*fields],
                timeout=PATIENCE,
            )
            while batch := rows.next():
                yield from batch
            rows.close()


def parts(given: Iterable[T]) -> Iterator[list[T]]:
    """Yield some at a time."""
    rest = iter(given)
    while some := [*islice(rest, _AT_ONCE)]:
        yield some
