"""An answer as HTML: what it says, the articles that it rests on, and how well they fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from ..answer import NEAREST, Answer, Citation, Part, Writing
from ..retrieval.ranking import Hit
from .matching import matching, nearest_sentence
from .page import (
    Texts,
    clean,
    copies_html,
    day_of,
    facts_html,
    marked,
    open_html,
    place_of,
    said as told,
)
from .quoting import answer_text, quote_text
from .understood import understood_html

_OWN_WORDS = ("quote", "related", "near")  # kinds of parts that are an article's own sentences
_DOUBTED = ("unsupported", "uncited")  # that a language model wrote, and no article bears out
_COLUMNS = ("value", "day", "article", "citation")  # of a table of what articles say
_CARDS = 4  # sources that are shown without being asked for
_STRONG = 25.0  # a BM25 that fills its bar


def answer_html(question: str, answer: Answer, texts: Texts) -> str:
    """Return an answer as HTML; its buttons tell which place in which article they open.

    What is near beside a sure answer is folded away; where there is no answer, the words are marked
    that it shares with the question.
    """
    cited = answer.citations or answer.related
    further = [ps for ps in answer.paragraphs if answer.found and ps[0].kind == "near"]
    said = [ps for ps in answer.paragraphs if ps not in further]
    nearest = "" if cited or not answer.nearest else _nearest(question, answer, texts)
    if nearest:  # the page's own words introduce it
        said = said[:1]
    asked = "" if answer.found else question
    shorts = [part for part in answer.parts if part.kind == "short"]
    if len(shorts) > 1:  # articles disagree: what each says stands in a table
        said = [shorts[:1], *(ps for ps in said if ps[0].kind == "quote")]
    copied = escape(answer_text(answer, texts))
    return clean(
        _fault(answer, texts)
        + understood_html(answer, texts)
        + f'<div class="said {answer.grade}" data-copy="{copied}">{_said(said[:1], asked, texts)}'
        + f"{_values(shorts, texts)}{_said(said[1:], asked, texts)}</div>"
        + _checked(answer, texts)
        + (nearest or _sources(cited, texts))
        + _further(further, texts)
        + _evidence(cited, answer, texts)
    )


def _fault(answer: Answer, texts: Texts) -> str:
    """Return why a language model's answer isn't there, in one line."""
    fault = answer.writing.fault if answer.writing else None
    return f'<p class="notice">{escape(told(fault, texts))}</p>' if fault else ""


def _checked(answer: Answer, texts: Texts) -> str:
    """Return how many sentences that a language model wrote are borne out, once it has ended."""
    kinds = [part.kind for part in answer.parts]
    judged = [kind for kind in kinds if kind in ("supported", *_DOUBTED)]
    if not judged or "draft" in kinds:
        return ""
    line = texts["checked"].format(len(judged), judged.count("supported"))
    return f'<p class="checked">{escape(line)}</p>'


def _said(paragraphs: Sequence[Sequence[Part]], asked: str, texts: Texts) -> str:
    return "".join(_paragraph(parts, asked, texts) for parts in paragraphs)


def _paragraph(parts: Sequence[Part], asked: str, texts: Texts) -> str:
    """Return a paragraph: a quotation where there is one in it, below what introduces it.

    Quotations of several articles stand side by side.
    """
    quoted = [n for n, part in enumerate(parts) if part.kind in _OWN_WORDS]
    if len({part.citation.article.id for part in parts if part.citation}) > 1 and len(quoted) > 1:
        cells = pairwise([0, *(n + 1 for n in quoted)])
        beside = "".join(_paragraph(parts[first:end], asked, texts) for first, end in cells)
        return f'<div class="beside">{beside}</div>'
    at = quoted[0] if quoted else None
    said = " ".join(_part(part, asked, texts) for part in parts[at or 0 :])
    if at is None:
        return f'<p class="said-{parts[0].kind}">{said}</p>'
    lead = " ".join(escape(part.text) for part in parts[:at])
    lead = f'<p class="said-lead">{lead}</p>' if lead else ""
    citation = parts[at].citation
    copy = _copy(citation, texts) if citation else ""
    return f'<blockquote class="said-{parts[at].kind}">{lead}<p>{said}</p>{copy}</blockquote>'


def _part(part: Part, asked: str, texts: Texts) -> str:
    citation = part.citation
    if not citation:
        words = escape(part.text)
        said = f'<span class="draft">{words}</span>' if part.kind == "draft" else words
        return said + _doubt(part, texts)
    said = escape(part.text)
    if part.kind == "short":
        said = f'<strong class="short">{said}</strong>'
    elif part.kind == "quote" and citation.short and part.text == citation.quote:
        short = (*citation.short, "strong")
        said = marked(citation.article.text, [short], citation.start, citation.end)
    elif part.kind == "near" and asked:
        said = marked(part.text, [(*span, "mark") for span in matching(asked, part.text)])
    cites = " ".join(_cite(one, texts) for one in part.cited)
    return f'<span class="words">{said}</span> {cites}{_doubt(part, texts)}'


def _doubt(part: Part, texts: Texts) -> str:
    """Return why a sentence isn't borne out by what it cites, and what of it."""
    if part.kind not in _DOUBTED:
        return ""
    lacking = ", ".join(part.lacking)
    return f" <small>{escape(' '.join(filter(None, [texts[part.kind], lacking])))}</small>"


def _further(paragraphs: Sequence[Sequence[Part]], texts: Texts) -> str:
    """Return what is near beside a sure answer, with its sources, folded away."""
    if not paragraphs:
        return ""
    cited = [part.citation for parts in paragraphs for part in parts if part.citation]
    summary = f"<summary>{escape(texts['further'])}</summary>"
    said = f"{_said(paragraphs, '', texts)}{_cards(cited, texts)}"
    return f'<details class="further">{summary}{said}</details>'


def _values(shorts: Sequence[Part], texts: Texts) -> str:
    """Return what each of some articles says instead, with its day; "" where it is one."""
    if len(shorts) < 2:
        return ""
    heads = "".join(f'<th scope="col">{escape(texts[f"{one} column"])}</th>' for one in _COLUMNS)
    rows = "".join(f"<tr>{_value(one.text, one.cited[0], texts)}</tr>" for one in shorts)
    return (
        f'<p class="said-lead">{escape(texts["differ"])}</p>'
        f'<table class="values"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _value(said: str, citation: Citation, texts: Texts) -> str:
    article = citation.article
    named = " · ".join(filter(None, [article.outlet, article.name]))
    cells = (f"<td>{escape(one)}</td>" for one in (day_of(article, texts) or "–", named))
    value = f'<th scope="row">{escape(said)}</th>'
    return f"{value}{''.join(cells)}<td>{_cite(citation, texts)}</td>"


def _cite(citation: Citation, texts: Texts) -> str:
    """Return a citation's number as a button that opens its place."""
    label = texts["cite"].format(citation.number, citation.article.name)
    place = place_of(citation.article, citation.start, citation.end)
    short = "{}-{}".format(*citation.short) if citation.short else ""
    return (
        f'<button type="button" class="cite" {place} data-short="{short}" '
        f'aria-label="{escape(label)}">[{citation.number}]</button>'
    )


def _copy(citation: Citation, texts: Texts) -> str:
    copied, label = escape(quote_text(citation, texts)), escape(texts["copy quote"])
    return (
        f'<button type="button" class="copy icon copied" data-copy="{copied}" '
        f'aria-label="{label}"></button>'
    )


def _sources(citations: Sequence[Citation], texts: Texts) -> str:
    if not citations:  # as after a greeting
        return ""
    lead, cards = escape(texts["sources"]), _cards(citations, texts)
    articles = len({citation.article.id for citation in citations})
    if articles > _CARDS:
        count = escape(texts["count"].format(articles))
        return f'<details class="sources"><summary>{lead} {count}</summary>{cards}</details>'
    return f'<div class="sources"><h2 class="lead">{lead}</h2>{cards}</div>'


def _cards(citations: Sequence[Citation], texts: Texts) -> str:
    """Return a card for each article that is cited, with the numbers of its citations."""
    by_article: dict[str, list[Citation]] = {}
    for citation in citations:
        by_article.setdefault(citation.article.id, []).append(citation)
    return "".join(_card(own, texts) for own in by_article.values())


def _card(citations: Sequence[Citation], texts: Texts) -> str:
    first, article = citations[0], citations[0].article
    numbers = "".join(_cite(citation, texts) for citation in citations)
    pages = {texts["page"].format(c.page): None for c in citations if c.page}
    copies = [copy for citation in citations for copy in citation.copies]
    summary = texts["more"].format(len(copies))
    return (
        f'<div class="source"><span class="numbers">{numbers}</span>'
        f'<div class="about">{open_html(article, first.start, first.end)}'
        f"{facts_html(article, texts, *pages)}{copies_html(copies, summary, texts)}</div></div>"
    )


def _nearest(question: str, answer: Answer, texts: Texts) -> str:
    """Return the nearest sentence of each of the nearest articles."""
    near: dict[str, Hit] = {}
    for hit in answer.nearest:
        near.setdefault(hit.article.id, hit)
    cards = "".join(_near(question, hit, texts) for hit in [*near.values()][:NEAREST])
    lead = f'<h2 class="lead">{escape(texts["nearest"])}</h2>'
    return f'<div class="sources near">{lead}{cards}</div>'


def _near(question: str, hit: Hit, texts: Texts) -> str:
    """Return the sentence of a hit that is nearest to a question, with the words they share."""
    article = hit.article
    start, end = nearest_sentence(question, hit.text)
    sentence = hit.text[start:end]
    shared = marked(sentence, [(*span, "mark") for span in matching(question, sentence)])
    place = place_of(article, hit.start + start, hit.start + end)
    quote = f'<p class="words">{shared}</p>' if article.kind == "article" else ""
    name = escape(article.name) if quote else shared
    return (
        f'<div class="source"><div class="about">{quote}'
        f'<button type="button" class="open" {place}>{name}</button>'
        f"{facts_html(article, texts)}</div></div>"
    )


def _evidence(citations: Sequence[Citation], answer: Answer, texts: Texts) -> str:
    """Return how well the passages that are cited fit, by each leg and the reader, and the cost."""
    rows = []
    for citation in citations:
        if hit := answer.hit(citation):
            head = f'<th scope="row">[{citation.number}]</th>'
            rows.append(f"<tr>{head}{''.join(_bars(hit, texts))}</tr>")
    cost = _cost(answer.writing, texts) if answer.writing else ""
    if not rows and not cost:
        return ""
    summary = f"<summary>{escape(texts['evidence'])}</summary>"
    table = f'<table class="scores"><tbody>{"".join(rows)}</tbody></table>' if rows else ""
    return f'<details class="evidence">{summary}{table}{cost}</details>'


def _cost(writing: Writing, texts: Texts) -> str:
    tokens = (f"{writing.tokens_in:,}", f"{writing.tokens_out:,}", f"{writing.seconds:.1f}")
    line = texts["cost"].format(writing.model, writing.host, *tokens)
    return f'<p class="facts">{escape(line)}</p>'


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
