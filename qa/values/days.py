"""Which days a text names, counted from the day of the article that it stands in."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from embeddings import last_consonant

from .moments import Moment
from .values import values

Days = tuple[date, date]  # the first and the last day

_YEARS = {"올해": 0, "금년": 0, "지난해": -1, "작년": -1, "재작년": -2, "내년": 1}
_DAYS = {"이날": 0, "오늘": 0, "전날": -1, "어제": -1, "그제": -2, "내일": 1, "이튿날": 1}
_THIS = dict.fromkeys(("이달", "이번 달", "이번달"), 0)
_MONTHS = _THIS | {"지난달": -1, "지난 달": -1, "전달": -1, "다음 달": 1, "다음달": 1, "내달": 1}
_BEFORE = re.compile(rf"({'|'.join([*_YEARS, *_MONTHS, '오는'])})\s*$")
_TOLD = re.compile(r"([가-힣])다(?=고|며|는|지만|\W|$)|예정|계획")
_N, _SS = 4, 20  # the last consonants of 연다 and 열었다, as Unicode counts them
_FULL = re.compile(r"\d{3,4}년|\b(?:19|20)\d\d\b")
_ALONE = re.compile(rf"(?<![가-힣])({'|'.join([*_DAYS, *_YEARS, *_MONTHS])})(?![가-힣]{{3}})")


def days(text: str, published: date, within: slice = slice(None)) -> Days | None:
    """Return the first days that a text names within a piece of it, None where it names none.

    What isn't written is taken from the day when the article came out: "13일" is the last such day
    by then, unless it is told as what is to come; a month without its year is the nearest.
    """
    start, end, _ = within.indices(len(text))
    for value in values(text):
        if isinstance(value, Moment) and start < value.end and value.start < end:
            before = _BEFORE.search(text[: value.start])
            word = before[1] if before else "이달" if _is_coming(text[value.end :]) else ""
            found = _resolved(value, word, published)
            if found:
                return found
    alone = _ALONE.search(text, start, end)
    return _named(alone[1], published) if alone else None


def _is_coming(told: str) -> bool:
    """Say whether what is told of a day is still to come, by its first verb: 연다, 열 예정이다."""
    for found in _TOLD.finditer(told):
        last = last_consonant(found[1]) if found[1] else _N
        if last in (_N, _SS) and found[1] not in ("있", "없", "겠"):
            return last == _N
    return False


def is_open(text: str) -> bool:
    """Say whether which days a text names is told only by when it was written: "13일"."""
    return not _FULL.search(text)


def _named(word: str, published: date) -> Days:
    if word in _DAYS:
        day = published + timedelta(days=_DAYS[word])
        return day, day
    if word in _YEARS:
        return _year(published.year + _YEARS[word])
    return _month(published, _MONTHS[word])


def _resolved(moment: Moment, before: str, published: date) -> Days | None:
    """Return the days of a moment; None where it is a time of day, or no calendar has it."""
    year, month, day = moment.year, moment.month, moment.day
    if before in _YEARS and year is None:
        year = published.year + _YEARS[before]
    try:
        if year is not None and month is None:
            return _year(year) if day is None else None
        if month is None:
            return _day_alone(day, before, published) if day else None
        if year is None:
            years = (published.year - 1, published.year, published.year + 1)
            year = min(years, key=lambda one: abs((date(one, month, 1) - published).days))
        if day is None:
            return _month(date(year, month, 1), 0)
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _day_alone(day: int, before: str, published: date) -> Days:
    """Return a day whose month isn't written: of this month or of the last one."""
    away = _MONTHS.get(before, 0)
    if not away and before not in ("오는", *_THIS) and day > published.day:
        away = -1
    if before == "오는" and day < published.day:
        away = 1
    only = _month(published, away)[0].replace(day=day)
    return only, only


def _month(near: date, away: int) -> Days:
    year, month = divmod(near.year * 12 + near.month - 1 + away, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


def _year(year: int) -> Days:
    return date(year, 1, 1), date(year, 12, 31)
