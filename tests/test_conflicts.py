"""Articles that disagree are told to; what is of another time, or the same, is not."""

import json
from datetime import date
from pathlib import Path

import pytest

from embeddings import Article, Passage, Sentence, analyse_one, build_index
from qa import Answer, Assistant, Hit
from qa.answer import Grade
from qa.answering.compose import compose
from qa.answering.confidence import Judged
from qa.answering.conflicts import Claim, corrected
from qa.question import understand
from qa.reader.windows import Found, Window
from qa.retrieval.reading import Read

FIRST = "다솜공장에서 6일 불이 나 작업자 9명이 다쳤다. 불은 세 시간 만에 꺼졌다."
ASKED = "다솜공장에서 난 불로 몇 명이 다쳤나?"


def answer(folder: Path, *told: tuple[str, str], asked: str = ASKED) -> Answer:
    (folder / "seeds").mkdir()
    rows = [
        {"title": "다솜공장 화재", "text": text, "published": day, "outlet": f"{day[-1]}일보"}
        for day, text in told
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "seeds" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "seeds", folder / "index")
    return Assistant.open(folder / "index").ask(asked)


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


def test_a_name_that_stands_in_its_place_differs(tmp_path: Path) -> None:
    told = "다솜공장에서 난 불로 다친 사람은 {} 선수라고 소방서가 6일 밝혔다. 불은 꺼졌다."
    first, later = told.format("감나래와 도하늘"), told.format("반새봄")
    given = answer(
        tmp_path, ("2024-08-06", first), ("2024-08-07", later), asked="다솜공장 불로 다친 사람은?"
    )
    assert [day for day, _ in said(given)] == ["2024-08-07", "2024-08-06"]


def test_a_copy_that_says_the_same_as_its_original_is_told_of_once(tmp_path: Path) -> None:
    told = [("2024-08-06", FIRST), ("2024-08-07", FIRST.replace("9명", "14명"))]
    given = answer(tmp_path, *told, ("2024-08-05", FIRST))
    assert [short for _, short in said(given)] == ["14명", "9명"]


def read_of(hit: Hit, answer: str, score: float = 0.0) -> Read:
    """Return an answer in a hit's article, as if the reader had found it with a score."""
    start, spans = hit.article.text.index(answer), [(s.start, s.end) for s in hit.passage.sentences]
    found, sentence = (
        Found(start, start + len(answer), score),
        next(s for s in spans if start < s[1]),
    )
    return Read(hit, Window((*spans,)), found, sentence, (0.0,) * len(spans), True)


def hit_of(day: int, text: str) -> Hit:
    article = Article(str(day), "", text, published=date(2024, 8, day))
    return Hit(article, 1.0, 1.0, 1.0, (), Passage((*analyse_one(text),)))


def composed(text: str, *answers: str, score: float) -> Answer:
    """Return what is told of an article's answers, each by so much less likely, and a later one."""
    hits = [hit_of(6, text), hit_of(7, text.replace("9명", "14명"))]
    reads = [read_of(hits[0], one, -score * number) for number, one in enumerate(answers)]
    return compose(understand(ASKED), hits, Judged(reads, 0.9, "sure"), {}, lambda _: 1.0)


def test_an_article_that_was_not_read_disagrees_too() -> None:
    assert said(composed(FIRST, "9명", score=0)) == [("2024-08-07", "14명"), ("2024-08-06", "9명")]


def test_articles_disagree_on_what_is_as_likely_and_the_likeliest_is_quoted_after_it() -> None:
    near, far = (composed(FIRST, "세 시간", "9명", score=score) for score in (1.0, 4.0))
    assert said(near) == [("2024-08-07", "14명"), ("2024-08-06", "9명")]
    assert [one.quote[:2] for one in near.citations] == ["다솜", "다솜", "불은"]
    assert said(far) == [("2024-08-06", "세 시간")]


@pytest.mark.parametrize(
    ("other", "grade", "differing"),
    [
        ("시는 버스를 80대 더 보냈다.", "sure", 2),
        ("시는 버스를 80대 더 보냈다.", "related", 0),
        ("소방은 사다리 차량을 80대 불렀다.", "sure", 1),
    ],
    ids=["of what is asked", "unsure", "of something else"],
)
def test_what_other_words_tell_disagrees_where_it_names_what_is_asked(
    other: str, grade: Grade, differing: int
) -> None:
    hits = [hit_of(6, "도시에서는 그날 버스가 120대 다녔다."), hit_of(7, other)]
    reads = [read_of(hits[0], "120대"), read_of(hits[1], "80대", -3.0)]
    asked = understand("버스는 몇 대 다녔나?")
    given = compose(asked, hits, Judged(reads, 0.9, grade), {"버스": 1.0}, lambda _: 1.0)
    assert len(said(given)) == differing


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


@pytest.mark.parametrize(
    "correction",
    [
        "다솜공장 화재로 다친 사람은 9명이 아니라 14명으로 확인됐다.",
        "다솜공장에서 난 불로 다친 작업자는 9명 아닌 14명이라고 소방서가 바로잡았다.",
        "다솜공장 화재에서 다친 작업자를 9명이라고 보도했으나 14명이므로 바로잡습니다.",
    ],
)
@pytest.mark.parametrize("day", ["2024-08-06", "2024-08-07"])
def test_a_correction_wins_over_what_it_corrects_whenever_that_is_said_again(
    tmp_path: Path, correction: str, day: str
) -> None:
    said_again = FIRST.replace("6일", "지난 6일")
    given = answer(tmp_path, (day, correction), ("2024-08-08", said_again))
    assert said(given) == [(day, "14명"), ("2024-08-08", "9명")]


@pytest.mark.parametrize(
    ("text", "taken", "right"),
    [
        ("다친 사람은 9명 아닌 14명이다.", "9명", "14명"),
        ("다친 사람을 9명이라고 보도했으나 14명이므로 바로잡습니다.", "9명", "14명"),
        ("부상자가 9명에서 14명으로 늘었다.", "9명", "14명"),
        ("9명이 아니라는 말도 있다.", "9명", "9명"),
        ("다친 사람은 9명, 집에 간 사람은 5명이다.", "9명", "9명"),
        ("이가람 소장은 9명에서 14명으로 늘었다고 말했다.", "이가람", "이가람"),
    ],
)
def test_of_a_correction_what_is_right_is_taken(text: str, taken: str, right: str) -> None:
    passage = Passage((Sentence(0, len(text), ()),))
    hit = Hit(Article("a", "", text), 1.0, 1.0, 1.0, (), passage)
    start = text.index(taken)
    claim = Claim(hit, (0, len(text)), (start, start + len(taken)))
    assert corrected(claim).said == right
