"""What a sentence claims that can be looked up: values, names, quotations and addresses.

Each must stand in the passages that the sentence cites, in whatever form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from kiwipiepy import Token

from embeddings import Article, kiwi, query_terms

from ..request.romanised import persons, stands_in
from ..values.moments import Moment
from ..values.offices import OFFICE
from ..values.quantities import Quantity
from ..values.values import Value, values
from .amounts import as_said, is_fraction, is_share, says, shares

_QUOTED = re.compile(r"[“\"]([^“”\"]{2,})[”\"]|[‘「『《]([^’」』》]{3,})[’」』》]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s)\]>]+|[\w.+-]+@[\w-]+\.[\w.]+", re.IGNORECASE)
ASIDE = re.compile(r"\s*\([^()]*\)")
_NUMBERED = re.compile(r"[가-힣]{2,}\d{1,4}(?![\d.,~%])")  # 코로나19; not 지난3월, which has a unit
_HANGUL = re.compile("[가-힣]")
_PROPER = re.compile(r"(?<=[\w,;] )[A-Z][a-z]{2,}")  # within a sentence
_LATIN = re.compile(r"[A-Za-z][A-Za-z&.+-]*[A-Za-z]")
_SHORT_FORM = re.compile(rf"(?<![가-힣\d])(?![전현첫그각새두세집])([가-힣])\s({OFFICE})")
_FULL_FORM = re.compile(  # 한서준 시장, 한서준 가람시장, 한서준 전 가람 시장
    rf"(?<![가-힣])(?=([가-힣])([가-힣]{{1,3}})\s(?:[가-힣]{{1,6}}\s)?[가-힣]{{0,5}}?({OFFICE}))"
)
_FULL_FORM_BEHIND = re.compile(rf"({OFFICE})\s([가-힣])([가-힣]{{1,3}})\s씨")  # 가람시장 한서준 씨
_WITH_AGE = re.compile(r"(?<![가-힣])([가-힣])([가-힣]{1,3})\s?\(\d{1,2}세?\)")  # 한서준(50)
_BODY = re.compile(  # what a body's kind ends: 솔빛증권, 한국천문연구원
    r"(?<![가-힣])(?:[가-힣]{2,}(?:은행|증권|연구원|연구소|대학교|공사|공단|위원회|재단|협회|건설|전자|항공"
    r"|제약|그룹|경찰청|교육청|검찰청)|[가-힣]{4,}(?:부|(?<![위의])원)(?=(?:은|는|이|가|을|를|의|에|다|였)))"
)
_COUNTRIES = dict(  # as headlines write them
    zip(
        "미국 중국 일본 북한 한국 영국 프랑스 독일 러시아".split(),
        "美中日北韓英佛獨러",
        strict=True,
    )
)
_YEARS = {"올해": 0, "올": 0, "지난해": -1, "작년": -1, "전년": -1, "내년": 1, "재작년": -2}
_MONTHS = {"이달": 0, "지난달": -1, "지난 달": -1, "다음 달": 1, "내달": 1}
_SHORT_COUNTRIES = dict(  # as articles begin a phrase: 미 대형 은행, 미·중
    zip("미국 중국 일본 북한 러시아".split(), "미중일북러", strict=True)
)
_OF_SO_MANY = re.compile(  # a part, in words: 셋 중 둘, 열에 여섯
    r"(?:셋|넷|다섯|열)(?:에|\s?(?:중|가운데)(?:에)?)\s(?=[가-힣])"
)
_ONE_BEFORE = {"년": "지난해|작년|전년", "개월": "지난달|전월|전달"}
_KNOWN_FROM = 100  # Kiwi's numbers of words; below are those of its tags, for words it doesn't know
_PARTICLE = re.compile("[은는이가]$")  # that Kiwi has as a part of a name it doesn't know
_MARKS = re.compile(r"[\s\W_]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sentence is held to: a part of an article, in the light of that article."""

    text: str
    article: Article

    @property
    def named(self) -> str:
        """All that names may stand in: the text, its title and outlet, and what these shorten."""
        known = self.article
        said = f"{self.text} {known.title} {known.outlet} {known.author}"
        short = {(m[1], m[2]) for m in _SHORT_FORM.finditer(said)}
        full = full_forms(known.text)
        return " ".join([said, *(first + rest for first, rest, of in full if (first, of) in short)])

    @property
    def values(self) -> Sequence[Value]:
        """The values that it states, dates with the fields that stand before them."""
        return _stated(self.text, self.article.published)


def missing(sentence: str, given: Sequence[Evidence]) -> list[str]:
    """Return the claims of a sentence, in its own words, that stand in none of what is given."""
    lacking = [*_missing_quotations(sentence, given)]
    stated = [other for one in given for other in one.values]
    own = claimed_values(sentence)
    if not any(map(is_share, stated)):  # 210일 may be 절반: the reader is asked
        own = [value for value in own if not is_fraction(value)]
    lacking += [sentence[v.start : v.end] for v in own if not any(says(o, v) for o in stated)]
    where = " ".join(one.named for one in given)
    lacking += [name for name in names(sentence) if not _is_named(name, where)]
    if not _HANGUL.search(sentence):
        lacking += _missing_in_english(sentence, where)
    return lacking


def _missing_in_english(sentence: str, where: str) -> Iterator[str]:
    """Yield the names of a sentence in English: of those that a text in Korean tells, Koreans'."""
    if _HANGUL.search(where):
        yield from (name for name in persons(sentence) if not stands_in(name, where))
        return
    counted = [(value.start, value.end) for value in values(sentence)]
    for match in _PROPER.finditer(sentence):
        is_counted = any(start <= match.start() < end for start, end in counted)
        if not is_counted and _bare(match.group()) not in _bare(where):
            yield match.group()


def claimed_values(sentence: str) -> list[Value]:
    """Return the values that a sentence claims.

    Not what stands in a quotation or an address, which is looked up as a whole, nor 한 in 한 명.
    """
    wholes = [one.span() for way in (_QUOTED, _ADDRESS) for one in way.finditer(sentence)]
    wholes += [(one.start(), one.end() + 1) for one in _OF_SO_MANY.finditer(sentence)]
    return [
        as_said(value, sentence)
        for value in values(sentence.rstrip(". ").removesuffix("다"))  # 달러다 is 달러, and 이다
        if not any(start <= value.start < end for start, end in wholes)
        and not re.match(r"한\s|하나|one\b", sentence[value.start :])
    ]


@lru_cache(maxsize=512)
def _stated(text: str, published: date | None) -> tuple[Value, ...]:
    """Return a text's values: dates as written, and filled up by what stands before, or today."""
    every: list[Value] = []
    known = _known_from(text, published)
    for value in values(text):
        every.append(value)
        if isinstance(value, Moment):
            meant = known | _before(value, published) if published else known
            every += (_filled(value, year, month) for year, month in meant)
            if value.year or value.month:
                known = {(value.year or year, value.month or month) for year, month in known}
    if published:
        if re.search("이날|오늘", text):
            every.append(Moment(0, 0, published.year, published.month, published.day))
        every += (Moment(0, 0, published.year + n) for word, n in _YEARS.items() if word in text)
        every += (
            Moment(0, 0, *_month(published, n)) for word, n in _MONTHS.items() if word in text
        )
    every += (
        Quantity(0, 0, Fraction(1), u) for u, word in _ONE_BEFORE.items() if re.search(word, text)
    )
    return (*every, *shares(text))


def _known_from(text: str, published: date | None) -> set[tuple[int | None, int | None]]:
    """Return the years and months that a text published on a day may mean without saying them."""
    if published is None:
        return {(None, None)}
    by = {0, *(12 * years for word, years in _YEARS.items() if word in text)}
    by |= {months for word, months in _MONTHS.items() if word in text}
    return {_month(published, months) for months in by}


def _before(moment: Moment, published: date) -> set[tuple[int, int]]:
    """Return the month before, or the year, for a day or month that was yet to come then."""
    if moment.month:
        return {_month(published, -12)} if moment.month > published.month else set()
    return {_month(published, -1)} if (moment.day or 0) > published.day else set()


def _month(day: date, further: int) -> tuple[int, int]:
    """Return the year and month some months further than a day's."""
    now = day.year * 12 + day.month - 1 + further
    return now // 12, now % 12 + 1


def _filled(moment: Moment, year: int | None, month: int | None) -> Moment:
    """Return a date with its month, where it has a day, and its year."""
    return Moment(
        moment.start,
        moment.end,
        moment.year or year,
        moment.month or (month if moment.day else None),
        moment.day,
        moment.hour,
        moment.minute,
        moment.half,
    )


def _missing_quotations(sentence: str, given: Sequence[Evidence]) -> Iterator[str]:
    said = _bare(" ".join(f"{one.text} {one.article.title}" for one in given))
    for match in _QUOTED.finditer(sentence):
        if _bare(match[1] or match[2]) not in said:
            yield match.group()
    for match in _ADDRESS.finditer(sentence):
        if _bare(match.group()) not in said:
            yield match.group()


def _bare(text: str) -> str:
    return _MARKS.sub("", text).casefold()


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[Token, ...]:
    """Return Kiwi's tokens of a text."""
    return tuple(kiwi().tokenize(text))


@lru_cache(maxsize=1024)
def terms(text: str) -> tuple[str, ...]:
    """Return what is searched for with a text."""
    return tuple(query_terms(text))


def names(sentence: str) -> list[str]:
    """Return the names in a sentence: what Kiwi takes for one, and bodies with what names them.

    Latin words are names in a Korean sentence alone.
    """
    counted = [(value.start, value.end) for value in values(sentence)]  # 352만kg names nothing

    def counts(start: int) -> bool:
        return any(first <= start < last for first, last in counted)

    found = [t.form for t in tokens(sentence) if _is_name(t) and not counts(t.start)]
    found += (m[0] for m in _NUMBERED.finditer(sentence) if not counts(m.end() - 1))
    found += (m.group() for m in _BODY.finditer(sentence))
    found += (first + rest for first, rest, _ in full_forms(sentence) if first + rest in found)
    found += (f"{m[1]} {m[2]}" for m in _SHORT_FORM.finditer(sentence))
    if _HANGUL.search(sentence):
        latin = _LATIN.finditer(_ADDRESS.sub("", sentence))
        found += (match.group() for match in latin if not counts(match.start()))
    return [*dict.fromkeys(found)]


def full_forms(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the surname, the name and the office of those whom a text tells of with all three."""
    bare = ASIDE.sub("", text)
    yield from ((m[1], m[2], m[3]) for m in _FULL_FORM.finditer(bare))
    yield from ((m[2], m[3], m[1]) for m in _FULL_FORM_BEHIND.finditer(bare))
    yield from ((m[1], m[2], "씨") for m in _WITH_AGE.finditer(text))


def _is_name(token: Token) -> bool:
    """Say whether Kiwi takes a word for a name, or for a noun that no dictionary has."""
    is_unknown = token.tag == "NNG" and token.id < _KNOWN_FROM
    return len(token.form) > 1 and (token.tag == "NNP" or is_unknown)


def _is_named(name: str, where: str) -> bool:
    """Say whether a name stands somewhere: as it is, without its spaces, or in its other form."""
    bare = _bare(where)
    if _bare(name) in bare or (len(name) > 2 and _PARTICLE.sub("", name) in bare):
        return True
    short = _SHORT_FORM.fullmatch(name)
    if short:
        return any(short.groups() == (first, office) for first, _, office in full_forms(where))
    if not _HANGUL.search(where):  # Korean of a passage in Latin letters isn't looked up
        return not name.isascii()
    first = _SHORT_COUNTRIES.get(name)
    is_shortened = bool(first and re.search(rf"(?<![가-힣]){first}(?=[\s·])", where))
    return is_shortened or _COUNTRIES.get(name, name) in where
