"""Of what something is said: whether a source says a number, or a name, of something else.

"Busan's fare for Seoul's": both numbers stand in the passage, each beside its own subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kiwipiepy import Token

from ..values.moments import Moment
from ..values.values import Value
from .claims import claimed_values, says, tokens

_WORDS = ("NNG", "NNP", "SL", "XR", "VV", "VA", "NR", "MM")
_BOUNDS = ("EC", "EF", "SP", "JC", "SF", "SC")
ALIKE = 0.75  # share of the other words that a source holds which says nearly the same
_NAME = 2  # what a name or another value weighs, against 1 for another word
_OF_THESE = re.compile("가운데|그\\s?중|이\\s?중")


@dataclass(frozen=True, slots=True)
class Said:
    """A value, the words that it is said of, and among them the subject of its clause."""

    value: Value
    words: frozenset[str]
    subject: frozenset[str]


def misplaced(sentence: str, sources: Sequence[str]) -> list[str]:
    """Return the values of a sentence that sources state of something else, in its own words.

    That is so where another value of the same kind, which the sentence doesn't have, stands by more
    of its words than any that agrees does (what all of them share tells nothing), or has one of
    them for its subject that stands by none that agrees.
    """
    given = [said for source in sources for said in said_of(source)]
    claimed = said_of(sentence)
    names = frozenset(t.form for text in (sentence, *sources) for t in tokens(text) if _is_name(t))
    lacking = []
    for said in claimed:
        alike = [one for one in given if _kind(one.value) == _kind(said.value)]
        own = [one for one in alike if says(one.value, said.value)]
        others = [o for o in alike if not any(says(o.value, c.value) for c in claimed)]
        if own and others and _is_of_others(said, own, others, names):
            lacking.append(sentence[said.value.start : said.value.end])
    return lacking


def _is_name(token: Token) -> bool:
    return token.tag in ("NNP", "SL") and len(token.form) > 1


def _is_of_others(
    said: Said, own: Sequence[Said], others: Sequence[Said], names: frozenset[str]
) -> bool:
    """Say whether what a value is said of is rather that of others than of its own."""
    shared = frozenset.intersection(*(one.words for one in (*own, *others)))
    by_own = frozenset[str]().union(*(one.words for one in own))

    def weight(one: Said) -> int:
        return sum(
            _NAME if word in names or word[0] == "=" else 1
            for word in (said.words & one.words) - shared
        )

    is_others = any(one.subject & said.words - by_own for one in others)
    return is_others or max(map(weight, others)) > max(map(weight, own))


def _kind(value: Value) -> str:
    return value.finest if isinstance(value, Moment) else f"in {value.unit}"


@lru_cache(maxsize=1024)
def said_of(text: str) -> tuple[Said, ...]:
    """Return each value of a sentence with the words of its clause, and its topic from before.

    What stands before the first clause that has a value is said of all of them.
    """
    found = claimed_values(text)
    places = [(v.start, f"={_canonical(v)}") for v in found]
    places += (
        (token.start, token.form)
        for token in tokens(text)
        if token.tag[:3].rstrip("-") in _WORDS
        and not any(v.start <= token.start < v.end for v in found)
    )
    said: list[Said] = []
    for value in found:
        same = [v for v in found if _kind(v) == _kind(value)]
        clauses = _clauses(text, same)
        first, last = clauses[same.index(value)]
        inside = {w for start, w in places if first <= start < last or start < clauses[0][0]}
        if said and _OF_THESE.search(text[first : value.start]):
            inside |= said[-1].words
        inside |= _noun_before(text, 0, value.start, ("은", "는"))
        subject = _noun_before(text, first, last, ("은", "는", "이", "가"))
        own = frozenset(inside) - {f"={_canonical(value)}"}
        said.append(Said(value, own, frozenset(subject)))
    return tuple(said)


def _canonical(value: Value) -> str:
    if isinstance(value, Moment):
        return " ".join(f"{name}{number}" for name, number in value.known.items())
    return f"{value.number}{value.unit}"


def _clauses(text: str, same: Sequence[Value]) -> list[tuple[int, int]]:
    """Return where the clause of each of some values of a kind starts and ends.

    Where nothing parts two of them, as in "1,400원에서 1,500원으로", they share theirs.
    """
    bounds = [token.end for token in tokens(text) if token.tag in _BOUNDS]
    clauses: list[tuple[int, int]] = []
    for at, value in enumerate(same):
        before = same[at - 1].end if at else 0
        after = same[at + 1].start if at + 1 < len(same) else len(text)
        parting = [bound for bound in bounds if before <= bound <= value.start]
        first = clauses[-1][0] if clauses else 0
        if parting:
            first = parting[0] if clauses else parting[-1]
        last = next((bound for bound in bounds if value.end <= bound <= after), len(text))
        clauses.append((first, last))
    return clauses


def _noun_before(text: str, start: int, end: int, particles: Sequence[str]) -> set[str]:
    """Return the noun before the last of some particles between two places, if there is one."""
    every = [token for token in tokens(text) if start <= token.start < end]
    nouns = [
        noun.form
        for noun, particle in pairwise(every)
        if noun.tag in _WORDS and particle.tag in ("JX", "JKS") and particle.form in particles
    ]
    return set(nouns[-1:])


def renamed(sentence: str, source: str) -> list[str]:
    """Return the names of a sentence in whose place a source that says nearly the same has another.

    That is so where what follows them is one: the same noun ("김대중 정부", "노무현 정부"), or the
    same kind of particle.
    """
    words, held = _content(sentence), _content(source)
    mine = {name: follower for name, follower in _followed(sentence) if name not in source}
    theirs = {name: follower for name, follower in _followed(source) if name not in sentence}
    rest = words - mine.keys()
    if not rest or len(rest & held) < ALIKE * len(rest):
        return []
    return [name for name, follower in mine.items() if follower in theirs.values()]


def _content(text: str) -> set[str]:
    return {token.form for token in tokens(text) if token.tag[:3].rstrip("-") in _WORDS}


def _followed(text: str) -> Iterator[tuple[str, str]]:
    """Yield each name with what follows it: a noun, or the kind of its particle."""
    for name, following in pairwise(tokens(text)):
        if _is_name(name):
            if following.tag in ("NNG", "NNP"):
                yield name.form, following.form
            elif following.tag in ("JKS", "JX"):
                yield name.form, "subject"
            elif following.tag.startswith("JK"):
                yield name.form, following.form
