"""A question across languages: in its own words, or in the articles' where those are nearer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from embeddings import Store, query_terms

from ..question import Question, changed
from ..request.spelling import Change
from ..request.translation import bracketed, is_korean, translations
from ..retrieval.ranking import Hit


def across(
    question: Question, store: Store, find: Callable[[Question], list[Hit]]
) -> tuple[Question, list[Hit], Sequence[Change]]:
    """Return a question as it is to be read, the hits that `find` has for it, and what changed.

    It stays as it is unless the best hit, of its own words or of their translations, is in another
    language.
    """
    hits = find(question)
    beside = dict.fromkeys(bracketed(question.text, (hit.article.text for hit in hits)))
    terms = [term for name in beside for term in query_terms(name)]
    changes = translations(question.text, store)
    found = find(_said_so(question, changes, terms)) if changes or terms else hits
    if not found or is_korean(found[0].text) == is_korean(question.text):
        return question, hits, []
    changes = translations(question.text, store, known=True)
    other = _said_so(question, changes, terms)
    return other, find(other), changes


def _said_so(question: Question, changes: Sequence[Change], terms: Sequence[str]) -> Question:
    """Return a question with some of its words read as others, and with further terms."""
    other = changed(question, changes)
    beside = (term for one in changes for word in one.others for term in query_terms(word))
    return replace(other, terms=(*dict.fromkeys((*other.terms, *terms, *beside)),))
