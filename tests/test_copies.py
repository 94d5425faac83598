"""Copies: articles that say the same are found among many, those that only look alike aren't."""

from collections import defaultdict

from hypothesis import given, strategies as st

from embeddings.article import Article
from embeddings.index.copies import Originals, runs, same
from embeddings.index.segment import Entry
from embeddings.text.analysis import Sentence
from embeddings.text.passages import Passage

WORDS = "가람 호수 길 새 3 12 물 나무 시 다리".split()
words = st.lists(st.sampled_from(WORDS), max_size=30)


def entry(text: str) -> Entry:
    """An article of one line, its words for terms."""
    passage = Passage((Sentence(0, len(text), tuple(text.split())),))
    return Entry(Article(id=text, title="", text=text), (), (passage,))


def originals(texts: list[str]) -> list[int]:
    entries = [entry(text) for text in texts]
    having: dict[int, list[int]] = defaultdict(list)
    found = Originals(entries.__getitem__, lambda value, most: having[value][:most])
    numbers = []
    for number, each in enumerate(entries):
        original, sketch = found.find(each)
        numbers.append(number if original is None else original)
        for value in sketch if original is None else ():
            having[value].append(number)
    return numbers


LONG = " ".join(f"말{number}" for number in range(80))


def test_each_is_given_the_first_that_says_the_same() -> None:
    texts = [LONG, "가람 호수 길", f"{LONG} 끝", "가람 호수 길", f"새 {LONG}", ""]
    assert originals(texts) == [0, 1, 0, 1, 0, 5]


def test_another_figure_is_another_article() -> None:
    assert originals([f"{LONG} 3 명", f"{LONG} 4 명", f"{LONG} 명"]) == [0, 1, 0]


def test_another_name_is_another_article() -> None:
    weather = "오늘 날씨 맑다 낮 최고 기온 영상 20 도 오르다 바람 약하다 불다 미세 먼지 보통"
    assert originals([f"서울 {weather}", f"부산 {weather}"]) == [0, 1]


def test_many_with_a_sentence_in_common_are_no_copies() -> None:
    texts = [f"{LONG} " + " ".join(f"글{n}낱말{word}" for word in range(40)) for n in range(50)]
    assert originals([*texts, texts[30]]) == [*range(50), 30]


@given(words, words)
def test_sameness_is_mutual_and_of_every_text_with_itself(one: list[str], other: list[str]) -> None:
    assert same(runs(one), runs(other)) == same(runs(other), runs(one))
    assert same(runs(one), runs(one)) == bool(one)
