"""Words that nobody knows are read as the nearest that the articles have."""

import json
from collections.abc import Iterator

import pytest

from embeddings import Store, build_index
from qa import Assistant
from qa.question import understand
from qa.request.spelling import compounds, lacking, respellings

ROWS = [
    {
        "title": "다온군, 새 다리 개통",
        "text": "다온군은 ‘물빛다리’를 5월 3일 개통했다. 해늘군 사람들이 다리를 건넜다.",
        "published": "2024-05-03",
    },
    {"title": "다솜제지 과징금", "text": "다솜제지는 과징금 3억원을 낸다."},
    {"title": "버릴 가구 앱 ‘비움콜’", "text": "앱 ‘비움콜’이 14일 나왔다."},
    {"title": "느루시 장터", "text": "느루시가 장터를 연다. 초롬 그리고 증권 광고가 걸린다."},
    {"title": "솔무천 산책로 가로등 교체", "text": "솔 옆에 무, 그 옆에 천을 넌다."},
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("spelling")
    (folder / "seeds").mkdir()
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    (folder / "seeds" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "seeds", folder / "index")
    yield Assistant.open(folder / "index")


@pytest.fixture(scope="module")
def store(assistant: Assistant) -> Store:
    return assistant.snapshot().store


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("물빗다리 개통 언재", [("물빗다리", "물빛다리"), ("언재", "언제")]),
        ("다솜재지가 낸 돈은?", [("다솜재지", "다솜제지")]),
        ("헤늘군 사람들", [("헤늘군", "해늘군")]),
        ("다솜제지 과징굼", [("과징굼", "과징금")]),
        ("물빛다리는 언제 열렸어?", []),  # right as it is
        ("프랑스 대통령은 누구야?", []),  # known elsewhere
        ("김철수는 누구야?", []),
        ("두바이초콜릿은 얼마야?", []),  # near nothing
        ("“물빗다리” 개통", []),  # meant as it stands
        ("brigde", []),
    ],
)
def test_a_word_that_nobody_knows_is_read_as_the_nearest(
    store: Store, question: str, meant: list[tuple[str, str]]
) -> None:
    assert [(one.said, one.meant) for one in respellings(question, store)] == meant


def test_a_name_that_is_taken_for_several_words_is_searched_whole_too(store: Store) -> None:
    assert [*compounds("물빛다리는 언제 열려?", store)] == ["물빛다리"]
    assert [*compounds("비움콜이 뭐야?", store)] == ["비움콜"]  # a verb, says Kiwi
    assert [*compounds("사람들은 언제 건넜어?", store)] == []
    assert [*compounds("솔무천 걷는 길에 등이 몇 개나 돼?", store)] == ["솔무천"]  # 솔, 무 and 천


def test_a_name_that_the_articles_have_otherwise_is_searched_so_too(store: Store) -> None:
    assert [*compounds("느루에서 뭐가 열려?", store)] == ["느루시"]
    assert [*compounds("초롬증권, 광고는 어디 걸려?", store)] == ["초롬", "증권"]


def test_a_misspelt_question_is_answered_and_says_how_it_was_read(assistant: Assistant) -> None:
    answer = assistant.ask("물빗다리 개통 언재")
    assert answer.understood == "물빗다리 → 물빛다리 · 언재 → 언제"
    assert (answer.short, answer.citations[0].article.title) == ("5월 3일", "다온군, 새 다리 개통")


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("다리 개통 기사 보여줘", []),
        ("다리 태풍 기사 보여줘", ["태풍"]),
        ("다리 축제 관련 소식 좀 부탁해", ["축제"]),
        ("물빛 다리 기사 목록", []),  # it has them as one
        ("빛다리에 관한 기사", []),  # nor is a part of a word missing
    ],
)
def test_what_some_articles_lack_of_what_is_asked_is_told(
    assistant: Assistant, question: str, missing: list[str]
) -> None:
    bridge = [one for one in assistant.articles() if "다리" in one.title]
    understood = understand(question)
    assert [*lacking(understood.text, understood.terms, bridge)] == missing
