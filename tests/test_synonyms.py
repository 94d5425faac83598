"""Words that say the same: people ask in everyday ones, articles are written in others."""

import json
from pathlib import Path

import pytest

from embeddings import build_index
from qa import Assistant
from qa.synonyms import SYNONYMS, TERMS, synonyms, table, written


@pytest.mark.parametrize(
    ("asked", "others"),
    [
        (["방세", "돕다"], ["월세"]),
        (["월세", "돕다"], []),  # it is what articles write
        (["폰"], ["스마트폰", "휴대", "전화", "휴대폰"]),
        (["지진", "뒤따라오다"], ["여진"]),
        (["지진"], []),  # a part of what is said says nothing
    ],
)
def test_what_is_said_stands_for_what_is_written(asked: list[str], others: list[str]) -> None:
    assert written(asked) == others


def test_an_article_is_found_by_what_people_say(tmp_path: Path) -> None:
    lines = {
        "세": "시는 청년에게 월세를 지원한다.",
        "집": "시는 청년에게 집을 고쳐 준다.",
        "밥": "시는 청년에게 밥을 차려 준다.",
    }
    seeds, index = tmp_path / "seeds", tmp_path / "index"
    seeds.mkdir()
    with (seeds / "a.jsonl").open("w", encoding="utf-8") as out:
        for title, text in lines.items():
            out.write(json.dumps({"id": title, "title": title, "text": text}) + "\n")
    build_index(seeds, index)
    hits = Assistant.open(index).search("방세 도와주는 데 있어?")
    assert {hit.article.title: hit.lexical > 0 for hit in hits}["세"]


def test_no_word_is_listed_twice_or_for_itself() -> None:
    words = [word for word, _ in synonyms()]
    assert len(words) == len({*words})
    assert not [word for word, said in synonyms() if word in said or len({*said}) < len(said)]
    assert all(len(word) > 1 and all(said) for word, said in synonyms())


def test_the_table_of_terms_is_that_of_the_words() -> None:
    remedy = f"after a change of {SYNONYMS.name} run `python -m qa.synonyms`"
    assert TERMS.read_text(encoding="utf-8") == table(), remedy
