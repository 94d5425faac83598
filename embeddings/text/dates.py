"""Written dates, read and never guessed: a date without its year is no date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_PIVOT = 70  # two-digit years below it are 20xx

DATE = (
    r"(?<![\d.])(?:"
    r"(?:19|20)\d\d\s?(?:[./-]\s?\d{1,2}[./-]\s?\d{1,2}\.?|년\s?\d{1,2}월\s?\d{1,2}일)"
    r"|\d\d[./-]\d\d[./-]\d\d|(?:19|20)\d{6}"
    rf"|{_MONTH}\s\d{{1,2}}[,.]?\s(?:19|20)\d\d|\d{{1,2}}\s{_MONTH}\s(?:19|20)\d\d"
    r")(?!\d)"
)
"""A date with its year, as a pattern to be compiled with re.IGNORECASE."""

TIME = (
    r"(?:(?:T|\s*(?:at\s+)?)(?:오전|오후|[ap]m)?\s?\d{1,2}(?::\d\d|시)(?:\s?\d{1,2}분|:\d\d)?"
    r"(?:\.\d+)?(?:\s?[ap]\.?m\.?)?(?:\s?(?:Z|KST|GMT|UTC|E[SD]?T)|[+-]\d\d:?\d\d)?)"
)
AGO = r"(?:\d+\s?(?:초|분|시간|일|주|개월)\s?전|\d+\s?(?:min|hour|day)\w*\sago)"
"""How long ago, as lists say it; from when is not known."""

WEEKDAY = r"(?:\s?\(?[월화수목금토일]\)|\s?[월화수목금토일]요일)"
"""The day of the week, as it stands behind a date."""

_PUBLISHED = (
    r"(?:(?:최초|기사)?\s?(?:입력|등록|작성|발행|게재|송고|승인|게시|보도|배포|방송)"
    r"(?:일시|일자|시각|시간|시점|일)?"
    r"|날짜|일시|(?:first\s)?published(?:\son)?|posted(?:\son)?|date)"
)
_CHANGED = (
    r"(?:(?:최종|기사)?\s?(?:수정|업데이트|편집)(?:일시|일자|시각|시간|일)?"
    r"|(?:last\s)?(?:updated?|modified)(?:\son)?)"
)
STAMP = re.compile(
    rf"(?:\b(?:(?P<published>{_PUBLISHED})|(?P<changed>{_CHANGED}))\s*[:：]?\s*)?"
    rf"(?P<date>{DATE}){WEEKDAY}?{TIME}?(?P<sent>\s?(?:송고|게재|입력|등록|작성|발행|승인|배포시?)(?!\s*[:：]?\s*\d))?",
    re.IGNORECASE,
)
"""A date with the time after it and the label before it, as in "입력 2024.06.13 16:05"."""

_DIGIT = re.compile(r"\d")
_DATE = re.compile(DATE, re.IGNORECASE)
_DAY = re.compile(r"(?<![\d.])(?P<month>\d{1,2})(?:[./-]|월\s?)(?P<day>\d{1,2})(?:일|\.)?(?![\d:])")
_WHOLE = re.compile(rf"{DATE}{WEEKDAY}?{TIME}?", re.IGNORECASE)


@dataclass(frozen=True)
class Stamps:
    """What the dates on a line say: the `published` one, and whether a label named it so."""

    published: date | None = None
    labelled: bool = False


def parse_date(text: str) -> date | None:
    """Return the date that `text` is, or None when it is anything else than one full date.

    A time after the date is let go, without converting between time zones.
    """
    match = _WHOLE.fullmatch(text.strip())
    return _to_date(match.group()) if match else None


def complete(text: str, year: int) -> date | None:
    """Return the date of a month and day such as "09.27" or "9월 27일", in a year stated beside."""
    match = _DAY.search(text)
    try:
        return date(year, int(match["month"]), int(match["day"])) if match else None
    except ValueError:
        return None


def read_stamps(line: str) -> Stamps:
    """Return the publication date among a line's dates; a date labelled as changed is none."""
    bare = Stamps()
    if not _DIGIT.search(line):  # most lines have none, and the pattern is slow
        return bare
    for match in STAMP.finditer(line):
        day = _to_date(match["date"])
        if day and (match["published"] or match["sent"]):
            return Stamps(day, labelled=True)
        if day and not match["changed"] and not bare.published:
            bare = Stamps(day)
    return bare


def _to_date(text: str) -> date | None:
    found = _DATE.match(text)
    if not found:
        return None
    year, month, day = _numbers(found.group())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _numbers(text: str) -> tuple[int, int, int]:
    """Return year, month and day as written, not yet checked against the calendar."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    name = re.search(r"[a-z]{3}", text.lower())
    if name:
        day, year = sorted(numbers)
        return year, _MONTHS.index(name.group()) + 1, day
    if len(numbers) == 1:
        return numbers[0] // 10_000, numbers[0] // 100 % 100, numbers[0] % 100
    year, month, day = numbers
    if year < 100:
        year += 2000 if year < _PIVOT else 1900
    return year, month, day
