"""Hybrid search, on tiny articles written by hand."""

import json
import sqlite3
from dataclasses import astuple, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from embeddings import build_index
from embeddings.encoders.encoder import DEFAULT_FOLDER, DEFAULT_MODEL, load_encoder
from embeddings.encoders.term_encoder import TermEncoder
from embeddings.index.catalogue import Catalogue, places
from embeddings.index.folder import read_pointer
from embeddings.index.generation import Generation
from embeddings.index.segment import ROWS, Segment
from embeddings.text.analysis import query_terms
from embeddings.text.passages import TITLE_WEIGHT
from qa import Assistant, Filters, Hit
from qa.retrieval.ranking import LEXICAL_SCALE, PASSAGES_PER_ARTICLE, Scores, fuse, rank_passages
from qa.snapshot import Snapshot
from qa.web.answers import answer_html

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
    encoder = TermEncoder.load(DEFAULT_MODEL, DEFAULT_FOLDER)
    terms = query_terms("별빛대교의 길이")
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


LAKE = """가람 호수에 새 산책로가 놓였다. 산책로의 길이는 3.2킬로미터이고 나무로 만들었다.

시는 12억 원을 들여 지난 봄부터 공사를 했다.
설계는 나루 건축사무소가 맡았다. 시장 한바다 씨는 “누구나 걸을 수 있는 길”이라고 말했다.

주민들은 아침마다 호수를 한 바퀴 돈다. 물새 관찰대도 두 곳에 생겼다.
시는 가을에 걷기 대회를 연다."""
TIMES = 8  # so that an article has several passages


def long(text: str) -> str:
    return "\n\n".join(
        f"{text}\n\n제{n}구간은 {n * 7}미터이며 {n}월에 열었다." for n in range(1, TIMES)
    )


COPIES = {
    "lake": ("가람일보", LAKE),
    "byline": ("나루신문", f"홍길동 기자 hong@example.com\n\n{LAKE}"),
    "caption": ("다온뉴스", f"{LAKE}\n\n13일 가람 호수의 산책로를 시민이 걷고 있다. /다온뉴스"),
    "spaces": ("가람방송", LAKE.replace(" ", "  ").replace("\n\n", "\n \n\n\n")),
    "rights": ("나루통신", f"[속보] {LAKE}\n\nⓒ 나루통신, 무단 전재 및 재배포 금지"),
}
OTHERS = {
    "figures": LAKE.replace("12억", "31억"),
    "sequel": LAKE[: LAKE.index("주민들은")]
    + "밤에는 등불이 켜진다. 낚시는 막혔고 배는 다섯 척만 다닌다. 상인들은 손님이 늘었다며 반겼다. "
    "군은 옆 마을까지 길을 잇기로 하고 땅 주인을 만나고 있다. 반대하는 쪽은 새들이 떠난다고 했다.",
    "another": "가람 호수 산책로가 문을 닫는다. 큰비로 나무 바닥이 떠내려갔기 때문이다.",
}


@pytest.fixture(scope="module", params=[str, long], ids=["short", "long"])
def copied(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("copies")
    (folder / "seeds").mkdir()
    articles = [
        {"id": id_, "title": "가람 호수 산책로", "outlet": outlet, "text": request.param(text)}
        for id_, (outlet, text) in [*COPIES.items(), *((id_, ("", t)) for id_, t in OTHERS.items())]
    ]
    lines = [json.dumps(article, ensure_ascii=False) for article in articles]
    (folder / "seeds" / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "seeds", folder / "index")
    return Assistant.open(folder / "index")


@pytest.mark.parametrize(
    "question",
    [
        "가람 호수 산책로의 길이는 얼마인가?",
        "산책로는 누가 설계했나?",
        "시는 공사에 12억 원을 들였나?",
        "물새 관찰대는 몇 곳에 생겼나?",
        "가람 호수 산책로 소식을 요약해 줘",
        "가람 호수 산책로 기사를 모두 나열해 줘",
        "산책로",
    ],
)
def test_five_copies_are_one_source_whatever_is_asked(copied: Assistant, question: str) -> None:
    for hits in (copied.search(question), copied.search(question, top_k=1)):
        folded = {frozenset([hit.article.id, *(c.id for c in hit.copies)]) for hit in hits}
        assert folded <= {frozenset(COPIES), *(frozenset([id_]) for id_ in OTHERS)}
    answer = copied.ask(question)
    cited = [c for c in answer.citations if c.article.id in COPIES]
    assert len({citation.article.id for citation in cited}) <= 1
    if cited:
        assert [len(citation.copies) for citation in cited] == [4] + [0] * (len(cited) - 1)
        assert answer.text.count("(외 4건)") == 1
        written = Path(__file__).parents[1] / "qa/web/page.json"
        texts = json.loads(written.read_text("utf-8"))["ko"]
        html = answer_html(question, answer, texts)
        assert html.count("<summary>외 4건</summary>") == 1
        assert all(f'"{id_}"' in html for id_ in COPIES)


def test_the_question_that_the_copies_answer_is_answered(copied: Assistant) -> None:
    [citation] = copied.ask("가람 호수 산책로의 설계는 누가 맡았나?").citations
    assert citation.quote == "설계는 나루 건축사무소가 맡았다."


def test_copies_that_do_not_fit_a_filter_are_left_out(copied: Assistant) -> None:
    hits = copied.search("산책로의 설계", filters=Filters(outlet="나루신문"))
    assert {(hit.article.id, hit.copies) for hit in hits} == {("byline", ())}


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


def test_hits_are_selected_from_the_ranking_whose_stages_are_measured(
    assistant: Assistant,
) -> None:
    question = "별빛대교의 길이"
    store, encoder = assistant.snapshot().store, assistant.snapshot().encoder
    terms = query_terms(question)
    vector = encoder.encode_query(question, terms)
    ranking = rank_passages(store, encoder, terms, vector, 100)
    assert ranking.lexical == store.search_lexical(terms, 100)
    assert ranking.dense == store.search_dense(vector, 100)
    assert ranking.fused == fuse(ranking.lexical, ranking.dense)
    assert ranking.refined.keys() == ranking.fused.keys()
    found = {(hit.score, hit.lexical, hit.dense) for hit in assistant.search(question)}
    assert found <= {astuple(scores) for scores in ranking.refined.values()}
    best = next(iter(ranking.refined))
    assert assistant.search(question, 1)[0].article == store.passages([best])[best].article


scores = st.dictionaries(st.integers(0, 30), st.floats(-1, 60), max_size=20)


@given(scores, scores)
def test_fusion_ranks_every_candidate_once(
    lexical: dict[int, float], dense: dict[int, float]
) -> None:
    fused = fuse(lexical, dense)
    assert fused.keys() == lexical.keys() | dense.keys()
    values = [score.fused for score in fused.values()]
    assert values == sorted(values, reverse=True)


def test_an_answer_takes_few_statements_however_many_hits(tmp_path: Path) -> None:
    articles = [{"title": f"{n}호 등대", "text": f"{n}호 등대가 섰다. " * 40} for n in range(20)]
    lines = [json.dumps(article, ensure_ascii=False) for article in articles]
    (tmp_path / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    index = tmp_path / "index"
    build_index(tmp_path, index)
    generation = Generation.open(index)
    (place,) = places(generation.folder)
    connection = sqlite3.connect(place.folder / ROWS)
    segment = Segment(connection)
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    catalogue = Catalogue(generation.catalogue.ledger, {place: segment})
    store = replace(generation, catalogue=catalogue)
    assistant = Assistant(index, read_pointer(index), Snapshot(store, load_encoder()))
    assistant.ask("등대")  # what the articles are known by is looked up once, at the first question
    statements.clear()
    answer = assistant.ask("등대는 몇 호가 섰나?")
    assert len(answer.nearest) == 10
    # the passages that are refined, whose each is, those of them that are hits, their copies
    assert len(statements) <= 4
    statements.clear()
    assistant.ask("7호 등대는 언제 섰나?", filters=Filters(kind="article"))
    assert len(statements) <= 5  # and which fit


def test_nothing_is_found_for_a_question_without_a_content_word(assistant: Assistant) -> None:
    assert assistant.search("그는 무엇을?") == []
