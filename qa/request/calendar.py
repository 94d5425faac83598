"""Ranges of days as a calendar has them: a month, a quarter, last week, the latest August."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

Days = tuple[date, date]  # the first and the last day, inclusive


@dataclass(frozen=True, slots=True)
class Calendar:
    """What days words name that are said on `today` of articles of which `newest` is the last.

    A month, a day or a season without its year is the latest that had begun by then.
    """

    today: date
    newest: date

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
        try:
            only = date(year or self.year_of(month, day), month, day)
        except ValueError:
            return None
        return only, only

    def day_of_month(self, day: int) -> Days | None:
        """Return the latest day of this number."""
        first = self.until.replace(day=1)
        if day > self.until.day:
            first = (first - timedelta(days=1)).replace(day=1)
        return self.day(first.year, first.month, day)

    def months(self, year: int | None, first: int, last: int) -> Days:
        """Return months of a year by number; 13 is the next year's January."""
        year = year or self.year_of(first)
        return months(year, first, last)

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


def months(year: int, first: int, last: int) -> Days:
    """Return months of a year by number; 13 is the next year's January."""
    over, month = divmod(last - 1, 12)
    end = monthrange(year + over, month + 1)[1]
    return date(year, first, 1), date(year + over, month + 1, end)
