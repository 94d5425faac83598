"""Passages: windows of whole sentences, none of them cut, left out or given twice."""

from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from embeddings.text.analysis import Sentence, analyse_one
from embeddings.text.passages import PASSAGE_CHARS, Passage, split


def sentences(*lengths: int) -> list[Sentence]:
    """Sentences of these lengths, one space between."""
    found, start = [], 0
    for number, length in enumerate(lengths):
        found.append(Sentence(start, start + length, (f"t{number}",)))
        start += length + 1
    return found


def lengths(passages: list[Passage]) -> list[int]:
    return [passage.end - passage.start for passage in passages]


def test_offsets_and_terms() -> None:
    first, second = sentences(10, 20)
    passage = Passage((first, second))
    assert (passage.start, passage.end, passage.terms) == (0, 31, ["t0", "t1"])


def test_no_sentences_no_passages() -> None:
    assert split([]) == []


@pytest.mark.parametrize(
    ("given_lengths", "expected"),
    [
        ([30, 30], [61]),
        ([50, 49], [100]),  # just as many as allowed
        ([50, 50], [50, 50]),
        ([30, 30, 30, 30], [61, 61]),  # in equal parts: not 92 and a scrap of 30
        ([250], [250]),  # never cut
        ([250, 10, 10], [250, 21]),
        ([10, 250, 10], [10, 250, 10]),
    ],
)
def test_windows_of_at_most_100(given_lengths: list[int], expected: list[int]) -> None:
    assert lengths(split(sentences(*given_lengths), 100)) == expected


@given(st.lists(st.integers(1, 300), max_size=40), st.integers(1, 400))
def test_every_sentence_once_in_order(given_lengths: list[int], most: int) -> None:
    given_sentences = sentences(*given_lengths)
    passages = split(given_sentences, most)
    assert [s for passage in passages for s in passage.sentences] == given_sentences
    for passage in passages:
        assert passage.end - passage.start <= most or len(passage.sentences) == 1


@given(st.lists(st.integers(20, 120), min_size=1, max_size=60))
def test_no_two_neighbours_would_fit_in_half_a_passage(given_lengths: list[int]) -> None:
    passages = split(sentences(*given_lengths))
    assert all(b.end - a.start > PASSAGE_CHARS / 2 for a, b in pairwise(passages))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["다온군은 새 다리를 놓았다. ", "끝.\n\n", "가나 ", "Yes. "])))
def test_an_analysed_text_is_covered(pieces: list[str]) -> None:
    text = "".join(pieces) * 8
    passages = split(analyse_one(text))
    covered = "".join(text[passage.start : passage.end] for passage in passages)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(
        passage.end - passage.start <= PASSAGE_CHARS or len(passage.sentences) == 1
        for passage in passages
    )
