"""A comparison of articles: what they tell differently, sentence beside sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from embeddings import Article, query_terms

from ..answer import Answer, Citation, Part
from ..phrase import Phrase, days_label
from ..question import Question
from ..retrieval.reading import covered
from .differences import Near, Place, differences
from .listing import sentence
from .sentences import Idf

ARTICLES = 4  # that are compared, each with the next one in time
MOST = 6  # pairs of sentences that are shown

_PHRASES = {
    "differ": Phrase("기사마다 다르게 나오는 것:", "What the articles tell differently:"),
    "same": Phrase(
        "두 기사에서 서로 다르게 나오는 값이나 사람을 찾지 못했습니다.",
        "The articles give no other value or name for the same thing.",
    ),
    "one": Phrase(
        "비교할 기사를 둘 이상 찾지 못했습니다.", "There are no two articles to compare."
    ),
}


def compared(
    question: Question,
    articles: Sequence[Article],
    idf: Idf,
    near: Near,
) -> Answer:
    """Show what some articles tell differently: a paragraph a difference, with a sentence of each.

    In a paragraph the older article's sentence stands first. What the question names comes first.
    Where nothing differs, or there is one article alone, a sentence of each is shown as related.
    """
    ordered = sorted(articles[:ARTICLES], key=lambda one: one.published or date.min)
    pairs = [pair for two in pairwise(ordered) for pair in differences(*two, idf, near)]
    if not pairs:
        said = Part.of(_PHRASES["same" if len(ordered) > 1 else "one"])
        return Answer((said, *_leads(ordered)), 0.0)
    named = set.intersection(*({*query_terms(one.name)} for one in ordered))
    asked = {term: idf(term) for term in question.terms if term not in named}
    pairs.sort(key=lambda pair: -covered(asked, pair[0].terms | pair[1].terms))
    shown = enumerate(pairs[:MOST])
    beside = (part for at, pair in shown for part in _beside(pair, 2 * at))
    return Answer((Part.of(_PHRASES["differ"]), *beside), 1.0)


def _beside(pair: Sequence[Place], before: int) -> Iterator[Part]:
    """Yield two sentences as a paragraph, each with what is known of its article."""
    for number, place in enumerate(pair, start=before + 1):
        follows = number > before + 1
        yield Part.of(_label(place.article).within("{}:"), follows=follows)
        cited = Citation(number, place.article, *place.sentence, place.said)
        yield Part(cited.quote, cited, "quote", follows=True)


def _label(article: Article) -> Phrase:
    """Return an article's day and outlet, or its title where neither is known."""
    day = days_label(article.published, article.published) if article.published else ""
    return Phrase.joined(" · ", (day, article.outlet) if day or article.outlet else (article.name,))


def _leads(articles: Sequence[Article]) -> Iterator[Part]:
    for number, article in enumerate(articles, start=1):
        cited = Citation(number, article, *sentence(article))
        yield Part(cited.quote, cited, "related")
