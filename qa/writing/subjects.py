"""What a number is said of: the words of its clause, and whether a source says them of another.

"Busan's fare for Seoul's": both numbers stand in the passage, each beside its own subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..values.moments import Moment
from ..values.values import Value
from .claims import claimed_values, says, tokens

_WORDS = ("NNG", "NNP", "SL", "XR", "VV", "VA", "NR", "MM")
_BOUNDS = ("EC", "EF", "SP", "JC", "SF", "SC")
_NAME = 2  # what a name weighs, against 1 for another word


@dataclass(frozen=True, slots=True)
class Said:
    """A value, and the words that it is said of."""

    value: Value
    words: frozenset[str]


def misplaced(sentence: str, sources: Sequence[str]) -> list[str]:
    """Return the values of a sentence that sources state of something else, in its own words.

    That is so where another value of the same kind stands by more of the sentence's words than any
    that agrees does; what all of them share tells nothing.
    """
    given = [said for source in sources for said in said_of(source)]
    return [
        sentence[said.value.start : said.value.end]
        for said in said_of(sentence)
        if _is_elsewhere(said, [one for one in given if _kind(one.value) == _kind(said.value)])
    ]


def _is_elsewhere(said: Said, given: Sequence[Said]) -> bool:
    own = [one.words for one in given if says(one.value, said.value)]
    others = [one.words for one in given if not says(one.value, said.value)]
    if not own or not others:
        return False
    shared = frozenset.intersection(*own, *others)

    def weight(words: frozenset[str]) -> int:
        return sum(_NAME if word[0] == "=" else 1 for word in (said.words & words) - shared)

    return max(map(weight, others)) > max(map(weight, own))


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
        (token.start, _word(token.form, token.tag))
        for token in tokens(text)
        if token.tag[:3].rstrip("-") in _WORDS
        and not any(v.start <= token.start < v.end for v in found)
    )
    said = []
    for value in found:
        same = [v for v in found if _kind(v) == _kind(value)]
        clauses = _clauses(text, same)
        first, last = clauses[same.index(value)]
        inside = {w for start, w in places if first <= start < last or start < clauses[0][0]}
        own = inside | _topic(text, value.start)
        said.append(Said(value, frozenset(own) - {f"={_canonical(value)}"}))
    return tuple(said)


def _word(form: str, tag: str) -> str:
    return f"={form}" if tag in ("NNP", "SL") else form


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


def _topic(text: str, place: int) -> set[str]:
    """Return the topic that a place stands under: the noun before the last 은 or 는."""
    every = [token for token in tokens(text) if token.start < place]
    marks = [at for at, token in enumerate(every) if token.tag == "JX" and token.form in "은는"]
    if not marks or not marks[-1]:
        return set()
    noun = every[marks[-1] - 1]
    return {_word(noun.form, noun.tag)}
