"""Whether a sentence says the opposite of a source: by another word, or by a denial it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kiwipiepy import Token

from .claims import tokens

_PAIRS = [  # stems, as Kiwi has them: two sides, of which a text says one
    tuple(frozenset(side.split()) for side in line.split("/"))
    for line in """
늘 늘리 늘어나 증가 오르 올리 상승 급등 많아지 높아지 높이 커지 인상 확대 / \
줄 줄이 줄어들 감소 내리 떨어지 하락 급락 적어지 낮아지 낮추 작아지 인하 축소
찬성 / 반대
시작 재개 착공 / 종료 중단 폐지 완공
빠르 빨리 일찍 앞당기 / 늦 늦추 늦게 미루 느리 천천히
흑자 / 적자 손실 손해
성공 / 실패
통과 가결 / 부결 폐기
유죄 / 무죄
유료 / 무료 공짜
허용 / 금지
승리 / 패배
동쪽 / 서쪽
남쪽 / 북쪽
왼쪽 / 오른쪽
개막작 / 폐막작
안방 홈 / 원정
수출 / 수입
강화 / 완화
합법 / 불법
크 / 작
많 / 적
높 / 낮
길 / 짧
넓 / 좁
비싸 / 싸
""".strip().splitlines()
]
_WORDS = ("NN", "VV", "VA", "XR", "MA", "SL")
_NOUNS = ("NNG", "NNP", "SL", "XR")
_DENYING = frozenset("않 못하 못 안 없 아니".split())
_REFUSING = frozenset(  # that deny without a negation
    "동결 무산 실패 금지 거부 거절 중단 취소 부결 반대 어렵 부족 모자라 무료 유지 그대로 모르 "
    "미루 막 제외 빼 빠지 벗어나 그치 피하".split()
)
_CLAUSES = frozenset("고 며 으며 지만 으나 나 는데 ᆫ데 은데".split())  # endings that join equals


def is_opposite(sentence: str, source: str) -> bool:
    """Say whether a source says, of the same, what a sentence has the opposite of."""
    said, held = _stems(tokens(sentence)), _stems(tokens(source))
    is_plain = not (said | held) & _DENYING
    return (is_plain and _is_turned(said, held)) or _is_denied(sentence, source)


def _is_turned(said: set[str], held: set[str]) -> bool:
    return any(
        said & mine and held & theirs and not said & theirs and not held & mine
        for one, other in _PAIRS
        for mine, theirs in ((one, other), (other, one))
    )


def _is_denied(sentence: str, source: str) -> bool:
    """Say whether the clause of a source that shares most with a sentence is denied, and it isn't.

    Where two share as much, nothing is said.
    """
    every = tokens(sentence)
    if _stems(every) & (_DENYING | _REFUSING):
        return False
    nouns = {token.form for token in every if token.tag in _NOUNS}
    clauses = [*_clauses(tokens(source))]
    shared = [len(nouns & {token.form for token in clause}) for clause in clauses]
    best = max(shared, default=0)
    if not best or shared.count(best) > 1:
        return False
    return bool(_stems(clauses[shared.index(best)][-4:]) & _DENYING)


def _clauses(every: Sequence[Token]) -> Iterator[Sequence[Token]]:
    ends = [at for at, one in enumerate(every, 1) if one.tag == "EC" and one.form in _CLAUSES]
    for start, end in pairwise([0, *ends, len(every)]):
        if clause := [one for one in every[start:end] if not one.tag.startswith("S")]:
            yield clause


def _stems(every: Sequence[Token]) -> set[str]:
    return {token.form for token in every if token.tag.startswith(_WORDS) or token.form in _DENYING}
