"""What a question wants of the articles that are to answer it, and the words that say so."""

from __future__ import annotations

from calendar import month_name, monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Wanted = Literal["published", "outlet", "author", "mark", "phrase"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What an article must be: published within days, or one of `names` in what is `wanted`.

    `said` are the question's words for it, at [start, end), without which it would ask of all
    articles; `label` says it in few words. A `mark` stands in a title, such as [사설]; a `phrase`
    anywhere in an article. Days are inclusive, and an open side is None.
    """

    wanted: Wanted
    start: int
    end: int
    said: str
    label: str
    names: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "wanted": self.wanted,
            "said": self.said,
            "label": self.label,
            "names": [*self.names],
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
        }


def stated(conditions: Sequence[Condition], korean: bool) -> str:
    """Return conditions as one line, "" where there are none."""
    labels = " · ".join(one.label for one in conditions)
    return labels and f"{'조건' if korean else 'Only'}: {labels}"


def days_label(since: date | None, until: date | None, korean: bool) -> str:
    """Return days in few words: a day, a month or a year where they are one, else the two ends."""
    if since and until:
        if since == until:
            return _day(since, korean)
        if (since.day, until.day) == (1, monthrange(until.year, until.month)[1]):
            if (since.year, since.month) == (until.year, until.month):
                month = f"{since.year}년 {since.month}월"
                return month if korean else f"{month_name[since.month]} {since.year}"
            if (since.year, since.month, until.month) == (until.year, 1, 12):
                return f"{since.year}년" if korean else str(since.year)
        last = _day(until, korean)
        return f"{_day(since, korean)}~{last.removeprefix(f'{since.year}년 ')}"
    if since:
        return f"{_day(since, korean)}부터" if korean else f"since {_day(since, korean)}"
    assert until  # an open period has one side
    return f"{_day(until, korean)}까지" if korean else f"until {_day(until, korean)}"


def _day(day: date, korean: bool) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일" if korean else day.isoformat()
