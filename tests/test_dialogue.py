"""What was said before a question, and whether the question follows up on it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from embeddings import Article, kiwi
from qa import Answer, Citation, Part
from qa.dialogue.follow_up import FollowUp, follow_up, follows, scope
from qa.dialogue.turns import Turn, read_turns

TEXT = "가람시는 3월 5일 별빛대교를 열었다."
BRIDGE = Article("a.txt", "별빛대교 개통", TEXT, published=date(2024, 3, 6))
CITED = Citation(1, BRIDGE, 0, len(TEXT), (5, 10))
ASKED = "별빛대교는 언제 열렸나?"
ANSWER = Answer((Part(TEXT, CITED, "quote"),), 0.9, question=ASKED)
TOLD = replace(
    ANSWER, parts=(Part("3월 5일", CITED, "short"), Part("3월에 열었다.", CITED, "supported"))
)
SAID = {"role": "assistant", "content": "3월 5일 [1]"}


@pytest.mark.parametrize(
    ("history", "turns"),
    [
        ([], []),
        ([ASKED], [Turn(ASKED)]),
        ([ANSWER], [Turn(ASKED, ("a.txt",))]),
        ([ASKED, ANSWER], [Turn(ASKED, ("a.txt",))]),
        ([TOLD], [Turn(ASKED, ("a.txt",), said="3월 5일 3월에 열었다.")]),
        ([ASKED, ANSWER.to_dict()], [Turn(ASKED, ("a.txt",))]),
        ([{"role": "user", "content": ASKED}, ANSWER.to_dict()], [Turn(ASKED, ("a.txt",))]),
        ([{"role": "user", "content": ASKED}, SAID], [Turn(ASKED, said="3월 5일 [1]")]),
        ([{"role": "user", "content": [{"type": "text", "text": ASKED}]}], [Turn(ASKED)]),
        ([Turn(ASKED, ("b.txt",))], [Turn(ASKED, ("b.txt",))]),
        (["그 전에는?", ANSWER], [Turn("그 전에는?"), Turn(ASKED, ("a.txt",))]),
        ([SAID, None, 7, {}, {"role": "user"}, {"citations": None, "question": 3}], []),
    ],
)
def test_a_history_is_read_in_all_its_forms(history: list[object], turns: list[Turn]) -> None:
    assert read_turns(history) == turns


def test_what_is_related_was_cited_as_well() -> None:
    related = Answer((Part(TEXT, CITED, "related"),), 0.3, question=ASKED)
    assert read_turns([related]) == [Turn(ASKED, ("a.txt",))]


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("그 회사는?", "surely"),
        ("그럼 7월은?", "surely"),
        ("왜?", "surely"),
        ("얼마나 들어?", "surely"),
        ("더 자세히 알려줘", "surely"),
        ("이 기사 요약해줘", "surely"),
        ("다른 기사에서는?", "surely"),
        ("거기엔 누가 왔어?", "surely"),
        ("How much did it cost?", "surely"),
        ("What about the mayor?", "surely"),
        ("공사비는?", "perhaps"),
        ("선장은 누구야?", "perhaps"),
        ("별빛대교는 언제 열렸나?", "perhaps"),
        ("부산의 다리는 언제 열렸나?", "named"),
        ("영업정지는 며칠이야?", "named"),
        ("이장이 별빛대교에서 한 말은?", "no"),
        ("가람시 시장이 그 자리에서 약속한 것은?", "no"),
        ("When did the bridge open?", "no"),
    ],
)
def test_a_follow_up_is_told_by_its_morphemes(text: str, how: str) -> None:
    assert follows(text, kiwi().tokenize(text)) == how


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("그 기사를 요약해줘", "only"),
        ("이 기사에서 시장은 뭐라고 했어?", "only"),
        ("다른 기사에서는?", "other"),
        ("다른 신문은 뭐래?", "other"),
        ("그 다리는 얼마야?", "prefer"),
    ],
)
def test_where_a_follow_up_looks(text: str, where: str) -> None:
    assert scope(text) == where


def followed(text: str, *history: object) -> FollowUp | None:
    return follow_up(text, kiwi().tokenize(text), read_turns(history))


def test_a_chain_goes_back_to_the_question_that_stands_alone() -> None:
    expected = FollowUp(ASKED, is_sure=True, scope="prefer", cited=("a.txt",))
    assert followed("그 전에는?", "부산 인구는?", ASKED, ANSWER, "왜?") == expected
    again = replace(ANSWER, question="길이는?", alone=f"{ASKED} 길이는?")
    assert followed("그 전에는?", ANSWER, again) == expected


def test_what_may_stand_alone_is_taken_along_with_what_was_asked_before() -> None:
    further = followed("그 사람은?", "부산 인구는?", "길이는?")
    assert further == FollowUp("부산 인구는? 길이는?", is_sure=True, scope="prefer")


def test_the_first_question_follows_up_on_nothing() -> None:
    assert followed("그 회사는?") is None


message = (
    st.none()
    | st.text(max_size=20)
    | st.dictionaries(
        st.sampled_from(["role", "content", "citations", "question", "related"]),
        st.none() | st.sampled_from(["user", "assistant"]) | st.lists(st.none() | st.just({})),
    )
)


@settings(max_examples=200, deadline=None)
@given(st.lists(message, max_size=4))
def test_any_history_is_read(history: list[object]) -> None:
    assert all(turn.question for turn in read_turns(history))
