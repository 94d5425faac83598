"""Questions to propose: for a folder of articles, and after an answer. Each is tried."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import islice

from kiwipiepy import Token

from embeddings import Article, analyse_one, kiwi, query_terms

from ..answer import Answer
from ..phrase import Language, Phrase
from ..retrieval.ranking import Hit

_EXAMPLES = 4  # questions that are proposed
_TRIED = 16  # articles that are tried for that
_FOLLOW_UPS = 3  # questions that are proposed after an answer
_NOUNS = ("NNG", "NNP", "SL", "SN")
# Counted or dated, as 420면, 5일 and 다음 달, but not 5G or K2
_COUNTED = re.compile(
    r"\b\d+(?![\dA-Za-z])|^(?:다음|지난|이번|올해|내년|작년|오늘|내일|어제)(?!\w)"
)
_NOUNS_MOST, _LETTERS_LEAST = 4, 3  # of what names a topic
_SUMMARY = Phrase("“{}” 기사 내용을 요약해 줘", "Summarize the article “{}”")
_NEWS = Phrase("“{}”에 관한 소식이 있나요?", "Tell me about “{}”")
_ABOUT = Phrase("{}에 관해 뭐라고 하나요?", "What is said about {}?")


def example_questions(
    articles: Sequence[Article], ask: Callable[[str], Answer], most: int = _EXAMPLES
) -> list[Phrase]:
    """Return questions that these articles answer: in each language they cite their article.

    The newest come first, and a summary and the news behind a headline by turns.
    """

    def is_answered(question: Phrase, article: Article) -> bool:
        asked = (ask(said).citations for said in (question.ko, question.en))
        return all(any(one.article.id == article.id for one in cited) for cited in asked)

    newest = sorted(articles, key=lambda article: str(article.published or ""), reverse=True)
    whole = [article for article in newest if article.kind == "article"][: _TRIED // 2]
    headlines = [article for article in newest if article.kind == "headline"]
    found: list[Phrase] = []
    for article in [*whole, *headlines[: _TRIED - len(whole)]]:
        room = most // 2 if headlines and article.kind == "article" else most
        question = example_question(article)
        if question and question not in found and len(found) < room:
            found += [question] if is_answered(question, article) else []
    return found


def example_question(article: Article) -> Phrase | None:
    """Return a question about an article, None where its title has too few words."""
    title = re.sub(r"“([^”]*)”|\"([^\"]*)\"", r"‘\1\2’", article.title)  # to stand in “ ” itself
    if article.kind == "article":
        return _SUMMARY.format(title) if title else None
    parts = re.split(r"\[[^]]*\]|\([^)]*\)|…|\.{2,}|··+", title)
    parts = [" ".join(part.split()) for part in parts if len(part.split()) > 1]
    return _NEWS.format(max(parts, key=len)) if parts else None


def follow_ups(
    question: str,
    answer: Answer,
    search: Callable[[str, int], Sequence[Hit]],
    language: Language,
) -> list[str]:
    """Return questions on what else the articles that an answer cites say, at most _FOLLOW_UPS.

    Each was tried: it finds one of them, or a copy, before all others.
    """
    cited = {citation.article.id: citation.article for citation in answer.citations}
    same = {*cited, *(copy.id for citation in answer.citations for copy in citation.copies)}
    known = {*query_terms(" ".join([question, *(c.quote for c in answer.citations)]))}
    topics = [topic for article in cited.values() for topic in _topics(article.text, known)]
    asked = (_ABOUT.format(topic).said(language) for topic in topics)
    fitting = (one for one in asked if any(hit.article.id in same for hit in search(one, 1)))
    return [*islice(fitting, _FOLLOW_UPS)]


def _topics(text: str, known: Collection[str]) -> list[str]:
    """Return what a text speaks of in nouns that hold no known term, the commonest first.

    Of a sentence the longest alone, and each word once.
    """
    spoken = Counter(query_terms(text))
    used, found = {*known}, []
    for sentence in analyse_one(text):
        nouns = _compounds(text[sentence.start : sentence.end])
        fresh = [noun for noun in nouns if used.isdisjoint(query_terms(noun))]
        if fresh:
            chosen = max(fresh, key=len)
            used |= {*query_terms(chosen)}
            found.append(chosen)
    return sorted(found, key=lambda noun: -sum(spoken[term] for term in query_terms(noun)))


def _compounds(text: str) -> list[str]:
    """Return the nouns that stand side by side in a text, as they stand there."""
    found: list[str] = []
    run: list[Token] = []
    for token in [*kiwi().tokenize(text), None]:
        if run and (token is None or token.tag not in _NOUNS or token.start - run[-1].end > 1):
            found += [text[run[0].start : run[-1].end]] if len(run) <= _NOUNS_MOST else []
            run = []
        if token and token.tag in _NOUNS:
            run.append(token)
    return [one for one in found if len(one) >= _LETTERS_LEAST and not _COUNTED.search(one)]
