"""BM25: equal to the formula, for short passages to the last digit of a float."""

from collections import Counter
from itertools import pairwise
from math import log
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from embeddings.index.lexical import PAIR_WEIGHT, LexicalIndex

PASSAGES = ["새 다리 다리", "다리 강", "강 물 물 물 고기", "", "lg전자 1234 大韓"]


def bm25(
    passages: list[str], query: list[str], k1: float = 1.2, b: float = 0.75
) -> dict[int, float]:
    """The score of every passage that has any of the terms."""
    documents = [Counter(passage.split()) for passage in passages]
    average = sum(document.total() for document in documents) / len(documents)
    scores: dict[int, float] = {}
    for term in query:
        holding = sum(term in document for document in documents)
        idf = log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
        for number, document in enumerate(documents):
            if term in document:
                norm = k1 * (1 - b + b * document.total() / average)
                score = idf * document[term] * (k1 + 1) / (document[term] + norm)
                scores[number] = scores.get(number, 0.0) + score
    return scores


def with_pairs(passages: list[str], query: list[str]) -> dict[int, float]:
    """The score of terms and neighbouring pairs."""
    pairs = bm25([" ".join(paired(passage.split())) for passage in passages], paired(query))
    terms = bm25(passages, query)
    return {number: terms[number] + PAIR_WEIGHT * pairs.get(number, 0.0) for number in terms}


def paired(terms: list[str]) -> list[str]:
    return [f"{left}_{right}" for left, right in pairwise(terms)]


def write(folder: Path, passages: list[str]) -> LexicalIndex:
    LexicalIndex.write(folder, enumerate(passages))
    return LexicalIndex(folder)


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    return write(tmp_path / "lexical", PASSAGES)


@pytest.mark.parametrize(
    "query",
    [
        ["새", "다리"],  # a pair
        ["다리"],
        ["강", "새"],
        ["다리", "다리", "물"],  # twice counts twice
        ["lg전자", "1234", "大韓"],
        ["없다", "고기"],
    ],
)
def test_scores_and_their_order(index: LexicalIndex, query: list[str]) -> None:
    found = index.search(query, top_k=10)
    assert found == pytest.approx(with_pairs(PASSAGES, query), rel=1e-5)
    assert index.search(query, 10, pair_weight=0) == pytest.approx(bm25(PASSAGES, query), rel=1e-5)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_a_score_by_hand(tmp_path: Path) -> None:
    index = write(tmp_path / "lexical", ["가 나", "다 라"])
    # One of two passages: idf = ln(1 + 1.5/1.5); once in a passage of average length: 2.2 / 2.2.
    assert index.search(["가"], 5) == {0: pytest.approx(log(2), rel=1e-6)}


@pytest.mark.parametrize("query", [[], ["없다"], ["다리 강"], ["AND", "*", '"', "terms:다리", ""]])
def test_what_stands_nowhere_is_not_found(index: LexicalIndex, query: list[str]) -> None:
    assert index.search(query, 10) == {}


def test_only_the_best_are_returned(index: LexicalIndex) -> None:
    everything = index.search(["다리", "강", "물"], 10)
    assert len(everything) == 3
    assert list(index.search(["다리", "강", "물"], 2).items()) == list(everything.items())[:2]


def test_document_frequency(index: LexicalIndex) -> None:
    assert [index.document_frequency(term) for term in ("다리", "물", "없다")] == [2, 1, 0]


def test_the_same_passages_give_the_same_scores(tmp_path: Path) -> None:
    passages = [f"강 다리{n % 7} 물{n % 3}" for n in range(500)]
    one, other = (write(tmp_path / name, passages) for name in ("one", "other"))
    for query in (["강"], ["다리3", "물1"]):
        assert list(one.search(query, 50).items()) == list(other.search(query, 50).items())


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from("가나다라마"), max_size=40), min_size=1, max_size=12),
    st.lists(st.sampled_from("가나다라마바"), max_size=5),
)
def test_any_passages(
    tmp_path_factory: pytest.TempPathFactory, many: list[list[str]], query: list[str]
) -> None:
    passages = [" ".join(terms) for terms in many]
    index = write(tmp_path_factory.mktemp("lexical") / "any", passages)
    assert index.search(query, 20) == pytest.approx(with_pairs(passages, query), rel=1e-5)
