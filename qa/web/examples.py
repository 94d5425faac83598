"""Questions to propose for a folder of articles, made from their titles and tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from embeddings import Article

from ..answer import Answer

_EXAMPLES = 4  # questions that are proposed
_TRIED = 16  # articles that are tried for that
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
