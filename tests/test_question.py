"""What a question asks for."""

import unicodedata

import pytest
from hypothesis import given, settings, strategies as st

from embeddings import QuestionError
from qa.question import MAX_QUESTION, Query, Question, understand


def test_a_question_is_taken_apart() -> None:
    assert understand("별빛시에 이사한 주민은 몇 명인가요?") == Question(
        text="별빛시에 이사한 주민은 몇 명인가요?",
        terms=("별빛", "시", "이사", "주민", "명"),
        wanted=("별빛", "시", "이사", "주민", "명"),
        context=(),
        asks="quantity",
        focus="주민",
        unit="명",
    )


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("축제는 언제 열렸나?", "when"),
        ("도서관이 문을 연 연도는?", "when"),
        ("몇 년에 개통했나요?", "when"),
        ("시장은 누구인가?", "who"),
        ("법무부 장관의 이름은 무엇인가?", "who"),
        ("논문을 쓴 헌법학자는?", "who"),
        ("행사가 열린 곳은?", "where"),
        ("그 나라의 수도는?", "where"),
        ("다리를 지은 회사는?", "group"),
        ("예산은 얼마인가?", "quantity"),
        ("그 도시의 인구는?", "quantity"),
        ("왜 문을 닫았나?", "why"),
        ("연기된 이유는?", "why"),
        ("어떻게 막았나?", "how"),
        ("상을 받은 작품은?", "what"),
        ("이 기사를 요약해 줘", "summary"),
        ("원전에 관한 소식이 있나요?", "summary"),
        ("무슨 내용이야?", "summary"),
        ("관련 기사 제목을 알려줘", "titles"),
        ("When did the bridge open?", "when"),
        ("Who built the bridge?", "who"),
        ("How many people came?", "quantity"),
        ("Tell me about the bridge", "summary"),
    ],
)
def test_the_kind_of_the_answer(text: str, asks: str) -> None:
    assert understand(text).asks == asks


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("임무를 맡은 사람은 누구인가?", "사람"),
        ("어느 대학교를 나왔나?", "대학교"),
        ("별빛시 시장의 이름은?", "시장"),
        ("범인을 붙잡은 장소는 시내 어디인가?", "장소"),
    ],
)
def test_the_noun_that_it_turns_on(text: str, focus: str) -> None:
    assert understand(text).focus == focus


def test_words_about_the_articles_themselves_are_not_searched_for() -> None:
    assert understand("별빛 기사 제목을 알려줘").terms == ("별빛",)


def test_a_follow_up_takes_the_last_questions_terms_along() -> None:
    history = [
        {"role": "user", "content": "벼루시 시장은 누구인가?"},
        {"role": "assistant", "content": "나다라 [1]"},
    ]
    question = understand("그 시장은 무엇을 약속했나?", history)
    assert question.context == understand("벼루시 시장은 누구인가?").wanted
    assert understand("그 시장은 무엇을 약속했나?", ["벼루시 시장은 누구인가?"]) == question


def test_gradios_lists_of_parts_are_read() -> None:
    history = [{"role": "user", "content": [{"type": "text", "text": "벼루시 시장은 누구인가?"}]}]
    assert understand("그는 몇 살인가?", history).context == ("벼루", "시", "시장")


def test_a_question_that_stands_alone_takes_nothing_along() -> None:
    assert understand("별빛시의 예산은 얼마인가?", ["벼루시 시장은 누구인가?"]).context == ()


def test_a_query_weighs_the_terms_of_a_question_and_of_the_one_before() -> None:
    question = understand("그 시장은 무엇을 약속했나?", ["벼루시 시장은 누구인가?"])
    wanted = {"그": 1.0, "시장": 2.0, "약속": 2.0}
    context = {"벼루": 2.0, "시": 1.0, "시장": 2.0}
    assert Query.of(question, len) == Query(question, wanted, context)


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
    assert set(question.wanted) <= set(question.terms)
    assert len(question.text) <= MAX_QUESTION
