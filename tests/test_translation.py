"""A question in another language than the articles' is searched and read in their words."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from embeddings import Store, build_index
from qa import Assistant
from qa.answering.across import across
from qa.question import understand
from qa.request.translation import bracketed, is_korean, translations

ROWS = [
    {
        "title": "Elmstead robot repairs bridges",
        "text": (
            "Quill Robotics(퀼로보틱스) has built a robot that repairs bridges. "
            "The robot cost 40 million dollars. It weighs 12 tons. Yeom Haeun drew it. "
            "It works on Mara Island, on Keunbawi Island and at Naruteo Dam."
        ),
    },
    {
        "title": "가람시 풍력 단지",
        "text": "가람시는 해상 풍력 사업에 900억원을 쓴다. 지분은 30%다. 돈은 참빛군이 낸다.",
    },
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("translation")
    (folder / "seeds").mkdir()
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    (folder / "seeds" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "seeds", folder / "index")
    yield Assistant.open(folder / "index")


@pytest.fixture(scope="module")
def store(assistant: Assistant) -> Store:
    return assistant.snapshot().store


@pytest.mark.parametrize(
    ("text", "korean"),
    [
        ("로봇은 얼마야?", True),
        ("Quill Robotics는 로봇을 언제 만들었어?", True),
        ("Who paid 9천억 원 for the bridge?", False),
        ("", True),
    ],
)
def test_a_text_is_of_the_language_of_most_of_its_words(text: str, korean: bool) -> None:
    assert is_korean(text) == korean


@pytest.mark.parametrize(
    ("question", "changes"),
    [
        ("로봇의 무게는?", [("로봇", "robot"), ("무게", "weighs")]),
        ("다리를 고치는 로봇", [("다리", "bridge"), ("고치는", "repair"), ("로봇", "robot")]),
        ("염하은 씨의 로봇", [("염하은", "Yeom Haeun"), ("로봇", "robot")]),
        ("마라도에 로봇이 있어?", [("마라도", "Mara Island"), ("로봇", "robot")]),
        ("큰바위도에 로봇이 있어?", [("큰바위도", "Keunbawi Island"), ("로봇", "robot")]),
        ("마라섬의 로봇", [("마라섬", "Mara Island"), ("로봇", "robot")]),  # not 섬 by itself
        ("나루터댐 다리", [("나루터", "Naruteo"), ("댐", "dam"), ("다리", "bridge")]),
        ("Garam's offshore wind", [("Garam", "가람"), ("offshore", "해상"), ("wind", "풍력")]),
        ("offshore wind projects", [("offshore", "해상"), ("wind", "풍력"), ("projects", "사업")]),
        ("the stake of Chambit", [("stake", "지분"), ("Chambit", "참빛")]),
        ("풍력 사업의 지분", []),  # no article has the other words
        ("the robot", []),
    ],
)
def test_words_are_said_as_articles_in_the_other_language_have_them(
    store: Store, question: str, changes: list[tuple[str, str]]
) -> None:
    assert [(one.said, one.meant) for one in translations(question, store)] == changes


def test_names_stand_beside_each_other_in_brackets() -> None:
    articles = [row["text"] for row in ROWS]
    assert [*bracketed("퀼로보틱스는 뭘 만들었어?", articles)] == ["Quill Robotics"]
    assert [*bracketed("What did Quill Robotics build?", articles)] == ["퀼로보틱스"]
    assert [*bracketed("지분은 얼마야?", articles)] == []


@pytest.mark.parametrize(
    ("question", "quote", "understood"),
    [
        (
            "로봇의 비용은 얼마야?",
            "The robot cost 40 million dollars.",
            "로봇 → robot · 비용 → cost",
        ),
        (
            "What is the stake in the offshore wind project?",
            "지분은 30%다.",
            "stake → 지분 · offshore → 해상 · wind → 풍력 · project → 사업",
        ),
        ("해상 풍력 사업의 지분은 몇 퍼센트야?", "지분은 30%다.", ""),  # an article has it in these
    ],
)
def test_a_question_is_read_in_the_articles_words(
    assistant: Assistant, question: str, quote: str, understood: str
) -> None:
    answer = assistant.ask(question)
    shown = [citation.quote for citation in (*answer.citations, *answer.related)]
    assert (shown[0], answer.understood) == (quote, understood)


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        ("robot bridge wind?", ("robot", "bridg", "wind")),  # one article has two of these
        ("robot wind?", ("robot", "wind")),
        ("robot offshore wind?", ("robot", "해상", "풍력")),
    ],
)
def test_a_question_is_sought_in_the_language_that_holds_more_of_it(
    assistant: Assistant, question: str, sought: tuple[str, ...]
) -> None:
    snapshot = assistant.snapshot()
    find = partial(snapshot.search, top_k=2)
    own, *_ = across(understand(question), snapshot.store, find, snapshot.idf)
    assert own.terms == sought


def test_a_place_is_translated_where_articles_have_it_with_its_kind(tmp_path: Path) -> None:
    told = [
        "온뫼에 박물관이 문을 열었다. 온뫼시는 첫 관장을 뽑았다.",
        "The Onmoe observatory opened. Noh Ga-eul is its first director.",
    ]
    lines = [json.dumps({"title": "", "text": text}, ensure_ascii=False) for text in told]
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(tmp_path / "seeds", tmp_path / "index")
    snapshot = Assistant.open(tmp_path / "index").snapshot()
    asked = understand("온뫼 천문대 관장이 누구야?")
    with_its_kind = replace(asked, terms=(*asked.terms, "온뫼시"))
    find = partial(snapshot.search, top_k=2)
    for question in (asked, with_its_kind):
        own, *_ = across(question, snapshot.store, find, lambda term: 9.0 if "시" in term else 1.0)
        assert own.text == "Onmoe observatory director이 누구야?"


def test_what_the_best_article_lacks_is_read_as_it_was_asked(tmp_path: Path) -> None:
    told = ["가람시 해상 풍력 사업의 지분은 30%다.", "나루시 다리를 건너는 요금은 900원이다."]
    lines = [json.dumps({"title": "", "text": text}, ensure_ascii=False) for text in told]
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(tmp_path / "seeds", tmp_path / "index")
    snapshot = Assistant.open(tmp_path / "index").snapshot()
    asked = "What is the stake in the offshore wind project at the bridge?"
    find = partial(snapshot.search, top_k=2)
    own, _, changes = across(understand(asked), snapshot.store, find, snapshot.idf)
    assert own.text == "What is the 지분 in the 해상 풍력 사업 at the bridge?"
    assert "bridge" not in [one.said for one in changes]
    assert "다리" in own.terms
