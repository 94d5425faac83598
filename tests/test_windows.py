"""Windows: how a text is cut, what the reader is given, and what its scores name."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st
from tiny_reader import tokenizer

from qa.reader.windows import (
    MOST_TOKENS,
    Found,
    Span,
    Tokens,
    Window,
    best_answer,
    sentence_scores,
    tokens,
    whole,
    windows,
)


def test_windows_overlap_by_a_sentence_where_it_fits() -> None:
    sentences = [(0, 10), (11, 20), (21, 30), (31, 60), (61, 70)]
    assert windows(sentences, 20) == [
        Window(((0, 10), (11, 20))),
        Window(((11, 20), (21, 30))),
        Window(((31, 60),)),
        Window(((61, 70),)),
    ]
    assert windows([], 20) == []


@given(st.lists(st.integers(1, 50), max_size=30), st.integers(1, 120))
def test_windows_cover_every_sentence_in_order(lengths: list[int], most: int) -> None:
    ends = np.cumsum([0, *(length + 1 for length in lengths)]).tolist()
    sentences = [(start, end - 1) for start, end in pairwise(ends)]
    made = windows(sentences, most)
    assert sorted({s for window in made for s in window.sentences}) == sentences
    for window in made:
        first = sentences.index(window.sentences[0])
        assert list(window.sentences) == sentences[first : first + len(window.sentences)]
        assert len(window.sentences) == 1 or window.end - window.start <= most
    assert [w.end for w in made] == sorted({w.end for w in made})


def test_tokens_know_where_they_stand_in_the_text() -> None:
    text = "가나. 다라 마. 바"
    read = tokens(tokenizer(), "누?", "사", text, Window(((4, 9), (10, 11))))
    assert read == Tokens(
        ids=tokenizer().encode("누?", "사\n다라 마. 바").ids,
        spans=[
            *[None] * 8,  # <s> ▁ 누 ? </s> </s> ▁ 사
            None,  # the space between words stands for no character
            (4, 5),
            (5, 6),
            None,
            (7, 8),
            (8, 9),
            None,
            (10, 11),
            None,
        ],
        sentences=[*[-1] * 9, 0, 0, -1, 0, 0, -1, 1, -1],
    )


def test_what_is_too_long_is_cut_before_the_last_mark() -> None:
    text = "가" * 400
    read = tokens(tokenizer(), "누?", "", text, Window(((0, 400),)))
    assert len(read.ids) == len(read.spans) == len(read.sentences) == MOST_TOKENS
    assert (read.ids[-1], read.spans[-1], read.sentences[-1]) == (2, None, -1)


TEXT = "가 나 다. 라 마"
READ = Tokens(
    [0] * 8,
    [None, None, (0, 1), (2, 3), (4, 6), (7, 8), (9, 10), None],
    [-1, -1, 0, 0, 0, 1, 1, -1],
)


def scores(start: list[float], end: list[float], sentence: list[float]) -> np.ndarray:
    return np.array([start, end, sentence], np.float32).T


def test_the_best_answer_lies_in_one_sentence_and_beats_not_here() -> None:
    given_scores = scores(
        [1, 99, 0, 4, 0, 3, 0, 99], [2, 99, 9, 1, 3, 0, 9, 99], [0, 0, 1, 2, 3, -1, -2, 0]
    )
    # 나 다.: 4 + 3 - 1 - 2; 라 마: 3 + 9 - 1 - 2; a start after its end, and outside, don't count.
    assert best_answer(given_scores, READ, TEXT) == Found(7, 10, 9.0)
    assert sentence_scores(given_scores, READ) == [2.0, -1.5]


def test_no_token_no_answer() -> None:
    read = Tokens([0, 2], [None, None], [-1, -1])
    assert best_answer(np.zeros((2, 3), np.float32), read, "") is None


@given(st.integers(0, 2**32 - 1))
def test_the_best_answer_is_that_of_all_pairs(seed: int) -> None:
    given_scores = np.random.default_rng(seed).standard_normal((8, 3)).astype(np.float32)
    best = max(
        given_scores[i, 0] + given_scores[j, 1] - given_scores[0, 0] - given_scores[0, 1]
        for i in range(8)
        for j in range(i, 8)
        if READ.sentences[i] == READ.sentences[j] >= 0
    )
    found = best_answer(given_scores, READ, TEXT)
    assert found is not None
    assert found.score == pytest.approx(best, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "span", "last_token", "expected"),
    [
        ("약 1,234명이 왔다", (4, 8), 7, "1,234명"),  # a number is whole, its particle goes
        ("어른은 3,000원이고", (4, 11), 10, "3,000원"),  # and so does its copula
        ("코끼리는 고양이다", (5, 8), 5, "고양이"),  # which a noun's last syllable isn't
        ("오전 10시에", (3, 6), 5, "10시"),
        ("정부는", (0, 3), 0, "정부"),
        ("정부는", (0, 3), 2, "정부는"),  # a particle of its own token was judged by the reader
        ("다섯 개의", (0, 5), 3, "다섯 개"),
        ("국제회의", (0, 4), 2, "국제회의"),
        ("아이가", (0, 2), 0, "아이"),  # 이 doesn't follow a vowel
        ("미국 FBI는", (3, 5), 4, "FBI"),
        ("2024.07.19 서울", (5, 7), 5, "2024.07.19"),
        ("강가", (0, 1), 0, "강"),  # what isn't cut isn't grown
        ("통영(약 1827실), 강릉", (2, 10), 9, "약 1827실"),  # the bracket's partner stands outside
        ("삼성(SEC), 애플", (0, 8), 6, "삼성(SEC)"),
        ("그는 '아니다'라고", (3, 8), 7, "'아니다'"),
    ],
)
def test_answers_are_whole(text: str, span: Span, last_token: int, expected: str) -> None:
    start, end = whole(text, span, last_token)
    assert text[start:end] == expected
