"""What a sentence says of its verbs: whether they are denied, only supposed, and when."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from .phrases import Parsed, Word

Time = Literal["past", "now", "dated", "coming", "open"]  # dated: now, of a day that it names

DENYING = frozenset("않 못하 못 안 없 아니".split())
DENIED_BY = {"없": "있", "아니": "이"}  # verbs that deny another
INTENT = frozenset("방침 계획 예정 전망 생각 셈".split())
GRAMMATICAL = frozenset("때 수 필요 정도 뿐 만큼 줄 뻔 경우 듯".split())  # "할" before is no time
TO_COME = ("ᆯ", "을")  # endings before a noun, as the next
_DONE = ("ᆫ", "은", "던")
_NOT_BEFORE, _NOT_AFTER = ("안", "못"), ("않", "못하", "말", "못")
_NEVER = INTENT | frozenset("수 적 필요".split())  # with 없다
_HARD = ("어렵", "힘들")
FORBIDDING = frozenset("금지 금하 막 불허 예방 방지 차단 저지".split())
_ENDING = ("중단", "포기")  # as those, of 버리는 것을 금지했다
_SUPPOSED = frozenset(
    "면 으면 거나 든 든지 ᆯ지 을지 ᆫ지 은지 는지 려면 으려면 도록 어도 아도 더라도".split()
)
_OFFERED = frozenset("자는 라는 려는 으려는 려던 으려던".split())
_PAST = ("었", "었었", "더")
_WILL = frozenset("겠 려고 으려고 려 으려 자고 라고 으라고 어야 아야".split())
_NOW = ("ᆫ다", "는다", "ᆫ다고", "는다고", "습니다", "ᆸ니다")
_JOINING = frozenset("고 며 으며 어 아 어서 아서".split())  # whose time is that of what follows
_AHEAD = frozenset("내년 내달 내일 향후 앞으로 오 다음".split())
_ENDINGS = ("EC", "EF", "ETM", "ETN")


def is_denied(parsed: Parsed, at: int) -> bool:
    """Say whether the verb at a place is denied: 안, 않다, 못하다, "할 수 없다", "하기 어렵다"."""
    first, after = parsed.first(at), parsed.after(at)
    before = parsed.words[first - 1].form if first else ""
    following = [word.form for word in parsed.words[at + 1 : at + 5] if word.tag != "JKS"]
    return (
        parsed.words[first].form in DENIED_BY
        or before in _NOT_BEFORE
        or any(one.form in _NOT_AFTER and one.tag.startswith(("VX", "MAG")) for one in after)
        or (following[2:3] == ["없"] and following[1] in _NEVER)
        or any(hard in following for hard in _HARD)
        or (following[1:2] == ["것"] and not FORBIDDING.union(_ENDING).isdisjoint(following[3:4]))
    )


def is_supposed(parsed: Parsed, at: int) -> bool:
    """Say whether a verb is no statement: 하면, 할지, 하도록, 하지 않아도, 하겠다는 제의."""
    endings = {word.form for word in parsed.after(at)}
    return bool(endings & (_SUPPOSED | _OFFERED)) or {"겠", "다는"} <= endings


def is_passive(parsed: Parsed, at: int) -> bool:
    """Say whether what a verb is said of is what it is done to: 체포되다, 체포당하다, 지어지다."""
    verb, following = parsed.words[at], parsed.words[at + 1 : at + 3]
    if verb.tag.startswith("XSV"):
        return verb.form in ("되", "당하")
    return verb.tag.startswith("VV") and [word.form for word in following[1:]] == ["지"]


def begun(parsed: Parsed, place: int) -> int:
    """Return where a verb's clause begins: after the last verb that ends one of its own."""
    for at in reversed(parsed.verbs[:place]):
        ending = next((word.tag for word in parsed.words[at + 1 :] if word.tag in _ENDINGS), "")
        if ending in ("EC", "EF"):
            return at + 1
    return 0


def time_of(parsed: Parsed, place: int) -> Time:
    """Return a verb's time: by its endings, else those of the verb that it joins, or by a date."""
    at = parsed.verbs[place]
    if parsed.words[at].tag == "VCP" and parsed.words[at - 1].form in INTENT:  # 할 예정이다
        return "coming"
    after = parsed.after(at)
    time = _ended(after, parsed.words[at].tag.startswith(("VV", "XSV")))
    joins = time == "open" and bool(after) and after[0].form in _JOINING
    if joins and (joined := _joined(parsed, place)) is not None:
        return time_of(parsed, joined)
    near = parsed.words[begun(parsed, place) : at]
    is_dated = any(a.tag == "SN" and b.form in ("년", "월", "일") for a, b in pairwise(near))
    if time != "coming" and any(word.form == "이미" for word in near):
        return "past"
    if time in ("open", "now") and any(word.form in _AHEAD for word in near):
        return "coming"
    return "dated" if time == "now" and is_dated else time


def _joined(parsed: Parsed, place: int) -> int | None:
    """Return which verb a verb joins: the next that doesn't stand before a noun."""
    rest = range(place + 1, len(parsed.verbs))
    endings = ({word.tag for word in parsed.after(parsed.verbs[at])} for at in rest)
    return next((at for at, tags in zip(rest, endings, strict=True) if "ETM" not in tags), None)


def _ended(after: Sequence[Word], acts: bool) -> Time:
    """Return the time of a verb, given what comes after it; "큰" is no past, "연" is: it acts."""
    for word, following in pairwise([*after, Word("", "")]):
        is_noun = following.tag.startswith("N") and following.form not in GRAMMATICAL
        if word.tag == "EP" and word.form in _PAST:
            return "past"
        if word.form in _WILL or (word.form in TO_COME and word.tag == "ETM" and is_noun):
            return "coming"
        if word.tag == "ETN" and following.form == "로":
            return "coming"
        if acts and word.tag == "ETM" and word.form in _DONE:
            return "past"
        if acts and word.form in _NOW:
            return "now"
    return "open"
