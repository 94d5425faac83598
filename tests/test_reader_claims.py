"""Statements made of sentences: what is altered, and what stays true."""

from random import Random

import pytest

from qa.reader.claims import alterations, altered, in_words, make_claim, said_otherwise
from qa.reader.data import Text
from qa.reader.windows import Window

SENTENCE = "한들시장은 3월 7일 다리 12곳을 고치자고 제안했다."
AROUND = f"{SENTENCE} 서린군수는 반대했다."


@pytest.mark.parametrize(
    ("way", "sentence", "expected"),
    [
        ("negation", "시장은 다리를 고쳤다.", "시장은 다리를 고치지 않았다."),
        ("negation", "다리는 두 곳이 있다.", "다리는 두 곳이 없다."),
        ("negation", "그것은 다리이다.", "그것은 다리가 아니다."),
        ("negation", "다리를 고치고 있다.", None),
        ("roles", "경찰이 시민을 불렀다.", "시민이 경찰을 불렀다."),
        ("roles", "회사가 다리를 통해 건넜다.", None),
        ("roles", "사업을 원하는 업체들을 모집했다.", None),
        ("number", "시장은 다리를 고쳤다.", None),
        ("date", "시장은 다리를 고쳤다.", None),
    ],
)
def test_a_sentence_is_made_untrue(way: str, sentence: str, expected: str | None) -> None:
    assert alterations()[way](sentence, "", Random(0)) == expected


def test_a_number_and_a_date_change_alone() -> None:
    rng = Random(0)
    for _ in range(50):
        number = alterations()["number"](SENTENCE, AROUND, rng)
        date = alterations()["date"](SENTENCE, AROUND, rng)
        assert number and number.startswith("한들시장은 3월 7일 다리 ") and "12곳" not in number
        assert date and date.endswith("일 다리 12곳을 고치자고 제안했다.") and date != SENTENCE


def test_what_is_said_otherwise_keeps_its_numbers() -> None:
    said = {said_otherwise("김한들 대표(55)는 700명을 만났다.", Random(seed)) for seed in range(60)}
    assert "김 대표는 칠백명을 만났다." in said
    assert all("700" in one or "칠백" in one for one in said)


def test_what_is_no_name_keeps_its_syllables() -> None:
    said = {said_otherwise("부동산 시장이 커졌다.", Random(seed)) for seed in range(60)}
    assert not any("부 시장" in one for one in said)


def test_numbers_in_words() -> None:
    assert [in_words(n) for n in (7, 10, 111, 700, 1230, 9999)] == [
        "칠",
        "십",
        "백십일",
        "칠백",
        "천이백삼십",
        "구천구백구십구",
    ]


def test_an_altered_statement_differs() -> None:
    assert altered("아무도 오지 않았다.", "", Random(0)) is None
    assert altered(SENTENCE, AROUND, Random(0)) not in (None, SENTENCE)


def test_a_claim_is_judged_by_a_window() -> None:
    first = "한들시장은 3월 7일 다리를 고치자고 제안했다."
    second = "서린군수는 이 일에 크게 반대했다고 밝혔다."
    text = Text(
        "", f"{first} {second}", ((0, len(first)), (len(first) + 1, len(first) + 1 + len(second)))
    )
    windows = [Window((span,)) for span in text.sentences]
    made = [make_claim(text, windows, Random(seed)) for seed in range(80)]
    for pair in filter(None, made):
        assert pair.premise in (first, second)
        if pair.relation == 1:  # what another sentence says
            assert ("군수" in pair.statement) == (pair.premise == first)
    assert {pair.relation for pair in made if pair} == {0, 1, 2}
