"""A question across languages: in its own words, or in the articles' where those are nearer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from embeddings import Store, query_terms

from ..question import Question, changed
from ..request.spelling import Change
from ..request.translation import bracketed, is_korean, translations
from ..retrieval.ranking import Hit
from ..retrieval.reading import covered
from .sentences import Idf

_BEST = 3  # hits for a question's own words, of which one may hold most of it
_NEARER = 0.1  # share of a question's weight by which its translation's best hit holds clearly more


def across(
    question: Question, store: Store, find: Callable[[Question], list[Hit]], idf: Idf
) -> tuple[Question, list[Hit], Sequence[Change]]:
    """Return a question as it is to be read, the hits that `find` has for it, and what changed.

    It stays as it is unless the best hit for its translation is in another language, and holds
    more of it than those for its own words. Where that is little more, both are read.
    """
    hits = find(question)
    beside = dict.fromkeys(bracketed(question.text, (hit.article.text for hit in hits)))
    terms = [term for name in beside for term in query_terms(name)]
    changes = translations(question.text, store)
    if not changes and not terms:
        return question, hits, []
    other = _said_so(question, changes, terms, store)
    found = find(other)
    if not found or is_korean(found[0].text) == is_korean(question.text):
        return question, hits, []
    weights = {term: idf(term) for term in (*question.terms, *terms)}
    here = max((covered(weights, _held(hit, hits)) for hit in hits[:_BEST]), default=0.0)
    own = _held(found[0], found)
    there = covered(weights, {*own, *_meant_by(changes, own, question)})
    if there <= here:
        return question, hits, []
    if there > here + _NEARER:
        told = [*_told(changes, own)]
        return replace(changed(question, told), terms=other.terms), found, told
    known = filter(store.document_frequency, question.terms)
    both = {(hit.article.id, hit.start): hit for hit in (*hits, *found)}
    best = sorted(both.values(), key=lambda hit: -hit.score)[: len(hits)]
    return replace(question, terms=(*dict.fromkeys((*known, *other.terms)),)), best, changes


def _held(best: Hit, hits: Sequence[Hit]) -> set[str]:
    """Return the terms of a hit and of all others of its article."""
    return {term for hit in hits if hit.article.id == best.article.id for term in hit.terms}


def _meant_by(changes: Sequence[Change], terms: set[str], question: Question) -> set[str]:
    """Return the terms of a question whose translations are among some.

    Of a name all its parts, and itself with a place's kind (온뫼시, where 온뫼 is said).
    """
    said = [
        one.said
        for one in changes
        if any(terms.issuperset(query_terms(word)) for word in (one.meant, *one.others))
    ]
    return {
        *(term for one in said for term in query_terms(one)),
        *(term for term in question.terms if any(term in one or one == term[:-1] for one in said)),
    }


def _told(changes: Sequence[Change], terms: set[str]) -> Iterator[Change]:
    """Yield the changes that some terms bear out, each to what is among them."""
    for one in changes:
        words = (word for word in (one.meant, *one.others) if terms.issuperset(query_terms(word)))
        yield from (replace(one, meant=word) for word in islice(words, 1))


def _said_so(
    question: Question, changes: Sequence[Change], terms: Sequence[str], store: Store
) -> Question:
    """Return a question that is sought by some of its words as others, and by further terms.

    What no article has isn't sought: it tells nothing of those in another language.
    """
    other = changed(question, changes)
    beside = (term for one in changes for word in one.others for term in query_terms(word))
    whole = dict.fromkeys((*other.terms, *terms, *beside))
    return replace(other, terms=(*filter(store.document_frequency, whole),))
