"""Short answers: the spans of a sentence that could be one, and what speaks for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kiwipiepy import Token

from .question import Question

MOST_TOKENS = 12  # of a span

_NOUN_TAGS = frozenset(["NNG", "NNP", "NNB", "NR", "SN", "SL", "SH", "XSN", "XR", "NP", "ETN"])
_INNER_TAGS = _NOUN_TAGS | {"JKG", "SP", "SO", "XPN", "MM", "SW", "SSO", "SSC", "SF", "JC", "VCP"}
_START_TAGS = _NOUN_TAGS | {"XPN", "MM", "W_SERIAL", "SSO"}
_END_TAGS = _NOUN_TAGS | {"SW", "W_SERIAL", "SSC", "ETN"}
_OPEN, _CLOSE = "“‘\"'《〈<「『[(（", "”’\"'》〉>」』])）"
_TIME_UNITS = frozenset("년 월 일 시 분 세기 년대 연대 요일 오전 오후 새벽 밤 봄 여름 가을 겨울".split())
_DATE = re.compile(r"\d{1,4}\s*년|\d{1,2}\s*월|\d{1,2}\s*일|\d+\s*세기|\d{4}[.-]\d{1,2}|^\d{4}$")
_PERSON_AFTER = frozenset(
    "씨 대통령 총리 의원 장관 감독 대표 회장 사장 교수 기자 선수 위원장 대변인 배우 작가 시장 지사 "
    "후보 의장 총장 부장 박사 국왕 황제 장군 목사 신부 변호사 검사 판사 이사 원장".split()
)
_PLACE_END = re.compile(r"(시|도|군|구|읍|면|동|리|역|산|강|섬|국|항|궁|성|주|현|관|장|원|교|당|로)$")


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate: tokens first..last of its sentence, `text[start:end]` in characters."""

    first: int
    last: int
    start: int
    end: int


def candidates(text: str, tokens: Sequence[Token]) -> list[Span]:
    """Return the spans of `text` that could be a short answer.

    A span starts at a noun, number or opening quotation mark that no noun joins on the left, ends
    where a noun phrase may, and holds nothing that parts clauses.
    """
    found: list[Span] = []
    for first, token in enumerate(tokens):
        if token.tag not in _START_TAGS or not _starts(text, tokens, first):
            continue
        for last in range(first, min(first + MOST_TOKENS, len(tokens))):
            if tokens[last].tag not in _INNER_TAGS and tokens[last].tag != "W_SERIAL":
                break
            if _ends(text, tokens, last) and _balanced(text[token.start : tokens[last].end]):
                found.append(Span(first, last, token.start, tokens[last].end))
    return [span for span in found if any(c.isalnum() for c in text[span.start : span.end])]


def _starts(text: str, tokens: Sequence[Token], at: int) -> bool:
    start = tokens[at].start
    return start == 0 or not text[start - 1].isalnum() or tokens[at - 1].tag[0] in "JE"


def _ends(text: str, tokens: Sequence[Token], at: int) -> bool:
    if tokens[at].tag not in _END_TAGS:
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.start > tokens[at].end:
        return True
    return following.tag[0] in "JES" and following.tag not in _NOUN_TAGS or following.tag in (
        "VCP", "XSV", "XSA", "VCN", "SP",
    )  # fmt: skip


def _balanced(phrase: str) -> bool:
    opened = sum(phrase.count(mark) for mark in "“‘《〈「『[(（")
    closed = sum(phrase.count(mark) for mark in "”’》〉」』])）")
    return opened == closed and phrase.count('"') % 2 == 0


def features(
    question: Question, text: str, tokens: Sequence[Token], span: Span, weights: Mapping[str, float]
) -> dict[str, float]:
    """Describe a span as an answer to the question, feature by feature.

    `weights` are the inverse document frequencies of the question's terms, so that nearness to a
    rare term counts for more.
    """
    phrase = text[span.start : span.end]
    inside = tokens[span.first : span.last + 1]
    kind = _kind(phrase, inside, tokens, span)
    known = {form for form in weights}
    forms = [_form(token) for token in inside]
    common = sum(form in known for form in forms if form)
    asks = question.asks
    last, before, after = inside[-1], _at(tokens, span.first - 1), _at(tokens, span.last + 1)
    near = _nearness(tokens, span, weights)
    row = {
        f"{asks}&{kind}": 1.0,
        f"kind={kind}": 1.0,
        f"after={_tag(after)}": 1.0,
        f"{asks}&after={_tag(after)}": 1.0,
        f"before={_tag(before)}": 1.0,
        f"last={last.tag}": 1.0,
        f"first={inside[0].tag}": 1.0,
        f"length={min(len(phrase.split()), 6)}": 1.0,
        f"{asks}&length={min(len(phrase.split()), 6)}": 1.0,
        f"tokens={min(len(inside), 8)}": 1.0,
        "common": common / len(inside),
        "all common": float(common == len(inside)),
        "near": near,
        f"{asks}&near": near,
        "position": span.start / max(len(text), 1),
        "focus inside": float(bool(question.focus) and question.focus in phrase),
        "focus last": float(bool(question.focus) and last.form == question.focus),
        "focus before": float(before is not None and before.form == question.focus),
        "focus after": float(after is not None and after.form == question.focus),
        "unit": float(bool(question.unit) and last.form == question.unit),
        "unit missing": float(bool(question.unit) and last.form != question.unit),
        "grows left": float(_noun(before) and not _parted(text, before, inside[0])),
        "grows right": float(_noun(after)),
        "genitive": float(any(token.tag == "JKG" for token in inside)),
        "joined": float(any(token.tag in ("JC", "SP") for token in inside)),
        "quoted": float(_quoted(text, span)),
        "bracket": float(phrase[-1] in ")）" and len(phrase) > 2),
        "in brackets": float(text[: span.start].count("(") > text[: span.start].count(")")),
    }
    return {name: value for name, value in row.items() if value}


def _form(token: Token) -> str:
    tag = token.tag.split("-")[0]
    return str(token.form + "다" if tag in ("VV", "VA") else token.form).lower()


def _at(tokens: Sequence[Token], at: int) -> Token | None:
    return tokens[at] if 0 <= at < len(tokens) else None


def _tag(token: Token | None) -> str:
    if token is None:
        return "none"
    return token.form if token.tag in ("JKS", "JKB", "JKO", "JX", "JKG") else str(token.tag)


def _noun(token: Token | None) -> bool:
    return token is not None and token.tag in _NOUN_TAGS


def _parted(text: str, left: Token | None, right: Token) -> bool:
    return left is not None and "\n" in text[left.end : right.start]


def _quoted(text: str, span: Span) -> bool:
    before = text[span.start - 1] if span.start else " "
    after = text[span.end] if span.end < len(text) else " "
    return (before in _OPEN and after in _CLOSE) or (
        text[span.start] in _OPEN and text[span.end - 1] in _CLOSE
    )


def _kind(phrase: str, inside: Sequence[Token], tokens: Sequence[Token], span: Span) -> str:
    """Return what the span looks like: date, quantity, person, place, quotation, name or noun."""
    last = inside[-1]
    if _DATE.search(phrase) or (last.form in _TIME_UNITS and any(t.tag == "SN" for t in inside)):
        return "date" if last.tag != "NNG" or last.form in _TIME_UNITS else "date+noun"
    if any(token.tag in ("SN", "NR") for token in inside):
        if last.tag in ("NNB", "SW", "NR") or (last.tag == "NNG" and len(inside) <= 3):
            return "quantity"
        return "number" if last.tag == "SN" else "number+noun"
    if phrase[0] in "“‘\"'《〈<「『" or "“" in phrase:
        return "quotation"
    after = _at(tokens, span.last + 1)
    if last.form in _PERSON_AFTER or (after is not None and after.form in _PERSON_AFTER):
        return "person+title" if last.form in _PERSON_AFTER else "person"
    if last.tag == "NNP":
        if len(inside) == 1 and 2 <= len(last.form) <= 4:
            return "short name"
        return "place" if _PLACE_END.search(phrase) else "name"
    if last.tag == "SL":
        return "latin"
    if any(token.tag == "NNP" for token in inside):
        return "name+place" if _PLACE_END.search(phrase) else "name+noun"
    if last.tag == "NNB":
        return "bound"
    return "pronoun" if last.tag == "NP" else ("place noun" if _PLACE_END.search(phrase) else "noun")


def _nearness(tokens: Sequence[Token], span: Span, weights: Mapping[str, float]) -> float:
    """Return how near the question's terms stand, 0..1: rare ones and close ones count for more."""
    total = sum(weights.values())
    best: dict[str, float] = {}
    for at, token in enumerate(tokens):
        weight = weights.get(_form(token))
        if weight is None or span.first <= at <= span.last:
            continue
        distance = span.first - at if at < span.first else at - span.last
        best[_form(token)] = max(best.get(_form(token), 0.0), weight / (1 + distance / 4))
    return sum(best.values()) / total if total else 0.0


def scored(
    question: Question,
    text: str,
    tokens: Sequence[Token],
    idf: Mapping[str, float],
    ranker: Mapping[str, float],
) -> Iterator[tuple[float, Span]]:
    """Yield each candidate with its score: the sum of its features times the ranker's weights."""
    for span in candidates(text, tokens):
        row = features(question, text, tokens, span, idf)
        yield sum(value * ranker.get(name, 0.0) for name, value in row.items()), span
