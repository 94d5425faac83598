"""Whether a source says otherwise what a sentence says: of the same denied, opposite, when, whose.

A sentence's clause is held to those of the source that say the same, or its opposite, of the most
that it names. Where one of them agrees, nothing is said against it.
"""

from __future__ import annotations

from collections.abc import Sequence

from .clauses import Clause, clauses
from .copies import is_altered
from .phrases import Word, parsed
from .predicates import DENYING

_NOUNS = ("NNG", "NNP", "SL", "XR")
_ALONE = frozenset("만 뿐 밖에 유일 한정 단독 홀로 혼자".split())
_REFUSING = frozenset(  # that deny without a negation
    "동결 무산 실패 금지 거부 거절 중단 취소 부결 반대 어렵 부족 모자라 무료 유지 그대로 모르 "
    "물리치 뿌리치 미루 막 제외 빼 빠지 벗어나 그치 피하".split()
)


def contradicts(sentence: str, sources: Sequence[str]) -> bool:
    """Say whether sources, the nearest one first, have a sentence be otherwise."""
    given = [clause for source in sources for clause in clauses(source)]
    said = clauses(sentence)
    return (
        any(_is_refuted(one, [other for other in given if other.verb == one.verb]) for one in said)
        or any(is_altered(sentence, source) for source in sources)
        or _is_narrowed(sentence, sources)
        or _is_denied(sentence, sources[0])
    )


def _is_refuted(said: Clause, same: Sequence[Clause]) -> bool:
    """Say whether clauses of the same verb are of another side or time, or of turned parties."""
    own = said.words - {said.verb}
    shared = [len(own & one.words) for one in same]
    best = max(shared, default=0)
    if not same or (own and not best):
        return False
    near = [one for one, count in zip(same, shared, strict=True) if count == best]
    if said.is_named:
        return not any(said.sides & one.sides for one in near)
    return (
        not any(_is_agreed(said, one) for one in near)
        or (said.acts and _is_of_another_time(said, near))
        or (said.acts and _is_of_others(said, near))
    )


def _is_agreed(said: Clause, given: Clause) -> bool:
    """Say whether two leave the same open; what wasn't done yet may be planned."""
    return bool(said.sides & given.sides) or (
        _is_undone(said) and given.time in ("coming", "dated")
    )


def _is_undone(said: Clause) -> bool:
    return said.time == "past" and 0 not in said.sides


def _is_of_another_time(said: Clause, given: Sequence[Clause]) -> bool:
    times = {one.time for one in given}
    if said.time == "past":
        return times <= {"coming", "dated"} and not _is_undone(said)
    return said.time == "coming" and times == {"past"}


def _is_of_others(said: Clause, given: Sequence[Clause]) -> bool:
    same = [one for one in given if one.sides == said.sides]
    return bool(same) and all(_is_swapped(said, one) for one in same)


def _is_swapped(said: Clause, given: Clause) -> bool:
    """Say whether two change places, or one to whom it was done does it, or the other way."""
    shared = (said.doers & _met(said)) | (given.doers & _met(given))  # 은행, of 솔빛은행, 나래은행
    doers, met = said.doers - shared, _met(said) - shared
    their_doers, their_met = given.doers - shared, _met(given) - shared
    if doers & their_doers:
        return False
    now_doing, now_met = doers & their_met, met & their_doers
    if now_doing and now_met:
        return True
    is_the_same_done = bool(said.objects & given.objects)
    if doers & (given.others - shared):  # who was given something gives it
        return is_the_same_done
    if now_met and not doers and said.is_turned != given.is_turned:
        return is_the_same_done
    is_met_by_another = bool(now_met or (now_doing and met)) and not met & their_met
    return bool(doers) and is_met_by_another


def _met(clause: Clause) -> frozenset[str]:
    """Return the words of what it is done to, and of whom to or from."""
    return clause.objects | clause.others


def _is_denied(sentence: str, source: str) -> bool:
    """Say whether the clause of a source that shares most with a sentence is denied, and it isn't.

    Nothing is said where two share as much, or of what somebody or something is said to be.
    """
    words = parsed(sentence).words
    is_naming = any(word.tag == "VCP" for word in words[-3:])
    if is_naming or any(word.form in DENYING | _REFUSING for word in words):
        return False
    named = {word.form for word in words if word.tag in _NOUNS}
    given = [one for one in clauses(source) if not one.is_named]
    if not given:
        return False
    shared = [len(named & one.words) for one in given]
    best = max(shared, default=0)
    *others, nearest = [one for one, count in zip(given, shared, strict=True) if count == best]
    if not best or best < len(named) / 2 or not all(o.words <= nearest.words for o in others):
        return False
    return nearest.acts and nearest.denied and bool(named & (nearest.doers | nearest.objects))


def _is_narrowed(sentence: str, sources: Sequence[str]) -> bool:
    """Say whether a sentence tells of one alone what sources tell without saying so."""
    held = [word for source in sources for word in parsed(source).words]
    if any(word.form in _ALONE for word in held):
        return False
    words = parsed(sentence).words
    nouns = {word.form for word in held if word.tag in _NOUNS}
    return any(
        word.form in ("만", "뿐")
        and word.tag in ("JX", "NNB")
        and _noun_before(words[:at]) in nouns
        for at, word in enumerate(words)
    )


def _noun_before(words: Sequence[Word]) -> str:
    """Return the noun that words end with, or with a particle behind it, unless it is counted."""
    before = [word for word in words[-3:] if not word.tag.startswith("J")][-2:]
    is_counted = any(word.tag in ("SN", "NR") for word in before[:1])
    return "" if is_counted else next((w.form for w in before[-1:] if w.tag in _NOUNS), "")
