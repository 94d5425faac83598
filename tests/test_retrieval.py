"""Hybrid search, on tiny articles written by hand."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings import build_index
from embeddings.analysis import query_terms
from embeddings.catalogue import TITLE_WEIGHT
from embeddings.encoder import Encoder
from qa import Assistant, Filters, Hit
from qa.retrieval import LEXICAL_SCALE, PASSAGES_PER_ARTICLE, Scores, fuse

ARTICLES = [
    {
        "id": "bridge",
        "title": "별빛대교 개통",
        "text": "별빛대교가 3월 5일 개통했다. 길이는 1,200미터이다. 하루 3만 대가 지난다.",
        "outlet": "가람일보",
        "published": "2024-03-05",
    },
    {
        "id": "bridge-again",
        "title": "별빛대교 개통",
        "text": "별빛대교가 3월 5일 개통했다. 길이는 1,200미터이다. 하루 3만 대가 지난다.",
        "outlet": "나루신문",
        "published": "2024-03-06",
    },
    {
        "id": "bridge-later",
        "title": "별빛대교 개통",
        "text": "별빛대교가 3월 5일 개통했다. 길이는 1,200미터이다. 하루 9만 대가 지난다.",
        "outlet": "나루신문",
        "published": "2025-03-06",
    },
    {
        "id": "market",
        "title": "장터 재개장",
        "text": "가람시의 장터가 다시 문을 열었다. 상인 40명이 돌아왔다.",
        "outlet": "가람일보",
    },
    {"id": "long", "title": "등대 이야기", "text": "등대지기가 등대에서 노래했다. " * 300},
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("retrieval")
    seeds = folder / "seeds"
    seeds.mkdir()
    lines = [json.dumps(article, ensure_ascii=False) for article in ARTICLES]
    (seeds / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(seeds, folder / "index")
    return Assistant.open(folder / "index")


def ids(hits: list[Hit]) -> list[str]:
    return [hit.article.id for hit in hits]


def test_a_hit_is_a_passage_with_the_scores_of_both_legs(assistant: Assistant) -> None:
    hit = assistant.search("별빛대교의 길이", top_k=1)[0]
    assert hit.article.text[hit.start : hit.end] == hit.text
    assert hit.lexical > 0
    assert 0 < hit.dense <= 1
    encoder, terms = Encoder.load(), query_terms("별빛대교의 길이")
    title = [*hit.title_terms] * TITLE_WEIGHT
    sentences = encoder.encode_terms([[*title, *s.terms] for s in hit.passage.sentences])
    best = float(max(sentences @ encoder.encode_query("", terms)))
    assert hit.score == pytest.approx(hit.lexical / LEXICAL_SCALE + (hit.dense + best) / 2)


def test_the_same_passage_elsewhere_is_folded_into_the_hit(assistant: Assistant) -> None:
    hits = [
        hit for hit in assistant.search("별빛대교 개통") if hit.article.title.startswith("별빛")
    ]
    found = {hit.article.id: [copy.id for copy in hit.copies] for hit in hits}
    assert found == {"bridge": ["bridge-again"], "bridge-later": []}  # its figures differ


def test_few_passages_of_one_article(assistant: Assistant) -> None:
    assert ids(assistant.search("등대지기의 노래")).count("long") <= PASSAGES_PER_ARTICLE


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(outlet="가람일보"), {"bridge", "market"}),
        (Filters(since=date(2024, 3, 6)), {"bridge-again", "bridge-later"}),
        (Filters(until=date(2024, 3, 5)), {"bridge"}),
        (Filters(outlet="나루신문", until=date(2024, 12, 31)), {"bridge-again"}),
        (Filters(kind="headline"), set()),
        (Filters(outlet="없는신문"), set()),
    ],
)
def test_filters(assistant: Assistant, filters: Filters, found: set[str]) -> None:
    assert set(ids(assistant.search("별빛대교 개통", filters=filters))) == found


def test_top_k_bounds_the_hits(assistant: Assistant) -> None:
    assert len(assistant.search("개통", top_k=2)) == 2
    with pytest.raises(ValueError, match="top_k is 0"):
        assistant.search("개통", top_k=0)


def test_scores_are_added_up_and_sorted() -> None:
    scale = LEXICAL_SCALE
    assert list(fuse({1: scale, 2: 2 * scale}, {1: 0.5, 3: 0.25}).items()) == [
        (2, Scores(2.0, 2 * scale, 0.0)),
        (1, Scores(1.5, scale, 0.5)),
        (3, Scores(0.25, 0.0, 0.25)),
    ]


scores = st.dictionaries(st.integers(0, 30), st.floats(-1, 60), max_size=20)


@given(scores, scores)
def test_fusion_ranks_every_candidate_once(
    lexical: dict[int, float], dense: dict[int, float]
) -> None:
    fused = fuse(lexical, dense)
    assert fused.keys() == lexical.keys() | dense.keys()
    values = [score.fused for score in fused.values()]
    assert values == sorted(values, reverse=True)


def test_nothing_is_found_for_a_question_without_a_content_word(assistant: Assistant) -> None:
    assert assistant.search("그는 무엇을?") == []
