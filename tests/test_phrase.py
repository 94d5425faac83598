"""Fixed phrases in two languages, and how each says days."""

from datetime import date

import pytest

from embeddings import last_consonant
from qa.phrase import Phrase, days_label, with_particles

DAYS = [
    (date(2024, 8, 6), date(2024, 8, 6), "2024년 8월 6일", "August 6, 2024"),
    (date(2024, 2, 1), date(2024, 2, 29), "2024년 2월", "February 2024"),
    (date(2023, 2, 1), date(2023, 2, 28), "2023년 2월", "February 2023"),
    (date(2024, 1, 1), date(2024, 12, 31), "2024년", "2024"),
    (date(2020, 1, 1), date(2029, 12, 31), "2020년~2029년", "2020 – 2029"),
    (date(2024, 3, 1), date(2024, 5, 31), "2024년 3월~5월", "March – May 2024"),
    (
        date(2023, 12, 1),
        date(2024, 1, 31),
        "2023년 12월~2024년 1월",
        "December 2023 – January 2024",
    ),
    (date(2024, 5, 4), date(2024, 5, 10), "2024년 5월 4일~5월 10일", "May 4 – May 10, 2024"),
    (
        date(2023, 12, 30),
        date(2024, 1, 2),
        "2023년 12월 30일~2024년 1월 2일",
        "December 30, 2023 – January 2, 2024",
    ),
    (date(2024, 8, 1), None, "2024년 8월 1일부터", "since August 1, 2024"),
    (None, date(2024, 8, 1), "2024년 8월 1일까지", "until August 1, 2024"),
]


@pytest.mark.parametrize(("since", "until", "korean", "english"), DAYS)
def test_days_have_a_label(
    since: date | None, until: date | None, korean: str, english: str
) -> None:
    assert days_label(since, until) == Phrase(korean, english)


def test_a_phrase_is_filled_in_each_language() -> None:
    [day] = {days_label(date(2024, 8, 6), date(2024, 8, 6))}
    known = Phrase.joined(" · ", (day, "", "{}일보"))
    said = Phrase("{}까지 {}건", "{1} until {0}").format(known, 2)
    assert said == Phrase("2024년 8월 6일 · {}일보까지 2건", "2 until August 6, 2024 · {}일보")
    assert (said.said("ko"), said.said("en")) == (said.ko, said.en)


def test_one_without_words_says_nothing() -> None:
    assert not Phrase.joined(" · ", ("", Phrase("", "")))
    assert Phrase("글", "text").within("({})") == Phrase("(글)", "(text)")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("폴더 기사은(는) 폴더가 아닙니다", "폴더 기사는 폴더가 아닙니다"),
        ("기사 목록을(를) 읽을 수 없습니다", "기사 목록을 읽을 수 없습니다"),
        ('"제목"이(가) 없습니다', '"제목"이 없습니다'),
        ('"2024-13-01"은(는) 날짜가 아닙니다', '"2024-13-01"은 날짜가 아닙니다'),
        ("기사 2024이(가) 없습니다", "기사 2024가 없습니다"),
        ("a.jsonl을(를) 읽을 수 없습니다", "a.jsonl을(를) 읽을 수 없습니다"),
    ],
)
def test_a_particle_has_the_shape_that_the_word_before_it_wants(text: str, said: str) -> None:
    assert with_particles(text) == said


def test_a_syllable_ends_in_a_consonant_or_not() -> None:
    assert [last_consonant(letter) for letter in "가한말십있힣Aㄱ"] == [0, 4, 8, 17, 20, 27, 0, 0]
