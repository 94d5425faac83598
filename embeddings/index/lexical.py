"""The lexical leg: BM25 over passages' terms and neighbouring pairs of them, in tantivy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import tantivy
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract_iter

_ANALYSER = "terms"  # tantivy forgets a registered analyser when an index is closed
_WRITER_BYTES = 64_000_000
# What the BM25 of two neighbouring terms counts against that of one: "1차 핵실험" shares a
# rare word with "4차 핵실험", but not the pair. The idea is the sequential dependence model of
# Metzler and Croft (2005); on TyDi train among Wikipedia articles, nDCG@10 is .701 without pairs
# and .705 with.
PAIR_WEIGHT = 0.15


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", fast=True)
    for field in ("terms", "pairs"):
        builder.add_text_field(field, tokenizer_name=_ANALYSER, index_option="freq")
    return builder.build()


def _register(index: tantivy.Index) -> tantivy.Index:
    whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_ANALYSER, whitespace)
    return index


class LexicalIndex:
    """An open lexical index; scores are BM25 with k1 = 1.2 and b = 0.75 (tantivy's)."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`."""
        self._index = _register(tantivy.Index.open(str(folder)))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    @staticmethod
    def write(folder: Path, passages: Iterable[tuple[int, str]]) -> None:
        """Write an index of (passage number, its terms parted by spaces) into a new folder.

        Raises OSError where it can't be written.
        """
        folder.mkdir()
        try:
            index = _register(tantivy.Index(_schema(), path=str(folder)))
            # One thread and one segment: the same passages give the same scores each time.
            writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
            for number, terms in passages:
                pairs = " ".join(_pairs(terms.split()))
                writer.add_document(tantivy.Document(number=number, terms=terms, pairs=pairs))
            writer.commit()
            writer.wait_merging_threads()
        except ValueError as error:  # so tantivy tells a full disk
            raise OSError(str(error)) from error

    def search(
        self,
        terms: Sequence[str],
        top_k: int,
        among: Collection[int] | None = None,
        pair_weight: float = PAIR_WEIGHT,
    ) -> dict[int, float]:
        """Return the score of the best passages by their number, best first.

        It is the BM25 of the terms, in the question's order, plus `pair_weight` times that of each
        two neighbours. `among` limits the search to these numbers. Fewer than `top_k` where fewer
        passages have any of the terms. A term given twice counts twice.
        """
        query = self._query(terms, pair_weight)
        if among is None:
            return self._best(query, top_k)
        allowed, reach = set(among), top_k
        while allowed:  # deeper, until enough are among them
            found = self._best(query, reach)
            kept = [pair for pair in found.items() if pair[0] in allowed][:top_k]
            if len(kept) == min(top_k, len(allowed)) or len(found) < reach:
                return dict(kept)
            reach *= 4
        return {}

    def _query(self, terms: Sequence[str], pair_weight: float) -> tantivy.Query:
        queries = [self._term("terms", term) for term in terms]
        if pair_weight:
            queries += [
                tantivy.Query.boost_query(self._term("pairs", pair), pair_weight)
                for pair in _pairs(terms)
            ]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in queries])

    def _best(self, query: tantivy.Query, top_k: int) -> dict[int, float]:
        hits = self._searcher.search(query, top_k, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return {n: score for n, (score, _) in zip(numbers, hits, strict=True)}  # type: ignore[misc]

    def _term(self, field: str, text: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, text, "freq")

    def document_frequency(self, term: str) -> int:
        """Return in how many passages a term stands."""
        return int(self._searcher.doc_freq("terms", term))

    def near_terms(self, term: str, distance: int) -> list[str]:
        """Return the terms at most `distance` letters from a term, itself aside: see `Store`."""
        asked = _letters(term)
        matches = extract_iter(
            asked, self._spelled, scorer=Levenshtein.distance, score_cutoff=distance
        )
        near = sorted((away, at) for _, away, at in matches if away)
        return [self._known[at] for _, at in near]

    @cached_property
    def _known(self) -> list[str]:
        """All terms, the most frequent first."""
        return [term for term, _ in self._searcher.terms_with_prefix("terms", "")]

    @cached_property
    def _spelled(self) -> list[str]:
        return [_letters(term) for term in self._known]


def _letters(term: str) -> str:
    """Return a term letter by letter: 한 is ㅎ, ㅏ and ㄴ."""
    return normalize("NFD", term)


def _pairs(terms: Sequence[str]) -> list[str]:
    """Return each two neighbours as one term."""
    return [f"{left}_{right}" for left, right in pairwise(terms)]
