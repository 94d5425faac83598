"""A question's nouns said as near ones, so that it asks in other words than its article's."""

from __future__ import annotations

import re
from functools import cache
from random import Random

import numpy as np

from embeddings import (
    DEFAULT_MODEL,
    TermEncoder,
    Vectors,
    background,
    kiwi,
    last_consonant,
    load_encoder,
    unit,
)

# Neighbours in the default embedding are related, and not all alike: 행사 stands well for 축제, but
# 노동조합 less so for 파업. So a question that is made so is harder than it need be.
NEAR = 0.5  # the least cosine
COMMON = 200  # the fewest articles of Korean at large that such a word stands in
CHANGED = 0.6  # share of the nouns with such a neighbour that are changed
_NOUN = re.compile("[가-힣]{2,}(?<!다)")


def in_near_words(question: str, rng: Random) -> str:
    """Return a question with some of its common nouns said as near ones; particles still fit."""
    for token in reversed(kiwi().tokenize(question)):
        if token.tag == "NNG" and rng.random() < CHANGED and (near := near_word(token.form)):
            question = question[: token.start] + near + question[token.end :]
    return question


@cache
def near_word(noun: str) -> str:
    """Return the nearest common noun that takes the same particles; "" where none is near."""
    terms, vectors = _nouns()
    if noun not in terms:
        return ""
    cosines = vectors @ vectors[terms[noun]]
    words: list[str] = [*terms]
    for at in np.argsort(-cosines)[1:].tolist():
        if cosines[at] < NEAR:
            break
        if _is_closed(words[at]) == _is_closed(noun) and noun not in words[at]:
            return str(words[at])
    return ""


@cache
def _nouns() -> tuple[dict[str, int], Vectors]:
    """Return the common nouns of the default embedding, each with the row of its vector."""
    encoder, (_, frequency) = load_encoder(DEFAULT_MODEL), background()
    assert isinstance(encoder, TermEncoder)
    rows = {term: at for at, term in enumerate(encoder.vocabulary.own)}
    nouns = [
        term
        for term in rows
        if frequency.get(term, 0) >= COMMON
        and _NOUN.fullmatch(term)
        and [token.tag for token in kiwi().tokenize(term)] == ["NNG"]
    ]
    vectors = unit(encoder.weight[[rows[term] for term in nouns]])
    return {term: at for at, term in enumerate(nouns)}, vectors


def _is_closed(word: str) -> bool:
    """Say whether a word ends in a consonant, by which particles differ."""
    return last_consonant(word[-1]) > 0
