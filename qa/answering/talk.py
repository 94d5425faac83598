"""Answers to what is asked of no article: a greeting, thanks, what can be asked, what there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from embeddings import Article, Filters, Store

from ..answer import Answer, Part
from ..phrase import Phrase, days_label
from ..question import Question
from ..request.calendar import months
from ..request.narrowing import Shelf
from .listing import entries, first

NEWEST = 5  # articles that are shown of all
_OUTLETS = 8  # outlets that are named

_PHRASES = {
    "greeting": Phrase(
        "안녕하세요. 기사에 대해 물어보시면 기사에 있는 문장으로 답해 드립니다.",
        "Hello. Ask about the articles here, and their own sentences will answer.",
    ),
    "thanks": Phrase(
        "도움이 되었다니 다행입니다. 더 궁금한 것이 있으면 물어보세요.",
        "You are welcome. Ask whatever else you want to know.",
    ),
    "help": Phrase(
        "기사에 나오는 것을 물어보세요. 기사의 문장을 출처와 함께 보여 드리고, "
        "기사에 없으면 없다고 말씀드립니다. 사실을 묻거나 요약, 목록, 시간순 정리, "
        "비교를 부탁할 수 있고, 날짜와 언론사, 기자로 좁힐 수 있습니다. 예를 들면:",
        "Ask about what the articles tell. You get their own sentences with their sources, or "
        "are told that they don't say. Ask for a fact, a summary, a list, a timeline or a "
        "comparison, and narrow it by date, outlet or reporter. For example:",
    ),
    "summary": Phrase("‘{}’ 기사를 요약해 줘", "Summarize the article “{}”"),
    "outlet": Phrase("{} 기사 목록", "Articles from {}"),
    "published": Phrase("{} 기사 보여줘", "Articles from {}"),
    "author": Phrase("{} 기자가 쓴 기사", "Articles by {}"),
    "counts": Phrase(
        "본문이 있는 기사 {}건과 제목만 있는 기사 {}건이 있습니다.",
        "There are {} articles, and {} headlines without their text.",
    ),
    "outlets": Phrase("언론사: {}.", "Outlets: {}."),
    "more": Phrase("외 {}곳", "{} more"),
    "days": Phrase("날짜: {}.", "Dates: {}."),
    "newest": Phrase("가장 새로운 기사:", "The newest articles:"),
    "empty": Phrase("아직 기사가 없습니다.", "There are no articles yet."),
}


def talk(store: Store, shelf: Shelf, question: Question, filters: Filters) -> Answer:
    """Answer what asks of no article, by the articles that are let through."""
    if question.asks not in ("help", "inventory"):
        return Answer((Part.of(_PHRASES[question.asks]),), 1.0)
    newest = first(store, "newest", NEWEST, filters)
    if question.asks == "help":
        examples = (Part.of(one.within("· {}")) for one in _examples(shelf, newest))
        return Answer((Part.of(_PHRASES["help"]), *examples), 1.0)
    return _inventory(shelf, store.count_by("kind"), newest)


def _inventory(shelf: Shelf, counts: Mapping[str, int], newest: Sequence[Article]) -> Answer:
    if not newest:
        return Answer((Part.of(_PHRASES["empty"]),), 1.0)
    numbers = (f"{counts.get(kind, 0):,}" for kind in ("article", "headline"))
    parts = [Part.of(_PHRASES["counts"].format(*numbers))]
    if shelf.outlets:
        more = len(shelf.outlets) - _OUTLETS
        rest = [_PHRASES["more"].format(more)] if more > 0 else []
        names = Phrase.joined(", ", [*shelf.outlets[:_OUTLETS], *rest])
        parts.append(Part.of(_PHRASES["outlets"].format(names), follows=True))
    if shelf.newest:
        days = days_label(shelf.oldest, shelf.newest)
        parts.append(Part.of(_PHRASES["days"].format(days), follows=True))
    return Answer((*parts, Part.of(_PHRASES["newest"]), *entries(newest, "quote")), 1.0)


def _examples(shelf: Shelf, newest: Sequence[Article]) -> Iterator[Phrase]:
    """Yield what may be asked of these articles, by what is known of the newest."""
    day = shelf.newest
    named: dict[str, Sequence[Phrase | str]] = {
        "summary": [one.title for one in newest if one.kind == "article" and one.title][:1],
        "outlet": shelf.outlets[:1],
        "published": [days_label(*months(day.year, day.month, day.month))] if day else [],
        "author": [one.author for one in newest if one.author and "," not in one.author][:1],
    }
    for kind, names in named.items():
        yield from (_PHRASES[kind].format(name) for name in names)
