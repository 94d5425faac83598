"""How sure an answer is: what is told of what was read, and the grade that this makes."""

from dataclasses import replace
from datetime import date

import pytest

from embeddings import Article, Passage, Sentence
from qa import Hit
from qa.answering.confidence import TELLING, features, judge, learned, probability
from qa.reader.windows import Found, Window
from qa.retrieval.reading import Asked, Read

TOLD = "다솜공장에서 6일 불이 나 작업자 9명이 다쳤다."


def read(name: str, text: str, span: float, score: float = 1.0) -> Read:
    passage = Passage((Sentence(0, len(text), ()),))
    hit = Hit(Article(name, "", text), score, 1.0, 1.0, (), passage)
    whole = (0, len(text))
    return Read(hit, Window((whole,)), Found(0, 2, span), whole, (0.5,), True)


def asked(*meant: str, text: str = "몇 명이 다쳤어?", names: tuple[str, ...] = ()) -> Asked:
    return Asked(text, {}, lambda _: True, frozenset(meant), frozenset(names))


def test_what_was_read_is_told_in_log_odds() -> None:
    one = read("a", TOLD, 2.0)
    assert features(asked(), [one.hit], one) == {
        "bias": 1.0,
        "read": 2.5,
        "meant": 0.0,
        "astray": 0.0,
        "unsaid": 0.0,
        "another": 0.0,
        "stands out": 0.0,
    }


@pytest.mark.parametrize(
    ("meant", "names", "told"),
    [
        ((), (), (0.0, 0.0)),
        (("a",), (), (1.0, 0.0)),
        (("b",), ("다솜",), (0.0, 0.0)),
        ((), ("가람",), (0.0, 1.0)),
        ((), ("다솜", "가람"), (0.0, 0.0)),
        (("a",), ("가람",), (1.0, 0.0)),
    ],
)
def test_an_article_is_known_to_be_meant_or_lacks_the_names_asked_about(
    meant: tuple[str, ...], names: tuple[str, ...], told: tuple[float, float]
) -> None:
    one = read("a", TOLD, 2.0)
    row = features(asked(*meant, names=names), [one.hit], one)
    assert (row["meant"], row["astray"]) == told


def test_an_article_in_another_language_has_names_in_its_own_script() -> None:
    one = read("a", "Six workers of Dasom were hurt.", 8.0)
    assert features(asked(names=("다솜",)), [one.hit], one)["astray"] == 0.0


@pytest.mark.parametrize(
    ("question", "unsaid"),
    [
        ("서울 공장에서 9명이 다쳤어?", 1.0),
        ("제12회 영화제 때 몇 명이 다쳤어?", 1.0),
        ("2024년 6일에 9명이 다쳤어?", 0.0),
        ("공장에서 몇 명이 다쳤어?", 0.0),
        ("한국 공장에서 몇 명이 다쳤어?", 0.0),
        ("드러오는 돈은?", 0.0),
    ],
)
def test_a_name_or_a_number_is_missed_that_the_article_and_its_day_lack(
    question: str, unsaid: float
) -> None:
    one = read("a", TOLD, 2.0)
    told = replace(one.hit.article, published=date(2024, 8, 6))
    one = replace(one, hit=replace(one.hit, article=told))
    assert features(asked(text=question), [one.hit], one)["unsaid"] == unsaid
    assert features(asked("a", text=question), [one.hit], one)["unsaid"] == 0.0


@pytest.mark.parametrize(
    ("question", "another"),
    [
        ("다친 사람은 몇 명이야?", 0.0),
        ("숨진 사람은 몇 명이야?", 1.0),
        ("6일 불에 숨진 사람 말고 다친 사람은 몇 명이야?", 0.0),
    ],
)
def test_a_sentence_may_be_on_another_thing_of_its_kind(question: str, another: float) -> None:
    one = read("a", TOLD, 2.0)
    assert features(asked(text=question), [one.hit], one)["another"] == another


@pytest.mark.parametrize(
    ("question", "is_in_writing"),
    [
        ("불이 난 공장의 부상자 수는?", True),
        ("다친 사람은 몇 명인가", True),
        ("화재가 일어난 곳은 어디인가?", True),
        ("몇 명이 다쳤어?", False),
        ("어디서 불 났나요?", False),
        ("How many were hurt?", False),
    ],
)
def test_how_far_a_hit_stands_out_is_told_of_questions_in_writing(
    question: str, is_in_writing: bool
) -> None:
    one, again = read("a", TOLD, 2.0, 3.0), read("a", TOLD, 1.0, 2.5)
    hits = [one.hit, again.hit, read("b", TOLD, 0.0, 1.5).hit, read("c", TOLD, 0.0, 0.5).hit]
    out = features(asked(text=question), hits, one)["stands out"]
    assert out == pytest.approx(3.0 - 1.0 - TELLING if is_in_writing else 0.0)


def test_a_hit_stands_out_of_other_articles_alone() -> None:
    one, again = read("a", TOLD, 2.0, 3.0), read("a", TOLD, 1.0, 0.5)
    about = asked(text="부상자 수는?")
    assert features(about, [one.hit, again.hit], one)["stands out"] == 0.0


def test_the_grade_is_what_the_probability_reaches() -> None:
    known = learned()
    assert 0 < known["related"] < known["sure"] < 1
    for span in range(-200, 200):
        one = read("a", TOLD, span / 10)
        judged = judge(asked(), [one.hit], [one])
        assert judged.confidence == probability(known, features(asked(), [one.hit], one))
        sure = judged.confidence >= known["sure"]
        assert judged.grade == (
            "sure" if sure else "related" if judged.confidence >= known["related"] else "none"
        )


def test_what_is_learned_speaks_for_what_was_read_and_what_is_meant() -> None:
    known = learned()
    assert all(known[name] > 0 for name in ("read", "meant", "stands out"))
    assert all(known[name] < 0 for name in ("astray", "unsaid", "another"))


def test_what_its_outlet_is_called_tells_that_an_article_is_meant() -> None:
    one = read("a", TOLD, 5.0)
    words = Asked("한강대 매점은?", {"한강": 1.0}, lambda _: True)
    named = replace(one, hit=replace(one.hit, article=replace(one.hit.article, outlet="한강 신문")))
    assert judge(words, [one.hit], [one]).grade == "none"
    assert judge(words, [named.hit], [named]).grade == "sure"


def test_a_word_within_a_longer_one_tells_that_an_article_is_meant() -> None:
    one = read("a", "다온군이 집집마다 재난지원금 30만 원을 준다.", 5.0)
    asked_of = [Asked(f"{word}은 얼마?", {word: 1.0}, lambda _: True) for word in ("지원", "금")]
    assert [judge(asked, [one.hit], [one]).grade for asked in asked_of] == ["sure", "none"]
