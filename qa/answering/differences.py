"""Where two articles differ: of the same thing, one gives another value, or names another doer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np
from kiwipiepy import Token
from numpy.typing import NDArray

from embeddings import Article, Sentence, Vectors, kiwi, query_terms, terms

from ..reader.windows import Span
from ..values.moments import Moment
from ..values.values import Value, values
from .conflicts import agree, is_of_kind, times
from .sentences import Idf, told, vectors

OF_ONE_THING = 0.4  # cosine of what stands around two values, from which they are of one thing
ONE_DEED = 0.5  # the same of two sentences without their doers, from which they tell one deed
_AGREEING = 0.5  # what values that agree gain: none of them is taken for another one's
_HEADED = 0.35  # what values gain that the same noun stands before: 투표율은 38.5%

Near = Callable[[Sequence[str], Sequence[Sequence[str]]], Vectors]
"""Gives texts, with their terms, vectors of their meaning: (texts, dimensions)."""

_BOUNDS = ("EC", "SP", "EF", "SF")  # tags at which a clause ends
_REPORTED = re.compile(  # the day of a report, and nothing that is reported
    r"\s?(?:\([^)]*\)\s?)?(?:오전|오후)?\s?(?:\S+\s){0,2}?\S*(?:밝히|밝혔|말했|전했|설명했|발표했|공시했|보도했|강조했)"
)
_TITLE = (
    "씨|군|양|의원|교수|감독|대표|회장|사장|시장|군수|지사|장관|총리|대통령|선수|기자|박사|변호사"
)
_NAME = rf"(?P<name>[가-힣A-Za-z·]{{2,}}?)(?: (?:{_TITLE}))?"
_DOER = re.compile(rf"(?:^|\s){_NAME}(?:이|가|께서)(?=\s)")
_TOPIC = re.compile(rf"(?:^|\s){_NAME}(?:은|는)(?=\s)")
_IS = re.compile(rf"(?:사람|인물|주인공|이)은 (?:\S+ )*?{_NAME}(?:이?다|였다|이었다|입니다)\W*$")
_HEAD = re.compile(r"([가-힣A-Za-z]{2,}?)(?:은|는|이|가|을|를|도|만)?\s+(?:약\s|총\s|모두\s)*$")


@dataclass(frozen=True, slots=True)
class Place:
    """What of an article differs: a sentence of it, and the words in that."""

    article: Article
    sentence: Span
    said: Span

    @property
    def text(self) -> str:
        """The sentence."""
        return self.article.text[slice(*self.sentence)]

    @property
    def terms(self) -> set[str]:
        """The sentence's terms."""
        return {*query_terms(self.text)}

    @property
    def words(self) -> str:
        """What differs in it."""
        return self.article.text[slice(*self.said)]


@dataclass(frozen=True, slots=True)
class Statement:
    """A value in a sentence, or the one who did it (no `value`), and what that is said of.

    `about` are the sentence's other terms, those of the value's own clause three times; `head` is
    the noun right before the value.
    """

    place: Place
    about: tuple[str, ...]
    value: Value | None = None
    time: tuple[Set[int], Set[str]] = (frozenset(), frozenset())
    head: str = ""


def differences(one: Article, other: Article, idf: Idf, near: Near) -> list[tuple[Place, Place]]:
    """Return where two articles differ, in the order of the first; sentences are paired once."""
    found: dict[tuple[Span, Span], tuple[Place, Place]] = {}
    for tell, least in ((_valued, OF_ONE_THING), (_done, ONE_DEED)):
        for first, second in _paired([*tell(one)], [*tell(other)], least, idf, near):
            if not _agree(first, second):
                pair = first.place.sentence, second.place.sentence
                found.setdefault(pair, (first.place, second.place))
    return sorted(found.values(), key=lambda places: places[0].said)


def _paired(
    mine: Sequence[Statement], theirs: Sequence[Statement], least: float, idf: Idf, near: Near
) -> Iterator[tuple[Statement, Statement]]:
    """Yield the statements of one thing at one time, the likeliest first, each once."""
    if not mine or not theirs:
        return
    alike = _alike(mine, theirs, idf, near)
    agreeing = np.array([[_AGREEING * _agree(one, two) for two in theirs] for one in mine])
    ranked = np.argsort(-(alike + agreeing), axis=None, kind="stable")
    left, right = set(range(len(mine))), set(range(len(theirs)))
    for at, to in zip(*np.unravel_index(ranked, alike.shape), strict=True):
        is_one = alike[at, to] >= least and _comparable(mine[at], theirs[to])
        if is_one and at in left and to in right:
            left.remove(at)
            right.remove(to)
            yield mine[at], theirs[to]


def _alike(
    mine: Sequence[Statement], theirs: Sequence[Statement], idf: Idf, near: Near
) -> NDArray[np.float32]:
    """Return how alike what statements are said of is, by words and by meaning: (mine, theirs)."""
    abouts = [one.about for one in (*mine, *theirs)]
    words = vectors([Sentence(0, 0, about) for about in abouts], idf)
    meanings = near([" ".join(about) for about in abouts], abouts)
    cosines = (words @ words.T + meanings @ meanings.T)[: len(mine), len(mine) :] / 2
    same_head = np.array([[one.head == two.head != "" for two in theirs] for one in mine])
    return (cosines + _HEADED * same_head).astype(np.float32)


def _comparable(one: Statement, other: Statement) -> bool:
    """Say whether two statements may be of one thing.

    Values must be of a kind, and of times that may be one; doers of a deed that shares its verb and
    a noun.
    """
    if one.value is None or other.value is None:
        verbs = [term.endswith("다") for term in {*one.about} & {*other.about}]
        return any(verbs) and not all(verbs)
    same_time = all(not a or not b or a & b for a, b in zip(one.time, other.time, strict=True))
    return is_of_kind(one.value, other.value) and same_time


def _agree(one: Statement, other: Statement) -> bool:
    """Say whether two statements say the same; a doer is in the other's sentence then."""
    if one.value is None or other.value is None:
        return one.place.words in other.place.text or other.place.words in one.place.text
    return is_of_kind(one.value, other.value) and agree(one.value, other.value)


def _valued(article: Article) -> Iterator[Statement]:
    """Yield each value that an article states, but the day on which it was said."""
    for sentence in told(article):
        yield from _values_of(article, sentence)


def _values_of(article: Article, sentence: Sentence) -> Iterator[Statement]:
    text = article.text[sentence.start : sentence.end]
    found, tokens = values(text), kiwi().tokenize(text)
    for value in found:
        if isinstance(value, Moment) and _REPORTED.match(text, value.end):
            continue
        place = _place(article, sentence, value.start, value.end)
        about, first = _about(text, tokens, (value.start, value.end), found)
        head = _HEAD.search(text[first : value.start])
        time = times(f"{text[: value.start]} {text[value.end :]}", article.published)
        yield Statement(place, about, value, time, head[1] if head else "")


def _done(article: Article) -> Iterator[Statement]:
    """Yield of each sentence those who did what it tells."""
    for sentence in told(article):
        text = article.text[sentence.start : sentence.end]
        found, tokens = values(text), kiwi().tokenize(text)
        doers = [*_DOER.finditer(text)] or [*_TOPIC.finditer(text)]
        said_to_be = _IS.search(text)
        for doer in [said_to_be] if said_to_be else doers:
            start, end = doer.span("name")
            about, _ = _about(text, tokens, (start, end), found)
            yield Statement(_place(article, sentence, start, end), about)


def _about(
    text: str, tokens: Sequence[Token], said: Span, found: Sequence[Value]
) -> tuple[tuple[str, ...], int]:
    """Return the terms beside what is said, its clause's three times, and where that begins."""
    taken = [said, *((value.start, value.end) for value in found)]
    rest = [t for t in tokens if not any(start <= t.start < end for start, end in taken)]
    bounds = [0, *(t.end for t in tokens if t.tag in _BOUNDS), len(text)]
    first = max(at for at in bounds if at <= said[0])
    last = min(at for at in bounds if at >= said[1])
    clause = terms(text, [t for t in rest if first <= t.start < last])
    return (*clause, *clause, *terms(text, rest)), first


def _place(article: Article, sentence: Sentence, start: int, end: int) -> Place:
    first = sentence.start
    return Place(article, (first, sentence.end), (first + start, first + end))
