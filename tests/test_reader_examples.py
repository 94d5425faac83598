"""What a step of training reads: windows that answer, and windows that nearly do."""

from random import Random

import pytest

from embeddings.errors import SeedError
from qa.reader_data import Material, Question, Text
from qa.reader_examples import Example, Lessons

PLACES = enumerate("가나다라마바사아", start=1)
SENTENCES = [
    f"{place} 시장은 {at}월 {at}일 오래 미뤄 온 공사를 마치고 손님들 앞에서 다시 문을 열었다."
    for at, place in PLACES
]


def text(title: str, sentences: list[str]) -> Text:
    whole = " ".join(sentences)
    spans = [(whole.index(one), whole.index(one) + len(one)) for one in sentences]
    return Text(title, whole, tuple(spans))


LONG = text("시장 소식", [*SENTENCES, "끝으로 시장들은 모두 여덟 곳이다."])
OTHER = text("", ["다른 기사는 다리를 이야기한다.", "다리는 튼튼하다."])
ANSWER = LONG.text.index("다 시장"), LONG.text.index("다 시장") + 4
ASKED = Question("3월 3일 다시 문을 연 곳은?", LONG, ANSWER)
LACKING = Question("3월 3일 다시 문을 연 곳은?", OTHER, None)


def twos(material: Material, made: float) -> list[tuple[Example, Example]]:
    return Lessons(material).twos(300, made, Random(0))


def test_what_people_asked_stands_beside_what_lacks_the_answer() -> None:
    for right, wrong in twos(Material([ASKED, LACKING], [], []), 0.0):
        assert (right.text, right.answer, wrong.answer) == (LONG.text, ANSWER, None)
        assert "다 시장" in right.shown
        assert "다 시장" not in wrong.shown
        assert right.question == wrong.question
        assert wrong.text in (LONG.text, OTHER.text)


def test_titles_dont_tell_which_window_answers() -> None:
    drawn = twos(Material([ASKED, LACKING], [], []), 0.0)
    own = {right.title for right, _ in drawn}
    assert {"", "시장 소식"} < own
    assert all(LONG.text.startswith(title) for title in own - {"시장 소식"})
    elsewhere = {wrong.title for _, wrong in drawn if wrong.text == OTHER.text}
    assert {"", "시장 소식"} < elsewhere
    borrowed = {title for title in elsewhere if not OTHER.text.startswith(title)}
    assert all(title == "시장 소식" or LONG.text.startswith(title) for title in borrowed)


def test_made_questions_miss_their_sentence_in_the_wrong_window() -> None:
    left_out = 0
    for right, wrong in twos(Material([ASKED], [], [LONG]), 1.0):
        assert right.answer is not None and wrong.answer is None
        assert right.text[slice(*right.answer)] in right.shown
        if wrong.text != LONG.text:
            left_out += 1
            shown = [LONG.text[start:end] for start, end in right.window.sentences]
            kept = [wrong.text[start:end] for start, end in wrong.window.sentences]
            (answering,) = set(shown) - set(kept)
            assert right.text[slice(*right.answer)] in answering
    assert 0 < left_out < 300


def test_a_text_of_one_window_is_read_without_its_answer() -> None:
    short = Question("몇 곳인가?", text("", ["시장은 여덟 곳이다.", "다리는 없다."]), (4, 8))
    for _, wrong in twos(Material([short], [], []), 0.0):
        assert wrong.shown == "다리는 없다."


def test_a_text_of_one_sentence_alone_teaches_nothing() -> None:
    short = Question("몇 곳인가?", text("", ["시장은 여덟 곳이다."]), (4, 8))
    with pytest.raises(SeedError, match="name files with longer texts"):
        twos(Material([short], [], []), 0.0)


def test_single_examples_ask_for_what_isnt_there() -> None:
    singles = Lessons(Material([ASKED, LACKING], [], [])).singles(200, Random(0))
    assert {example.answer for example in singles} == {None}
    assert {example.text for example in singles} == {LONG.text, OTHER.text}
