"""Articles that disagree are told to; what is of another time, or the same, is not."""

import json
from pathlib import Path

import pytest

from embeddings import build_index
from qa import Answer, Assistant

FIRST = "다솜공장에서 6일 불이 나 작업자 9명이 다쳤다. 불은 세 시간 만에 꺼졌다."
ASKED = "다솜공장에서 난 불로 몇 명이 다쳤나?"


def answer(folder: Path, *told: tuple[str, str]) -> Answer:
    (folder / "seeds").mkdir()
    rows = [
        {"title": "다솜공장 화재", "text": text, "published": day, "outlet": f"{day[-1]}일보"}
        for day, text in told
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "seeds" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "seeds", folder / "index")
    return Assistant.open(folder / "index").ask(ASKED)


def said(answer: Answer) -> list[tuple[str, str]]:
    return [
        (str(part.citation.article.published), part.text)
        for part in answer.parts
        if part.citation and part.kind == "short"
    ]


def test_the_newest_is_given_and_the_others_are_said_to_differ(tmp_path: Path) -> None:
    given = answer(tmp_path, ("2024-08-06", FIRST), ("2024-08-07", FIRST.replace("9명", "14명")))
    assert said(given) == [("2024-08-07", "14명"), ("2024-08-06", "9명")]
    assert given.text.startswith(
        "2024년 8월 7일: 14명 [1]\n\n다른 기사에는 다르게 나옵니다. 2024년 8월 6일: 9명 [2]"
    )


def test_a_copy_that_says_the_same_as_its_original_is_told_of_once(tmp_path: Path) -> None:
    told = [("2024-08-06", FIRST), ("2024-08-07", FIRST.replace("9명", "14명"))]
    given = answer(tmp_path, *told, ("2024-08-05", FIRST))
    assert [short for _, short in said(given)] == ["14명", "9명"]


@pytest.mark.parametrize(
    "later",
    [
        ("2024-08-07", FIRST.replace("세 시간", "네 시간")),
        ("2023-08-06", FIRST.replace("9명", "14명")),
    ],
    ids=["another value", "another year"],
)
def test_what_is_said_of_something_else_does_not_disagree(
    tmp_path: Path, later: tuple[str, str]
) -> None:
    assert len(said(answer(tmp_path, ("2024-08-06", FIRST), later))) == 1
