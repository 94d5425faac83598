"""Candidates for a short answer."""

import pytest
from hypothesis import given, settings, strategies as st

from embeddings.text.analysis import kiwi
from qa.answering.spans import candidates, features, kind_of
from qa.question import understand


def phrases(text: str) -> list[str]:
    return [text[span.start : span.end] for span in candidates(text, kiwi().tokenize(text))]


def test_the_noun_phrases_of_a_sentence_are_candidates() -> None:
    assert phrases("시장은 3월 5일 별빛 공원에서 나무를 심었다.") == [
        "시장",
        "3월",
        "3월 5일",
        "5일",
        "별빛",
        "별빛 공원",
        "공원",
        "나무",
    ]


def test_a_quotation_has_both_its_marks_or_neither() -> None:
    assert phrases("그는 ‘푸른 숲’ 모임을 만들었다.") == [
        "그",
        "‘푸른 숲’",
        "푸른 숲",
        "숲",
        "모임",
    ]


def test_a_phrase_starts_and_ends_with_whole_words() -> None:
    assert phrases("한국기업 700개가 진출했다.") == [
        "한국기업",
        "한국기업 700개",
        "700개",
        "진출",
    ]


@pytest.mark.parametrize(
    ("phrase", "sentence", "kind"),
    [
        ("2019년 3월 5일", "공원은 2019년 3월 5일 열렸다.", "date"),
        ("약 700개", "약 700개가 왔다.", "quantity"),
        ("홍길동", "홍길동 장관이 왔다.", "person"),
        ("‘푸른 숲’", "‘푸른 숲’이 열렸다.", "quotation"),
        ("부산광역시", "부산광역시에서 열렸다.", "place"),
        ("나무", "나무를 심었다.", "noun"),
    ],
)
def test_what_a_phrase_looks_like(phrase: str, sentence: str, kind: str) -> None:
    tokens = kiwi().tokenize(sentence)
    spans = {sentence[s.start : s.end]: s for s in candidates(sentence, tokens)}
    assert kind_of(sentence, tokens, spans[phrase]) == kind


def test_what_speaks_for_a_phrase_is_listed_by_name() -> None:
    text = "별빛시 주민은 약 700명이다."
    question = understand("별빛시 주민은 몇 명인가?")
    wanted = dict.fromkeys(question.wanted, 1.0)
    rows = features(question, text, kiwi().tokenize(text), wanted, set())
    row = next(row for span, row in rows if text[span.start : span.end] == "약 700명")
    # Of the four terms, 명 is in the phrase; 주민, 시, 별빛 stand 2, 3, 4 tokens before it.
    near = (1 / (1 + 2 / 4) + 1 / (1 + 3 / 4) + 1 / (1 + 4 / 4)) / 4
    assert row == {
        "quantity&quantity": 1.0,
        "kind=quantity": 1.0,
        "after=VCP": 1.0,
        "quantity&after particle=": 1.0,
        "before=은": 1.0,
        "last=NNB": 1.0,
        "first=MM": 1.0,
        "words=2": 1.0,
        "quantity&words=2": 1.0,
        "tokens=3": 1.0,
        "common": 1 / 3,
        "near": pytest.approx(near),
        "quantity&near": pytest.approx(near),
        "position": 8 / 17,
        "unit": 1.0,
    }


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="가나다 이은를에서1,9년월일“”()‘’.·A-z\n", max_size=60))
def test_candidates_lie_within_the_text(text: str) -> None:
    for span in candidates(text, kiwi().tokenize(text)):
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip() == text[span.start : span.end]
