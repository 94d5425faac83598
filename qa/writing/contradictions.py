"""Whether a source says otherwise what a sentence says: of the same denied, opposite, when, whose.

A sentence's clause is held to those of the source that say the same, or its opposite, of the most
that it names. Where one of them agrees, nothing is said against it.
"""

from __future__ import annotations

from collections.abc import Sequence

from .clauses import Clause, clauses
from .phrases import parsed, parts
from .subjects import content

VERBATIM = 0.85  # share of a sentence's words that a source has, of which it is hardly another
_NOUNS = ("NNG", "NNP", "SL", "XR")
_DENYING = frozenset("않 못하 못 안 없 아니".split())
_REFUSING = frozenset(  # that deny without a negation
    "동결 무산 실패 금지 거부 거절 중단 취소 부결 반대 어렵 부족 모자라 무료 유지 그대로 모르 "
    "미루 막 제외 빼 빠지 벗어나 그치 피하".split()
)


def contradicts(sentence: str, sources: Sequence[str]) -> bool:
    """Say whether sources, the nearest one first, have a sentence be otherwise."""
    given = [clause for source in sources for clause in clauses(source)]
    said = clauses(sentence)
    return (
        any(_is_refuted(one, [other for other in given if other.verb == one.verb]) for one in said)
        or any(_is_exchanged(sentence, source) for source in sources)
        or _is_denied(sentence, sources[0])
    )


def _is_refuted(said: Clause, same: Sequence[Clause]) -> bool:
    """Say whether clauses of the same verb are of another side or time, or of turned parties."""
    own = said.words - {said.verb}
    shared = [len(own & one.words) for one in same]
    best = max(shared, default=0)
    if not same or (own and not best):
        return False
    if said.is_named:
        return not any(said.sides & one.sides for one in same)
    near = [one for one, count in zip(same, shared, strict=True) if count == best]
    about = [one for one, count in zip(same, shared, strict=True) if count >= best - 1]
    return (
        not any(_is_agreed(said, one) for one in near)
        or (said.acts and _is_of_another_time(said, about))
        or (said.acts and _is_of_others(said, near))
    )


def _is_agreed(said: Clause, given: Clause) -> bool:
    """Say whether two leave the same open; what wasn't done yet may be planned."""
    return bool(said.sides & given.sides) or (_is_undone(said) and given.time == "coming")


def _is_undone(said: Clause) -> bool:
    return said.time == "past" and 0 not in said.sides


def _is_of_another_time(said: Clause, given: Sequence[Clause]) -> bool:
    times = {one.time for one in given}
    is_other = said.time not in times and {said.time, *times} == {"past", "coming"}
    return is_other and not _is_undone(said)


def _is_of_others(said: Clause, given: Sequence[Clause]) -> bool:
    same = [one for one in given if one.sides == said.sides]
    return bool(same) and all(_is_swapped(said, one) for one in same)


def _is_swapped(said: Clause, given: Clause) -> bool:
    """Say whether two change places, or one to whom it was done does it, or the other way."""
    mine, theirs = said.objects | said.others, given.objects | given.others
    if not said.doers or said.doers & given.doers:
        return False
    gives, takes = said.doers & theirs, (mine - said.doers) & given.doers
    if gives and takes:
        return True
    if said.doers & given.others:
        return bool(said.objects & given.objects)
    return bool((takes or (gives and mine)) and not mine & theirs)


def _is_exchanged(sentence: str, source: str) -> bool:
    """Say whether in what is otherwise a source's sentence doer and object have changed places."""
    words, held = content(sentence), content(source)
    if len(words & held) < VERBATIM * len(words):
        return False
    (doers, objects), (their_doers, their_objects) = parts(sentence), parts(source)
    return bool(doers & their_objects and objects & their_doers)


def _is_denied(sentence: str, source: str) -> bool:
    """Say whether the clause of a source that shares most with a sentence is denied, and it isn't.

    Nothing is said where two share as much, or of what somebody or something is said to be.
    """
    words = parsed(sentence).words
    is_naming = any(word.tag == "VCP" for word in words[-3:])
    if is_naming or any(word.form in _DENYING | _REFUSING for word in words):
        return False
    named = {word.form for word in words if word.tag in _NOUNS}
    given = [one for one in clauses(source) if not one.is_named]
    shared = [len(named & one.words) for one in given]
    best = max(shared, default=0)
    if not best or shared.count(best) > 1:
        return False
    nearest = given[shared.index(best)]
    return nearest.denied and bool(named & (nearest.doers | nearest.objects))
