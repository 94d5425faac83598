"""Articles that disagree: the same thing at the same time, told with another value or name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from embeddings import Article, Sentence, analyse_one

from ..reader.windows import Span
from ..retrieval.ranking import Hit
from ..retrieval.reading import Read, covered
from ..values.moments import Moment
from ..values.quantities import Quantity
from ..values.values import Value, same, values
from .alignment import retold
from .sentences import Idf, vectors

ALIKE = 0.5  # cosine of two sentences, their numbers aside, from which they say the same thing
MOST = 3  # further articles that are shown
_NEAR = 4.0  # by how much less likely (log odds) another answer may be that is told in other words
_ABOUT = 0.9  # share of what the first article holds of the question that such a one holds too
_DENIED = re.compile(  # stands after a value that a sentence takes back, or that was before
    r"[ ‘’'\"”]?(?:이|가)?\s?(?:아니라|아닌|아니고)(?![가-힣])|(?:에서|보다)\s|\s?(?:→|->)"
    r"|(?:이?라고|으?로)\s(?:[가-힣]+\s){0,2}[가-힣]*(?:으나|지만|는데|던 것|한 것)(?=[\s,은을])"
)
_CORRECTS = re.compile(
    r"바로\s?잡|정정|(?:이|가)?\s?(?:아니라|아닌)\s|\bcorrect(?:s|ed|ion)\b", re.I
)
_PARTS = re.compile(r"상반기|하반기|[1-4]분기|(?<!\d)(?:1[0-2]|[1-9])월(?!\s?\d)|연간|누적|현재")
_YEARS = {"올해": 0, "지난해": -1, "작년": -1, "재작년": -2, "내년": 1, "이듬해": 1, "전년": -1}


@dataclass(frozen=True, slots=True)
class Claim:
    """What an article says of what is asked: a sentence of it, and the short answer in that."""

    hit: Hit
    sentence: Span
    short: Span

    @property
    def article(self) -> Article:
        """Whose it is: the hit's, or that of one of its copies."""
        return self.hit.article

    @property
    def said(self) -> str:
        """The short answer's words."""
        return self.article.text[slice(*self.short)]

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.article.text[slice(*self.sentence)]

    @property
    def rank(self) -> tuple[bool, date]:
        """What it wins over others by: that it corrects them, and its day."""
        corrects = _CORRECTS.search(f"{self.article.title} {self.text}")
        return bool(corrects), self.article.published or date.min


def disagreeing(
    first: Claim,
    hits: Sequence[Hit],
    reads: Sequence[Read],
    weights: Mapping[str, float],
    idf: Idf,
) -> list[Claim]:
    """Return the claims that differ from a first one, and that one, in the order to be told in.

    A correction stands first, else the newest. None where all agree.
    """
    others: dict[str, tuple[Claim, Claim]] = {}
    beside = ((first, claim) for claim in _other_words(first, reads, weights, idf))
    for mine, claim in (*_same_words(first, hits), *beside):
        others.setdefault(claim.article.id, (mine, claim))
    differing = [pair for pair in others.values() if not _say_the_same(*pair)]
    if not differing:
        return []
    claims = [max((one for one, _ in differing), key=lambda one: len(one.said))]
    claims += (claim for _, claim in differing)
    return sorted(claims, key=lambda claim: claim.rank, reverse=True)[: 1 + MOST]


def _say_the_same(one: Claim, other: Claim) -> bool:
    """Say whether two claims' short answers are one, or one of them is in the other's words."""
    said, told = (" ".join(_bare(claim.said).split()) for claim in (one, other))
    parts = (re.search(rf"(?<!\d){re.escape(a)}(?!\d)", b) for a, b in ((said, told), (told, said)))
    return same(said, told) or any(parts)


def corrected(claim: Claim) -> Claim:
    """Return a claim with the value that its sentence gives instead of one that it takes back."""
    start, found = claim.sentence[0], values(claim.text)
    first, end = (at - start for at in claim.short)
    said = next((one for one in found if first < one.end and one.start < end), None)
    if said is None or not _is_denied(claim.text, said):
        return claim
    right = (one for one in found if is_of_kind(one, said) and not _is_denied(claim.text, one))
    instead = next(right, said)
    return replace(claim, short=(start + instead.start, start + instead.end))


def _is_denied(text: str, value: Value) -> bool:
    return bool(_DENIED.match(text, value.end))


def _same_words(first: Claim, hits: Sequence[Hit]) -> Iterator[tuple[Claim, Claim]]:
    """Yield a claim, and what another article says instead in the same sentence."""
    for hit in {hit.article.id: hit for hit in hits}.values():
        said: set[str] = set()  # a copy that says the same is told of as one
        for article in (hit.article, *hit.copies):
            if article.id == first.article.id:
                continue
            again = retold(first.article.text, first.sentence, first.short, article.text)
            if again is None:
                continue
            words = article.text[slice(*again.theirs)]
            if (plain := "".join(words.split())) in said:
                continue
            said.add(plain)
            start, end = again.theirs
            short = start, end - len(words) + len(_bare(words))
            claim = Claim(replace(hit, article=article), again.sentence, short)
            if _same_time(first, claim):
                yield replace(first, short=again.mine), claim


def _other_words(
    first: Claim, reads: Sequence[Read], weights: Mapping[str, float], idf: Idf
) -> Iterator[Claim]:
    """Yield what other articles say of the same thing at the same time, with a value of its kind.

    That they speak of the same thing is told by their words, or by the reader where their article
    is about what is asked, and both name something of that.
    """
    value = next(iter(values(first.said)), None)
    if value is None:
        return
    held = _held(first.hit, weights)
    best = max((one.evidence for one in reads if one.sentence == first.sentence), default=0.0)
    for one in reads:
        if one.hit.article.id == first.article.id:
            continue
        is_near = one.fits and one.evidence > best - _NEAR
        is_about = _held(one.hit, weights) >= _ABOUT * held
        claim = Claim(one.hit, one.sentence, (one.found.start, one.found.end))
        both = {*_masked(first).terms} & {*_masked(claim).terms} & {*weights}
        least = 0.0 if is_near and is_about and both else ALIKE
        told = _told(claim, value) if _same_time(first, claim) else None
        if told and (not least or _alike(first, told, idf) >= least):
            yield told


def _told(claim: Claim, value: Value) -> Claim | None:
    """Return a claim with its value of a kind; an agreeing one where its sentence has that too."""
    start = claim.sentence[0]
    of_kind = [
        one
        for one in values(claim.text)
        if is_of_kind(one, value) and not _is_denied(claim.text, one)
    ]
    agreeing = [one for one in of_kind if agree(one, value)]
    first, last = (at - start for at in claim.short)
    answered = [one for one in of_kind if one.start < last and first < one.end]
    chosen = next(iter([*agreeing, *answered]), None) or (of_kind[0] if len(of_kind) == 1 else None)
    if chosen is None:
        return None
    return Claim(claim.hit, claim.sentence, (start + chosen.start, start + chosen.end))


def is_of_kind(one: Value, other: Value) -> bool:
    """Say whether two values are of one kind: of a unit, or dates of one fineness."""
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return one.unit == other.unit
    return isinstance(one, Moment) and isinstance(other, Moment) and one.finest == other.finest


def agree(one: Value, other: Value) -> bool:
    """Say whether two values of one kind are one."""
    return one.agrees(other)  # type: ignore[arg-type]


def _same_time(one: Claim, other: Claim) -> bool:
    """Say whether two claims may speak of the same time: of a year, and of a part of one.

    A sentence that names no year speaks of its article's; what isn't known is no other time.
    """
    (years, parts), (other_years, other_parts) = map(_time, (one, other))
    is_year = not years or not other_years or bool(years & other_years)
    return is_year and (not parts or not other_parts or bool(parts & other_parts))


def _time(claim: Claim) -> tuple[set[int], set[str]]:
    """Return the years, or else that of its article, and the parts of one that a claim is of."""
    published = claim.article.published
    years, parts = times(claim.text.replace(claim.said, " "), published)
    return years or ({published.year} if published else set()), parts


def times(text: str, published: date | None) -> tuple[set[int], set[str]]:
    """Return the years, and the parts of a year, that a text names."""
    years = {one.year for one in values(text) if isinstance(one, Moment) and one.year}
    if published:
        years |= {published.year + away for word, away in _YEARS.items() if word in text}
    return years, {*_PARTS.findall(text)}


def _alike(one: Claim, other: Claim, idf: Idf) -> float:
    rows = vectors([*map(_masked, (one, other))], idf)
    return float(rows[0] @ rows[1])


def _masked(claim: Claim) -> Sentence:
    terms = [t for s in analyse_one(claim.text) for t in s.terms if not t[:1].isdigit()]
    return Sentence(0, len(claim.text), (*terms,))


def _held(hit: Hit, weights: Mapping[str, float]) -> float:
    return covered(weights, {*hit.terms})


def _bare(name: str) -> str:
    """Return words without the particle at their end."""
    return re.sub(r"(?<=\S)(?:은|는|이|가|을|를|과|와|으로|로)$", "", name)
