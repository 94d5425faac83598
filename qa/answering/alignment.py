"""A sentence told twice: what another text has instead of the words that answer in the one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..reader.windows import Span
from ..values.quantities import Quantity
from ..values.values import values

ALIKE = 0.8  # share of its other words that a sentence has where it is told again
_FEWEST = 3  # of such words
_SAME = 0.7  # share of their words, in their order, that two tellings of a sentence have in common
_AHEAD = 2  # words ahead of what answers, of which a number belongs to it
_SLACK = 4  # words on both sides that are taken with a sentence, where it is short or told again
_LONGEST = 100  # characters that may stand instead of the words that answer
_WORD = re.compile(r"\S+")
_END = re.compile(r"[.!?][’”'\")]*\s+|\n+|(?<=다)\.(?=[가-힣A-Z‘“])")
_PARTICLE = re.compile(r"^(?:은|는|이|가|을|를|과|와|으로|로)(?=\s|$)")

Words = Sequence[re.Match[str]]


@dataclass(frozen=True, slots=True)
class Retold:
    """What a text says, `mine`, and another one instead, `theirs`, in the latter's `sentence`."""

    mine: Span
    theirs: Span
    sentence: Span


def retold(text: str, sentence: Span, short: Span, other: str) -> Retold | None:
    """Return what another text has instead of the words that answer in a text's sentence.

    Words beside these that differ, too, are taken with them. None where the other text doesn't
    have the sentence, or another number elsewhere in it.
    """
    mine = _sentence_words(text, sentence)
    same, theirs = _matched(mine, [*_WORD.finditer(other)])
    inside = [
        at for at, word in enumerate(mine) if word.start() < short[1] and short[0] < word.end()
    ]
    if not same or not inside:
        return None
    if {*inside} <= {*same}:  # "1인 3만 원" and "3인 3만 원"
        ahead = range(max(0, inside[0] - _AHEAD), inside[0])
        number = next((at for at in ahead if at not in same and _is_quantity(mine[at][0])), None)
        inside = inside if number is None else [*range(number, inside[-1] + 1)]
    first, last = _widened(inside[0], inside[-1], len(mine), same)
    if not _is_told_again(mine, inside, (first, last), same):
        return None
    region = mine[first].start(), mine[last].end()
    place = _between(other, theirs, same.get(first - 1), same.get(last + 1))
    if place[0] >= place[1]:
        return None
    return Retold(*_trimmed(text, region, short, other, place), _around(other, place))


def is_retold(sentence: str, other: str) -> bool:
    """Say whether two sentences are one, with a few words changed."""
    return SequenceMatcher(None, sentence.split(), other.split(), autojunk=False).ratio() >= _SAME


def _sentence_words(text: str, sentence: Span) -> Words:
    """Return a sentence's words; of a short one with some of those on both sides of it."""
    words = [*_WORD.finditer(text)]
    own = [at for at, word in enumerate(words) if sentence[0] <= word.start() < sentence[1]]
    slack = _SLACK if len(own) <= 2 * _FEWEST else 0
    return words[max(0, own[0] - slack) : own[-1] + 1 + slack] if own else []


def _matched(mine: Words, theirs: Words) -> tuple[Mapping[int, int], Words]:
    """Return which words of a sentence stand where in its counterpart, and that one's words."""
    said, told = [word[0] for word in mine], [word[0] for word in theirs]
    longest = SequenceMatcher(None, said, told, autojunk=False).find_longest_match()
    start = max(0, longest.b - longest.a - _SLACK)
    near = theirs[start : longest.b - longest.a + len(mine) + _SLACK]
    blocks = SequenceMatcher(None, said, [word[0] for word in near], autojunk=False)
    same = {
        block.a + at: block.b + at
        for block in blocks.get_matching_blocks()
        for at in range(block.size)
    }
    return same, near


def _is_quantity(word: str) -> bool:
    """Say whether a word is a number with its unit, and nothing else."""
    return any(isinstance(one, Quantity) and one.end == len(word) for one in values(word))


def _widened(first: int, last: int, count: int, same: Collection[int]) -> tuple[int, int]:
    """Return the numbers of the first and last word of some with those beside that differ."""
    while first > 0 and first - 1 not in same:
        first -= 1
    while last + 1 < count and last + 1 not in same:
        last += 1
    return first, last


def _is_told_again(
    mine: Words, inside: Sequence[int], region: tuple[int, int], same: Collection[int]
) -> bool:
    """Say whether a sentence is the same elsewhere but for a region around what answers."""
    differing = [at for at in range(len(mine)) if at not in same]
    beyond = [at for at in differing if not region[0] <= at <= region[1]]
    others = len(mine) - (region[1] - region[0] + 1)
    beside = differing if {*inside} <= {*same} else beyond
    return others - len(beyond) >= max(_FEWEST, ALIKE * others) and not any(
        re.search(r"\d", mine[at][0]) for at in beside
    )


def _between(other: str, words: Words, before: int | None, after: int | None) -> Span:
    """Return where the words between two others stand, in one sentence where there is but one."""
    if before is None:
        assert after is not None
        end = words[after].start()
        ends = [*_END.finditer(other, max(0, end - _LONGEST), end)]
        start = ends[-1].end() if ends else max(0, end - _LONGEST)
    else:
        start = words[before].end()
        stop = _END.search(other, start, start + _LONGEST)
        end = stop.start() if stop else start + _LONGEST
        end = end if after is None else words[after].start()
    said = other[start:end]
    return start + len(said) - len(said.lstrip()), start + len(said.rstrip())


def _around(text: str, place: Span) -> Span:
    """Return where the sentence around a place of a text stands."""
    start = max((match.end() for match in _END.finditer(text, 0, place[0])), default=0)
    stop = _END.search(text, place[1])
    return start, start + len(text[start : stop.end() if stop else None].rstrip())


def _trimmed(text: str, region: Span, short: Span, other: str, place: Span) -> tuple[Span, Span]:
    """Leave out of both what stands around the short answer in both, and a particle after it."""
    ahead, behind = text[region[0] : short[0]], text[short[1] : region[1]]
    said = other[slice(*place)]
    for after in (behind, _PARTICLE.sub("", behind)):
        if said.startswith(ahead) and said.endswith(after) and len(said) > len(ahead) + len(after):
            return short, (place[0] + len(ahead), place[1] - len(after))
    return region, place
