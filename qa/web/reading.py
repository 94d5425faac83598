"""An article as HTML, with the places that are cited of it marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from embeddings import Article

from .page import Texts, clean, copies_html, facts, marked

Span = tuple[int, int]


def article_html(
    article: Article,
    places: Sequence[Span],
    shorts: Sequence[Span],
    texts: Texts,
    copies: Sequence[Article] = (),
    newer: str = "",
) -> str:
    """Return an article, what is known of it, and its copies.

    Places are marked, short answers in them bold. `newer` is the id of the version of which this
    is an older one.
    """
    spans = [(*place, "mark") for place in {*places} if place[0] < place[1]]
    spans += [(*short, "strong") for short in {*shorts}]
    spans += [(*caption, "small") for caption in article.captions]
    text = marked(article.text, spans)
    badge, title = _newer(newer, texts) if newer else "", escape(article.name)
    body = f'<div class="text" tabindex="0">{text}</div>'
    if article.kind == "headline":  # its text is the title
        badge, title, body = f'<span class="badge">{escape(texts["headline"])}</span>', text, ""
    known = [escape(fact) for fact in (*facts(article, texts), article.source) if fact]
    if re.match(r"https?://", article.url, re.IGNORECASE):
        original = escape(texts["original"])
        known.append(f'<a href="{escape(article.url)}" target="_blank">{original}</a>')
    others = copies_html(copies, texts["copies"].format(len(copies)), texts)
    return clean(
        f'<article data-article="{escape(article.id)}" aria-label="{escape(texts["panel"])}">'
        f'<header>{badge}<h2>{title}</h2><p class="facts">{" · ".join(known)}</p>{others}</header>'
        f"{body}</article>"
    )


def _newer(id_: str, texts: Texts) -> str:
    """Return that an article is an older version, and a button that opens the newer one."""
    opens = f'data-article="{escape(id_)}" data-place="0-0"'
    return (
        f'<span class="badge">{escape(texts["older version"])}</span>'
        f'<button type="button" class="newer" {opens}>{escape(texts["to newer"])}</button>'
    )
