"""What each way to name a time means by a calendar: "지난주", "10월 셋째 주", "last month"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from .calendar import Calendar, Days, months, week_of

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
_THIRDS = {"초": (1, 10), "초순": (1, 10), "상순": (1, 10), "중순": (11, 20)}
_THIRDS |= {"하순": (21, 31), "말": (21, 31)}
_YEAR_ENDS = {"초": (1, 3), "말": (10, 12)}  # months
_WEEKS = {"첫": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5, "마지막": -1}
_WEEKS |= {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_ORDINALS = {"상": 1, "하": 2, "first": 1, "second": 2, "third": 3, "fourth": 4}
_WEEKDAYS = "월화수목금토일"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_YEAR = (
    r"(?:(?P<year>(?:19|20)\d\d)년도?|’?(?P<year2>\d\d)년(?=\s?\d{1,2}월)"
    r"|(?P<back>올해|금년|작년|지난해|재작년|올(?=\s?[상하봄여가겨\d])))"
)
_MONTH = r"(?P<month>1[0-2]|0?[1-9])월"
_OF_A_DAY = r"일(?!\s?(?:간|동안|째|만에|내내|연속|이내|[전후뒤](?![가-힣])))"  # not of days
_DAY = rf"(?P<day>[12]\d|3[01]|0?[1-9])(?:{_OF_A_DAY}|(?=\s?[~∼～–-]\s?\d\d?{_OF_A_DAY}))"
_ENDS = r"(?=에|의|쯤|께|부터|까지|엔|(?![가-힣]))"  # behind a word such as 초 and 말: not 초등학교
_PART = (  # of a month
    rf"\s?(?P<third>{'|'.join(_THIRDS)}){_ENDS}"
    r"|(?:의\s?|\s)?(?P<nth>첫|마지막|[둘셋넷](?=째)|다섯(?=째)|[두세네](?=\s?번째)|[1-5](?=\s?주차))"
    r"(?:째|\s?번째)?\s?주차?(?=[\s(]|간|에|의|중|쯤|부터|까지|$)"
)
_ENGLISH_WEEK = r"(?:\b(?:the\s)?(?P<nth>first|second|third|fourth|fifth|last)\sweek\sof\s)?"
_ENGLISH_YEAR = r"(?:,?\s(?:of\s)?(?P<year>(?:19|20)\d\d)\b)?"
_NAME = (
    r"\b(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NTH = r"\b(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?\b"
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})\s?(?P<unit>개월|주일|일|주|달|년)"
_ENGLISH_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})\s(?P<unit>day|week|month|year)s?"

_OTHER = ("may", "march", "mar")  # names of months that are other words as well
_BEFORE_MONTH = re.compile(r"\b(?:in|of|since|until|before|after|last|this|and|between|from|to)\s$")

Said = Mapping[str, str]  # what was said in each named group of a pattern


def named_times(text: str, calendar: Calendar) -> Iterator[tuple[int, int, Days | None]]:
    """Yield where each pattern reads a time in a text in small letters, and its days.

    None where no calendar has them. One may stand in another.
    """
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            said = {name.rstrip("2"): value for name, value in match.groupdict("").items() if value}
            if match[0] not in _OTHER or _BEFORE_MONTH.search(text[: match.start()]):
                yield match.start(), match.end(), read(said, calendar)


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
    return _part(said, calendar.months(year, month, month))


def _part(said: Said, month: Days) -> Days:
    """Return the third or the week of a month that is said, else all of it."""
    first, last = month
    if third := _THIRDS.get(said.get("third", "")):
        return first.replace(day=third[0]), first.replace(day=min(third[1], last.day))
    if nth := said.get("nth"):
        return week_of(month, _WEEKS.get(nth) or int(nth))
    return month


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
    first, last = _YEAR_ENDS.get(said.get("end", ""), (1, 12))
    return months(_year(said, calendar) or calendar.today.year, first, last)


def _relative(said: Said, calendar: Calendar) -> Days:
    """Read a week, a weekend, a month or a year by its distance from this one."""
    back, unit = _BACK[said["back"]], said["unit"]
    if unit == "달":
        return _part(said, calendar.month(back))
    read: dict[str, Callable[[int], Days]] = {
        **dict.fromkeys(("주말", "weekend"), calendar.weekend),
        **dict.fromkeys(("주", "week"), calendar.week),
        "month": calendar.month,
        "year": calendar.year,
    }
    return read[unit](back)


def _day_of_week(said: Said, calendar: Calendar) -> Days:
    """Read a day of a week by that one's distance from this one."""
    only = calendar.week(_BACK[said["back"]])[0]
    only += timedelta(days=_WEEKDAYS.index(said["weekday"]))
    return only, only


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
            rf"(?<!\d)(?:{_YEAR}의?\s?)?{_MONTH}(?:\s?{_DAY}|{_PART})?",
            _month,
        ),
        (
            rf"(?:{_YEAR}\s?|지난\s?)?(?:(?P<half>[상하])반기|(?P<quarter>[1-4])(?:/4)?\s?분기)",
            _stretch,
        ),
        (rf"(?:{_YEAR}|(?P<back2>지난|이번))\s?(?P<season>봄|여름|가을|겨울)", _stretch),
        (
            rf"(?<!\d){_YEAR}(?!간|동안|만에|째|[전후뒤])(?:\s?(?P<end>[초말]){_ENDS})?",
            _whole_year,
        ),
        (rf"(?<!\d)(?<!\d[.,]){_DAY}", lambda said, c: c.day_of_month(int(said["day"]))),
        (
            r"(?P<back>오늘|금일|어제|어저께|그저께|엊그저께|엊그제|그제(?!야|서야))",
            lambda said, c: c.ago(_BACK[said["back"]]),
        ),
        (
            r"(?P<back>지지난|저저번|이번|지난|저번|금)\s?(?P<unit>주말|주(?=\s|간|에|의|중|내|$))",
            _relative,
        ),
        (
            r"(?P<back>지지난|저저번|이번|지난|저번)\s?주\s(?P<weekday>[월화수목금토일])요일",
            _day_of_week,
        ),
        (
            rf"(?P<back>지지난|저저번|이번|지난|저번|(?<![가-힣])이)\s?(?P<unit>달)(?:{_PART})?",
            _relative,
        ),
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
            lambda said, c: c.weekday(_WEEKDAYS.index(said["weekday"])),
        ),
        (rf"{_ENGLISH_WEEK}{_NAME}(?:\s{_NTH})?{_ENGLISH_YEAR}", _month),
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
