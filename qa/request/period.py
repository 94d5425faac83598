"""The times that a question names, as ranges of days: "지난주", "작년 3월", "last month"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .calendar import Calendar
from .times import named_times

_TO = re.compile(r"\s?(?:[~∼～–-]|부터|에서|와|과|and|to|until|through)\s?(?:in\s)?")
_THROUGH = re.compile(r"\s?(?:까지|사이)")
_DAYS = re.compile(r"\s?\((\d{1,2})일?\s?[~∼～–-]\s?(\d{1,2})일\)")
_BARE_DAY = re.compile(r"\d+일")  # without its month


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
    return [*_explained(text, [*_joined(text, dated, calendar)])]


def _named(text: str, calendar: Calendar) -> Iterator[Period]:
    """Yield all that may be a time; without days where no calendar has them."""
    for start, end, days in named_times(text, calendar):
        yield Period(start, end, *(days or (None, None)))


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


def _explained(text: str, periods: Sequence[Period]) -> Iterator[Period]:
    """Yield the periods, one whose days stand in brackets behind it as these: "첫째 주(1~7일)"."""
    end = 0
    for period in periods:
        days = _DAYS.match(text, period.end)
        if days and period.until:
            end = days.end()
            yield _within_month(replace(period, end=end), *map(int, days.groups()))
        elif period.start >= end:
            yield period


def _within_month(period: Period, first: int, last: int) -> Period:
    """Return a period as some days of its month; as it is where that has no such days."""
    assert period.until
    try:
        since, until = period.until.replace(day=first), period.until.replace(day=last)
    except ValueError:
        return period
    return replace(period, since=since, until=until) if since <= until else period


def _between(
    text: str, first: Period, last: Period, calendar: Calendar
) -> tuple[date | None, date | None]:
    """Return the first and the last day of a range; an end without a year has the other's.

    One without a month, too ("4월 7일~11일"); or it is of the month after that.
    """
    assert first.since and last.until
    is_bare = _BARE_DAY.fullmatch(text[last.start : last.end])
    latest = first.since + timedelta(days=27 if is_bare else 364)
    until = _read_by(text, last, replace(calendar, newest=latest, days=())).until
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
