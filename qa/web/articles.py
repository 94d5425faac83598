"""The list of the articles beside the chat: which fit, in what order, and of what time they are."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from embeddings import Article, Filters

from .library import Library

if TYPE_CHECKING:
    from embeddings import Store

ROWS = 100  # that are given at a time
_MOST_IDS = 1000  # articles that a question is asked of
_OFFERED = 500  # outlets or authors to choose from, the commonest first
_BARS = 80  # about the most of a timeline
_END = date.max.toordinal()

Unit = Literal["week", "month", 1, 10, 100]  # a number is of years
_UNITS: dict[Unit, int] = {"week": 7, "month": 30, 1: 365, 10: 3650, 100: 100_000}  # days

Order = Literal["newest", "oldest", "title", "outlet"]
Name = Annotated[str, Field(max_length=300)]


class Chosen(BaseModel):
    """Which articles are meant; what isn't given leaves it open. Dates are inclusive."""

    outlet: Name | None = None
    author: Name | None = None
    kind: Literal["article", "headline"] | None = None
    since: date | None = None
    until: date | None = None
    words: Name | None = Field(default=None, description="each stands in the title or the text")
    ids: list[str] | None = Field(default=None, max_length=_MOST_IDS)

    @property
    def filters(self) -> Filters:
        """The same, as an index is asked."""
        ids = None if self.ids is None else tuple(self.ids)
        return Filters(**self.model_dump(exclude={"ids"}) | {"ids": ids})


def article_routes(library: Library) -> APIRouter:
    """Return the route by which the page's scripts list the articles of a library."""
    router = APIRouter(prefix="/page")

    @router.get("/articles")
    def listed(
        chosen: Annotated[Chosen, Query()], order: Order = "newest", first: int = Query(0, ge=0)
    ) -> dict[str, Any]:
        if library.assistant is None:
            return {"articles": [], "total": 0, "timeline": [], "offered": {}}
        store = library.assistant.snapshot().store
        articles, total = page_of(store, chosen.filters, order, first)
        rows = [row_of(one) | {"older": one.id in store.versions()} for one in articles]
        told: dict[str, Any] = {"articles": rows, "total": total}
        if first == 0:
            told |= {"timeline": timeline(store, chosen.filters), "offered": offered(store)}
        return told

    return router


def page_of(
    store: Store, filters: Filters, order: Order, first: int, most: int = ROWS
) -> tuple[list[Article], int]:
    """Return the articles that fit from the `first` on, at most `most`, and how many fit in all."""
    shown = tuple(store.list_by(order, filters, first, most))
    found = {article.id: article for article in store.articles(Filters(ids=shown))}
    total = sum(store.count_by("published", filters).values())  # as the timeline counts them
    return [found[id_] for id_ in shown], total


def row_of(article: Article) -> dict[str, Any]:
    """Return what a list shows of an article."""
    day = article.published.isoformat() if article.published else ""
    known = {"outlet": article.outlet, "author": article.author, "published": day}
    named = {"id": article.id, "name": article.name, "title": article.title}
    return named | {"kind": article.kind, "source": article.source} | known


def offered(store: Store) -> dict[str, dict[str, int]]:
    """Return the outlets and authors to choose from, and how many articles each has."""
    facets: list[Literal["outlet", "author"]] = ["outlet", "author"]
    counted = {facet: store.count_by(facet) for facet in facets}
    return {facet: dict([*counts.items()][:_OFFERED]) for facet, counts in counted.items()}


def timeline(store: Store, filters: Filters) -> list[dict[str, Any]]:
    """Return how many articles fit over time: bars of `since`, `until` (inclusive) and `count`.

    The dates that are filtered by are left aside: they are chosen here.
    """
    days = store.count_by("published", replace(filters, since=None, until=None))
    counts = {date.fromisoformat(day): count for day, count in days.items() if day}
    return [
        {"since": since.isoformat(), "until": until.isoformat(), "count": count}
        for since, until, count in bars(counts)
    ]


def bars(counts: Mapping[date, int]) -> list[tuple[date, date, int]]:
    """Return periods, one after the other, from the first day to the last, and what they count.

    Weeks from Monday on, or else months, years, tens or hundreds of years: the shortest of which
    there are about _BARS at most.
    """
    if not counts:
        return []
    first, last = min(counts), max(counts)
    span = (last - first).days
    unit = next(unit for unit, days in _UNITS.items() if span <= days * _BARS)
    sums = Counter[date]()
    for day, count in counts.items():
        sums[_period(unit, day)[0]] += count
    return [(since, until, sums[since]) for since, until in _periods(unit, first, last)]


def _periods(unit: Unit, first: date, last: date) -> Iterator[tuple[date, date]]:
    since, until = _period(unit, first)
    yield since, until
    while until < last:
        since, until = _period(unit, until + timedelta(1))
        yield since, until


def _period(unit: Unit, day: date) -> tuple[date, date]:
    """Return the first and the last day of the period in which a day lies."""
    if unit == "week":
        monday = day.toordinal() - day.weekday()
        return date.fromordinal(monday), date.fromordinal(min(monday + 6, _END))
    if unit == "month":
        last = monthrange(day.year, day.month)[1]
        return day.replace(day=1), day.replace(day=last)
    year = day.year - day.year % unit
    return date(max(year, 1), 1, 1), date(min(year + unit - 1, date.max.year), 12, 31)
