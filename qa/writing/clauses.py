"""A sentence's clauses: what each says, whether it is denied, its time, and who does it to whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .lexicon import Sense, sense
from .phrases import Parsed, Phrase, Role, parsed
from .predicates import (
    DENIED_BY,
    GRAMMATICAL,
    INTENT,
    TO_COME,
    Time,
    begun,
    is_denied,
    is_passive,
    is_supposed,
    time_of,
)

_BARE = frozenset("있 이 되 나 들 보 같 가 오".split())  # that say little without their noun
_LIGHT = frozenset("하 들어가 벌이 치르".split())  # that say no more than it
_UNDOING = frozenset(
    "무산 철회 취소 포기 실패 금지 불발 좌절 막 중단 백지화 보류 연기 미루".split()
)
_PLANNING = INTENT | frozenset("예고 검토 추진 논의 준비 목표 요구 요청 촉구 제안 건의".split())
_ANYONE = frozenset("사람 쪽 것 곳 이 선수 기관 인물 회사 기업 업체 주인공 나라 팀 단체".split())
_WHEN = frozenset("날 시기 시점 해 달 곳 장소 까닭 이유 방법 뒤 후 동안 무렵 당시".split())
_COUNTED = ("NNB", "NR")  # of which no party is made: 호, 명, 여섯
_WORDS = ("NNG", "NNP", "SL", "XR", "SN", "VV", "VA", "MAG")
Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Clause:
    """What is said: of its group's sides those that it leaves open, the last of them "neither".

    `doers`, `objects` and `others` are the words of who acts, of what it is done to, and of whom
    to or from; `words` those of the clause and of the topics before it, by their groups.
    """

    verb: str
    denied: bool
    sides: frozenset[int]
    time: Time
    doers: Names
    objects: Names
    others: Names
    words: Names
    acts: bool
    is_turned: bool  # told of the other party
    is_named: bool  # by a noun or an adverb


@lru_cache(maxsize=1024)
def clauses(text: str) -> tuple[Clause, ...]:
    """Return the clauses of a sentence in its order, and what its nouns say as they would."""
    given = parsed(text)
    return tuple(one for place in range(len(given.verbs)) for one in _clauses(given, place))


def _clauses(given: Parsed, place: int) -> Iterator[Clause]:
    at = given.verbs[place]
    first = given.first(at)
    if is_supposed(given, at):
        return
    local = [one for one in given.phrases if _last(given, place) <= one.start < first]
    denied, time = is_denied(given, at), time_of(given, place)
    who, words = _parties(given, place, local), _words(given, place)

    def clause(
        said: Sense, denied: bool, time: Time, acts: bool = False, named: bool = False
    ) -> Clause:
        every = frozenset(range(said.sides + 1))
        sides = every - {said.side} if denied else frozenset({said.side})
        doers, objects, others = who
        parties = (others or _of(given, local, "at"), objects, doers) if said.turned else who
        return Clause(said.group, denied, sides, time, *parties, words, acts, said.turned, named)

    form = given.words[first].form
    noun = _noun(local)
    acts = given.words[at].tag.startswith(("VV", "XSV")) and form not in _BARE
    if form not in _BARE or noun:
        yield clause(_sense(given, at, noun), denied, time, acts)
    for word in given.words[_last(given, place) : first]:
        named = sense(*word)
        if word.tag.startswith(("NN", "XR", "MA")) and named.sides + named.side > 1:
            yield clause(named, denied and word.form == noun, "open", named=True)
    if form in _UNDOING or form in _PLANNING:
        undone = form in _UNDOING
        for act in _acts(given, at, local):
            yield clause(act, denied != undone, "open" if undone else "coming")


def _noun(local: Sequence[Phrase]) -> str:
    """Return the noun before a verb: 시행, of 시행 중이다."""
    if not local:
        return ""
    return (
        local[-1].words[-2]
        if local[-1].words[-1:] == ["중"] and local[-1].words[1:]
        else local[-1].heads[-1]
    )


def _last(given: Parsed, place: int) -> int:
    """Return where the words between the verb before and this one begin."""
    return given.verbs[place - 1] + 1 if place else 0


def _sense(given: Parsed, at: int, noun: str) -> Sense:
    """Return what a verb says, with the noun before it where it says little alone."""
    form, tag = given.words[given.first(at)]
    stem = DENIED_BY.get(form, form)
    if given.words[at - 1].form == "중" and tag == "VCP":
        return sense(noun, "NNG")
    if given.first(at) == at and stem in _BARE:
        return Sense(f"{noun} {stem}", 0, 1)
    if given.first(at) == at and stem in _LIGHT:
        return sense(noun or stem, "NNG")
    becomes = [word.form for word in given.words[at + 1 : at + 3]][1:] == ["지"]
    return sense(f"{stem}지" if becomes and tag.startswith("VA") else stem, tag)


def _acts(given: Parsed, at: int, local: Sequence[Phrase]) -> list[Sense]:
    """Return what a verb is done to, or else said of, as acts: 인수, of 인수를 추진했다."""
    objects = [one for one in local if one.role == "object"]
    said_of = [one for one in local if one.role in ("doer", "topic")]
    topic = [one for one in given.phrases if one.role == "topic" and one.end <= at][-1:]
    return [sense(head, "NNG") for one in objects or said_of or topic for head in one.heads]


def _words(given: Parsed, place: int) -> Names:
    at = given.verbs[place]
    inside = [
        sense(*word).group
        for word in given.words[begun(given, place) : at + 1]
        if word.tag[:3].rstrip("-") in _WORDS
    ]
    topics = (one for one in given.phrases if one.role == "topic" and one.end <= at)
    return frozenset([*inside, *(sense(word, "NNG").group for t in topics for word in t.words)])


def _parties(given: Parsed, place: int, local: Sequence[Phrase]) -> tuple[Names, Names, Names]:
    """Return the words of those who act, of what it is done to, and of whom to or from."""
    at = given.verbs[place]
    doers = _of(given, local, "doer") or _of(given, local, "topic")
    objects, into = _of(given, local, "object"), _of(given, local, "into")
    others = _of(given, local, "to") | _of(given, local, "from")
    head = _head(given, at)
    if head is None:
        doers = doers or _doer_before(given, at)
    else:
        doers, objects = doers or head, objects or head
    if is_passive(given, at):
        by = _of(given, local, "from") if given.words[at].form == "되" else others
        return by, doers | objects, into
    if given.words[at].form == "받" and given.words[at].tag.startswith("XSV"):  # 요구받다
        return others, objects, doers
    return doers, objects, others | into


def _of(given: Parsed, phrases: Sequence[Phrase], role: Role) -> Names:
    return frozenset(
        word.form
        for one in phrases
        if one.role == role
        for word in given.words[one.start : one.end]
        if word.form in one.words and word.tag not in _COUNTED
    )


def _doer_before(given: Parsed, at: int) -> Names:
    """Return the last topic before a verb and the last noun that acts, either of which may here."""
    before = [one for one in given.phrases if one.end <= at]
    return frozenset(
        word
        for role in ("topic", "doer")
        for one in [one for one in before if one.role == role][-1:]
        for word in one.words
    )


def _head(given: Parsed, at: int) -> Names | None:
    """Return the noun that a clause stands before, or what that is: 이긴 쪽은 가람이다.

    None where the clause stands before none; no words where it isn't said who that is.
    """
    after = given.after(at)
    ending = next((word.form for word in after if word.tag == "ETM"), "")
    follows = [one for one in given.phrases if one.start > at]
    is_told = ending.endswith(("다는", "라는"))  # 지킨다는 약속: which does nothing
    if (
        not ending
        or is_told
        or ending in TO_COME
        or after[-1].form in GRAMMATICAL | INTENT
        or not follows
        or follows[0].heads[0] in _WHEN
    ):
        return None
    if [*follows[0].words] == follows[0].heads and follows[0].heads[0] in _ANYONE:
        known = [one.words for one in follows[1:2] if given.words[one.end].tag == "VCP"]
        return frozenset((known or [()])[0])
    return frozenset(follows[0].words)
