"""Questions to propose: for a folder of articles, and after an answer. Each is tried."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import islice

from kiwipiepy import Token

from embeddings import Article, analyse_one, kiwi, query_terms

from ..answer import Answer
from ..retrieval.ranking import Hit

_EXAMPLES = 4  # questions that are proposed
_TRIED = 16  # articles that are tried for that
_FOLLOW_UPS = 3  # questions that are proposed after an answer
_NOUNS = ("NNG", "NNP", "SL", "SN")
_NOUNS_MOST, _LETTERS_LEAST = 4, 3  # of what names a topic
_HANGUL = re.compile("[가-힣]")


def example_questions(
    articles: Sequence[Article], ask: Callable[[str], Answer], most: int = _EXAMPLES
) -> list[str]:
    """Return questions that these articles answer: each was tried, and cites its article.

    The newest come first, and a summary and the news behind a headline by turns.
    """
    newest = sorted(articles, key=lambda article: str(article.published or ""), reverse=True)
    whole = [article for article in newest if article.kind == "article"][: _TRIED // 2]
    headlines = [article for article in newest if article.kind == "headline"]
    found: list[str] = []
    for article in [*whole, *headlines[: _TRIED - len(whole)]]:
        room = most // 2 if headlines and article.kind == "article" else most
        question = example_question(article)
        if question and question not in found and len(found) < room:
            citations = ask(question).citations
            if any(citation.article.id == article.id for citation in citations):
                found.append(question)
    return found


def example_question(article: Article) -> str:
    """Return a question about an article in its language, "" where its title has too few words."""
    korean = bool(_HANGUL.search(article.title))
    title = re.sub(r"“([^”]*)”|\"([^\"]*)\"", r"‘\1\2’", article.title)  # to stand in “ ” itself
    if article.kind == "article":
        summary = "“{}” 기사 내용을 요약해 줘" if korean else "Summarize the article “{}”"
        return summary.format(title) if title else ""
    parts = re.split(r"\[[^]]*\]|\([^)]*\)|…|\.{2,}|··+", title)
    parts = [" ".join(part.split()) for part in parts if len(part.split()) > 1]
    news = "“{}”에 관한 소식이 있나요?" if korean else "Tell me about “{}”"
    return news.format(max(parts, key=len)) if parts else ""


def follow_ups(
    question: str, answer: Answer, search: Callable[[str, int], Sequence[Hit]]
) -> list[str]:
    """Return questions on what else the articles that an answer cites say, at most _FOLLOW_UPS.

    Each was tried: it finds one of them before all others.
    """
    cited = {citation.article.id: citation.article for citation in answer.citations}
    known = {*query_terms(" ".join([question, *(c.quote for c in answer.citations)]))}
    topics = [topic for article in cited.values() for topic in _topics(article.text, known)]
    asked = (_about(topic, bool(_HANGUL.search(question))) for topic in topics)
    fitting = (one for one in asked if any(hit.article.id in cited for hit in search(one, 1)))
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
            topic = text[run[0].start : run[-1].end]
            if len(run) <= _NOUNS_MOST and len(topic) >= _LETTERS_LEAST:
                found.append(topic)
            run = []
        if token and token.tag in _NOUNS:
            run.append(token)
    return found


def _about(topic: str, korean: bool) -> str:
    return f"{topic}에 관해 뭐라고 하나요?" if korean else f"What is said about {topic}?"
