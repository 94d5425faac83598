"""Articles compared: sentences on one thing stand side by side where they differ."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from embeddings import Filters, build_index
from qa import Answer, Assistant
from qa.request.sides import sides

FIRST = (
    "솔바람산 케이블카가 10월 12일 첫 운행에 나선다. 길이는 2.4㎞이고 한 번에 8명이 탄다. "
    "왕복 요금은 어른 1만5천 원이다. 운영은 하늘길개발이 맡는다."
)
SECOND = (
    "솔바람산 케이블카 개통이 11월 2일로 미뤄졌다. 왕복 요금은 1만8천 원으로 올랐다. "
    "운영은 두메관광이 맡기로 했다고 군이 20일 밝혔다. 노선 길이 2.4㎞는 그대로다."
)
OTHER = "나루시 도서관이 3월에 문을 연다. 책은 25만 권을 갖춘다고 시가 밝혔다."
ARTICLES = [
    ("first", "솔바람산 케이블카 10월 운행", FIRST, "가람일보", "2024-09-03"),
    ("second", "솔바람산 케이블카 개통 미뤄져", SECOND, "나루신문", "2024-09-21"),
    ("other", "나루시 새 도서관", OTHER, "나루신문", "2024-02-01"),
]
DIFFER = [
    ("10월 12일", "11월 2일"),
    ("1만5천 원", "1만8천 원"),
    ("하늘길개발", "두메관광"),
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("comparison")
    (folder / "seeds").mkdir()
    keys = ("id", "title", "text", "outlet", "published")
    rows = [dict(zip(keys, article, strict=True)) for article in ARTICLES]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "seeds" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "seeds", folder / "index")
    yield Assistant.open(folder / "index")


def differing(answer: Answer) -> list[tuple[str, ...]]:
    """Of each pair of sentences, what differs in them."""
    pairs = [[part.citation for part in ps if part.citation] for ps in answer.paragraphs]
    return [
        tuple(one.article.text[slice(*one.short)] for one in pair if one.short)
        for pair in pairs
        if len(pair) == 2
    ]


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("솔바람산 케이블카 기사들을 비교해줘", ()),
        ("10월 운행 기사랑 케이블카 개통 미뤄져 기사 비교해줘", ()),
        ("솔바람산 케이블카를 두고 가람일보와 나루신문 보도가 어떻게 다른가요?", ()),
        ("두 기사의 차이는?", ("하늘길개발이 뭘 맡아?", "두메관광은 뭘 맡기로 했어?")),
        (
            "What differs between the two articles?",
            ("하늘길개발이 뭘 맡아?", "두메관광은 뭘 맡기로 했어?"),
        ),
        ("다른 기사랑 뭐가 달라?", ("하늘길개발이 뭘 맡아?",)),
        ("이 기사와 개통이 미뤄졌다는 기사는 어떻게 달라?", ("하늘길개발이 뭘 맡아?",)),
    ],
)
def test_two_articles_are_compared_however_they_are_named(
    assistant: Assistant, question: str, history: Sequence[str]
) -> None:
    said: list[object] = []
    for before in history:
        said += [before, assistant.ask(before, said)]
    assert differing(assistant.ask(question, said)) == DIFFER


def test_messages_alone_tell_of_two_articles_too(assistant: Assistant) -> None:
    history = [
        {"role": "user", "content": "하늘길개발이 뭘 맡아?"},
        {"role": "assistant", "content": "운영은 하늘길개발이 맡는다."},
        {"role": "user", "content": "두메관광은 뭘 맡기로 했어?"},
        {"role": "assistant", "content": "운영은 두메관광이 맡기로 했다."},
    ]
    assert differing(assistant.ask("두 기사의 차이는?", history)) == DIFFER


def test_ticked_articles_are_compared_whatever_else_there_is(assistant: Assistant) -> None:
    ids = {article.title: article.id for article in assistant.articles()}
    ticked = tuple(ids[title] for _, title, *_ in ARTICLES[:2])
    answer = assistant.ask("뭐가 달라?", filters=Filters(ids=ticked))
    assert differing(answer) == DIFFER
    assert answer.paragraphs[1][0].text == "2024년 9월 3일 · 가람일보:"
    assert {hit.article.id for hit in answer.nearest} == {*ticked}


@pytest.mark.parametrize(
    "question",
    [
        "솔바람산 케이블카 기사, 처음이랑 나중이랑 어떻게 달라졌어?",
        "솔바람산 케이블카 첫 보도와 마지막 보도의 차이는?",
    ],
)
def test_the_first_and_the_last_of_a_topic_are_compared(
    assistant: Assistant, question: str
) -> None:
    assert differing(assistant.ask(question)) == DIFFER


def test_where_nothing_differs_that_is_said_beside_a_sentence_of_each(assistant: Assistant) -> None:
    answer = assistant.ask("솔바람산 케이블카 기사와 나루시 도서관 기사를 비교해줘")
    assert answer.grade == "related"
    assert answer.text.startswith("두 기사에서 서로 다르게 나오는 값이나 사람을 찾지 못했습니다.")
    assert [one.quote for one in answer.related] == [
        "나루시 도서관이 3월에 문을 연다.",
        "솔바람산 케이블카가 10월 12일 첫 운행에 나선다.",
    ]


def test_what_is_asked_for_comes_first(assistant: Assistant) -> None:
    answer = assistant.ask("솔바람산 케이블카 기사마다 왕복 요금이 어떻게 달라?")
    assert differing(answer)[0] == ("1만5천 원", "1만8천 원")


def test_without_a_second_article_there_is_none_to_compare(assistant: Assistant) -> None:
    answer = assistant.ask("두 기사의 차이는?")
    assert answer.text == "비교할 기사를 둘 이상 찾지 못했습니다."


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("가람 기사랑 나루 기사 비교해줘", ("가람 기사", "나루 기사 비교해줘")),
        ("가람과 나루의 차이", ("가람", "나루의 차이")),
        ("가람 vs 나루", ("가람", "나루")),
        ("두 기사의 차이는?", None),
        ("Compare the bridge article with the ferry one", ("the bridge article", "the ferry one")),
        ("What is the difference?", None),
    ],
)
def test_a_comparison_names_two_things(text: str, both: tuple[str, str] | None) -> None:
    assert sides(text) == both
