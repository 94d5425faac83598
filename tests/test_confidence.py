"""How sure an answer is: less is asked where the article is known, and no copy is a rival."""

from dataclasses import replace

import pytest

from embeddings import Article, Passage, Sentence
from qa import Hit
from qa.answering.confidence import ANOTHER, ASTRAY, MEANT, features, judge, learned, probability
from qa.reader.windows import Found, Window
from qa.retrieval.reading import Asked, Read

TOLD = "다솜공장에서 6일 불이 나 작업자 9명이 다쳤다."


def read(name: str, text: str, span: float) -> Read:
    passage = Passage((Sentence(0, len(text), ()),))
    hit = Hit(Article(name, "", text), 1.0, 1.0, 1.0, (), passage)
    whole = (0, len(text))
    return Read(hit, Window((whole,)), Found(0, 2, span), whole, (0.0,), True)


def asked(*meant: str) -> Asked:
    return Asked("몇 명이 다쳤나?", {}, lambda _: True, frozenset(meant))


@pytest.mark.parametrize(("meant", "grade"), [((), "related"), (("a",), "sure")])
def test_in_an_article_known_to_be_meant_half_is_enough(meant: tuple[str, ...], grade: str) -> None:
    known = learned()
    for span in range(-200, 0):
        one = read("a", TOLD, span / 10)
        sure = probability(known, features([one.hit], [one])) / known["sure"]
        if MEANT < sure < 1:
            assert judge(asked(*meant), [one.hit], [one]).grade == grade
            return
    pytest.fail("no such probability")


def test_what_another_article_makes_of_the_sentence_is_no_rival_of_it() -> None:
    best, again = read("a", TOLD, 2.0), read("b", f"새로 {TOLD.replace('9명', '14명')}", 1.0)
    other = read("c", "시는 오늘 다른 일을 하기로 했다고 밝혔다.", -3.0)
    hits = [one.hit for one in (best, again, other)]
    with_copy = features(hits, [best, again, other])
    assert with_copy == features([best.hit, other.hit], [best, other])


def test_what_its_outlet_is_called_tells_that_an_article_is_meant() -> None:
    one = read("a", TOLD, 5.0)
    words = Asked("한강대 매점은?", {"한강": 1.0}, lambda _: True)
    named = replace(one, hit=replace(one.hit, article=replace(one.hit.article, outlet="한강 신문")))
    assert judge(words, [one.hit], [one]).grade == "none"
    assert judge(words, [named.hit], [named]).grade == "sure"


@pytest.mark.parametrize(
    ("names", "least"),
    [((), 1.0), (("다솜",), 1.0), (("가람",), ASTRAY), (("다솜", "가람"), 1.0)],
)
def test_more_is_asked_of_an_article_that_lacks_the_names(
    names: tuple[str, ...], least: float
) -> None:
    known = learned()
    about = replace(asked(), names=frozenset(names))
    for span in range(-200, 200):
        one = read("a", TOLD, span / 10)
        sure = probability(known, features([one.hit], [one])) / known["sure"]
        assert (judge(about, [one.hit], [one]).grade == "sure") == (sure >= least)


@pytest.mark.parametrize(
    ("question", "least"),
    [
        ("다친 사람은 몇 명이야?", 1.0),
        ("숨진 사람은 몇 명이야?", ANOTHER),
        ("6일 불에 숨진 사람 말고 다친 사람은 몇 명이야?", 1.0),
    ],
)
def test_more_is_asked_of_a_sentence_on_another_thing_of_its_kind(
    question: str, least: float
) -> None:
    known = learned()
    for span in range(-200, 200):
        one = read("a", TOLD, span / 10)
        sure = probability(known, features([one.hit], [one])) / known["sure"]
        about = replace(asked("a") if least == ANOTHER else asked(), text=question)
        assert (judge(about, [one.hit], [one]).grade == "sure") == (sure >= least)


def test_an_article_in_another_language_has_names_in_its_own_script() -> None:
    one = read("a", "Six workers of Dasom were hurt.", 8.0)
    assert judge(replace(asked(), names=frozenset(["다솜"])), [one.hit], [one]).grade == "sure"


def test_a_word_within_a_longer_one_tells_that_an_article_is_meant() -> None:
    one = read("a", "다온군이 집집마다 재난지원금 30만 원을 준다.", 5.0)
    asked_of = [Asked(f"{word}은 얼마?", {word: 1.0}, lambda _: True) for word in ("지원", "금")]
    assert [judge(asked, [one.hit], [one]).grade for asked in asked_of] == ["sure", "none"]
