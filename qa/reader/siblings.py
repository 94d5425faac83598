"""Things of one kind: what is told of one of them isn't told of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from functools import cache
from pathlib import Path

from embeddings import last_consonant, query_terms

from ..synonyms import synonyms

_BEFORE_NOUN = 4  # ㄴ among the last consonants: 숨진, 다친
# A group's words ask for different things: with one in another's place a text that answers the
# question doesn't answer it any more. None is part of another of its group. What is asked is often
# told without its word (the price: "값은"; the reason: "때문이다").
_TOLD = """
    사망|부상|실종|생존 / 숨진|다친|실종된|구조된 / 죽은|다친|태어난 /
    사망자|부상자|실종자|생존자 / 매수|매도 / 인수|매각 / 구매|판매 / 사들인|팔아넘긴 /
    수출|수입 / 개통|착공|준공|폐쇄 / 개막|폐막 / 개장|폐장 / 개교|폐교 / 출생|사망|결혼 /
    태어난|숨진|결혼한 / 시작|종료 / 시작된|끝난 / 시작한|끝낸 / 입학|졸업 / 입대|제대 /
    승리|패배 / 당선|낙선 / 취임|퇴임 / 즉위|퇴위 / 임명|해임 / 최고|최저 / 최대|최소 /
    증가|감소 / 늘어난|줄어든 / 상승|하락 / 오른|내린 / 많은|적은 / 높은|낮은 /
    가장 큰|가장 작은 / 빠른|느린 / 처음|마지막 / 첫 번째|마지막 /
    아버지|어머니|아들|딸|아내|남편|형|동생 / 찬성|반대 / 매출|영업이익|순이익|부채|시가총액 /
    설립|해체 / 세운|없앤 / 체결|파기 / 합격|불합격 / 남성|여성 / 남자|여자 /
    동쪽|서쪽|남쪽|북쪽 / 작사|작곡|편곡 / 감독|주연|각본|제작자 / 작가|번역가|삽화가 /
    대통령|총리|외무장관|국회의장 / 회장|사장|대변인 / 장남|차남|장녀|차녀 / 원고|피고 /
    가해자|피해자 / 출발|도착 / 공격|방어 / 수컷|암컷 / 정가|할인가 / 모집|해고 / 허가|금지 /
    서울|부산|대구|인천|광주|대전|울산|제주 / 미국|중국|일본|독일|프랑스|영국|러시아|인도 /
    경기도|강원도|전라남도|경상북도|충청남도 / 남한|북한 / 1분기|2분기|3분기|4분기 /
    상반기|하반기 / 올해|내년 / 오전|오후 / 여당|야당 / 초등학교|중학교|고등학교|대학교 /
    봄|여름|가을|겨울 / 취소|연기|확정 / 성공|실패 / 인상|인하|동결 / 승인|거부 / 유죄|무죄 /
    구속|석방 / 가결|부결 / 흑자|적자 / 재개|중단 / 인정|부인 / 무산|성사 / 낙찰|유찰 /
    입국|출국 / 입원|퇴원 / 채용|해고 / 가입|탈퇴 / 상장|폐지 / 정규직|비정규직 /
    오프라인|온라인 / 국내|해외 / 월요일|화요일|수요일|목요일|금요일|토요일|일요일 /
    은메달|금메달|동메달 / 우승|준우승|탈락 / 득점|실점 / 초연|재연 / 전반|후반
"""
_ASKED = """
    높이|길이|넓이|무게|깊이|너비 / 면적|인구|기온 / 수도|국가|통화|국기 / 원인|결과 /
    이유|날짜|장소 / 장점|단점 / 등록|취소 / 신청|발표 / 예산|인원|기간 / 가격|무게|크기 /
    금액|인원|횟수 / 비용|기간|인원 / 주소|전화번호|누리집 / 나이|학력|직업|고향
"""
TOLD, ASKED = (
    [group.split("|") for group in " ".join(groups.split()).split(" / ")]
    for groups in (_TOLD, _ASKED)
)
SIBLINGS = [
    line.split()
    for line in Path(__file__).with_name("siblings.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def stands(word: str, question: str) -> bool:
    """Say whether a word of the question starts with a word."""
    return f" {word}" in f" {question}"


def tells_of_another(question: str, sentence: str, shown: str, terms: Iterable[str]) -> bool:
    """Say whether a sentence tells of another thing of its kind than a question asks about.

    So does one of the injured where the dead are asked about, in an article that, as it is `shown`
    and by its `terms`, has neither that word nor one that means the same.
    """
    own, told = query_terms(question), query_terms(sentence)
    every = {*told, *terms}
    for group in map(_long, (*TOLD, *SIBLINGS)):
        asked = (word for word in group if stands(word, question) or _verb(word) in own)
        lacking = (not _is_said(one, shown, every) and not _is_meant(one, every) for one in asked)
        others = (word for word in group if word not in question)
        if any(lacking) and any(_is_said(one, sentence, told) for one in others):
            return True
    return False


def _long(group: Sequence[str]) -> list[str]:
    """Leave out what has one syllable: it stands within other words."""
    return [word for word in group if len(word) > 1]


def _is_said(word: str, text: str, terms: Collection[str]) -> bool:
    """Say whether a text has a word, or, where it is a verb, another form of it."""
    return word in text or _verb(word) in terms


def _is_meant(word: str, terms: Set[str]) -> bool:
    """Say whether a text of these terms has what is written, or said, for a word."""
    return any({*query_terms(one)} <= terms for one in _alike().get(word, ()))


@cache
def _verb(word: str) -> str:
    """Return the term of a verb that ends as one before a noun does (숨진), else an empty one."""
    terms = query_terms(word) if last_consonant(word[-1]) == _BEFORE_NOUN else []
    return terms[0] if len(terms) == 1 and terms[0].endswith("다") else ""


@cache
def _alike() -> Mapping[str, set[str]]:
    """Return of each word those that are written, or said, in its place."""
    alike: defaultdict[str, set[str]] = defaultdict(set)
    for word, said in synonyms():
        for one in said:
            alike[word].add(one)
            alike[one].add(word)
    return alike
