"""Offices that people hold, and who holds the one that a question asks about."""

from __future__ import annotations

import re

from kiwipiepy import Token

from embeddings import kiwi

_OFFICES = """
대통령 총리 장관 차관 의원 대표 회장 부회장 시장 지사 도지사 위원장 감독 교수 총장 청장 의장 원장
사장 이사장 전무 부장 검사 판사 변호사 선수 씨 후보 실장 수석 대변인 총재 국장 본부장
교육감 총괄 최고경영자 배우 가수 작가 공격수 수비수 투수 외야수 내야수 번역가 소설가
"""
OFFICE = "|".join(sorted(_OFFICES.split(), key=len, reverse=True))
_BEHIND = re.compile(rf"\s({OFFICE})(?![가-힣]{{2}})")
_ASKED = re.compile(
    rf"(?:(?P<of>[가-힣]{{2,}})\s|^|\s)(?P<office>{OFFICE})(?:의 이름)?[은는이가]?"
    r"(?: (?:누구|누군|무엇|뭐)\S*)?[?？.\s]*$"
)

Span = tuple[int, int]


def holder(question: str, sentence: str, short: Span) -> Span:
    """Return where a sentence names who holds the office that a question asks about.

    That is the short answer itself, but where the sentence says whose office that is, or another
    office stands behind the answer: "나래국 총리는 누구야?" asks for 올라프 벡 in the sentence
    "윤서준 대통령은 올라프 벡 나래국 총리를 만났다".
    """
    asked, behind = _ASKED.search(question), _BEHIND.match(sentence, short[1])
    if not asked or not behind:
        return short
    tokens = kiwi().tokenize(sentence)
    places = [at for at, token in enumerate(tokens) if token.form == asked["office"]]
    own = [at for at in places if at and tokens[at - 1].form == asked["of"]]
    among = own if behind[1] == asked["office"] else [*own, *places]
    named = (_names_before(question, sentence, tokens[:at]) for at in among)
    return next(filter(None, named), short)


def _names_before(question: str, sentence: str, tokens: list[Token]) -> Span | None:
    """Return where the names at the end of some tokens stand, without those that are asked with."""
    start = end = 0
    for token in reversed(tokens):
        if token.tag != "NNP" or (end and sentence[token.end : start] != " "):
            break
        if not (end == 0 and token.form in question):
            end = end or token.end
        start = token.start
    return (start, end) if end else None
