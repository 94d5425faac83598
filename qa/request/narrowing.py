"""From a question to the articles that it wants: its conditions, and the filters they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from embeddings import EVERYTHING, Filters, Store

from ..phrase import Language
from .calendar import Calendar
from .condition import Condition
from .dating import read_dates
from .kind import Asks
from .names import is_marked, read_authors, read_marks, read_outlets
from .phrase import read_phrases, spans_of, words_of


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a catalogue's articles are known by: outlets, bylines, and days, the oldest first."""

    outlets: tuple[str, ...]
    bylines: tuple[str, ...]
    days: tuple[date, ...]

    @property
    def oldest(self) -> date | None:
        """The first day of which there is an article."""
        return self.days[0] if self.days else None

    @property
    def newest(self) -> date | None:
        """The last one."""
        return self.days[-1] if self.days else None

    def calendar(self, today: date) -> Calendar:
        """Return the calendar by which a question that is asked today is understood."""
        return Calendar(today, self.newest or today, self.days)

    @classmethod
    def of(cls, store: Store) -> Shelf:
        """Look a store's articles over."""
        days = sorted(filter(None, store.count_by("published")))
        outlets, bylines = store.count_by("outlet"), store.count_by("author")
        return cls(
            (*filter(None, outlets),),
            (*filter(None, bylines),),
            (*map(date.fromisoformat, days),),
        )


def read_conditions(
    text: str, asks: Asks, shelf: Shelf, today: date, language: Language
) -> tuple[Condition, ...]:
    """Return what a question wants of the articles, in its order.

    What stands between its quotation marks wants nothing else.
    """
    calendar = shelf.calendar(today)
    phrases = [*read_phrases(text)]
    found = [
        *read_dates(text, asks, calendar, language),
        *read_outlets(text, asks, shelf.outlets),
        *read_authors(text, shelf.bylines),
        *read_marks(text, asks),
    ]
    taken = phrases
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if all(one.end <= other.start or other.end <= one.start for other in taken):
            taken = [*taken, one]
    return (*sorted(taken, key=lambda one: one.start),)


def rest_of(text: str, conditions: Sequence[Condition], *, phrases: bool = True) -> str:
    """Return a question without the words that became its conditions; but with its phrases."""
    for one in reversed(conditions):
        if not (phrases and one.wanted == "phrase"):
            text = f"{text[: one.start]} {text[one.end :]}"
    return " ".join(text.split()).lstrip(" ,.·")


def filters_for(
    store: Store, conditions: Sequence[Condition], given: Filters = EVERYTHING
) -> Filters:
    """Return the filters that conditions come to, within those that are given.

    Marks and phrases come to the ids of the articles that have them.
    """
    filters = given
    for one in conditions:
        if one.wanted == "published":
            filters = replace(
                filters,
                since=max(filter(None, (filters.since, one.since)), default=None),
                until=min(filter(None, (filters.until, one.until)), default=None),
            )
        elif one.wanted == "outlet":
            filters = replace(filters, outlet=filters.outlet or one.names)
        elif one.wanted == "author":
            filters = replace(filters, author=filters.author or one.names)
        else:
            own = _having(store, one, filters)
            filters = replace(filters, ids=own)
    return filters


def _having(store: Store, condition: Condition, filters: Filters) -> tuple[str, ...]:
    """Return the ids of the articles that have a mark in the title, or hold a phrase."""
    [name] = condition.names
    words = " ".join(filter(None, (filters.words, *words_of(name))))
    articles = store.articles(replace(filters, words=words))
    if condition.wanted == "mark":
        return tuple(one.id for one in articles if is_marked(one.title, name))
    return tuple(
        one.id
        for one in articles
        if any(True for text in (one.title, one.text) for _ in spans_of(name, text))
    )


def limited(filters: Filters, ids: Sequence[str]) -> Filters:
    """Return filters that let through those of some articles alone that they let through anyway."""
    kept = (one for one in ids if filters.ids is None or one in filters.ids)
    return replace(filters, ids=(*kept,))
