"""Short answers: the spans of a sentence that could be one, and what speaks for each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kiwipiepy import Token

from embeddings import ENGLISH_STOPWORDS, lemma

from ..question import Asks, Question

MOST_TOKENS = 12  # of a span
MOST_QUOTED = 25  # tokens between quotation marks

_NOUN_TAGS = frozenset(["NNG", "NNP", "NNB", "NR", "SN", "SL", "SH", "XSN", "XR", "NP", "ETN"])
_INNER_TAGS = _NOUN_TAGS | set("W_SERIAL JKG SP SO XPN MM SW SSO SSC SF JC VCP".split())
_START_TAGS = _NOUN_TAGS | {"XPN", "MM", "W_SERIAL"}
_END_TAGS = _NOUN_TAGS | {"SW", "W_SERIAL", "SSC"}
_MARKS = {"“": "”", "‘": "’", "《": "》", "〈": "〉", "<": ">", "「": "」", "『": "』"}
_OPEN, _CLOSE = "“‘\"'《〈<「『[(（", "”’\"'》〉>」』])）"
_TIME_UNITS = frozenset(
    "년 월 일 시 분 세기 년대 연대 요일 오전 오후 새벽 밤 봄 여름 가을 겨울".split()
)
_SHAPES = {"가": "이", "께서": "이", "는": "은", "를": "을", "과": "와", "으로": "로", "이나": "나"}
_DATE = re.compile(
    r"\d{1,4}\s*년|\d{1,2}\s*월|\d{1,2}\s*일|\d+\s*세기|\d{4}[.-]\d{1,2}|^\d{4}$"
    r"|\b(January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_PERSON_AFTER = frozenset(
    "씨 대통령 총리 의원 장관 감독 대표 회장 사장 교수 기자 선수 위원장 대변인 배우 작가 시장 지사 "
    "후보 의장 총장 부장 박사 국왕 황제 장군 목사 신부 변호사 검사 판사 이사 원장".split()
)
_PLACE_END = re.compile(
    r"(시|도|군|구|읍|면|동|리|역|산|강|섬|국|항|궁|성|주|현|관|장|원|교|당|로)$"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate: tokens first..last of its sentence, `text[start:end]` in characters."""

    first: int
    last: int
    start: int
    end: int


def candidates(text: str, tokens: Sequence[Token]) -> list[Span]:
    """Return the spans of `text` that could be a short answer.

    A span starts at a noun or number that no noun joins on the left, ends where a noun phrase may,
    and holds nothing that parts clauses; or it is all that stands between quotation marks.
    """
    found = [span for at in range(len(tokens)) for span in _quotations(tokens, at)]
    for first, token in enumerate(tokens):
        if token.tag not in _START_TAGS or not _starts(text, tokens, first):
            continue
        for last in range(first, min(first + MOST_TOKENS, len(tokens))):
            if _parts(tokens, last, first):
                break
            if _ends(text, tokens, last) and _balanced(text[token.start : tokens[last].end]):
                found.append(Span(first, last, token.start, _end_of(tokens[last])))
    found = [span for span in found if any(c.isalnum() for c in text[span.start : span.end])]
    return sorted(dict.fromkeys(found), key=lambda span: (span.start, span.end))


def _parts(tokens: Sequence[Token], at: int, first: int) -> bool:
    """Say whether the token at `at` can't go on the phrase begun at `first`.

    A date goes on with more of a date only ("3월 5일 오전", but not "3월 5일 공원").
    """
    token, before = tokens[at], tokens[at - 1]
    if token.tag not in _INNER_TAGS or _function_word(token):
        return True
    dated = at > first and before.form in _TIME_UNITS and token.start > before.end
    return dated and token.tag in ("NNG", "NNP") and token.form not in _TIME_UNITS


def _function_word(token: Token) -> bool:
    # The month is no function word.
    return token.tag == "SL" and token.form != "May" and token.form.lower() in ENGLISH_STOPWORDS


def _quotations(tokens: Sequence[Token], at: int) -> list[Span]:
    """Return what the quotation mark at `at` opens, with the marks and without them."""
    close = _MARKS.get(tokens[at].form)
    if close is None:
        return []
    for last in range(at + 2, min(at + MOST_QUOTED, len(tokens))):
        if tokens[last].form == close:
            inner = Span(at + 1, last - 1, tokens[at + 1].start, tokens[last - 1].end)
            return [Span(at, last, tokens[at].start, tokens[last].end), inner]
    return []


def _starts(text: str, tokens: Sequence[Token], at: int) -> bool:
    start = tokens[at].start
    return start == 0 or not text[start - 1].isalnum() or tokens[at - 1].tag[0] in "JE"


def _ends(text: str, tokens: Sequence[Token], at: int) -> bool:
    if tokens[at].tag not in _END_TAGS:
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.start > tokens[at].end:
        return True
    if following.tag in ("VCP", "VCN", "XSV", "XSA"):
        return True
    return following.tag[0] in "JES" and following.tag not in _NOUN_TAGS


def _balanced(phrase: str) -> bool:
    opened = sum(phrase.count(mark) for mark in "“‘《〈「『[(（")
    closed = sum(phrase.count(mark) for mark in "”’》〉」』])）")
    return opened == closed and phrase.count('"') % 2 == 0


def features(
    question: Question,
    text: str,
    tokens: Sequence[Token],
    wanted: Mapping[str, float],
    titled: Collection[str],
) -> list[tuple[Span, dict[str, float]]]:
    """Describe each candidate in a sentence as an answer to the question, feature by feature.

    `wanted` are the weights of the question's terms: nearness to a heavy one counts for more.
    `titled` are the terms of the article's title.
    """
    forms = [_form(token) for token in tokens]
    return [
        (span, _row(question, text, tokens, forms, span, wanted, titled))
        for span in candidates(text, tokens)
    ]


def _row(
    question: Question,
    text: str,
    tokens: Sequence[Token],
    forms: Sequence[str],
    span: Span,
    wanted: Mapping[str, float],
    titled: Collection[str],
) -> dict[str, float]:
    asks, near = question.asks, _nearness(forms, span, wanted)
    own = forms[span.first : span.last + 1]
    common = sum(form in wanted for form in own)
    row = {
        **_kind_and_place(asks, text, tokens, span),
        "common": common / len(own),
        "all common": float(common == len(own)),
        "titled": sum(form in titled for form in own) / len(own),
        "near": near,
        f"{asks}&near": near,
        "position": span.start / max(len(text), 1),
        **_asked_for(question, text, tokens, span),
        **_grown_and_marked(text, tokens, span),
    }
    return {name: value for name, value in row.items() if value}


def _kind_and_place(asks: Asks, text: str, tokens: Sequence[Token], span: Span) -> dict[str, float]:
    """Say what the phrase looks like, and what it stands between."""
    inside = tokens[span.first : span.last + 1]
    kind = kind_of(text, tokens, span)
    before, after = _at(tokens, span.first - 1), _at(tokens, span.last + 1)
    words = min(len(text[span.start : span.end].split()), 6)
    return {
        f"{asks}&{kind}": 1.0,
        f"kind={kind}": 1.0,
        f"after={_tag(after)}": 1.0,
        f"{asks}&after particle={_particle(after)}": 1.0,
        f"before={_tag(before)}": 1.0,
        f"last={inside[-1].tag}": 1.0,
        f"first={inside[0].tag}": 1.0,
        f"words={words}": 1.0,
        f"{asks}&words={words}": 1.0,
        f"tokens={min(len(inside), 8)}": 1.0,
    }


def _asked_for(
    question: Question, text: str, tokens: Sequence[Token], span: Span
) -> dict[str, float]:
    """Say whether the phrase has, or stands beside, the noun and the counter that are asked for."""
    focus, unit = question.focus, question.unit
    last = tokens[span.last]
    before, after = _at(tokens, span.first - 1), _at(tokens, span.last + 1)
    return {
        "focus inside": float(bool(focus) and focus in text[span.start : span.end]),
        "focus last": float(bool(focus) and last.form == focus),
        "focus before": float(before is not None and before.form == focus),
        "focus after": float(after is not None and after.form == focus),
        "unit": float(bool(unit) and last.form == unit),
        "unit missing": float(bool(unit) and last.form != unit),
    }


def _grown_and_marked(text: str, tokens: Sequence[Token], span: Span) -> dict[str, float]:
    """Say whether the phrase could be longer, is a compound, and stands in marks."""
    inside = tokens[span.first : span.last + 1]
    before, after = _at(tokens, span.first - 1), _at(tokens, span.last + 1)
    return {
        "grows left": float(_noun(before) and "\n" not in text[_end(before) : span.start]),
        "grows right": float(_noun(after)),
        "genitive": float(any(token.tag == "JKG" for token in inside)),
        "joined": float(any(token.tag in ("JC", "SP") for token in inside)),
        "quoted": float(_quoted(text, span)),
        "bracket": float(text[span.end - 1] in ")）"),
        "in brackets": float(text[: span.start].count("(") > text[: span.start].count(")")),
    }


def _form(token: Token) -> str:
    return lemma(token.form, token.tag.split("-")[0]).lower()


def _at(tokens: Sequence[Token], at: int) -> Token | None:
    return tokens[at] if 0 <= at < len(tokens) else None


def _tag(token: Token | None) -> str:
    if token is None:
        return "none"
    return _particle(token) or str(token.tag)


def _particle(token: Token | None) -> str:
    """Return a particle, one form for its shapes after a vowel and after a consonant; else ""."""
    if token is None or token.tag[0] != "J":
        return ""
    return _SHAPES.get(token.form, str(token.form))


def _noun(token: Token | None) -> bool:
    return token is not None and token.tag in _NOUN_TAGS


def _end_of(token: Token) -> int:
    """Return where a token ends, less the full stop that Kiwi leaves on a word or a number."""
    bare = token.form.rstrip(".,") if token.tag in ("SL", "SN") else token.form
    return int(token.end - (len(token.form) - len(bare)))


def _end(token: Token | None) -> int:
    return token.end if token is not None else 0


def _quoted(text: str, span: Span) -> bool:
    before = text[span.start - 1] if span.start else " "
    after = text[span.end] if span.end < len(text) else " "
    return (before in _OPEN and after in _CLOSE) or (
        text[span.start] in _OPEN and text[span.end - 1] in _CLOSE
    )


def kind_of(text: str, tokens: Sequence[Token], span: Span) -> str:
    """Return what the span looks like: date, quantity, person, place, quotation, name or noun."""
    phrase, inside = text[span.start : span.end], tokens[span.first : span.last + 1]
    last = inside[-1]
    if _quoted(text, span) or "“" in phrase:
        return "quotation"
    if _DATE.search(phrase) or (last.form in _TIME_UNITS and any(t.tag == "SN" for t in inside)):
        return "date" if last.tag != "NNG" or last.form in _TIME_UNITS else "date+noun"
    if any(token.tag in ("SN", "NR") for token in inside):
        if last.tag in ("NNB", "SW", "NR", "SL") or (last.tag == "NNG" and len(inside) <= 3):
            return "quantity"
        return "number" if last.tag == "SN" else "number+noun"
    after = _at(tokens, span.last + 1)
    if last.form in _PERSON_AFTER or (after is not None and after.form in _PERSON_AFTER):
        return "person+title" if last.form in _PERSON_AFTER else "person"
    if last.tag == "NNP":
        if len(inside) == 1 and 2 <= len(last.form) <= 4:
            return "short name"
        return "place" if _PLACE_END.search(phrase) else "name"
    if last.tag == "SL":
        return "name" if phrase.istitle() else "latin"
    if any(token.tag == "NNP" for token in inside):
        return "name+place" if _PLACE_END.search(phrase) else "name+noun"
    if last.tag == "NNB":
        return "bound"
    return (
        "pronoun" if last.tag == "NP" else ("place noun" if _PLACE_END.search(phrase) else "noun")
    )


def _nearness(forms: Sequence[str], span: Span, wanted: Mapping[str, float]) -> float:
    """Return how near the question's terms stand, 0..1; heavy and close ones count for more."""
    total = sum(wanted.values())
    best: dict[str, float] = {}
    for at, form in enumerate(forms):
        if form in wanted and not span.first <= at <= span.last:
            distance = span.first - at if at < span.first else at - span.last
            best[form] = max(best.get(form, 0.0), wanted[form] / (1 + distance / 4))
    return sum(best.values()) / total if total else 0.0
