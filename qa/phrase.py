"""What is said around quotations: fixed phrases, in each language that they can be said in."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from embeddings import last_consonant

Language = Literal["ko", "en"]

# A word's last letter, its closing mark, and both shapes of the particle after it. A digit is read
# as its Korean name: of these the name ends in a consonant.
_BOTH_SHAPES = re.compile(r"([가-힣\d])([\"'’”)]?)(?:(이)\((가)\)|(을)\((를)\)|(은)\((는)\))")
_CLOSED_DIGITS = "013678"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in Korean and in English; what has no language, such as a name, is so in both."""

    ko: str
    en: str

    @classmethod
    def joined(cls, mark: str, pieces: Iterable[Phrase | str]) -> Phrase:
        """Return pieces with a mark between them; empty ones are left out."""
        every = [one if isinstance(one, Phrase) else cls(one, one) for one in pieces if one]
        return cls(mark.join(one.ko for one in every), mark.join(one.en for one in every))

    def __bool__(self) -> bool:
        """Say whether there is anything to say."""
        return bool(self.ko)

    def said(self, language: Language) -> str:
        """Return it in one language."""
        return self.ko if language == "ko" else self.en

    def within(self, text: str) -> Phrase:
        """Return it in the hole of a text that is the same in each language."""
        return Phrase(text, text).format(self)

    def format(self, *values: object) -> Phrase:
        """Return it with its holes filled; what is a phrase itself is said in each language.

        The particle after a hole has the shape that goes with what fills it.
        """
        korean = self.ko.format(*(one.ko if isinstance(one, Phrase) else one for one in values))
        return Phrase(
            with_particles(korean),
            self.en.format(*(one.en if isinstance(one, Phrase) else one for one in values)),
        )


def with_particles(text: str) -> str:
    """Return a text with the shape of a particle, of both in 이(가), that the word before it wants.

    Both stay after a word in other letters, whose sound they don't tell.
    """
    return _BOTH_SHAPES.sub(_shaped, text)


def _shaped(match: re.Match[str]) -> str:
    last, mark, *pairs = match.groups()
    after_closed, after_open = filter(None, pairs)
    is_closed = last in _CLOSED_DIGITS or last_consonant(last) > 0
    return f"{last}{mark}{after_closed if is_closed else after_open}"


def days_label(since: date | None, until: date | None) -> Phrase:
    """Return days in few words: as one day, month or year, else the first and the last of them.

    An open side is None. `qa/web/dates.js` says them in the same words.
    """
    if since and until:
        unit = _unit(since, until)
        first, last = unit(since), unit(until)
        return first if first == last else _ends(first, last, since.year == until.year)
    if since:
        return Phrase("{}부터", "since {}").format(_day(since))
    assert until  # an open period has one side
    return Phrase("{}까지", "until {}").format(_day(until))


def _unit(since: date, until: date) -> Callable[[date], Phrase]:
    """Return what says the longest units of which days are whole ones: years, months or days."""
    if (since.day, until.day) != (1, monthrange(until.year, until.month)[1]):
        return _day
    return _year if (since.month, until.month) == (1, 12) else _month


def _ends(first: Phrase, last: Phrase, of_one_year: bool) -> Phrase:
    """Return two ends; a year that they share is said once."""
    if of_one_year:
        last = Phrase(last.ko.partition(" ")[2], last.en)
        first = Phrase(first.ko, first.en[:-4].rstrip(", "))
    return Phrase(f"{first.ko}~{last.ko}", f"{first.en} – {last.en}")


def _day(day: date) -> Phrase:
    name = month_name[day.month]
    return Phrase(f"{day.year}년 {day.month}월 {day.day}일", f"{name} {day.day}, {day.year}")


def _month(day: date) -> Phrase:
    return Phrase(f"{day.year}년 {day.month}월", f"{month_name[day.month]} {day.year}")


def _year(day: date) -> Phrase:
    return Phrase(f"{day.year}년", str(day.year))
