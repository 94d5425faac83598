"""Answers to what is asked of no article: a greeting, thanks, what can be asked, what there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from embeddings import Article, Filters, Store

from ..answer import Answer, Part
from ..question import Question
from ..request.calendar import months
from ..request.condition import days_label
from ..request.narrowing import Shelf
from .listing import entries, first

NEWEST = 5  # articles that are shown of all
_OUTLETS = 8  # outlets that are named

_PHRASES = {
    "ko": {
        "greeting": "안녕하세요. 기사에 대해 물어보시면 기사에 있는 문장으로 답해 드립니다.",
        "thanks": "도움이 되었다니 다행입니다. 더 궁금한 것이 있으면 물어보세요.",
        "help": (
            "기사에 나오는 것을 물어보세요. 기사의 문장을 출처와 함께 보여 드리고, "
            "기사에 없으면 없다고 말씀드립니다. 사실을 묻거나 요약, 목록, 시간순 정리, "
            "비교를 부탁할 수 있고, 날짜와 언론사, 기자로 좁힐 수 있습니다. 예를 들면:"
        ),
        "summary": "‘{}’ 기사를 요약해 줘",
        "outlet": "{} 기사 목록",
        "published": "{} 기사 보여줘",
        "author": "{} 기자가 쓴 기사",
        "counts": "본문이 있는 기사 {}건과 제목만 있는 기사 {}건이 있습니다.",
        "outlets": "언론사: {}.",
        "more": "외 {}곳",
        "days": "날짜: {}.",
        "newest": "가장 새로운 기사:",
        "empty": "아직 기사가 없습니다.",
    },
    "en": {
        "greeting": "Hello. Ask about the articles here, and their own sentences will answer.",
        "thanks": "You are welcome. Ask whatever else you want to know.",
        "help": (
            "Ask about what the articles tell. You get their own sentences with their sources, or "
            "are told that they don't say. Ask for a fact, a summary, a list, a timeline or a "
            "comparison, and narrow it by date, outlet or reporter. For example:"
        ),
        "summary": "Summarize the article “{}”",
        "outlet": "Articles from {}",
        "published": "Articles from {}",
        "author": "Articles by {}",
        "counts": "There are {} articles, and {} headlines without their text.",
        "outlets": "Outlets: {}.",
        "more": "{} more",
        "days": "Dates: {}.",
        "newest": "The newest articles:",
        "empty": "There are no articles yet.",
    },
}


def talk(store: Store, shelf: Shelf, question: Question, filters: Filters) -> Answer:
    """Answer what asks of no article, by the articles that are let through."""
    phrases = _PHRASES["ko" if question.is_korean else "en"]
    if question.asks not in ("help", "inventory"):
        return Answer((Part(phrases[question.asks]),), 1.0)
    newest = first(store, "newest", NEWEST, filters)
    if question.asks == "help":
        examples = (
            Part(f"· {one}") for one in _examples(shelf, newest, phrases, question.is_korean)
        )
        return Answer((Part(phrases["help"]), *examples), 1.0)
    return _inventory(shelf, store.count_by("kind"), newest, phrases, question.is_korean)


def _inventory(
    shelf: Shelf,
    counts: Mapping[str, int],
    newest: Sequence[Article],
    phrases: Mapping[str, str],
    korean: bool,
) -> Answer:
    if not newest:
        return Answer((Part(phrases["empty"]),), 1.0)
    numbers = (f"{counts.get(kind, 0):,}" for kind in ("article", "headline"))
    parts = [Part(phrases["counts"].format(*numbers))]
    if shelf.outlets:
        more = len(shelf.outlets) - _OUTLETS
        rest = [phrases["more"].format(more)] if more > 0 else []
        names = ", ".join([*shelf.outlets[:_OUTLETS], *rest])
        parts.append(Part(phrases["outlets"].format(names), follows=True))
    if shelf.newest:
        days = days_label(shelf.oldest, shelf.newest, korean)
        parts.append(Part(phrases["days"].format(days), follows=True))
    return Answer((*parts, Part(phrases["newest"]), *entries(newest, "quote")), 1.0)


def _examples(
    shelf: Shelf, newest: Sequence[Article], phrases: Mapping[str, str], korean: bool
) -> list[str]:
    """Return what may be asked of these articles, by what is known of the newest."""
    day = shelf.newest
    named = {
        "summary": [one.title for one in newest if one.kind == "article" and one.title][:1],
        "outlet": shelf.outlets[:1],
        "published": [days_label(*months(day.year, day.month, day.month), korean)] if day else [],
        "author": [one.author for one in newest if one.author and "," not in one.author][:1],
    }
    return [phrases[kind].format(name) for kind, names in named.items() for name in names]
