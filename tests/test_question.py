"""What a question is searched by, and what it follows up on."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from embeddings import QuestionError
from qa.dialogue.follow_up import FollowUp
from qa.question import MAX_QUESTION, Question, narrowed, understand
from qa.request.condition import Condition


def test_a_question_is_taken_apart() -> None:
    assert understand("별빛시에 이사한 주민은 몇 명인가요?") == Question(
        text="별빛시에 이사한 주민은 몇 명인가요?",
        terms=("별빛", "시", "이사", "주민", "명"),
        context=(),
        asks="fact",
    )


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("축제는 언제 열렸나?", "fact"),
        ("폐막작의 제목이 뭐야?", "fact"),
        ("When did the bridge open?", "fact"),
        ("이 기사를 요약해 줘", "summary"),
        ("무슨 내용이야?", "summary"),
        ("Tell me about the bridge", "summary"),
        ("원전에 관한 소식이 있나요?", "list"),
        ("관련 기사 제목을 알려줘", "list"),
        ("축제 기사를 날짜순으로 정리해 주세요", "timeline"),
        ("두 다리의 차이가 뭐야?", "comparison"),
        ("안녕하세요", "greeting"),
        ("고마워!", "thanks"),
        ("뭘 물어볼 수 있어?", "help"),
        ("여기 어떤 기사들이 있어?", "inventory"),
    ],
)
def test_what_kind_of_request_it_is(text: str, asks: str) -> None:
    assert understand(text).asks == asks


@pytest.mark.parametrize(
    ("text", "of_articles"),
    [
        ("별빛대교 기사 뭐뭐 있어?", True),
        ("8월 기사 중에서 별빛대교 얘기만 모아줘", True),
        ("사설에서 내놓은 해법들은 뭐뭐야?", False),
        ("기사에 나온 회사는 어디어디야?", False),
        ("칼럼이 고치자고 주장한 것 두 가지 다 말해줘", False),
        ("칼럼이 실린 것 다 찾아줘", True),
        ("별빛대교를 지나는 버스는 뭐뭐야?", False),
    ],
)
def test_a_list_is_of_articles_or_of_what_they_tell(text: str, of_articles: bool) -> None:
    question = understand(text)
    assert (question.asks, question.of_articles) == ("list", of_articles)


def test_words_about_the_articles_themselves_are_not_searched_for() -> None:
    assert understand("별빛 기사 제목을 알려줘").terms == ("별빛",)


def test_a_follow_up_takes_the_last_questions_terms_along() -> None:
    question = understand("그 시장은 무엇을 약속했나?", ["벼루시 시장은 누구인가?"])
    assert question == Question(
        text="그 시장은 무엇을 약속했나?",
        terms=("그", "시장", "약속"),
        context=("벼루", "시", "시장"),
        asks="fact",
        follow_up=FollowUp("벼루시 시장은 누구인가?", is_sure=True, scope="prefer"),
    )
    assert question.understood == "벼루시 시장은 누구인가? 그 시장은 무엇을 약속했나?"


@pytest.mark.parametrize(
    ("earlier", "text", "anew"),
    [
        ("6월에는 몇 명이 다녀갔어?", "그럼 7월은?", "7월에는 몇 명이 다녀갔어?"),
        ("작년 8월 6일자 기사에서 몇 명?", "7일자는?", "작년 8월 7일자 기사에서 몇 명?"),
        ("작년 6월 기사 보여줘", "그럼 올해 3월은요?", "올해 3월 기사 보여줘"),
        ("How many came in June?", "What about in July?", "How many came in July?"),
    ],
)
def test_a_question_for_another_time_is_the_one_before_in_that(
    earlier: str, text: str, anew: str
) -> None:
    question = understand(text, [earlier])
    assert question == replace(understand(anew), said=text)
    assert question.understood == anew


def test_what_names_another_time_takes_the_earlier_one_not_along() -> None:
    question = understand("그럼 7월에는 누가 다녀갔나?", ["6월 벼루시 축제는 어땠나?"])
    assert question.context == ("벼루", "시", "축제")


def test_a_question_that_stands_alone_takes_nothing_along() -> None:
    question = understand("부산의 다리와 공원 예산은 얼마인가?", ["벼루시 시장은 누구인가?"])
    assert (question.context, question.follow_up, question.understood) == ((), None, "")


def test_talk_follows_up_on_nothing() -> None:
    assert understand("고마워!", ["벼루시 시장은 누구인가?"]).follow_up is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the question is empty"),
        (" \n\t ", "the question is empty"),
        ("?!…", "the question has no words"),
        ("😀👍", "the question has no words"),
        ("가" * 100_000, "the question has 100,000 characters"),
    ],
)
def test_what_is_no_question_gets_one_clear_line(text: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said) as caught:
        understand(text)
    assert "\n" not in str(caught.value)


def test_a_question_is_normalised_as_a_text_is() -> None:
    plain = "별빛시에 이사한 주민은 몇 명인가요?"
    tricked = unicodedata.normalize(
        "NFD", "\u202e별\u200b빛시에\n이사한\0 주민은 몇\u3164명인가요?"
    )
    assert understand(tricked) == understand(plain)
    assert understand("그 시는?", [tricked]) == understand("그 시는?", [plain])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        question = understand(text)
    except QuestionError:
        return
    assert len(question.text) <= MAX_QUESTION


@pytest.mark.parametrize(
    ("rest", "read"),
    [
        ("다리 기사에서 공사비는?", "다리 공사비는?"),
        ("다리 소식 중에 공사비는?", "다리 공사비는?"),
        ("택시 기사에게 준 돈은?", "택시 기사에게 준 돈은?"),
    ],
)
def test_that_articles_are_looked_into_is_not_read(rest: str, read: str) -> None:
    text = f"8월 6일자 {rest}"
    condition = Condition("published", 0, 6, "8월 6일자", "2024년 8월 6일")
    assert narrowed(understand(text), [condition]).text == read
