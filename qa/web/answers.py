"""An answer as HTML: what it says, the articles that it rests on, and how well they fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from embeddings import Article

from ..answer import NEAREST, Answer, Citation, Part
from ..retrieval.ranking import Hit
from .matching import matching, nearest_sentence
from .page import Texts, clean, facts, marked
from .quoting import answer_text, quote_text

_QUOTING = ("quote", "related")  # the kinds of parts that are an article's own sentences
_STRONG = 25.0  # a BM25 that fills its bar


def answer_html(question: str, answer: Answer, texts: Texts) -> str:
    """Return an answer as HTML; its buttons tell which place in which article they open."""
    if answer.grade == "none":
        return clean(_nothing(question, answer, texts))
    paragraphs = answer.paragraphs
    verdict = ""
    if answer.grade == "related":  # the page's own heading stands for the first phrase
        verdict = f'<p class="said-verdict">{escape(texts["related"])}</p>'
        paragraphs = paragraphs[1:] if paragraphs[0][0].kind == "phrase" else paragraphs
    said = verdict + "".join(_paragraph(parts, texts) for parts in paragraphs)
    copied = escape(answer_text(answer, texts))
    citations = answer.citations or answer.related
    return clean(
        f'<div class="said {answer.grade}" data-copy="{copied}">{said}</div>'
        f"{_sources(citations, texts)}{_evidence(citations, answer.nearest, texts)}"
    )


def _paragraph(parts: Sequence[Part], texts: Texts) -> str:
    """Return a paragraph: a quotation where there is one in it, which can be copied."""
    said = " ".join(_part(part, texts) for part in parts)
    quoted = next((part.citation for part in parts if part.kind in _QUOTING), None)
    if not quoted:
        return f'<p class="said-{parts[0].kind}">{said}</p>'
    return (
        f'<blockquote class="said-{parts[0].kind}"><p>{said}</p>{_copy(quoted, texts)}</blockquote>'
    )


def _part(part: Part, texts: Texts) -> str:
    citation = part.citation
    if not citation:
        return escape(part.text)
    said = escape(part.text)
    if part.kind == "short":
        said = f'<strong class="short">{said}</strong>'
    elif part.kind == "quote" and citation.short and part.text == citation.quote:
        short = (*citation.short, "strong")
        said = marked(citation.article.text, [short], citation.start, citation.end)
    return f'<span class="words">{said}</span> {_cite(citation, texts)}'


def _cite(citation: Citation, texts: Texts) -> str:
    """Return a citation's number as a button that opens its place."""
    label = texts["cite"].format(citation.number, citation.article.name)
    place = _place(citation.article, citation.start, citation.end)
    short = "{}-{}".format(*citation.short) if citation.short else ""
    return (
        f'<button type="button" class="cite" {place} data-short="{short}" '
        f'aria-label="{escape(label)}">[{citation.number}]</button>'
    )


def _place(article: Article, start: int, end: int) -> str:
    return f'data-article="{escape(article.id)}" data-place="{start}-{end}"'


def _copy(citation: Citation, texts: Texts) -> str:
    copied, label = escape(quote_text(citation)), escape(texts["copy quote"])
    return (
        f'<button type="button" class="copy icon copied" data-copy="{copied}" '
        f'aria-label="{label}"></button>'
    )


def _sources(citations: Sequence[Citation], texts: Texts) -> str:
    """Return a card for each article that is cited, with the numbers of its citations."""
    by_article: dict[str, list[Citation]] = {}
    for citation in citations:
        by_article.setdefault(citation.article.id, []).append(citation)
    cards = "".join(_card(own, texts) for own in by_article.values())
    return f'<div class="sources"><h3 class="lead">{escape(texts["sources"])}</h3>{cards}</div>'


def _card(citations: Sequence[Citation], texts: Texts) -> str:
    first, article = citations[0], citations[0].article
    numbers = "".join(_cite(citation, texts) for citation in citations)
    pages = {texts["page"].format(c.page): None for c in citations if c.page}
    copies = [copy for citation in citations for copy in citation.copies]
    more = "".join(_open(copy, copy.name) + _facts(copy) for copy in copies)
    if copies:
        summary = escape(texts["more"].format(len(copies)))
        more = f'<details class="copies"><summary>{summary}</summary>{more}</details>'
    return (
        f'<div class="source"><span class="numbers">{numbers}</span>'
        f'<div class="about">{_open(article, article.name, first)}{_facts(article, *pages)}{more}'
        "</div></div>"
    )


def _open(article: Article, name: str, citation: Citation | None = None) -> str:
    place = (citation.start, citation.end) if citation else (0, 0)
    return f'<button type="button" class="open" {_place(article, *place)}>{escape(name)}</button>'


def _facts(article: Article, *more: str) -> str:
    """Return outlet, author, date and file, and what else is known."""
    known = " · ".join([*facts(article), *filter(None, [article.source]), *more])
    return f'<p class="facts">{escape(known)}</p>'


def _nothing(question: str, answer: Answer, texts: Texts) -> str:
    """Return the statement that there is no answer, and the nearest sentences."""
    said = "".join(_paragraph(parts, texts) for parts in answer.paragraphs[:1])
    near: dict[str, Hit] = {}
    for hit in answer.nearest:
        near.setdefault(hit.article.id, hit)
    cards = "".join(_near(question, hit) for hit in [*near.values()][:NEAREST])
    copied = escape(answer_text(answer, texts))
    lead = f'<h3 class="lead">{escape(texts["nearest"])}</h3>' if cards else ""
    return (
        f'<div class="said none" data-copy="{copied}">{said}</div>'
        f'<div class="sources near">{lead}{cards}</div>'
    )


def _near(question: str, hit: Hit) -> str:
    """Return the sentence of a hit that is nearest to a question, with the words they share."""
    article = hit.article
    start, end = nearest_sentence(question, hit.text)
    sentence = hit.text[start:end]
    shared = marked(sentence, [(*span, "mark") for span in matching(question, sentence)])
    place = _place(article, hit.start + start, hit.start + end)
    quote = f'<p class="words">{shared}</p>' if article.kind == "article" else ""
    name = escape(article.name) if quote else shared
    return (
        f'<div class="source"><div class="about">{quote}'
        f'<button type="button" class="open" {place}>{name}</button>{_facts(article)}</div></div>'
    )


def _evidence(citations: Sequence[Citation], hits: Sequence[Hit], texts: Texts) -> str:
    """Return how well the passages that are cited fit: each leg's score, and the reader's."""
    rows = []
    for citation in citations:
        hit = next((hit for hit in hits if _holds(hit, citation)), None)
        if hit:
            head = f'<th scope="row">[{citation.number}]</th>'
            rows.append(f"<tr>{head}{''.join(_bars(hit, texts))}</tr>")
    if not rows:
        return ""
    summary = f"<summary>{escape(texts['evidence'])}</summary>"
    table = f'<table class="scores"><tbody>{"".join(rows)}</tbody></table>'
    return f'<details class="evidence">{summary}{table}</details>'


def _holds(hit: Hit, citation: Citation) -> bool:
    return hit.article.id == citation.article.id and hit.start <= citation.start < hit.end


def _bars(hit: Hit, texts: Texts) -> list[str]:
    scores = [
        (texts["lexical"], hit.lexical / _STRONG, f"{hit.lexical:.1f}"),
        (texts["dense"], hit.dense, f"{hit.dense:.2f}"),
    ]
    if hit.reader is not None:
        share = 1 / (1 + math.exp(-hit.reader))
        scores.append((texts["reader"], share, f"{share:.0%}"))
    return [_bar(*score) for score in scores]


def _bar(name: str, share: float, figure: str) -> str:
    share = min(max(share, 0.0), 1.0)
    meter = f'<meter value="{share:.3f}" aria-label="{escape(name)}"></meter>'
    return f"<td>{escape(name)} {meter} {figure}</td>"
