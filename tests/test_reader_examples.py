"""What a step of training reads: windows that answer, and windows that nearly do."""

from random import Random

import pytest

from embeddings import SeedError
from qa.reader.data import Material, Question, Text
from qa.reader.examples import Example, Lessons

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
    kinds = set()
    for right, wrong in twos(Material([ASKED, LACKING], [], []), 0.0):
        assert (right.text, right.answer, wrong.answer) == (LONG.text, ANSWER, None)
        assert "다 시장" in right.shown
        assert "다 시장" not in wrong.shown
        assert right.question == wrong.question
        here, there = len(right.window.sentences), len(wrong.window.sentences)
        if wrong.text == LONG.text:
            kinds.add("another window")
        elif wrong.text == OTHER.text:
            kinds.add("people's")
        elif here == there:
            kinds.add("without the answer's words")
            assert wrong.shown == right.shown.replace("다 시장은 ", "")
        else:
            kinds.add("without its sentence")
            assert wrong.shown == right.shown.replace(SENTENCES[2], "").replace("  ", " ").strip()
    assert len(kinds) == 4


def test_what_people_asked_in_vain_is_asked_of_the_window_that_answers() -> None:
    vain = Question("3월 3일 문을 닫은 곳은?", LONG, None)
    seen = [
        (right, wrong)
        for right, wrong in twos(Material([ASKED, vain], [], []), 0.0)
        if wrong.question != right.question
    ]
    assert 80 < len(seen) < 160
    for right, wrong in seen:
        assert (wrong.title, wrong.shown, wrong.answer) == (right.title, right.shown, None)


def test_titles_dont_tell_which_window_answers() -> None:
    drawn = twos(Material([ASKED, LACKING], [], []), 0.0)
    own = {right.title for right, _ in drawn}
    assert {"", "시장 소식"} < own
    assert all(LONG.text.startswith(title) for title in own - {"시장 소식"})
    elsewhere = {wrong.title for _, wrong in drawn if wrong.text == OTHER.text}
    assert {"", "시장 소식"} < elsewhere
    borrowed = {title for title in elsewhere if not OTHER.text.startswith(title)}
    assert all(title == "시장 소식" or LONG.text.startswith(title) for title in borrowed)


def test_made_questions_miss_their_answer_in_the_wrong_window() -> None:
    drawn = twos(Material([ASKED], [], [LONG]), 1.0)
    assert len({right.question for right, _ in drawn}) > 100
    for right, wrong in drawn:
        assert right.answer is not None and wrong.answer is None
        assert right.text[slice(*right.answer)] in right.shown
        assert wrong.shown != right.shown


def test_a_text_of_one_window_is_read_without_its_answer() -> None:
    short = Question("몇 곳인가?", text("", ["시장은 여덟 곳이다.", "다리는 없다."]), (4, 8))
    shown = {wrong.shown for _, wrong in twos(Material([short], [], []), 0.0)}
    assert shown == {"다리는 없다.", "시장은 다리는 없다."}


def test_an_answer_over_all_sentences_leaves_no_window_without_it() -> None:
    both = Question("무엇인가?", text("", ["시장이 섰다.", "다리도 섰다."]), (0, 15))
    shown = {wrong.shown for _, wrong in twos(Material([both, ASKED], [], []), 0.0)}
    assert "" not in shown
    assert not any(both.text.text in wrong for wrong in shown)


def test_a_text_of_one_sentence_alone_teaches_nothing() -> None:
    short = Question("무엇인가?", text("", ["시장이다."]), (0, 2))
    with pytest.raises(SeedError, match="name files with longer texts"):
        twos(Material([short], [], []), 0.0)


def test_single_examples_ask_for_what_isnt_there() -> None:
    singles = Lessons(Material([ASKED, LACKING], [], [])).singles(200, Random(0))
    assert {example.answer for example in singles} == {None}
    assert {example.text for example in singles} == {LONG.text, OTHER.text}
