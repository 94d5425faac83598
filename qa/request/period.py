"""The times that a question names, as ranges of days: "지난주", "작년 3월", "last month"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .calendar import Calendar, Days, months

RECENT = 30  # days that "recent" goes back from the newest article

_BACK = {
    **dict.fromkeys(("이번", "이", "금", "올해", "금년", "올", "오늘", "금일", "this", "today"), 0),
    **dict.fromkeys(
        ("지난", "저번", "작년", "지난해", "어제", "어저께", "last", "past", "yesterday"), 1
    ),
    **dict.fromkeys(("지지난", "저저번", "재작년", "그제", "그저께", "엊그제", "엊그저께"), 2),
    "the day before yesterday": 2,
}
_COUNTS = {
    "한": 1,
    "두": 2,
    "세": 3,
    "석": 3,
    "네": 4,
    "넉": 4,
    "일": 1,
    "a": 1,
    "one": 1,
    "two": 2,
}
_COUNTS |= {"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_WORDS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "열흘": 10, "보름": 15}
_UNITS = {"일": 1, "주": 7, "주일": 7, "달": 30, "개월": 30, "년": 365}
_UNITS |= {"day": 1, "week": 7, "month": 30, "year": 365}
_SEASONS = {"봄": 3, "여름": 6, "가을": 9, "겨울": 12}
_SEASONS |= {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_THIRDS = {
    "초": (1, 10),
    "초순": (1, 10),
    "상순": (1, 10),
    "중순": (11, 20),
    "하순": (21, 31),
    "말": (21, 31),
}
_ORDINALS = {"상": 1, "하": 2, "first": 1, "second": 2, "third": 3, "fourth": 4}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_YEAR = (
    r"(?:(?P<year>(?:19|20)\d\d)년도?|’?(?P<year2>\d\d)년(?=\s?\d{1,2}월)"
    r"|(?P<back>올해|금년|작년|지난해|재작년|올(?=\s?[상하봄여가겨\d])))"
)
_MONTH = r"(?P<month>1[0-2]|0?[1-9])월"
_DAY = (
    r"(?P<day>[12]\d|3[01]|0?[1-9])일(?!\s?(?:간|동안|째|만에|내내|연속|이내|[전후뒤](?![가-힣])))"
)
_ENGLISH_YEAR = r"(?:,?\s(?:of\s)?(?P<year>(?:19|20)\d\d)\b)?"
_NAME = (
    r"\b(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NTH = r"\b(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?\b"
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})\s?(?P<unit>개월|주일|일|주|달|년)"
_ENGLISH_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})\s(?P<unit>day|week|month|year)s?"

_TO = re.compile(r"\s?(?:[~∼～–-]|부터|에서|와|과|and|to|until|through)\s?(?:in\s)?")
_THROUGH = re.compile(r"\s?(?:까지|사이)")
_OTHER = ("may", "march", "mar")  # names of months that are other words as well
_BEFORE_MONTH = re.compile(r"\b(?:in|of|since|until|before|after|last|this|and|between|from|to)\s$")

Said = Mapping[str, str]  # what was said in each named group of a pattern


@dataclass(frozen=True, slots=True)
class Period:
    """Days that a text names at [start, end), inclusive; an open side is None."""

    start: int
    end: int
    since: date | None
    until: date | None


def read_periods(text: str, calendar: Calendar) -> list[Period]:
    """Return the times that a text names, in its order; "7월부터 8월까지" is one of them.

    What is no date of a calendar, or a length of time ("3일 동안"), is none.
    """
    text, at, found = text.lower(), 0, []
    named = sorted(_named(text, calendar), key=lambda one: (one.start, -one.end))
    for period in named:
        if period.start >= at:
            found.append(period)
            at = period.end
    dated = [period for period in found if period.since]
    return [*_joined(text, dated, calendar)]


def _named(text: str, calendar: Calendar) -> Iterator[Period]:
    """Yield what each pattern reads; without days where no calendar has them."""
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            said = {name.rstrip("2"): value for name, value in match.groupdict("").items() if value}
            if match[0] not in _OTHER or _BEFORE_MONTH.search(text[: match.start()]):
                yield Period(match.start(), match.end(), *(read(said, calendar) or (None, None)))


def _joined(text: str, periods: Sequence[Period], calendar: Calendar) -> Iterator[Period]:
    """Yield the periods, two that are the ends of one as that one, and the open ones open."""
    left = [*periods]
    while left:
        first = left.pop(0)
        if left and _TO.fullmatch(text[first.end : left[0].start]):
            last = left.pop(0)
            end = last.end + _matched(_THROUGH, text[last.end :])
            yield Period(first.start, end, *_between(text, first, last, calendar))
        else:
            yield _opened(text, first)


def _between(
    text: str, first: Period, last: Period, calendar: Calendar
) -> tuple[date | None, date | None]:
    """Return the first and the last day of a range; an end without a year has the other's."""
    assert first.since and last.until
    year = first.since + timedelta(days=364)
    until = _read_by(text, last, replace(calendar, newest=year, days=())).until
    if until and until >= first.since:
        return first.since, until
    return _read_by(text, first, replace(calendar, newest=last.until, days=())).since, last.until


def _read_by(text: str, period: Period, calendar: Calendar) -> Period:
    """Read a period anew, by another calendar."""
    named = _named(text[period.start : period.end], calendar)
    return max(named, key=lambda one: one.end - one.start, default=period)


def _opened(text: str, period: Period) -> Period:
    """Return a period without the side that the words around it leave open."""
    before, after = text[: period.start], text[period.end :]
    day = timedelta(days=1)
    for side, words, since, until in (
        ("after", r"\s?(?:이후|이래|부터)", period.since, None),
        ("after", r"\s?이전", None, period.since and period.since - day),
        ("after", r"\s?까지", None, period.until),
        ("before", r"\bsince\s$", period.since, None),
        ("before", r"\bafter\s$", period.until and period.until + day, None),
        ("before", r"\bbefore\s$", None, period.since and period.since - day),
        ("before", r"\b(?:until|till)\s$", None, period.until),
    ):
        if side == "after" and (match := re.match(words, after)):
            return Period(period.start, period.end + match.end(), since, until)
        if side == "before" and (match := re.search(words, before)):
            return Period(match.start(), period.end, since, until)
    return period


def _matched(pattern: re.Pattern[str], text: str) -> int:
    """Return how many characters a pattern takes at a text's beginning."""
    match = pattern.match(text)
    return match.end() if match else 0


def _year(said: Said, calendar: Calendar) -> int | None:
    """Return the year that is said, in four figures or two or by its distance from this one."""
    if written := said.get("year"):
        return int(written) + (0 if len(written) > 2 else 2000 if int(written) < 70 else 1900)
    back = _BACK.get(said.get("back", ""))
    return None if back is None else calendar.today.year - back


def _month(said: Said, calendar: Calendar) -> Days | None:
    year, month = (
        _year(said, calendar),
        int(said.get("month") or _MONTHS.index(said["name"][:3]) + 1),
    )
    if not 1 <= month <= 12:
        return None
    if "day" in said:
        return calendar.day(year, month, int(said["day"]))
    first, last = calendar.months(year, month, month)
    if third := _THIRDS.get(said.get("third", "")):
        return first.replace(day=third[0]), first.replace(day=min(third[1], last.day))
    return first, last


def _stretch(said: Said, calendar: Calendar) -> Days:
    """Read a half, a quarter or a season of a year."""
    year = _year(said, calendar)
    if half := said.get("half"):
        first = 6 * _ORDINALS[half] - 5
        return calendar.months(year, first, first + 5)
    if quarter := said.get("quarter"):
        first = 3 * (_ORDINALS.get(quarter) or int(quarter)) - 2
        return calendar.months(year, first, first + 2)
    first = _SEASONS[said["season"]]
    return calendar.months(year, first, first + 2)


def _whole_year(said: Said, calendar: Calendar) -> Days:
    return months(_year(said, calendar) or calendar.today.year, 1, 12)


def _relative(said: Said, calendar: Calendar) -> Days:
    """Read a week, a weekend, a month or a year by its distance from this one."""
    back, unit = _BACK[said["back"]], said["unit"]
    read: dict[str, Callable[[int], Days]] = {
        **dict.fromkeys(("주말", "weekend"), calendar.weekend),
        **dict.fromkeys(("주", "week"), calendar.week),
        **dict.fromkeys(("달", "month"), calendar.month),
        "year": calendar.year,
    }
    return read[unit](back)


def _ago(said: Said, calendar: Calendar) -> Days:
    """Read how long ago something was: the day, week, month or year."""
    unit, days = said.get("unit", "일"), _length(said)
    if unit in ("일", "day"):
        return calendar.ago(days)
    read = {7: calendar.week, 30: calendar.month, 365: calendar.year}
    return read[_UNITS[unit]](days // _UNITS[unit])


def _length(said: Said) -> int:
    """Return a length of time in days."""
    if word := said.get("word"):
        return _WORDS[word]
    count = said["count"]
    return (int(count) if count.isdecimal() else _COUNTS[count]) * _UNITS[said["unit"]]


_READERS: list[tuple[re.Pattern[str], Callable[[Said, Calendar], Days | None]]] = [
    (re.compile(pattern), read)
    for pattern, read in (
        (
            r"(?P<year>(?:19|20)\d\d)[./-]\s?(?P<month>1[0-2]|0?[1-9])(?:[./-]\s?(?P<day>[12]\d|3[01]|0?[1-9]))?(?!\d)",
            _month,
        ),
        (
            rf"(?<!\d)(?:{_YEAR}의?\s?)?{_MONTH}(?:\s?{_DAY}|\s?(?P<third>[초중하상]순|초|말)(?![가-힣]))?",
            _month,
        ),
        (
            rf"(?:{_YEAR}\s?|지난\s?)?(?:(?P<half>[상하])반기|(?P<quarter>[1-4])(?:/4)?\s?분기)",
            _stretch,
        ),
        (rf"(?:{_YEAR}|(?P<back2>지난|이번))\s?(?P<season>봄|여름|가을|겨울)", _stretch),
        (rf"(?<!\d){_YEAR}(?!간|동안|만에|째|[전후뒤])", _whole_year),
        (rf"(?<!\d)(?<!\d[.,]){_DAY}", lambda said, c: c.day_of_month(int(said["day"]))),
        (
            r"(?P<back>오늘|금일|어제|어저께|그저께|엊그저께|엊그제|그제(?!야|서야))",
            lambda said, c: c.ago(_BACK[said["back"]]),
        ),
        (
            r"(?P<back>지지난|저저번|이번|지난|저번|금)\s?(?P<unit>주말|주(?=\s|간|에|의|중|내|$))",
            _relative,
        ),
        (r"(?P<back>지지난|저저번|이번|지난|저번|(?<![가-힣])이)\s?(?P<unit>달)", _relative),
        (
            rf"(?:최근|지난)\s?(?:{_COUNT}|(?P<word>{'|'.join(_WORDS)}))(?:간|\s?동안|\s?사이)?",
            lambda said, c: c.last(_length(said)),
        ),
        (rf"(?<![\d가-힣])(?:{_COUNT}|(?P<word>{'|'.join(_WORDS)}))\s?전(?![가-힣]*[쟁투])", _ago),
        (
            r"최근|요즘|요새|근래|\b(?:recent(?:ly)?|lately|latest|newest)\b",
            lambda said, c: c.latest(RECENT),
        ),
        (
            r"(?:지난\s?|저번\s?)?(?P<weekday>[월화수목금토일])요일",
            lambda said, c: c.weekday("월화수목금토일".index(said["weekday"])),
        ),
        (rf"{_NAME}(?:\s{_NTH})?{_ENGLISH_YEAR}", _month),
        (rf"{_NTH}\s(?:of\s)?{_NAME}{_ENGLISH_YEAR}", _month),
        (rf"\b(?P<half>first|second)\shalf\b(?:\sof\sthe\syear)?{_ENGLISH_YEAR}", _stretch),
        (
            rf"\b(?:q(?P<quarter>[1-4])|(?P<quarter2>first|second|third|fourth)\squarter)\b{_ENGLISH_YEAR}",
            _stretch,
        ),
        (rf"\b(?:last\s)?(?P<season>spring|summer|autumn|fall|winter)\b{_ENGLISH_YEAR}", _stretch),
        (r"(?<=[a-z]\s)(?P<year>(?:19|20)\d\d)\b(?!\s?[가-힣])", _whole_year),
        (
            r"\b(?P<back>the day before yesterday|yesterday|today)\b",
            lambda said, c: c.ago(_BACK[said["back"]]),
        ),
        (r"\b(?P<back>this|last|past)\s(?P<unit>weekend|week|month|year)\b", _relative),
        (
            rf"\b(?:in the )?(?:last|past)\s{_ENGLISH_COUNT}\b",
            lambda said, c: c.last(_length(said)),
        ),
        (rf"\b{_ENGLISH_COUNT}\sago\b", _ago),
    )
]
