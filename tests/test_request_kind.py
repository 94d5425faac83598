"""Each kind of request is told, in all politeness levels and in English."""

import re
from pathlib import Path

import pytest

from embeddings import kiwi
from qa.request.kind import asks_for_a_title, asks_what_happened, request_kind

WRITTEN = Path(__file__).with_name("request_kinds.txt").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^== (\w+)\n(.*?)\n-- held out\n(.*?)(?=\n\n==|\Z)", WRITTEN, re.S | re.M)


def lost(questions: str, kind: str) -> list[tuple[str, str]]:
    """Return the questions that were taken for another kind, each with that kind."""
    told = [(line, request_kind(line, kiwi().tokenize(line))) for line in questions.splitlines()]
    return [(line, asks) for line, asks in told if line and asks != kind]


@pytest.mark.parametrize(("kind", "seen", "held"), SECTIONS, ids=[kind for kind, *_ in SECTIONS])
def test_a_kind_is_told(kind: str, seen: str, held: str) -> None:
    assert len(seen.splitlines()) + len(held.splitlines()) >= 50
    assert lost(seen, kind) == []
    assert len(lost(held, kind)) <= len(held.splitlines()) / 5


def test_nearly_all_that_was_held_out_is_told() -> None:
    kept = [len(lost(held, kind)) for kind, _, held in SECTIONS]
    assert sum(kept) <= 10, kept


@pytest.mark.parametrize(
    ("question", "is_title"),
    [
        ("다리가 놓였다는 기사 제목이 뭐였지?", True),
        ("다리 놓인다는 뉴스 제목 좀 찾아줘", True),
        ("다리가 놓였다는 제목 있던데", True),
        ("다리 길이는 제목에 몇 미터라고 나와?", True),
        ("다리 기사 있던데 제목 좀", True),
        ("다리 기사 있었는데 제목 찾아줘", True),
        ("다리를 비판한 칼럼 제목이 뭐지?", True),
        ("다리 얘기 쓴 글, 제목이 뭐라고 되어 있나요", True),
        ("한들일보가 다리 얘기 쓴거 제목뭐야?", True),
        ("다리 기사 썼던데 타이틀이 뭐더라?", True),
        ("다리 막혔다는 기사제목?", True),
        ("What was the headline about the bridge?", True),
        ("다리 기사 제목들 모두 알려줘", False),
        ("개막작 제목이 뭐야?", False),
        ("섬 얘기를 묶은 책 제목은?", False),
        ("다리는 언제 놓여?", False),
    ],
)
def test_the_title_of_an_article_is_asked_for(question: str, is_title: bool) -> None:
    assert asks_for_a_title(question) == is_title


@pytest.mark.parametrize(
    ("question", "is_open"),
    [
        ("2023년 12월 5일에 가람시에서 무슨 사고가 있었지?", True),
        ("8월 29일 시의회가 한 일은?", True),
        ("2월 13일에 화재 관련해서 있었던 일 알려 줘", True),
        ("4월 21일 새벽에 뭔 일이 터졌었나", True),
        ("4월 30일에 시의회에서 뭐 나왔지?", True),
        ("10월 14일에 누리담에 무슨 일정 있다고 했지", True),
        ("3월 7일에 시청이 발표한 게 뭐였지", True),
        ("2월 14일에 가람에서 예정된 일이 뭐였지?", True),
        ("8월 14일 나루면에 무슨일 있었어?", True),
        ("What happened on 5 March?", True),
        ("12월 5일 사고는 몇 시에 났어?", False),
    ],
)
def test_what_there_was_is_asked_for(question: str, is_open: bool) -> None:
    assert asks_what_happened(question) == is_open
