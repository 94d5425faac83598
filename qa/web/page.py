"""What the page shows, as HTML: all that is said is escaped, and only the elements are ours.

Two walls: text is escaped where it meets an element, and what is made so leaves this file through
`_clean` alone, which knows our elements and takes out all others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import nh3

from embeddings import Article, ArticlesError, Failure

from ..phrase import Language, days_label, with_particles

_ERRORS = Path(__file__).with_name("errors.json")
_KOREAN: dict[str, list[str]] = json.loads(_ERRORS.read_text("utf-8"))  # problem, remedy, by key
_LIVE = ("index-checking", "index-unsound")  # damage with which the newest index answers
_FAILURES = 20  # unreadable places that are listed
_ELEMENTS: dict[str, set[str]] = {  # all there is on the page, with its attributes
    "a": {"href", "target"},
    "article": {"data-article", "aria-label"},
    "blockquote": {"class"},
    "button": {
        "type",
        "class",
        "aria-label",
        "data-ask",
        "data-article",
        "data-place",
        "data-short",
        "data-copy",
        "data-edit",
        "data-alone",
        "data-without",
    },
    "details": {"class"},
    "div": {"class", "role", "tabindex", "data-copy"},
    "h2": {"class"},
    "header": set(),
    "li": {"class"},
    "mark": set(),
    "meter": {"value", "aria-label"},
    "p": {"class"},
    "small": set(),
    "span": {"class"},
    "strong": {"class"},
    "summary": set(),
    "table": {"class"},
    "tbody": set(),
    "td": set(),
    "th": {"scope"},
    "thead": set(),
    "tr": set(),
    "ul": {"class"},
}
_CLEANER = nh3.Cleaner(
    tags=set(_ELEMENTS),
    attributes=_ELEMENTS,
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="noopener noreferrer",
)

Texts = Mapping[str, str]  # the page's own words in one language, by key


def language_of(texts: Texts) -> Language:
    """Return the language that the page's words are in."""
    return "ko" if texts["language"] == "ko" else "en"


def clean(html: str) -> str:
    """Return HTML with our elements, their attributes and http(s) links, and without all else."""
    return _CLEANER.clean(html)


def said(told: ArticlesError | Failure, texts: Texts) -> str:
    """Return a problem and its remedy as one line in the page's language.

    In Korean by the error's key and values; one that has no Korean is said as it is.
    """
    line = f"{told.problem}; {told.remedy}"
    if texts["language"] == "ko" and told.key in _KOREAN:
        line = ". ".join(text.format_map(told.values) for text in _KOREAN[told.key])
        line = with_particles(line)
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
    older = texts["older"] if damage and damage.key not in _LIVE else ""
    problems = [f"{older} {said(damage, texts)}".strip()] if damage else []
    problems += [said(error, texts)] if error else []
    html += "".join(f'<p class="error">{escape(problem)}</p>' for problem in problems)
    return clean(f'<div role="status">{html}</div>')


def examples_html(questions: Sequence[str], lead: str) -> str:
    """Return questions to propose as buttons."""
    buttons = "".join(
        f'<button type="button" data-ask="{escape(question)}">{escape(question)}</button>'
        for question in questions
    )
    return clean(f'<p class="lead">{escape(lead)}</p>{buttons}') if buttons else ""


def notice_html(line: str) -> str:
    """Return a line that is no answer."""
    return clean(f'<p class="notice">{escape(" ".join(line.split()))}</p>')


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


def facts(article: Article, texts: Texts) -> list[str]:
    """Return outlet, author and date: those that are known."""
    return [*filter(None, (article.outlet, article.author, day_of(article, texts)))]


def day_of(article: Article, texts: Texts) -> str:
    """Return an article's date in words, "" where it isn't known."""
    day = article.published
    return days_label(day, day).said(language_of(texts)) if day else ""


def place_of(article: Article, start: int = 0, end: int = 0) -> str:
    """Return the attributes of a button that opens a place in an article."""
    return f'data-article="{escape(article.id)}" data-place="{start}-{end}"'


def open_html(article: Article, start: int = 0, end: int = 0) -> str:
    """Return an article's name as a button that opens it."""
    place = place_of(article, start, end)
    return f'<button type="button" class="open" {place}>{escape(article.name)}</button>'


def facts_html(article: Article, texts: Texts, *more: str) -> str:
    """Return outlet, author, date and file, and what else is known."""
    known = " · ".join([*facts(article, texts), *filter(None, [article.source]), *more])
    return f'<p class="facts">{escape(known)}</p>'


def copies_html(copies: Sequence[Article], summary: str, texts: Texts) -> str:
    """Return an article's copies, folded away; "" where there are none."""
    if not copies:
        return ""
    opened = "".join(open_html(copy) + facts_html(copy, texts) for copy in copies)
    return f'<details class="copies"><summary>{escape(summary)}</summary>{opened}</details>'
