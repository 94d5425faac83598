"""How much of one sentence another one has, in its words or in others that say the same."""

from __future__ import annotations

from functools import lru_cache

from kiwipiepy import Token

from ..synonyms import otherwise
from .claims import ASIDE, terms, tokens
from .lexicon import sense
from .phrases import Word, parsed

WORDS = ("NNG", "NNP", "SL", "XR", "VV", "VA", "NR", "MM")  # that say something
VERBATIM = 0.85  # share of a sentence's words that a source has, of which it is hardly another
ALIKE = 0.75  # the same, where one word in another's place is what they differ by
_SAME = 0.4  # the same, in its own words, without which no others are looked for


def is_alike(one: str, other: str, share: float = ALIKE) -> bool:
    """Say whether a sentence has so large a share of its words from another."""
    words = content(one)
    if not words or len(words & content(other)) < _SAME * len(words):
        return False
    return len(shared(one, other)) >= share * len(words)


@lru_cache(maxsize=256)
def shared(one: str, other: str) -> frozenset[str]:
    """Return the words of a sentence that another has too, or says otherwise."""
    said = said_otherwise(one, other)
    same = {meaning(word) for word in parsed(one).words if word.form in said}
    return frozenset(content(one) & (content(other) | same))


@lru_cache(maxsize=256)
def said_otherwise(one: str, other: str) -> frozenset[str]:
    """Return the forms of a sentence's words that another has other ones for."""
    return frozenset(term.removesuffix("다") for term in otherwise(terms(one), terms(other)))


@lru_cache(maxsize=1024)
def content(text: str) -> frozenset[str]:
    """Return the words of a text that say something."""
    every = tokens(ASIDE.sub("", text))
    return frozenset(meaning(token) for token in every if token.tag[:3].rstrip("-") in WORDS)


def meaning(word: Token | Word) -> str:
    """Return what a word says, the same for all that say the same."""
    known = sense(word.form, word.tag)
    return f"{known.group} {known.side}"
