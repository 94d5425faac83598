"""What is nearly a source's own sentence: whether what little is other in it makes it untrue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .clauses import clauses
from .phrases import Role, parsed
from .predicates import DENYING, Time
from .subjects import content

VERBATIM = 0.85  # share of a sentence's words that a source has, of which it is hardly another


def is_altered(sentence: str, source: str) -> bool:
    """Say whether a sentence is a source's but for a denial, its time, or who does it to whom."""
    words, held = content(sentence), content(source)
    if len(words & held) < VERBATIM * len(words):
        return False
    is_whole = len(words & held) >= VERBATIM * len(held)
    return _is_exchanged(sentence, source) or (
        is_whole and (_denials(sentence) % 2 != _denials(source) % 2 or _is_then(sentence, source))
    )


def _denials(text: str) -> int:
    return sum(word.form in DENYING for word in parsed(text).words)


def _is_then(sentence: str, source: str) -> bool:
    """Say whether what both sentences end with was in one and is yet to be in the other."""
    said, given = _times(sentence), _times(source)
    return len(said) == len(given) and {*said[-1:], *given[-1:]} == {"past", "coming"}


def _times(text: str) -> list[Time]:
    return [one.time for one in clauses(text) if not one.is_named]


def _is_exchanged(sentence: str, source: str) -> bool:
    """Say whether one noun acts that was acted on, and another the other way."""
    doing, done = _gained(sentence, source, "doer", "topic"), _gained(sentence, source, "object")
    acting, acted = _gained(source, sentence, "doer", "topic"), _gained(source, sentence, "object")
    return bool(doing & acted and done & acting)


def _gained(text: str, other: str, *roles: Role) -> set[str]:
    """Return the nouns that have some parts in a sentence more often than in another."""
    return {*(_parts(text, roles) - _parts(other, roles))}


def _parts(text: str, roles: Sequence[Role]) -> Counter[str]:
    phrases = (one for one in parsed(text).phrases if one.role in roles)
    return Counter(head for one in phrases for head in one.heads)
