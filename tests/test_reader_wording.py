"""Questions in other words, questions that ask for else, and questions made of sentences."""

from random import Random

import pytest
from hypothesis import given, strategies as st

from embeddings import query_terms
from qa.reader.cloze import make_question
from qa.reader.siblings import tells_of_another
from qa.reader.wording import asking_otherwise, reworded

DRAWS = 1000


def all_reworded(question: str) -> set[str]:
    return {reworded(question, Random(seed)) for seed in range(DRAWS)}


def test_a_question_is_said_in_other_words() -> None:
    said = all_reworded("사망한 사람은 누구인가?")
    assert {"목숨을 잃은 인물은 누구지?", "사망한 사람은 누군지 알려줘"} <= said
    assert "화재가 언제 났어?" in all_reworded("화재가 언제 났는가?")
    assert "불이 언제 났지?" in all_reworded("불이 언제 났는가?")
    assert not any("책관" in one for one in all_reworded("도서관은 언제 여는가?"))
    assert not any("나라정" in one for one in all_reworded("국가정보원은 언제 생겼나?"))
    assert not any("대체로" in one for one in all_reworded("세금이 높은 주로 꼽힌 곳은?"))


@given(st.text(min_size=1, max_size=60), st.integers(0, 2**32))
def test_rewording_is_of_one_line_and_repeatable(question: str, seed: int) -> None:
    once = reworded(f"물음 {question}", Random(seed))
    assert once == reworded(f"물음 {question}", Random(seed))
    assert once.split() and "\n" not in once


def all_otherwise(question: str, text: str, titles: list[str]) -> set[str | None]:
    return {asking_otherwise(question, text, titles, Random(seed)) for seed in range(DRAWS)}


def test_something_else_is_asked_that_the_text_lacks() -> None:
    text = "화재로 3명이 부상을 입었고 실종된 사람은 없다."
    assert all_otherwise("부상 인원은 몇 명인가?", text, []) == {
        "사망 인원은 몇 명인가?",
        "생존 인원은 몇 명인가?",
        "부상 기간은 몇 명인가?",
        "부상 예산은 몇 명인가?",
        "부상 금액은 몇 명인가?",
        "부상 횟수는 몇 명인가?",
        "부상 비용은 몇 명인가?",
    }
    years = all_otherwise("2019년 우승 팀은?", "2019년과 2020년에 우승했다.", [])
    assert "2018년 우승 팀은?" in years
    assert not {"2019년 우승 팀은?", "2020년 우승 팀은?"} & years
    assert all_otherwise("통영 명물은?", "통영의 명물이다.", ["통영", "강릉"]) == {"강릉 명물은?"}
    assert all_otherwise("명물은?", "통영의 명물이다.", ["통영", "강릉"]) == {None}
    bus = "버스 파업이 택시로 번졌다."
    assert all_otherwise("버스가 언제 서?", bus, []) == {
        f"{other} 언제 서?" for other in ("지하철이", "트램이", "비행기가", "유람선이", "철도가")
    }
    assert all_otherwise("버스전용차로는 언제 생겨?", bus, []) == {None}
    assert all_otherwise("감독관은 뭐 해?", bus, []) == {None}


def all_made(sentence: str, title: str = "통영시") -> set[tuple[str, str]]:
    made = filter(None, (make_question(sentence, title, Random(seed)) for seed in range(DRAWS)))
    return {(one.question, sentence[slice(*one.answer)]) for one in made}


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "통영시는 1995년 1월 1일 새로 출범했다.",
            "통영시는 언제 새로 출범했나?",
            "1995년 1월 1일",
        ),
        ("축제에 지난해 약 3만 명이 참가했다.", "통영시 축제에 지난해 참가한 수는?", "약 3만 명"),
        ("시는 올해 30억 원을 다리에 썼다.", "통영시 시는 올해 얼마를 다리에 썼지?", "30억 원"),
        (
            "행사에서 홍길동 시장이 축사를 했다.",
            "통영시는 행사에서 누가 축사를 했나요?",
            "홍길동 시장",
        ),
        (
            "축제는 세찬 비바람 때문에 이틀 늦게 시작했다.",
            "통영시 축제는 무엇 때문에 이틀 늦게 시작했나?",
            "세찬 비바람 때문",
        ),
        ("통영 사람은 굴, 멍게 등을 기른다.", "통영시 통영 사람은 무엇 등을 기르나?", "굴, 멍게"),
    ],
)
def test_a_sentence_is_asked_for_what_it_says(sentence: str, question: str, answer: str) -> None:
    assert (question, answer) in all_made(sentence)


def test_what_is_no_sentence_gives_no_question() -> None:
    assert all_made("1995년 출범") == set()
    assert all_made("그렇게 하기로 모두 함께 정했다.") == set()


@given(
    st.text(alphabet="가나다 1995년월일명이가을를은는,.()《》했다", max_size=80),
    st.integers(0, 999),
)
def test_an_answer_stands_in_its_sentence(sentence: str, seed: int) -> None:
    if made := make_question(sentence, "제목", Random(seed)):
        start, end = made.answer
        assert 0 <= start < end <= len(sentence)
        assert made.question


@pytest.mark.parametrize(
    ("question", "sentence", "rest", "is_other"),
    [
        ("숨진 사람은 몇 명이야?", "이 불로 9명이 다쳤고 다친 사람은 모두 남자다.", "", True),
        ("숨진 사람은 몇 명이야?", "다친 사람은 모두 9명이다.", "숨진 사람은 없다.", False),
        ("다친 사람은 몇 명이야?", "다친 사람은 모두 9명이다.", "", False),
        ("몇 명 숨졌어?", "9명이 다쳤다.", "", True),
        ("숨진 사람은 몇 명이야?", "2명이 사망하고 9명이 다쳤다.", "", False),
        ("숨진 사람은 몇 명이야?", "2명이 숨지고 9명이 다쳤다.", "", False),
        ("폐막작이 뭐야?", "개막작은 ‘소금꽃’이다.", "", True),
        ("개막작이랑 폐막작이 뭐야?", "개막작은 ‘소금꽃’이다.", "", False),
        ("2심 선고는 언제야?", "1심 선고는 8일에 있었다.", "", True),
        ("지하철 요금은 얼마야?", "버스 요금은 1,500원이다.", "", True),
        ("지하철 요금은 얼마야?", "버스 요금은 1,500원이다.", "전철은 다음 달에 오른다.", False),
        ("형은 몇 살이야?", "동생은 대형 트럭을 몬다.", "", False),
    ],
)
def test_what_is_told_of_another_thing_of_its_kind(
    question: str, sentence: str, rest: str, is_other: bool
) -> None:
    shown = f"{sentence} {rest}"
    assert tells_of_another(question, sentence, shown, query_terms(shown)) == is_other
