"""Which articles a comparison is of: ticked ones, those shown last, or those that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from embeddings import Article, Filters, Store

from ..question import Question, narrowed, sides_of
from ..request.narrowing import Shelf, filters_for, read_conditions
from ..retrieval.ranking import Hit
from .comparison import ARTICLES
from .listing import in_order


class Find(Protocol):
    """Finds the hits of a question, best first."""

    def __call__(self, question: Question, *, filters: Filters) -> list[Hit]:
        """Return the hits among the articles that filters let through."""


_TWO = re.compile(r"두|둘|양|\b(?:two|both)\b")
_IN_TIME = frozenset(  # that say which of several reports is meant, by when it was
    "처음 첫 첫날 초기 초반 최초 당초 애초 마지막 나중 뒤 이후 최종 최근 지금 현재 둘째 셋째 다음 "
    "날 맨 때 달라지다 바뀌다 변하다 "
    "first last later latest earlier initial final now".split()
)
_WHOLE = 0.5  # what the whole question counts for in what a side of it names


def meant(
    question: Question, store: Store, shelf: Shelf, filters: Filters, today: date, find: Find
) -> list[Article]:
    """Return the articles that a comparison is of; fewer than two where that is left open."""
    if filters.ids and 2 <= len(filters.ids) <= ARTICLES:
        return in_order(store, filters.ids)
    further = question.follow_up
    shown = further.cited if further else ()
    if shown and not question.terms:
        most = 2 if _TWO.search(question.text) else ARTICLES
        others = (
            [hit.article.id for hit in find(question, filters=filters)] if len(shown) == 1 else []
        )
        return in_order(store, [*dict.fromkeys([*shown, *others[:2]])][:most])
    return _named(question, store, shelf, filters, today, find)


def _named(
    question: Question, store: Store, shelf: Shelf, filters: Filters, today: date, find: Find
) -> list[Article]:
    """Return the article that each side of a comparison names, none where they name one."""
    shown = question.follow_up.cited[:1] if question.follow_up else ()
    question = replace(question, follow_up=None)  # it may name other articles than that
    ranked: list[list[str]] = []
    pointed: set[str] = set()
    for side in sides_of(question):
        if side.terms and _IN_TIME.issuperset(side.terms):  # all that tell of it, one after another
            return []
        conditions = read_conditions(side.text, side.asks, shelf, today, side.language)
        wanted = filters_for(store, conditions, filters)
        own = narrowed(side, conditions)
        if not store.list_by("newest", wanted, most=1):  # no words for when and by whom, then
            wanted, own = filters, side
        if shown and not own.terms and not conditions:  # 이 기사
            pointed = {*shown}
            continue
        hits = find(own, filters=wanted) if own.terms else []
        scores = _scores(hits, find(question, filters=wanted))
        ranked.append(sorted(scores, key=lambda one: -scores[one]))
    named = [one for ids in ranked for one in [one for one in ids if one not in pointed][:1]]
    found = [*pointed, *named]
    return in_order(store, found) if len({*found}) > 1 else []


def _scores(own: Sequence[Hit], whole: Sequence[Hit]) -> dict[str, float]:
    """Return how well each article fits a side of a question, and the whole, by its id."""
    scores: dict[str, float] = {}
    for hits, weight in ((own, 1.0), (whole, _WHOLE)):
        best: dict[str, float] = {}
        for hit in hits:
            best[hit.article.id] = max(hit.score, best.get(hit.article.id, 0.0))
        for one, score in best.items():
            scores[one] = scores.get(one, 0.0) + weight * score
    return scores
