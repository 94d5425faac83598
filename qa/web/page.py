"""What the page shows, as HTML: all that is said is escaped, and only the elements are ours.

Two walls: text is escaped where it meets an element, and what is made so leaves this file through
`_clean` alone, which knows our elements and takes out all others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import nh3

from embeddings import Article, ArticlesError, Failure

if TYPE_CHECKING:
    from ..answer import Answer, Citation, Part

_ERRORS = Path(__file__).with_name("errors.json")
_KOREAN: dict[str, list[str]] = json.loads(_ERRORS.read_text("utf-8"))  # problem, remedy, by key
_SHOWN = 600  # characters that are shown of a question
_FAILURES = 20  # unreadable places that are listed
_ELEMENTS: dict[str, set[str]] = {  # all there is on the page, with its attributes
    "a": {"href", "target"},
    "article": {"data-shown", "aria-label"},
    "b": set(),
    "button": {"type", "class", "data-view", "data-ask", "aria-label"},
    "details": set(),
    "div": {"class", "role", "tabindex"},
    "h2": set(),
    "header": set(),
    "li": set(),
    "mark": set(),
    "p": {"class"},
    "small": set(),
    "span": {"class"},
    "strong": {"class"},
    "summary": set(),
    "ul": set(),
}
_CLEANER = nh3.Cleaner(
    tags=set(_ELEMENTS),
    attributes=_ELEMENTS,
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="noopener noreferrer",
)

Texts = Mapping[str, str]  # the page's own words in one language, by key


@dataclass(frozen=True)
class View:
    """A place in an article that can be shown: a quote with its short answer, or all of it."""

    article: Article
    quote: tuple[int, int] | None = None
    short: tuple[int, int] | None = None


def _clean(html: str) -> str:
    """Return HTML with our elements, their attributes and http(s) links, and without all else."""
    return _CLEANER.clean(html)


def said(told: ArticlesError | Failure, texts: Texts) -> str:
    """Return a problem and its remedy as one line in the page's language.

    In Korean by the error's key and values; one that has no Korean is said as it is.
    """
    line = f"{told.problem}; {told.remedy}"
    if texts["language"] == "ko" and told.key in _KOREAN:
        line = ". ".join(text.format_map(told.values) for text in _KOREAN[told.key])
    return " ".join(line.split())


def status_html(
    states: Sequence[str],
    failures: Sequence[Failure],
    damage: ArticlesError | None,
    error: ArticlesError | None,
    texts: Texts,
) -> str:
    """Return how far the articles are read, which places were not, and what went wrong."""
    html = escape(" · ".join(states))
    if failures:
        lines = (f"{failure.place}: {said(failure, texts)}" for failure in failures[:_FAILURES])
        rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
        summary = escape(texts["failed"].format(len(failures)))
        html += f"<details><summary>{summary}</summary><ul>{rows}</ul></details>"
    problems = [f"{texts['older']} {said(damage, texts)}"] if damage else []
    problems += [said(error, texts)] if error else []
    html += "".join(f'<p class="error">{escape(problem)}</p>' for problem in problems)
    return _clean(f'<div role="status">{html}</div>')


def examples_html(questions: Sequence[str], texts: Texts) -> str:
    """Return the example questions as buttons."""
    buttons = "".join(
        f'<button type="button" data-ask="{escape(question)}">{escape(question)}</button>'
        for question in questions
    )
    return _clean(f'<p class="lead">{escape(texts["examples"])}</p>{buttons}') if buttons else ""


def question_html(question: str) -> str:
    """Return a question as it was typed, cut where it is very long."""
    cut = question if len(question) <= _SHOWN else question[:_SHOWN] + "…"
    return _clean(f'<div class="question">{escape(cut)}</div>')


def notice_html(line: str) -> str:
    """Return a line that is no answer."""
    return _clean(f'<p class="notice">{escape(" ".join(line.split()))}</p>')


def article_html(view: View, shown: int, texts: Texts) -> str:
    """Return an article, what is known of it, and its quote marked; `shown` numbers the view."""
    article = view.article
    spans = [(*view.quote, "mark")] if view.quote else []
    spans += [(*view.short, "strong")] if view.quote and view.short else []
    spans += [(*caption, "small") for caption in article.captions]
    text = marked(article.text, spans)
    badge, title = "", escape(article.name)
    body = f'<div class="text" tabindex="0">{text}</div>'
    if article.kind == "headline":  # its text is the title
        badge, title, body = f'<span class="badge">{escape(texts["headline"])}</span>', text, ""
    facts = [escape(fact) for fact in _facts(article)]
    if re.match(r"https?://", article.url, re.IGNORECASE):
        original = escape(texts["original"])
        facts.append(f'<a href="{escape(article.url)}" target="_blank">{original}</a>')
    return _clean(
        f'<article data-shown="{shown}" aria-label="{escape(texts["panel"])}">'
        f'<header>{badge}<h2>{title}</h2><p class="facts">{" · ".join(facts)}</p></header>'
        f"{body}</article>"
    )


def marked(
    text: str, spans: Sequence[tuple[int, int, str]], start: int = 0, end: int | None = None
) -> str:
    """Return text escaped, with its spans (start, end, element) as elements.

    A span stands within another or apart from it; one that overlaps half of an earlier is left out.
    """
    end = len(text) if end is None else end
    ordered = sorted(spans, key=lambda span: (span[0], -span[1]))
    html, at = [], start
    for number, (first, last, element) in enumerate(ordered):
        if at <= first and last <= end:
            inner = marked(text, ordered[number + 1 :], first, last)
            html += [escape(text[at:first]), f"<{element}>{inner}</{element}>"]
            at = last
    return "".join([*html, escape(text[at:end])])


def _facts(article: Article) -> list[str]:
    """Return outlet, author and date: those that are known."""
    return [*filter(None, (article.outlet, article.author, str(article.published or "")))]


def answer_html(answer: Answer, first: int, texts: Texts) -> tuple[str, list[View]]:
    """Return an answer as HTML, and the views that its buttons open, numbered from `first`."""
    citations = (*answer.citations, *answer.related)
    if not citations:
        return _nothing(answer, first, texts)
    views = [View(c.article, (c.start, c.end), c.short) for c in citations]
    refs = {citation.number: first + at for at, citation in enumerate(citations)}
    rows = []
    for citation in citations:
        number = citation.number
        page = texts["page"].format(citation.page) if citation.page else ""
        rows.append(_row(citation.article, refs[number], f"[{number}]", page))
        copies = [_row(a, first + len(views) + at) for at, a in enumerate(citation.copies)]
        views += [View(article) for article in citation.copies]
        if copies:
            more = escape(texts["more"].format(len(copies)))
            rows.append(f"<details><summary>{more}</summary>{''.join(copies)}</details>")
    near = [parts for parts in answer.paragraphs if answer.found and parts[0].kind == "near"]
    said = _said([parts for parts in answer.paragraphs if parts not in near], refs, texts)
    if near:
        further = f"<summary>{escape(texts['further'])}</summary>"
        said += f'<details class="near">{further}{_paragraphs(near, refs, texts)}</details>'
    return _clean(said + _rows(texts["sources"], rows)), views


def _said(paragraphs: Sequence[Sequence[Part]], refs: Mapping[int, int], texts: Texts) -> str:
    return f'<div class="said">{_paragraphs(paragraphs, refs, texts)}</div>'


def _paragraphs(paragraphs: Sequence[Sequence[Part]], refs: Mapping[int, int], texts: Texts) -> str:
    """Return parts as paragraphs, each with its citation as a button."""
    rows = (" ".join(_part(part, refs, texts) for part in parts) for parts in paragraphs)
    return "".join(f"<p>{row}</p>" for row in rows)


def _part(part: Part, refs: Mapping[int, int], texts: Texts) -> str:
    said = escape(part.text)
    if part.kind == "short":
        said = f'<strong class="short">{said}</strong>'
    return f"{said} {_cite(part.citation, refs, texts)}" if part.citation else said


def _cite(citation: Citation, refs: Mapping[int, int], texts: Texts) -> str:
    """Return a citation's number as a button that opens its view."""
    number, label = citation.number, texts["cite"].format(citation.number, citation.article.name)
    return (
        f'<button type="button" class="cite" data-view="{refs[number]}" '
        f'aria-label="{escape(label)}">[{number}]</button>'
    )


def _nothing(answer: Answer, first: int, texts: Texts) -> tuple[str, list[View]]:
    """Return the statement that there is no answer, and the nearest articles as buttons."""
    views = [View(article) for article in answer.nearest_articles]
    rows = [_row(view.article, first + at) for at, view in enumerate(views)]
    # The phrase behind the first one introduces titles: here the page's own words do.
    said = _said(answer.paragraphs[:1] if rows else answer.paragraphs, {}, texts)
    return _clean(said + _rows(texts["nearest"], rows)), views


def _row(article: Article, view: int, number: str = "", page: str = "") -> str:
    """Return a source as a button: its number, title, outlet, author, date and page."""
    facts = " · ".join(filter(None, [*_facts(article), page]))
    return (
        f'<button type="button" class="source" data-view="{view}"><b>{number}</b>'
        f"<span>{escape(article.name)} <small>{escape(facts)}</small></span></button>"
    )


def _rows(label: str, rows: Sequence[str]) -> str:
    if not rows:
        return ""
    lead = f'<p class="lead">{escape(label)}</p>'
    return f'<div class="sources">{lead}{"".join(rows)}</div>'
