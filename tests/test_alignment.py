"""A sentence told twice: what stands in the one instead of the other's answer."""

import pytest

from qa.answering.alignment import is_retold, retold

TOLD = "가온시는 20일 모였다. 다솜공장 정원을 {} 줄인다고 시가 20일 밝혔다. 다음은 3월이다."


@pytest.mark.parametrize(
    ("mine", "answer", "theirs", "differing"),
    [
        ("9명", "9명", "14명", ("9명", "14명")),
        ("9명이나", "9명", "14명이나", ("9명", "14명")),
        ("9명은", "9명", "네모는", ("9명", "네모는")),
        ("인문계와 자연계", "자연계", "공학계", ("인문계와 자연계", "공학계")),
        ("시 한 편! 빛을", "시 한 편! 빛", "노래를", ("시 한 편! 빛", "노래를")),
        ("큰 누리집 다음을", "누리집", "큰 누리집 새터를", ("누리집 다음을", "누리집 새터를")),
        ("9명", "9명", "9명", ("9명", "9명")),
        ("1인 9천 원", "9천 원", "2인 9천 원", ("1인 9천 원", "2인 9천 원")),
    ],
)
def test_what_differs_around_an_answer_is_told_in_whole_words(
    mine: str, answer: str, theirs: str, differing: tuple[str, str]
) -> None:
    text, other = TOLD.format(mine), f"새 소식이다. {TOLD.format(theirs)}"
    start, sentence = text.index(answer), (text.index("다솜"), text.index(" 다음은"))
    found = retold(text, sentence, (start, start + len(answer)), other)
    assert found
    assert (text[slice(*found.mine)], other[slice(*found.theirs)]) == differing
    again = f"다솜공장 정원을 {theirs} 줄인다고 시가 20일 밝혔다."
    assert other[slice(*found.sentence)] == again


@pytest.mark.parametrize(
    "other",
    [
        "",
        "다솜공장은 어제 문을 닫았다.",
        "다솜공장 정원을 줄인다고 시가 20일 밝혔다.",
        "다솜공장 정원을 14명 줄인다고 시가 21일 밝혔다.",
        "다솜공장 정원을 이번 3월 9명 줄인다고 시가 20일 밝혔다.",
    ],
    ids=["nothing", "another sentence", "no answer", "another number", "a number beside it"],
)
def test_a_sentence_that_is_another_one_or_lacks_the_answer_is_not_it_told_again(
    other: str,
) -> None:
    text = "다솜공장 정원을 다음 2월 9명 줄인다고 시가 20일 밝혔다."
    start = text.index("9명")
    assert retold(text, (0, len(text)), (start, start + 2), other) is None


@pytest.mark.parametrize("beside", ["3m, 배수량", "3명은 큰", "3월에는"])
def test_a_number_that_is_said_of_something_else_is_not_the_answers(beside: str) -> None:
    text = f"나무로 지은 배는 {beside} 2000톤 정도가 한계로 여겨져 왔다."
    start = text.index("2000톤")
    other = text.replace("3", "5", 1)
    assert retold(text, (0, len(text)), (start, start + 5), other) is None


def test_sentences_without_a_space_between_them_are_two() -> None:
    text, other = "공장 불로 작업자 9명이 다쳤다.", "공장 불로 작업자 14명이 다쳤다.불은 꺼졌다."
    found = retold(text, (0, len(text)), (10, 12), other)
    assert found and other[slice(*found.sentence)] == "공장 불로 작업자 14명이 다쳤다."


def test_a_short_sentence_is_known_by_its_neighbours() -> None:
    text = "그는 가온대를 나왔다. 1984년 가온방송에 들어갔다. 뒤에 소식을 전했다."
    start, end = text.index("1984년"), text.index(" 뒤에")
    found = retold(text, (start, end), (start, start + 5), text.replace("1984", "1986"))
    assert found and found.theirs == (start, start + 5) and found.sentence == (start, end)


def test_sentences_with_a_few_words_changed_are_one() -> None:
    assert is_retold("공장에서 불이 나 9명이 다쳤다.", "공장에서 불이 나 14명이 다쳤다.")
    assert not is_retold("공장에서 불이 나 9명이 다쳤다.", "시는 공장을 닫기로 했다.")
