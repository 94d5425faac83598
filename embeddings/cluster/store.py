"""The `Store` of an index in Milvus."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from ..article import Article
from ..encoders.vectors import Vectors
from ..errors import ArticlesError, StoreError
from ..index.spelling import Spelling
from ..index.store import DEFAULT_LEG, EVERYTHING, Facet, Filters, Order, Owner
from ..text.passages import Excerpt
from .collections import (
    ARTICLES,
    MANIFEST,
    OVERLAP,
    SPARSE,
    TERMS,
    article_of,
    pair_key,
    passage_of,
)
from .conditions import condition, folded, one_of, saying, written
from .connection import Address, connect, live, told
from .rows import Rows, parts
from .weights import Weights, dimension, pairs_of

if TYPE_CHECKING:
    from pymilvus import MilvusClient

_COUNTS = 16  # counts that are kept at hand
_RECENT = 1000  # articles, and as many frequencies, that are kept at hand
_ORDERS: dict[Order, Callable[[dict[str, Any]], tuple[Any, ...]]] = {
    "newest": lambda row: (-row["day"] or 1,),
    "oldest": lambda row: (row["day"] == 0, row["day"]),
    "title": lambda row: (row["title"],),
    "outlet": lambda row: (row["outlet"] == "", row["outlet"], -row["day"] or 1),
}


class MilvusStore:
    """One generation in Milvus: its collections don't change once the alias has named them."""

    def __init__(self, client: MilvusClient, address: Address, base: str) -> None:
        """Use the generation whose collections begin with `base`. Raises StoreError."""
        self._client, self._address, self._base = client, address, base
        self._rows = Rows(client, address, base)
        [row] = self._rows.all(TERMS, one_of("key", [MANIFEST]), "packed")
        self.manifest: dict[str, Any] = json.loads("".join(row["packed"]))
        told_of = (self.manifest[name] for name in ("passages", "length", "pairs"))
        self._weights = Weights(*told_of)
        self._articles: dict[int, Article] = {}
        self._frequencies: dict[str, int] = {}
        self._counts: dict[tuple[Facet, Filters], dict[str, int]] = {}
        self._listed: tuple[tuple[Order, Filters] | None, dict[str, str]] = None, {}

    @classmethod
    def open(cls, address: Address) -> MilvusStore:
        """Open the live generation. Raises StoreError where there is none, or no server."""
        client = connect(address)
        with told(address):
            base = live(client, address)
        if not base:
            raise StoreError(
                "there is no index in {address}",
                "copy one there with: python -m embeddings build --store {address}",
                key="store-missing",
                address=address,
            )
        return cls(client, address, base)

    @property
    def name(self) -> str:
        """See `Store`."""
        return self._base

    @property
    def model(self) -> str:
        """See `Store`."""
        return str(self.manifest["model"])

    @property
    def fingerprint(self) -> str:
        """See `Store`."""
        return str(self.manifest["fingerprint"])

    @property
    def damage(self) -> ArticlesError | None:
        """See `Store`: a generation is named only when it is whole."""
        return None

    @property
    def notice(self) -> str:
        """See `Store`."""
        return ""

    def live(self) -> str:
        """Return the name of the generation that is live by now."""
        with told(self._address):
            return live(self._client, self._address)

    def __len__(self) -> int:
        """Return the number of passages."""
        return self._weights.passages

    def numbers(self, filters: Filters = EVERYTHING) -> Sequence[int]:
        """See `Store`."""
        rows = self._rows.all("", self._fitting(filters), "number")
        return sorted(row["number"] for row in rows)

    # -- searches ----------------------------------------------------------------------------------

    def search_lexical(
        self, terms: Sequence[str], top_k: int, filters: Filters = EVERYTHING
    ) -> dict[int, float]:
        """See `Store`."""
        pairs = {pair: pair_key(dimension(pair)) for pair in pairs_of(terms)}
        known = self._frequency([*filter(_is_one, terms), *pairs.values()])
        frequency = {term: known[term] for term in filter(_is_one, terms)}
        frequency |= {pair: known[key] or 1 for pair, key in pairs.items()}
        vector = self._weights.of_question(terms, frequency)
        return self._rows.search(SPARSE, vector, top_k, self._fitting(filters)) if vector else {}

    def search_dense(
        self, vector: Vectors, top_k: int, filters: Filters = EVERYTHING, leg: str = DEFAULT_LEG
    ) -> dict[int, float]:
        """See `Store`."""
        self._rows.dimensions[leg]  # or KeyError
        return self._rows.search(leg, vector.tolist(), top_k, self._fitting(filters))

    # -- what is found -----------------------------------------------------------------------------

    def vectors(self, numbers: Sequence[int], leg: str = DEFAULT_LEG) -> Vectors:
        """See `Store`."""
        width = self._rows.dimensions[leg]
        found = {row["number"]: row[leg] for row in self._rows.given(numbers, "number", leg)}
        rows = [found[number] for number in numbers]
        return np.array(rows, np.float32).reshape(len(rows), width)

    def passages(self, numbers: Sequence[int]) -> dict[int, Excerpt]:
        """See `Store`."""
        rows = {
            row["number"]: row for row in self._rows.given(numbers, "number", "article", "packed")
        }
        articles = self._taken({row["article"] for row in rows.values()})
        found: dict[int, Excerpt] = {}
        for number in filter(rows.__contains__, numbers):
            title_terms, passage = passage_of(rows[number]["packed"])
            found[number] = Excerpt(articles[rows[number]["article"]], title_terms, passage)
        return found

    def owners(self, numbers: Sequence[int]) -> dict[int, Owner]:
        """See `Store`."""
        rows = self._rows.given(numbers, "number", "article", "original")
        found = {row["number"]: Owner(row["article"], row["original"]) for row in rows}
        return {number: found[number] for number in numbers if number in found}

    def copies(
        self, numbers: Sequence[int], filters: Filters = EVERYTHING
    ) -> dict[int, tuple[Article, ...]]:
        """See `Store`."""
        rows = self._rows.of_articles(one_of("article", numbers), "original") if numbers else []
        original = {row["article"]: row["original"] for row in rows}
        family: dict[int, list[tuple[int, Article]]] = defaultdict(list)
        if original:
            related = one_of("original", {*original.values()})
            fitting = f"{self._fitting(filters)} and {related}"
            for row in self._rows.of_articles(fitting, "original", "packed"):
                family[row["original"]].append((row["article"], article_of(row["packed"])))
        return {
            shown: tuple(a for number, a in family[original.get(shown, -1)] if number != shown)
            for shown in numbers
        }

    def articles(self, filters: Filters = EVERYTHING) -> list[Article]:
        """See `Store`."""
        rows = self._rows.of_articles(self._fitting(filters), "packed")
        return [article_of(row["packed"]) for row in rows]

    def versions(self) -> dict[str, str]:
        """See `Store`."""
        return dict(self.manifest["versions"])

    def list_by(
        self, order: Order, filters: Filters = EVERYTHING, first: int = 0, most: int | None = None
    ) -> dict[str, str]:
        """See `Store`."""
        asked, listed = self._listed
        if asked != (order, filters):  # as a list is read, more of the same is asked for
            by = ("title",) if order == "title" else ()
            rows = self._rows.of_articles(self._fitting(filters), "id", "day", "outlet", *by)
            rows.sort(key=_ORDERS[order])
            listed = {row["id"]: written(row["day"]) for row in rows}
            self._listed = (order, filters), listed
        return dict(islice(listed.items(), first, None if most is None else first + most))

    def count_by(self, facet: Facet, filters: Filters = EVERYTHING) -> dict[str, int]:
        """See `Store`."""
        counts = self._counts.get((facet, filters))
        if counts is None:
            field = "day" if facet == "published" else facet
            rows = self._rows.of_articles(self._fitting(filters), field)
            counted = Counter(row[field] for row in rows)
            named = {written(key) if field == "day" else key: n for key, n in counted.items()}
            counts = dict(sorted(named.items(), key=lambda pair: (-pair[1], pair[0])))
            kept = {} if len(self._counts) > _COUNTS else self._counts
            self._counts = kept | {(facet, filters): counts}
        return counts.copy()

    # -- terms -------------------------------------------------------------------------------------

    def document_frequency(self, term: str) -> int:
        """See `Store`."""
        return self._frequency([term])[term] if _is_one(term) else 0

    def near_terms(self, term: str, distance: int = 1) -> list[str]:
        """See `Store`."""
        return self._spelling.near(term, distance)

    @cached_property
    def _spelling(self) -> Spelling:
        rows = self._rows.all(TERMS, "is_term == true", "key", "frequency")
        return Spelling([r["key"] for r in sorted(rows, key=lambda r: (-r["frequency"], r["key"]))])

    def _frequency(self, keys: Sequence[str]) -> dict[str, int]:
        """Return of terms and pairs' keys in how many passages they stand, as far as is known."""
        kept = self._frequencies
        missing = [key for key in keys if key not in kept]
        fresh = dict.fromkeys(missing, 0)
        for some in parts(missing):
            for row in self._rows.all(TERMS, one_of("key", some), "key", "frequency"):
                fresh[row["key"]] = row["frequency"]
        found = {key: fresh[key] if key in fresh else kept[key] for key in keys}
        self._frequencies = fresh if len(kept) > _RECENT else kept | fresh
        return found

    # -- what fits ---------------------------------------------------------------------------------

    def _fitting(self, filters: Filters) -> str:
        """Return the condition on an article, or on a passage, of what fits."""
        fitting = condition(filters)
        for word in (filters.words or "").split():
            fitting = one_of("article", self._saying(folded(word)[:OVERLAP], fitting))
        return fitting

    def _saying(self, word: str, fitting: str) -> set[int]:
        """Return the numbers of the articles that fit and have a word."""
        if says := saying(word):
            rows = self._rows.all(ARTICLES, f"{fitting} and {says}", "article")
            return {row["article"] for row in rows}
        rows = self._rows.all(ARTICLES, fitting, "article", "folded")
        return {row["article"] for row in rows if word in row["folded"]}

    def _taken(self, numbers: set[int]) -> dict[int, Article]:
        """Return articles by their numbers; the recent ones are at hand."""
        kept = self._articles
        fresh: dict[int, Article] = {}
        for some in parts(numbers - kept.keys()):
            for row in self._rows.of_articles(one_of("article", some), "packed"):
                fresh[row["article"]] = article_of(row["packed"])
        self._articles = fresh if len(kept) > _RECENT else kept | fresh
        return {number: kept[number] if number in kept else fresh[number] for number in numbers}


def _is_one(term: str) -> bool:
    """Say whether it can be a term: none has a space, as the keys of pairs do."""
    return " " not in term
