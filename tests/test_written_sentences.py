"""What a model writes, parted into sentences with the numbers that they cite."""

import pytest
from hypothesis import given, settings, strategies as st

from qa.writing.sentences import Sentences, Written, sentences

SAID = """\
<think>몇 원일까? 2번을 보자.</think>서울 지하철 요금은 1,550원이다 [1]. 부산은 3.5% 올랐다. \
[2][3] “가겠다. 꼭.”이라고 말했다[1, 2].
- **대구**는 오른다 [^4]
1. 광주는 그대로입니다.【2】 Mr. Kim said so. [9] 끝이다 [1] 또 있다"""
PARTED = [
    Written("서울 지하철 요금은 1,550원이다.", (1,), begins=True),
    Written("부산은 3.5% 올랐다.", (2, 3)),
    Written("“가겠다. 꼭.”이라고 말했다.", (1, 2)),
    Written("대구는 오른다", (4,), begins=True),
    Written("광주는 그대로입니다.", (2,), begins=True),
    Written("Mr. Kim said so.", (9,)),
    Written("끝이다", (1,)),
    Written("또 있다"),
]


@settings(deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1))
def test_however_it_is_cut_into_pieces_it_is_parted_alike(sizes: list[int]) -> None:
    pieces, at = [], 0
    while at < len(SAID):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(SAID[at : at + size])
        at += size
    assert sentences(pieces) == PARTED


def test_a_sentence_is_whole_where_something_follows_that_is_no_citation() -> None:
    said = Sentences()
    assert [*said.add("요금은 1,550원이다. ")] == []
    assert [*said.add("[1")] == []
    assert [*said.add("] 부")] == [Written("요금은 1,550원이다.", (1,), begins=True)]
    assert said.draft == "부"
    assert [*said.close()] == [Written("부")]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("", []),
        ("  \n\n ", []),
        ("2024.07.19 서울. ", [Written("2024.07.19 서울.", begins=True)]),
        ("[링크](http://a.kr/b)를 보라.", [Written("[링크](http://a.kr/b)를 보라.", begins=True)]),
        ("![그림](http://a.kr/b.png)", [Written("![그림](http://a.kr/b.png)", begins=True)]),
        ("<think>끝이 없는 생각. 그리고", []),
        ("## 제목\n글이다.", [Written("제목", begins=True), Written("글이다.", begins=True)]),
    ],
)
def test_odd_forms(said: str, written: list[Written]) -> None:
    assert sentences([said]) == written


def test_what_never_ends_is_cut() -> None:
    assert [len(one.text) for one in sentences(["아" * 1500])] == [600, 600, 300]


@settings(deadline=None)
@given(st.text())
def test_anything_is_parted_and_no_word_is_lost_but_marks(text: str) -> None:
    assert all(one.text.strip() == one.text for one in sentences([text]))
