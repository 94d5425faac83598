"""Which of the times that a question names are those of the articles, and not of what they tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from embeddings import kiwi

from ..phrase import Language, days_label
from .calendar import Calendar, Days
from .condition import Condition
from .kind import Asks
from .period import Period, read_periods

PRESS = r"(?:기사|보도(?!\s?자료)|뉴스|소식|신문|사설|칼럼|기고|속보)"
_ENGLISH_PRESS = r"\b(?:articles?|news|stor(?:y|ies)|reports?|headlines?|editorials?|coverage)\b"
PUBLISHED = (
    r"(?:나온|나왔던|보도[된한]|보도됐던|실린|실렸던|게재[된한]|올라온|올라왔던|올린|쓴|썼던|쓰인"
    rf"|작성[된한]|발행[된한]|송고[된한]|(?:난|났던|뜬|떴던)(?=\s{PRESS}))"
)
_AT = r"(?:\s?(?:아침|오전|낮|오후|저녁|밤))?(?:에는|에|엔|의|중에|중|사이에|동안|쯤|께|경|날)?"
AS_TOLD = r"(?:에서는|에서|에는|엔|에 따르면|을 보면|를 보면| 기준으로)"
_TOLD_IN = (
    rf"(?:{AS_TOLD}|들?(?:에서도|에선|에도|에|[을를]? 보(?:면|니까|니))"
    r"| (?:중|가운데|속)(?:에서는|에서|에선|에는|엔|에)?)(?=\s|$)"
)

# What stands right after a time that is an article's. What it takes is left out of the question.
_AFTER = re.compile(
    rf"\s?(?:일자|자)(?:의|로|에는|에서는|에)?(?:\s{PRESS}(?:{_TOLD_IN})?)?(?=\s|$|[?.!])"
    rf"|{_AT}\s?{PUBLISHED}(?=\s.*(?:{PRESS}|(?<=\s)(?:글|[거것게건](?![가-힣]{{2}}))))"
    rf"|{_AT}\s?{PRESS}{_TOLD_IN}|{_AT}\s?(?={PRESS})"
    rf"|(?:['’]s?)?(?=\s{_ENGLISH_PRESS})",
    re.IGNORECASE,
)
# What stands right before one; and what the rest of a request for articles may have in between.
_BEFORE = re.compile(
    rf"{_ENGLISH_PRESS}\s(?:that (?:was|were|came out|appeared)\s)?"
    r"(?P<cut>(?:(?:published|written|dated|printed)\s)?(?:(?:in|on|from|of|between|during|for)\s)?(?:the\s)?)$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?:\b(?:in|on|from|of|between|during|for)\s)?(?:the\s)?$", re.IGNORECASE
)
# A topic between a time and the articles on it: "3월 11일 조류인플루엔자 기사에서".
_ON = re.compile(rf"(?:의)?\s(?P<topic>(?:\S+\s){{1,4}}?){PRESS}{_TOLD_IN}")
_NO_NOUN = frozenset("ETM EC EF JKB JKO JKS JX".split())  # with which a word of a topic doesn't end
_BRIEF = timedelta(31)  # a longer time is rather what a topic is of: "3분기 실적 기사"
_TOLD_WITHIN = timedelta(3)  # after a time, in which most of what was then is told
_LATELY = re.compile(r"최근\S*|요즘|요새|근래|lately|recent(?:ly)?|latest|newest", re.IGNORECASE)
_APPEARED = re.compile(rf"{PRESS}|{_ENGLISH_PRESS}", re.IGNORECASE)
_EVENT = re.compile(r"(?:에|에서|날)\s(?!.*(?:나[온왔]|보도|실[린렸]|올라[온왔]|게재))")

_TOLD = re.compile(rf"(?P<words>(?:\s\S+){{1,4}}?)\s{PRESS}")  # between a time and articles
_PRINTED = frozenset(  # what articles do; any other verb tells what was at that time
    "나오 나 뜨 보도 실리 게재 올라오 올리 쓰 쓰이 작성 취재 발행 송고 다루 전하 관하 대하".split()
)


def without_press(text: str) -> str:
    """Return a question without the words that it looks into articles ("기사에서")."""
    return re.sub(rf"(?<![가-힣]){PRESS}{_TOLD_IN}\s?", "", text)


def read_dates(
    text: str, asks: Asks, calendar: Calendar, language: Language
) -> Iterator[Condition]:
    """Yield the days that the articles are wanted from, in the question's order.

    A time is the articles' where the words beside it say so ("8월 6일자", "지난주에 나온 … 기사"),
    or where articles are asked for; else it is of what they tell, and wants nothing of them.
    """
    for period in read_periods(text, calendar):
        if cut := _cut(text, period, asks):
            label = days_label(period.since, period.until).said(language)
            said = text[slice(*cut)].strip()
            yield Condition("published", *cut, said, label, since=period.since, until=period.until)


def days_told_on(text: str, calendar: Calendar) -> list[Days]:
    """Return the days on which most of that is told what a question says to have been then."""
    return [(since, until + _TOLD_WITHIN) for since, until in days_asked(text, calendar)]


def days_asked(text: str, calendar: Calendar) -> list[Days]:
    """Return the days on which a question says something to have been.

    They are a month at most; a day without its month (13일), or 요즘, may be any.
    """
    return [
        (one.since, one.until)
        for one in read_periods(text, calendar)
        if one.since and one.until and _is_brief(one)
        if not (_is_bare_day(text, one) or _LATELY.fullmatch(text[one.start : one.end]))
    ]


def _is_bare_day(text: str, period: Period) -> bool:
    return bool(re.fullmatch(r"\d+일", text[period.start : period.end]))


def _cut(text: str, period: Period, asks: Asks) -> tuple[int, int] | None:
    """Return where a time and the words that make it the articles' stand; None where none do."""
    before, after = text[: period.start], text[period.end :]
    if match := _AFTER.match(after):
        lead = _PREPOSITION.search(before)
        return (lead.start() if lead else period.start), period.end + match.end()
    topic = _ON.match(after)
    if topic and _is_brief(period) and _is_nominal(topic["topic"]):
        return period.start, period.end
    if match := _BEFORE.search(before):
        return match.start("cut"), period.end
    is_event = _is_bare_day(text, period) or _EVENT.match(after) or _is_told_of(after)
    if asks != "fact" and _APPEARED.search(text) and not is_event:
        lead = _PREPOSITION.search(before)
        trail = re.match(rf"{_AT}(?=\s|$)", after)
        return (lead.start() if lead else period.start), period.end + (trail.end() if trail else 0)
    return None


def _is_told_of(after: str) -> bool:
    """Say whether a time is of what articles tell: "올해 따낸 일감 기사", not "올해 쓴 기사"."""
    told = _TOLD.match(after)
    tokens = kiwi().tokenize(told["words"]) if told else []
    verbs = (
        before.form if one.tag.startswith("XS") else one.form
        for before, one in zip([*tokens[:1], *tokens], tokens, strict=False)
        if one.tag.startswith(("VV", "XSV"))
    )
    return any(one.tag == "ETM" for one in tokens) and not _PRINTED.issuperset(verbs)


def _is_brief(period: Period) -> bool:
    return bool(period.since and period.until and period.until - period.since < _BRIEF)


def _is_nominal(words: str) -> bool:
    """Say whether some words are all nouns: what was on a day would end as a verb does."""
    tokens = kiwi().tokenize(words)
    last = (one.tag for one in tokens if words[one.end : one.end + 1] in ("", " "))
    return _NO_NOUN.isdisjoint(last)
