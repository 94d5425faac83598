"""Where a text has a question's own words, and which of its sentences has most of them."""

from __future__ import annotations

from embeddings import analyse_one, kiwi, query_terms, terms

Span = tuple[int, int]


def matching(question: str, text: str) -> list[Span]:
    """Return where words of a text share a term with a question, as (start, end) in the text."""
    asked = {term for term in query_terms(question) if len(term) > 1}
    found: list[Span] = []
    for token in kiwi().tokenize(text):
        if asked.isdisjoint(terms(text, [token])):
            continue
        if found and found[-1][1] == token.start:
            found[-1] = found[-1][0], token.end
        else:
            found.append((token.start, token.end))
    return found


def nearest_sentence(question: str, text: str) -> Span:
    """Return the sentence of a text that shares most words with a question, the first of such."""
    matched = matching(question, text)
    sentences = [(s.start, s.end) for s in analyse_one(text)] or [(0, len(text))]

    def shared(sentence: Span) -> int:
        return sum(sentence[0] <= start < sentence[1] for start, _ in matched)

    return max(sentences, key=shared)
