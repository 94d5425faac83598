"""Dates and times of day in a text, with those of their fields that are written."""

import re
from dataclasses import dataclass, fields
from typing import Literal

_PIVOT = 70  # two-digit years below it are 20xx
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_TO = r"\s?[~∼～〜]\s?"
# What makes days and years a length of time, or a distance, instead of a date.
_DURING = (
    r"(?!간|\s간\s|\s?(?:동안|째|만에|만의|내내|이내|연속|짜리|가량|정도|이상|남짓|씩|치의"
    r"|(?:전|후|뒤|내)(?:에|의|인|부터|까지|로)?(?![가-힣]))|여)"
)
_YEAR = (
    r"(?:(?:기원전\s?)?\d{1,4}년(?=\s?\d{1,2}월)|기원전\s?\d{1,4}년"
    rf"|(?:\d{{4}}|\d{{3}}(?<!00))(?:년(?!대){_DURING}|(?={_TO}\d{{4}}년)))"
)
_MONTH_OF = r"(?:1[0-2]|0?[1-9])월"
_DAY = rf"(?:[12]\d|3[01]|0?[1-9])(?:일|(?={_TO}\d{{1,2}}일{_DURING}))"
_DATE = (
    r"(?:19|20)\d\d\s?(?:[./-]\s?\d{1,2}){2}(?!\d)"
    rf"|{_YEAR}(?:\s?{_MONTH_OF}(?:\s?{_DAY})?)?|{_MONTH_OF}(?:\s?{_DAY})?|{_DAY}{_DURING}"
    rf"|\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?![\d,]\d|\w)(?:,?\s\d{{4}}(?!\d))?"
    rf"|\d{{1,2}}\s{_MONTH}(?![a-z])(?:\s\d{{4}}(?!\d))?|\b{_MONTH}\s\d{{4}}(?!\d)"
)
_WEEKDAY = r"(?:\s?(?:\([월화수목금토일]\)|[월화수목금토일]요일))"
_HOUR = r"(?:[01]?\d|2[0-4])"
_TIME = (
    r"(?:(?:오전|오후|새벽|아침|낮|저녁|밤)\s?)?"
    rf"(?:{_HOUR}시(?!간|즌|리즈|각|장|작|대)(?:\s?[0-5]?\d분|\s?반(?![가-힣]))?"
    rf"|{_HOUR}:[0-5]\d(?![\d:])(?:\s?[ap]\.?m\b\.?)?|{_HOUR}\s?[ap](?:m\b|\.m\.))"
)
MOMENT = rf"(?<!\d)(?<!\d[.,:])(?:(?:{_DATE})(?:{_WEEKDAY}?,?\s?{_TIME})?|{_TIME})"
"""A date, a time, or a date with its time; a lone day or year only where no length is meant."""

_NUMERIC = re.compile(r"(\d{4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,2})")
_FIELD = re.compile(r"(\d+)(년|월|일|시|분)?")
_NAMES = {"년": "year", "월": "month", "일": "day", "시": "hour", "분": "minute"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time of day, at [start, end) of its text; what isn't written is None.

    `hour` counts 0 to 11 within its `half` of the day: "15시" is hour 3 of "pm", "3시" hour 3 of
    either. A year before our era is negative.
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    half: Literal["am", "pm"] | None = None

    @property
    def known(self) -> dict[str, int | str]:
        """What is written, by the field's name."""
        named = ((field.name, getattr(self, field.name)) for field in fields(self)[2:])
        return {name: value for name, value in named if value is not None}

    @property
    def finest(self) -> str:
        """The name of the finest field that is written."""
        return [name for name in self.known if name != "half"][-1]

    def agrees(self, other: "Moment") -> bool:
        """Say whether what is written in both is one: "8월 6일", "2024년 8월" and "6일 오전"."""
        mine, theirs = self.known, other.known
        shared = mine.keys() & theirs.keys()
        return bool(shared) and all(mine[name] == theirs[name] for name in shared)


def read_moment(text: str, start: int) -> Moment | None:
    """Return what `text`, matched by MOMENT at `start`, says; None where no calendar has it."""
    found: dict[str, int] = {}
    for number, unit in _FIELD.findall(_in_korean(text)):
        found.setdefault(_NAMES[unit or ("년" if len(number) > 2 else "일")], int(number))
    if not (found.get("month", 1) in range(1, 13) and found.get("day", 1) in range(1, 32)):
        return None
    if "기원전" in text:
        found["year"] = -found["year"]
    elif re.match(r"\d\d년", text):
        found["year"] += 2000 if found["year"] < _PIVOT else 1900
    half = _half(text, found["hour"]) if "hour" in found else None
    if "hour" in found:
        found["hour"] %= 12
    if re.search(r"시\s?반", text):
        found["minute"] = 30
    return Moment(start, start + len(text), half=half, **found)


def _in_korean(text: str) -> str:
    """Write the fields as Korean does: "Aug. 6, 2024" as "8월 6, 2024", "15:20" as "15시20분"."""
    text = _NUMERIC.sub(r"\1년\2월\3일", text)
    text = re.sub(_MONTH, lambda name: f"{_MONTHS.index(name.group()[:3].lower()) + 1}월", text)
    return re.sub(r"(\d):(\d\d)", r"\1시\2분", re.sub(r"(\d)(\s?[ap]\.?m)", r"\1시\2", text))


def _half(text: str, hour: int) -> Literal["am", "pm"] | None:
    if hour > 12 or hour == 0:
        return "am" if hour in (0, 24) else "pm"
    if re.search(r"오전|새벽|아침|a\.?m", text) or ("밤" in text and hour in (12, *range(1, 6))):
        return "am"
    return "pm" if re.search(r"오후|낮|저녁|밤|p\.?m", text) else None
