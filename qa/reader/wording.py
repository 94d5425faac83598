"""Questions in other words, and questions that a text no longer answers, made by rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from random import Random

from embeddings import last_consonant

from ..synonyms import synonyms

# A group's words ask for different things: with one in another's place a text that answers the
# question doesn't answer it any more. None is part of another of its group.
_ASKING_OTHERWISE = """
    사망|부상|실종|생존 / 숨진|다친|실종된|구조된 / 죽은|다친|태어난 /
    사망자|부상자|실종자|생존자 / 매수|매도 / 인수|매각 / 구매|판매 / 사들인|팔아넘긴 /
    수출|수입 / 개통|착공|준공|폐쇄 / 개막|폐막 / 개장|폐장 / 개교|폐교 / 출생|사망|결혼 /
    태어난|숨진|결혼한 / 시작|종료 / 시작된|끝난 / 시작한|끝낸 / 입학|졸업 / 입대|제대 /
    승리|패배 / 당선|낙선 / 취임|퇴임 / 즉위|퇴위 / 임명|해임 / 최고|최저 / 최대|최소 /
    증가|감소 / 늘어난|줄어든 / 상승|하락 / 오른|내린 / 많은|적은 / 높은|낮은 /
    가장 큰|가장 작은 / 빠른|느린 / 처음|마지막 / 첫 번째|마지막 /
    아버지|어머니|아들|딸|아내|남편|형|동생 / 찬성|반대 / 매출|영업이익|순이익|부채|시가총액 /
    설립|해체 / 세운|없앤 / 체결|파기 / 합격|불합격 / 남성|여성 / 남자|여자 /
    동쪽|서쪽|남쪽|북쪽 / 높이|길이|넓이|무게|깊이|너비 / 면적|인구|기온 / 수도|국가|통화|국기 /
    작사|작곡|편곡 / 감독|주연|각본|제작자 / 작가|번역가|삽화가 / 대통령|총리|외무장관|국회의장 /
    회장|사장|대변인 / 장남|차남|장녀|차녀 / 원인|결과 / 이유|날짜|장소 / 원고|피고 /
    가해자|피해자 / 출발|도착 / 공격|방어 / 수컷|암컷 / 정가|할인가 / 모집|해고 / 허가|금지 /
    장점|단점 / 등록|취소 / 신청|발표 / 예산|인원|기간 / 가격|무게|크기 / 금액|인원|횟수 /
    비용|기간|인원 / 주소|전화번호|누리집 / 나이|학력|직업|고향 /
    서울|부산|대구|인천|광주|대전|울산|제주 / 미국|중국|일본|독일|프랑스|영국|러시아|인도 /
    경기도|강원도|전라남도|경상북도|충청남도 / 남한|북한 / 1분기|2분기|3분기|4분기 /
    상반기|하반기 / 올해|내년 / 오전|오후 / 여당|야당 / 초등학교|중학교|고등학교|대학교 /
    봄|여름|가을|겨울 / 취소|연기|확정 / 성공|실패 / 인상|인하|동결 / 승인|거부 / 유죄|무죄 /
    구속|석방 / 가결|부결 / 흑자|적자 / 재개|중단 / 인정|부인 / 무산|성사 / 낙찰|유찰 /
    입국|출국 / 입원|퇴원 / 채용|해고 / 가입|탈퇴 / 상장|폐지 / 정규직|비정규직 /
    오프라인|온라인 / 국내|해외 / 월요일|화요일|수요일|목요일|금요일|토요일|일요일 /
    은메달|금메달|동메달 / 우승|준우승|탈락 / 득점|실점 / 초연|재연 / 전반|후반
"""
_OTHERS = [group.split("|") for group in " ".join(_ASKING_OTHERWISE.split()).split(" / ")]
_SIBLINGS = [
    line.split()
    for line in Path(__file__).with_name("siblings.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
_SAME = dict(synonyms())
_WRITTEN = re.compile(
    rf"(?<!\S)(?:{'|'.join(map(re.escape, sorted(_SAME, key=len, reverse=True)))})"
)
# How a question ends: what people write in a set of questions, and what they say.
_SAID = {
    "무엇": "뭐야|뭐지|뭔가요|뭔지 알려줘|뭐예요|무엇인지 궁금해",
    "누구": "누구야|누구지|누군가요|누구예요|누군지 알려줘|누구더라",
    "언제": "언제야|언제지|언젠가요|언제예요|언제였지|언제쯤이야",
    "어디": "어디야|어디지|어딘가요|어디예요|어딘지 알려줘",
    "얼마": "얼마야|얼마지|얼만가요|얼마예요|얼마나 돼",
}
_PARTICLES = (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("으로", "로"))
_PAST = "".join(map(chr, range(ord("갔"), ord("힣") + 1, 28)))  # the syllables that end in ㅆ
_ENDINGS = [
    *(
        (re.compile(rf"{word}(?:인가요?|입니까|일까요|이?지|이?야)\?*$"), _SAID[word])
        for word in _SAID
    ),
    *(
        (re.compile(rf"{pattern}\?*$"), said)
        for pattern, said in (
            (
                r"([몇어떤] ?[가-힣]{1,4})(?:인가요?|입니까|일까요)",
                r"\1이야|\1이지|\1인지 알려줘|\1이에요",
            ),
            (
                r"했(?:나요?|는가|습니까|을까요?|니)",
                "했어|했지|했는데|했나|했대|했나요|했는지 알려줘",
            ),
            (
                r"(?:됐|되었)(?:나요?|는가|습니까|을까요?)",
                "됐어|됐지|됐나|됐대|됐나요|됐는지 알려줘",
            ),
            (
                rf"([{_PAST}])(?:나요?|는가|습니까|을까요?|니)",
                r"\1어|\1지|\1나|\1대|\1나요|\1는지 알려줘",
            ),
            (r"하(?:나요?|는가요?)", "해|하지|한대|하나|하나요|하는지 알려줘"),
            (r"되(?:나요?|는가요?)", "돼|되지|된대|되나|되나요"),
            (r"있(?:나요?|는가|습니까|을까요?)", "있어|있지|있대|있나|있나요"),
            (r"인가요?", "이야|인지 알려줘|이지|인가"),
            (r"(사람|인물|이)은", r"\1은 누구야|\1이 누구지|\1 누구야|\1이 누구인가요"),
            (r"(날|날짜|때|시기|시점)[은는]", r"\1 언제야|\1 언제지|\1는 언제인가요"),
            (r"(해|년도|연도)는", r"\1가 언제야|\1는 몇 년이지|\1는 언제인가요"),
            (r"(곳|장소|도시|나라|국가|지역)[은는]", r"\1 어디야|\1 어디지|\1는 어디인가요"),
            (r"(것|물건|이름|제목|명칭)은", r"\1은 뭐야|\1이 뭐지|\1 뭐야|\1은 무엇인가요"),
            (r"(이유|까닭|원인)[은는]", r"\1가 뭐야|\1는 뭐지|\1 알려줘|\1는 무엇인가요"),
        )
    ),
]
_PARTICLE = re.compile(r"(?<=[가-힣A-Za-z0-9]{2})(?:을|를|이|가|은|는|의)$")
_ENDED = re.compile("(?:들?[은는이가을를의에도만]|에서|[와과]|으?로)?[?,.]*$")
_ASKING = re.compile(r"누[구가]|언제|어[디느떤떻]|무[엇슨]|뭐|뭘|몇|왜|얼마|\?$")
_NUMBER = re.compile(r"\d+")
_VOWELS = {1: 5, 5: 1, 3: 7, 7: 3, 11: 10, 10: 11, 15: 10}  # that are misspelt for each other


def reworded(question: str, rng: Random) -> str:
    """Say a question as people type it: other words and ending, fewer particles, slips."""
    question = same_words(question, rng)
    if rng.random() < 0.7:
        question = _spoken(question, rng)
    words = question.split()
    if rng.random() < 0.3:
        words = [_PARTICLE.sub("", word) if rng.random() < 0.5 else word for word in words]
    plain = [at for at, word in enumerate(words) if not is_asking(word)]
    if len(plain) > 4 and rng.random() < 0.25:
        del words[rng.choice(plain)]
    if len(words) > 3 and rng.random() < 0.15:  # two words written as one
        at = rng.randrange(len(words) - 1)
        words[at : at + 2] = [words[at] + words[at + 1]]
    question = " ".join(words)
    if rng.random() < 0.1:
        question = _misspelt(question, rng)
    return question.rstrip("?.") if rng.random() < 0.2 else question


def same_words(text: str, rng: Random) -> str:
    """Return a text with some of its words replaced by others that mean the same."""
    for word in sorted({*_WRITTEN.findall(text)}, key=text.index):
        if rng.random() < 0.6:
            other = rng.choice(_SAME[word])
            text = with_particle(re.sub(rf"(?<!\S){re.escape(word)}", other, text, count=1), other)
    return text


def _spoken(question: str, rng: Random) -> str:
    for pattern, said in _ENDINGS:
        if found := pattern.search(question):
            ending = found.expand(rng.choice(said.split("|")))
            mark = "" if ending.endswith(("알려줘", "궁금해")) else "?"
            return question[: found.start()] + ending + mark
    return question


def _misspelt(question: str, rng: Random) -> str:
    """Put a vowel that sounds alike into one syllable."""
    at = rng.randrange(len(question))
    number = ord(question[at]) - ord("가")
    vowel = number // 28 % 21
    if 0 <= number <= ord("힣") - ord("가") and vowel in _VOWELS:
        other = chr(ord(question[at]) + 28 * (_VOWELS[vowel] - vowel))
        return question[:at] + other + question[at + 1 :]
    return question


def is_asking(word: str) -> bool:
    """Say whether a word asks (누가, 몇), or ends the question."""
    return bool(_ASKING.search(word))


def _stands(word: str, question: str) -> bool:
    """Say whether a word of the question starts with a word."""
    return f" {word}" in f" {question}"


def asking_otherwise(question: str, text: str, titles: Sequence[str], rng: Random) -> str | None:
    """Return a question that the text doesn't answer, made of one that it does; None if none is.

    Something else is asked of the same (사망 for 부상), or the same of another thing of its kind
    (지하철 for 버스), another year or number, or another of the `titles`. What is put in doesn't
    stand in the text.
    """
    made = _exchanged(question, text, _OTHERS, rng) + _siblings(question, text, rng)
    if numbers := [number for number in _NUMBER.findall(question) if number in text]:
        old = rng.choice(numbers)
        other = str(max(1, int(old) + rng.choice([-20, -7, -3, -2, -1, 1, 2, 3, 5, 10])))
        made += [question.replace(old, other, 1)] if other not in text else []
    if named := [title for title in titles[:1] if len(title) > 1 and title in question]:
        other = rng.choice(titles[1:] or titles)
        made += [question.replace(named[0], other, 1)] if other not in text else []
    return rng.choice(made) if made else None


def otherwise(statement: str, text: str, rng: Random) -> str | None:
    """Return a statement with another word of its group in a word's place (사망 for 부상), or None.

    What is put in doesn't stand in the text.
    """
    made = _exchanged(statement, text, _OTHERS, rng)
    return rng.choice(made) if made else None


def _exchanged(said: str, text: str, groups: Sequence[Sequence[str]], rng: Random) -> list[str]:
    made: list[str] = []
    for group in groups:
        old = next((word for word in group if _stands(word, said)), None)
        if old and (new := [word for word in group if word != old and word not in text]):
            other = rng.choice(new)
            made.append(with_particle(said.replace(old, other, 1), other))
    return made


def _siblings(said: str, text: str, rng: Random) -> list[str]:
    """Put another thing of its kind in the place of one that is a word of its own."""
    own = {_ENDED.sub("", word) for word in said.split()}
    return _exchanged(said, text, [group for group in _SIBLINGS if own & {*group}], rng)


def with_particle(sentence: str, noun: str) -> str:
    """Give each place of a noun the particle's shape that goes with its last syllable."""
    closed = last_consonant(noun[-1])
    for after_closed, after_open in _PARTICLES:
        right = after_closed if closed and not (closed == 8 and after_open == "로") else after_open
        shape = rf"{re.escape(noun)}(?:{after_closed}|{after_open})(?=[ .,?]|$)"
        sentence = re.sub(shape, noun + right, sentence)
    return sentence
