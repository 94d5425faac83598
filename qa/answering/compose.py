"""The answer itself: which quotations it is made of, and the fixed phrases around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from embeddings import kiwi

from ..answer import Answer, Citation, Part, PartKind
from ..phrase import Phrase, days_label
from ..question import Question
from ..reader.windows import Span
from ..request.kind import asks_for_a_title
from ..retrieval.ranking import Hit
from ..retrieval.reading import Read, covered
from ..values.asked import asks_why_or_how, whole
from ..values.days import Days, days, is_open
from ..values.offices import holder
from .confidence import Judged
from .conflicts import Claim, corrected, disagreeing
from .enumeration import enumerated, joined, of_each
from .gathering import FITS, Entry, on_days, titles
from .sentences import Idf
from .summary import summary

QUOTED = 2  # sentences that are quoted of a fact, where the second is nearly as good
RELATED = 3  # windows that are shown besides, or where no sentence is sure to answer
_CLOSE = 8.0  # a further sentence is quoted too where its score is within this of the first one's
_AS_LIKELY = 2.0  # articles may disagree on one whose score is within this of the first one's
_ABOUT = 0.5  # share of a question's weight that an article holds which is summarised for it

_PHRASES = {
    "none": Phrase("기사에서 답을 찾지 못했습니다.", "The articles don't say."),
    "near": Phrase("가장 가까운 대목:", "The nearest passages:"),
    "nearest": Phrase("가장 가까운 기사:", "The nearest articles:"),
    "related": Phrase(
        "확실한 답을 찾지 못했습니다. 관련 문장 — 답이 아닐 수 있습니다.",
        "No sure answer was found. Related sentences, which may not answer:",
    ),
    "headline": Phrase(
        "본문 없이 제목만 있는 기사입니다.",
        "This rests on a headline alone; the article's body is not here.",
    ),
    "copies": Phrase("외 {}건", "and {} more"),
    "lacking": Phrase(
        "‘{}’이(가) 나오는 기사는 찾지 못했습니다. 가까운 기사:",
        "No article was found that says “{}”. The nearest ones:",
    ),
    "differ": Phrase("다른 기사에는 다르게 나옵니다.", "Other articles say otherwise:"),
}
_LED = re.compile(r"(?:[Oo]n|[Ii]n|[Aa]t) (?=[\dA-Z])")
Quotation = tuple[Hit, Span, Span | None]  # a hit, a sentence in it, and the short answer in that


def compose(
    question: Question,
    hits: Sequence[Hit],
    judged: Judged,
    weights: Mapping[str, float],
    idf: Idf,
    meant: Collection[str] = (),
) -> Answer:
    """Answer a question in the sentences that were read, as surely as they were judged.

    Where articles disagree on the first one, or on another that is as likely, what each says is
    quoted instead of a second one. The best of what was read is shown in whole windows, too: who
    doubts an answer finds the right one there.
    """
    if found := _titles(question, hits, judged, weights, meant):
        return gathered(hits, found)
    reads = [*_apart(judged.reads)]
    sure_from = ("sure", "related") if question.asks == "list" else ("sure",)
    chosen = _quoted(question, reads) if judged.grade in sure_from else []
    claims: list[Claim] = []
    if chosen or judged.grade == "related":
        likely = _quoted(question, [o for o in reads if o.score > reads[0].score - _AS_LIKELY])
        told_else = reads if chosen else ()  # in other words by what isn't sure: too many to trust
        claims = _disagreed(likely, lambda one: disagreeing(one, hits, told_else, weights, idf))
    if claims:
        chosen = _before(claims, chosen[:1])
    shown = ((one.hit, one.window.span, None) for one in _besides(reads, chosen))
    citations = _citations([*chosen, *shown])
    sure, besides = citations[: len(chosen)], citations[len(chosen) :]
    near = (*_quotes(besides, "related" if judged.grade == "related" else "near"),)
    if claims:
        parts = (*_disagreeing(sure[: len(claims)]), *_quotes(sure, "quote"), *near)
    elif chosen:
        parts = (*_sure(sure), *near)
    elif judged.grade == "related":
        parts = (Part.of(_PHRASES["related"]), *near)
    else:
        return _nothing(hits, judged.confidence, near)
    return Answer(parts, judged.confidence, tuple(hits))


def _titles(
    question: Question,
    hits: Sequence[Hit],
    judged: Judged,
    weights: Mapping[str, float],
    meant: Collection[str],
) -> list[Entry]:
    """Return what a title that is asked for is told by, unless a headline surely answers."""
    is_told = judged.grade == "sure" and judged.reads[0].hit.article.kind == "headline"
    is_asked = asks_for_a_title(question.text) and not is_told
    return titles(hits, weights, meant) if is_asked else []


def _before(claims: Sequence[Claim], chosen: Sequence[Quotation]) -> list[Quotation]:
    """Return what articles say differently, and then what is chosen of the rest."""
    told = {(one.article.id, one.sentence) for one in claims}
    rest = [one for one in chosen if (one[0].article.id, one[1]) not in told]
    return [*((one.hit, one.sentence, one.short) for one in claims), *rest]


def _disagreed(likely: Sequence[Quotation], others: Callable[[Claim], list[Claim]]) -> list[Claim]:
    """Return what articles say differently of the first quotation of which they do."""
    firsts = (Claim(hit, sentence, short) for hit, sentence, short in likely if short)
    return next(filter(None, map(others, firsts)), [])


def _quoted(question: Question, reads: Sequence[Read]) -> list[Quotation]:
    """Return what is quoted of what was read: all that is asked for, or the likeliest sentence.

    A second one is quoted where it is nearly as likely; beside what tells a reason or a manner also
    what stands next to it and tells more.
    """
    if question.asks == "list":
        each: list[Quotation] = [
            (one.hit, one.sentence, None) for one in of_each(question.text, reads)
        ]
        return each or [(reads[0].hit, span, None) for span in enumerated(reads)]
    close = [one for one in reads if one.score > reads[0].score - _CLOSE][:QUOTED]
    text, telling = question.text, asks_why_or_how(question.text)
    whole = [joined(one) if telling else one.sentence for one in close]
    return [
        _right(one.hit, said, _short(text, one)) for one, said in zip(close, whole, strict=True)
    ]


def _right(hit: Hit, sentence: Span, short: Span | None) -> Quotation:
    """Return a quotation whose short answer isn't one that its sentence takes back."""
    return hit, sentence, corrected(Claim(hit, sentence, short)).short if short else None


def _disagreeing(citations: Sequence[Citation]) -> Iterator[Part]:
    """Yield what each of some articles says, the first of them first, and its day."""
    for number, cited in enumerate(citations):
        day, short = cited.article.published, cited.short
        assert short is not None  # what disagrees is a short answer
        if number == 1:
            yield Part.of(_PHRASES["differ"])
        if day:
            yield Part.of(days_label(day, day).within("{}:"), follows=number > 0)
        said = cited.article.text[slice(*short)]
        yield Part(said, cited, "short", follows=bool(day) or number > 0)


def _besides(reads: Sequence[Read], quoted: Sequence[Quotation]) -> list[Read]:
    """Return the RELATED best of what was read whose windows show more than what is quoted.

    What stands around a quotation comes first: where that doesn't answer, it may.
    """
    said = [(hit.article.id, span) for hit, span, _ in quoted]
    besides: list[Read] = []
    for one in reads:
        article, at = one.hit.article.id, one.sentence[0]
        windows = (other.window for other in besides if other.hit.article.id == article)
        inside = any(window.start <= at < window.end for window in windows)
        if len(besides) < RELATED and not inside and (article, one.window.span) not in said:
            besides.append(one)
    return besides


def summarise(
    question: Question, hits: Sequence[Hit], weights: Mapping[str, float], idf: Idf
) -> Answer:
    """Answer with the sentences of the best article that say most of it, in their order.

    It isn't found where that article holds too little of the weight of the question's terms; one
    that was pointed at ("이 기사") is the one that is meant.
    """
    first = hits[0].article.id if hits else ""
    own = [hit for hit in hits if hit.article.id == first]
    terms = {term for hit in own for term in hit.terms}
    is_shown = bool(question.follow_up and question.follow_up.scope == "only")
    about = 1.0 if is_shown else covered(weights, terms)
    if not hits or about < _ABOUT:
        return _nothing(hits, about if hits else 0.0)
    quotations = [(hits[0], span, None) for span in summary(question, hits[0].article, idf)]
    return Answer(_sure(_citations(quotations)), about, tuple(hits))


def gathered(hits: Sequence[Hit], entries: Sequence[Entry], lacking: str = "") -> Answer:
    """Answer with what several articles say, entry by entry, if they say anything.

    Where something that is asked about is `lacking` in all, that is said first.
    """
    if not entries:
        return _nothing(hits, 0.0)
    cited = iter(_citations([(one.hit, span, None) for one in entries for span in one.spans]))
    parts = [Part.of(_PHRASES["lacking"].format(lacking))] if lacking else []
    for one in entries:
        quotes = _quotes(list(islice(cited, len(one.spans))), "quote")
        parts += [Part.of(one.label.within("{}:"))] if one.label else []
        parts += [replace(part, follows=bool(one.label) or part.follows) for part in quotes]
    return Answer((*parts,), 1.0, tuple(hits))


def happened(
    answer: Answer,
    hits: Sequence[Hit],
    near: Sequence[Hit],
    asked: Sequence[Days],
    weights: Mapping[str, float],
    idf: Idf,
) -> Answer:
    """Return an answer that tells instead what articles say of the days that are asked about.

    Those `near` to what is asked of tell it, or else any hit's that holds as much of that as a
    headline must. Where they say nothing of these days, it is the answer that is given.
    """
    events = on_days(near, asked, weights, idf) or on_days(hits, asked, weights, idf, FITS)
    return replace(answer, parts=gathered(hits, events).parts, confidence=1.0) if events else answer


def _apart(reads: Sequence[Read]) -> Iterator[Read]:
    """Yield what was read, each sentence once, and none that another article says as well."""
    seen: set[str] = set()
    for one in reads:
        said = " ".join(one.hit.article.text[slice(*one.sentence)].split())
        if said not in seen:
            seen.add(said)
            yield one


def _short(question: str, one: Read) -> Span | None:
    """Return the short answer, its first and last noun whole: the reader's pieces cut some.

    It begins behind "on", "in" or "at". None where its kind isn't asked for.
    """
    if not one.fits:
        return None
    first, sentence = one.sentence[0], one.hit.article.text[slice(*one.sentence)]
    found = one.found.start - first, one.found.end - first
    start, end = whole(question, sentence, holder(question, sentence, found))
    if led := _LED.match(sentence, start, end):
        start = led.end()
    for token in kiwi().tokenize(sentence):
        if token.tag.startswith("N"):
            start = token.start if token.start < start < token.end else start
            end = token.end if token.start < end < token.end else end
    return first + start, first + end


def _citations(quotations: Sequence[Quotation]) -> list[Citation]:
    citations: list[Citation] = []
    for number, (hit, (start, end), short) in enumerate(quotations, start=1):
        again = any(citation.article.id == hit.article.id for citation in citations)
        copies = () if again else hit.copies
        citations.append(Citation(number, hit.article, start, end, short, copies))
    return citations


def _sure(citations: Sequence[Citation]) -> tuple[Part, ...]:
    """Return the first short answer and the quotations, with the phrases that belong to them."""
    parts: list[Part] = []
    first = citations[0]
    if all(citation.article.kind == "headline" for citation in citations):
        parts.append(Part.of(_PHRASES["headline"]))
    if first.short:
        parts.append(Part(first.article.text[slice(*first.short)], first, "short"))
        parts += _dated(first, first.short)
    return (*parts, *_quotes(citations, "quote"))


def _dated(cited: Citation, short: Span) -> Iterator[Part]:
    """Yield which days a short answer means that leaves that to its article's own ("13일")."""
    published, within = cited.article.published, slice(*(at - cited.start for at in short))
    named = days(cited.quote, published, within) if published else None
    if named and is_open(cited.quote[within]):
        yield Part.of(days_label(*named).within("({})"), follows=True)


def _quotes(citations: Sequence[Citation], kind: PartKind) -> Iterator[Part]:
    """Yield the quotations, each with how many copies its article has."""
    for citation in citations:
        yield Part(citation.quote, citation, kind)
        if citation.copies:
            copies = _PHRASES["copies"].format(len(citation.copies))
            yield Part.of(copies.within("({})"), follows=True)


def _nothing(hits: Sequence[Hit], confidence: float, near: Sequence[Part] = ()) -> Answer:
    """Say that there is no answer, and what comes nearest: passages, or else articles."""
    said = ["none", "near" if near else "nearest"] if hits else ["none"]
    return Answer((*(Part.of(_PHRASES[one]) for one in said), *near), confidence, tuple(hits))
