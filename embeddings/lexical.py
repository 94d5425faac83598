"""The lexical leg: BM25 over passages' terms, in tantivy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

_ANALYSER = "terms"  # tantivy forgets a registered analyser when an index is closed
_WRITER_BYTES = 64_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", fast=True)
    builder.add_text_field("terms", tokenizer_name=_ANALYSER, index_option="freq")
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
        """Write an index of (passage number, its terms parted by spaces) into a new folder."""
        folder.mkdir()
        index = _register(tantivy.Index(_schema(), path=str(folder)))
        # One thread and one segment: the same passages give the same scores, build after build.
        writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        for number, terms in passages:
            writer.add_document(tantivy.Document(number=number, terms=terms))
        writer.commit()
        writer.wait_merging_threads()

    def search(self, terms: Sequence[str], top_k: int) -> dict[int, float]:
        """Return the BM25 score of the best passages by their number, best first.

        Fewer than `top_k` where fewer passages have any of the terms. A term given twice counts
        twice.
        """
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "terms", term, "freq"))
            for term in terms
        ]
        query = tantivy.Query.boolean_query(clauses)
        hits = self._searcher.search(query, top_k, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return {n: score for n, (score, _) in zip(numbers, hits, strict=True)}  # type: ignore[misc]

    def document_frequency(self, term: str) -> int:
        """Return in how many passages a term stands."""
        return int(self._searcher.doc_freq("terms", term))
