"""Ranges of days as a calendar has them: a month, a quarter, last week, the latest August."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

Days = tuple[date, date]  # the first and the last day, inclusive


@dataclass(frozen=True, slots=True)
class Calendar:
    """What days words name that are said on `today` of articles of which `newest` is the last.

    A month, a day or a season without its year is the latest with an article of it, where their
    `days` are given, else the latest that had begun by then.
    """

    today: date
    newest: date
    days: Collection[date] = ()

    @property
    def until(self) -> date:
        """The last day that can be meant where no year is said."""
        return min(self.today, self.newest)

    def year_of(self, month: int, day: int = 1) -> int:
        """Return the year of the latest such day of a year."""
        latest = self.until
        return latest.year - ((month, day) > (latest.month, latest.day))

    def day(self, year: int | None, month: int, day: int) -> Days | None:
        """Return one day, None where no calendar has it."""
        years = [year] if year else self._years(month, day)
        known = [date(one, month, day) for one in years if is_day(one, month, day)]
        return self._latest([(only, only) for only in known]) if known else None

    def _years(self, month: int, day: int = 1) -> range:
        """Return the years that may be meant where none is said, the likeliest first."""
        latest = self.year_of(month, day)
        oldest = min(self.days, default=self.newest).year
        return range(latest, min(latest, oldest) - 1, -1)

    def _latest(self, found: Sequence[Days]) -> Days:
        """Return the first of some days with an article of them, the very first where none has."""
        having = (one for one in found if any(one[0] <= day <= one[1] for day in self.days))
        return next(having, found[0])

    def day_of_month(self, day: int) -> Days:
        """Return the latest day of this number."""
        last = self.until.year * 12 + self.until.month - 1 - (day > self.until.day)
        found = (divmod(month, 12) for month in range(last, last - 12, -1))
        known = [date(y, m + 1, day) for y, m in found if is_day(y, m + 1, day)]
        return self._latest([(only, only) for only in known])

    def months(self, year: int | None, first: int, last: int) -> Days:
        """Return months of a year by number; 13 is the next year's January."""
        years = [year] if year else self._years(first)
        return self._latest([months(one, first, last) for one in years])

    def year(self, back: int) -> Days:
        """Return the year that is `back` years before this one."""
        return date(self.today.year - back, 1, 1), date(self.today.year - back, 12, 31)

    def month(self, back: int) -> Days:
        """Return the month that is `back` months before this one."""
        year, month = divmod(self.today.year * 12 + self.today.month - 1 - back, 12)
        return months(year, month + 1, month + 1)

    def week(self, back: int) -> Days:
        """Return the week, from Monday on, that is `back` weeks before this one."""
        monday = self.today - timedelta(days=self.today.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)

    def weekend(self, back: int) -> Days:
        """Return the Saturday and Sunday of a week."""
        _, sunday = self.week(back)
        return sunday - timedelta(days=1), sunday

    def weekday(self, at: int) -> Days:
        """Return the latest such day of the week, from 0 for Monday, before today."""
        only = self.today - timedelta(days=(self.today.weekday() - at - 1) % 7 + 1)
        return only, only

    def ago(self, days: int) -> Days:
        """Return one day, this many before today."""
        only = self.today - timedelta(days=days)
        return only, only

    def last(self, days: int) -> Days:
        """Return the last days, today among them."""
        return self.today - timedelta(days=days), self.today

    def latest(self, days: int) -> Days:
        """Return the last days of which there is any article."""
        return self.until - timedelta(days=days), self.until


def is_day(year: int, month: int, day: int) -> bool:
    """Say whether a calendar has a day."""
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def months(year: int, first: int, last: int) -> Days:
    """Return months of a year by number; 13 is the next year's January."""
    over, month = divmod(last - 1, 12)
    end = monthrange(year + over, month + 1)[1]
    return date(year, first, 1), date(year + over, month + 1, end)


def week_of(month: Days, nth: int) -> Days:
    """Return the n-th week of a month, from Monday on; -1 is the last one.

    A week is of the month that most of its days are in, that is, its Thursday (ISO 8601). One that
    the month doesn't have is its last.
    """
    first, last = month
    thursday = first + timedelta(days=(3 - first.weekday()) % 7)
    weeks = (last - thursday).days // 7 + 1
    thursday += timedelta(weeks=(min(nth, weeks) if nth > 0 else weeks) - 1)
    return thursday - timedelta(days=3), thursday + timedelta(days=3)
