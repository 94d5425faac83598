"""The lexical leg: BM25 over passages' terms and neighbouring pairs of them, in tantivy."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import tantivy

from ..sealing import carry
from .spelling import Spelling

_ANALYSER = "terms"  # tantivy forgets a registered analyser when an index is closed
_WRITER_BYTES = 64_000_000
_CHANGING = ("meta.json", ".managed.json")
# What the BM25 of two neighbouring terms counts against that of one: "1차 핵실험" shares a
# rare word with "4차 핵실험", but not the pair. The idea is the sequential dependence model of
# Metzler and Croft (2005); on TyDi train among Wikipedia articles, nDCG@10 is .701 without pairs
# and .705 with.
PAIR_WEIGHT = 0.15


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", fast=True, indexed=True)  # indexed, to be taken out by
    for field in ("terms", "pairs"):
        builder.add_text_field(field, tokenizer_name=_ANALYSER, index_option="freq")
    return builder.build()


def _new(folder: Path) -> tantivy.Index:
    return tantivy.Index(_schema(), path=str(folder))


def _register(index: tantivy.Index) -> tantivy.Index:
    whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_ANALYSER, whitespace)
    return index


class LexicalWriter:
    """Writes an index, or one that goes on from another, into a new folder; `close` ends it.

    Raises OSError where it can't be written.
    """

    def __init__(self, folder: Path, before: Path | None = None) -> None:
        """Make the folder; the files of the index in `before` that never change are linked."""
        folder.mkdir()
        for path in before.iterdir() if before else ():
            if path.name in _CHANGING:
                shutil.copyfile(path, folder / path.name)
            elif path.suffix != ".lock":
                carry(path, folder / path.name)
        with _told():
            made = tantivy.Index.open(str(folder)) if before else _new(folder)
            # One thread, and where it is small one segment: the same passages, the same scores.
            self._writer = _register(made).writer(heap_size=_WRITER_BYTES, num_threads=1)

    def add(self, number: int, terms: Sequence[str]) -> None:
        """Add a passage."""
        pairs, said = " ".join(_pairs(terms)), " ".join(terms)
        with _told():
            document = tantivy.Document(number=number, terms=said, pairs=pairs)
            self._writer.add_document(document)

    def remove(self, numbers: Iterable[int]) -> None:
        """Take passages out that were in the index before."""
        for number in numbers:
            self._writer.delete_documents_by_term("number", number)

    def close(self) -> None:
        """Finish the index."""
        with _told():
            self._writer.commit()
            self._writer.wait_merging_threads()


@contextmanager
def _told() -> Iterator[None]:
    """Raise as OSError what tantivy tells of a full disk."""
    try:
        yield
    except ValueError as error:
        raise OSError(str(error)) from error


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
        writer = LexicalWriter(folder)
        for number, terms in passages:
            writer.add(number, terms.split())
        writer.close()

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
        return self._spelling.near(term, distance)

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling([term for term, _ in self._searcher.terms_with_prefix("terms", "")])


def _pairs(terms: Sequence[str]) -> list[str]:
    """Return each two neighbours as one term."""
    return [f"{left}_{right}" for left, right in pairwise(terms)]
