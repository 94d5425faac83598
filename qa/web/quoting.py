"""An answer as text that can be taken elsewhere: for the clipboard, and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from embeddings import Article

from ..answer import Answer, Citation
from .page import Texts, facts

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!])")


def quote_text(citation: Citation, texts: Texts) -> str:
    """Return a quote with its source, as plain text."""
    return f"“{citation.quote}”\n— {source_line(citation.article, texts)}"


def answer_text(answer: Answer, texts: Texts) -> str:
    """Return an answer with its sources, as plain text."""
    sources = [f"[{c.number}] {source_line(c.article, texts)}" for c in _cited(answer)]
    return "\n".join(
        [answer.text, "", f"{texts['sources']}:", *sources] if sources else [answer.text]
    )


def source_line(article: Article, texts: Texts) -> str:
    """Return what is known of an article in one line: title, outlet, author, date and address."""
    return ", ".join(filter(None, [article.name, *facts(article, texts), article.url]))


def markdown(title: str, turns: Sequence[tuple[str, Answer | None]], texts: Texts) -> str:
    """Return questions and their answers, as far as there are any, with quotes and sources."""
    lines = [f"# {_escaped(title)}"]
    for question, answer in turns:
        lines += ["", f"## {_escaped(question)}", ""]
        lines += _paragraphs(answer, texts) if answer else [f"_{texts['unanswered']}_"]
    return "\n".join(lines) + "\n"


def _paragraphs(answer: Answer, texts: Texts) -> list[str]:
    lines: list[str] = []
    for paragraph in answer.paragraphs:
        if answer.found and paragraph[0].kind == "near":
            continue
        said = " ".join(_marked(str(part), part.kind == "short") for part in paragraph)
        is_quote = any(part.kind in ("quote", "related", "near") for part in paragraph)
        lines += [f"> {said}" if is_quote else said, ""]
    sources = ((c.number, _escaped(source_line(c.article, texts))) for c in _cited(answer))
    return lines + [f"- [{number}] {source}" for number, source in sources]


def _marked(said: str, is_short: bool) -> str:
    return f"**{_escaped(said)}**" if is_short else _escaped(said)


def _escaped(text: str) -> str:
    """Return text in one line in which Markdown sees no marks of its own."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _cited(answer: Answer) -> Sequence[Citation]:
    return answer.citations or answer.related
