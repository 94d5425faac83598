"""Articles listed as an answer, each by its day, its outlet and a sentence of it, cited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from embeddings import EVERYTHING, Article, Filters, Order, Store, analyse_one

from ..answer import Answer, Citation, Part, PartKind
from ..phrase import Phrase, days_label
from ..question import Question
from ..request.condition import Condition
from ..request.narrowing import Shelf
from ..request.phrase import spans_of
from .sentences import is_told

LISTED = 10  # articles of a list that asks about nothing
NEAR = 3  # articles that are shown where none is as wanted
_LEAD = 800  # characters of an article in which its first sentence is looked for

_PHRASES = {
    "some": Phrase("모두 {}건 가운데 {}건입니다.", "{1} of {0} found:"),
    "all": Phrase("모두 {}건입니다.", "{} found:"),
    "published": Phrase("{}에 나온 기사는 없습니다.", "No article is from {}."),
    "outlet": Phrase("{}의 기사는 없습니다.", "No article is from {}."),
    "author": Phrase("{} 기자가 쓴 기사는 없습니다.", "No article is by {}."),
    "mark": Phrase("제목에 {} 표시가 있는 기사는 없습니다.", "No article's title is marked {}."),
    "phrase": Phrase("{} 그대로 나오는 기사는 없습니다.", "No article says {} as it stands."),
    "several": Phrase("{}에 모두 맞는 기사는 없습니다.", "No article fits all of: {}."),
    "old": Phrase("가장 새로운 기사가 {}의 것입니다.", "The newest article is from {}."),
    "topic": Phrase("{} 기사 가운데에는 없습니다.", "Not among the articles of: {}."),
    "others": Phrase("다른 기사:", "Other articles:"),
    "near": Phrase("가까운 때의 기사:", "Articles near that time:"),
}


def is_open(question: Question, wanted: Sequence[Condition] | Sequence[str]) -> bool:
    """Say whether a question only says which articles are wanted, and asks about nothing.

    They are wanted by conditions, or by their ids; or all are, in order of time.
    """
    every = question.asks == "timeline" and not question.follow_up
    return bool(wanted or every) and not question.terms and question.asks != "fact"


def listed(
    store: Store, question: Question, conditions: Sequence[Condition], wanted: Filters
) -> Answer:
    """List the articles that are as wanted.

    Of each its first sentence is cited, or that with the phrase that is wanted.
    """
    order: Order = "oldest" if question.asks == "timeline" else "newest"
    total = sum(store.count_by("kind", wanted).values())
    articles = first(store, order, LISTED, wanted)
    count = _PHRASES["all" if total == len(articles) else "some"].format(total, len(articles))
    phrase = next((one.names[0] for one in conditions if one.wanted == "phrase"), "")
    return Answer((Part.of(count), *entries(articles, "quote", phrase)), 1.0)


def none_fits(
    store: Store,
    conditions: Sequence[Condition],
    shelf: Shelf,
    about: Sequence[str],
    *,
    is_topic: bool = False,
) -> Answer:
    """Say that no article is as wanted; and where that is by its day, show those nearest to it.

    `about` are the ids of those that are about what is asked, best first; where there are none, any
    will do. `is_topic` says that there are articles as wanted, but none of them is about that.
    """
    kind = "topic" if is_topic else conditions[0].wanted if len(conditions) == 1 else "several"
    wanted = Phrase.joined(" · ", (_label(one) for one in conditions))
    parts = [Part.of(_PHRASES[kind].format(wanted))]
    dated = next((one for one in conditions if one.wanted == "published"), None)
    if dated and dated.since and shelf.newest and dated.since > shelf.newest:
        day = days_label(shelf.newest, shelf.newest)
        parts.append(Part.of(_PHRASES["old"].format(day), follows=True))
    near = nearest(store, dated, about) if dated else in_order(store, about[:NEAR])
    if near:
        parts.append(Part.of(_PHRASES["near" if dated else "others"]))
    return Answer((*parts, *entries(near, "related")), 0.0)


def first(store: Store, order: Order, most: int, filters: Filters) -> list[Article]:
    """Return the first articles that fit, in an order."""
    return in_order(store, [*store.list_by(order, filters, most=most)])


def nearest(store: Store, dated: Condition, about: Sequence[str]) -> list[Article]:
    """Return the articles whose days are nearest to those that are wanted, nearest first.

    Of two as near the newer one comes first, and those of these days before all others.
    """
    among = Filters(ids=(*about,)) if about else EVERYTHING
    since, until, day = dated.since, dated.until, timedelta(1)
    found = store.list_by("newest", replace(among, since=since, until=until), most=NEAR)
    days = dict.fromkeys(found, (0, 0))
    if until and until < date.max:
        found = store.list_by("oldest", replace(among, since=until + day), most=NEAR)
        days |= {one: ((date.fromisoformat(on) - until).days, 0) for one, on in found.items()}
    if since and since > date.min:
        found = store.list_by("newest", replace(among, until=since - day), most=NEAR)
        days |= {one: ((since - date.fromisoformat(on)).days, 1) for one, on in found.items()}
    return in_order(store, sorted(days, key=days.__getitem__)[:NEAR])


def in_order(store: Store, ids: Sequence[str]) -> list[Article]:
    """Return the articles with some ids, in their order; those that are gone are left out."""
    by_id = {article.id: article for article in store.articles(Filters(ids=(*ids,)))}
    return [by_id[one] for one in ids if one in by_id]


def entries(articles: Sequence[Article], kind: PartKind, phrase: str = "") -> Iterator[Part]:
    """Yield of each article its day, outlet and title, where known, and a sentence, cited."""
    for number, article in enumerate(articles, start=1):
        citation = Citation(number, article, *sentence(article, phrase))
        about = known(article)
        if about:
            yield Part.of(about.within("{}:"))
        yield Part(citation.quote, citation, kind, follows=bool(about))


def known(article: Article) -> Phrase:
    """Return an article's day, outlet and title, where known."""
    day = days_label(article.published, article.published) if article.published else ""
    title = article.title if article.kind == "article" else ""
    return Phrase.joined(" · ", (day, article.outlet, title))


def _label(condition: Condition) -> Phrase | str:
    """Return what is wanted, in few words."""
    if condition.wanted == "published":
        return days_label(condition.since, condition.until)
    return condition.label


def sentence(article: Article, phrase: str = "") -> tuple[int, int]:
    """Return where the sentence with a phrase stands, else the first that the article tells."""
    text = article.text
    found = next(spans_of(phrase, text), None) if phrase else None
    sentences = analyse_one(text if found else text[:_LEAD])
    if found:
        return next((one.start, one.end) for one in sentences if found[0] < one.end)
    told = [one for one in sentences if is_told(article, one)] or sentences
    return (told[0].start, told[0].end) if told else (0, len(text))
