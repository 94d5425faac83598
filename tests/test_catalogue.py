"""The catalogue: what is written is what is read, filters, and numbers."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from embeddings.article import Article
from embeddings.errors import Failure
from embeddings.index.catalogue import Catalogue, Entry, content_hash
from embeddings.index.store import Filters
from embeddings.text.analysis import Sentence
from embeddings.text.passages import TITLE_WEIGHT, Excerpt, Passage

TEXT = "다리를 놓았다. 길이는 300미터이다.\n사진 /다온통신"
FIRST = Passage((Sentence(0, 8, ("다리", "놓다")),))
SECOND = Passage((Sentence(9, 21, ("길이", "300", "미터")), Sentence(22, 30, ())))
BRIDGE = Entry(
    Article(
        id="다리.txt",
        title="새 \0 다리 😀",
        text=TEXT,
        outlet="다온신문",
        author="이영희",
        published=date(2024, 6, 13),
        url="https://example.com/1",
        source="다리.txt",
        captions=((22, 30), (5, 6)),
        pages=(0, 12),
    ),
    title_terms=("새", "다리"),
    passages=(FIRST, SECOND),
)


def headline(number: int, published: date | None, outlet: str = "") -> Entry:
    article = Article(
        id=f"표.txt#{number}",
        title="끝",
        text="끝",
        kind="headline",
        outlet=outlet,
        published=published,
        source="표.txt",
    )
    return Entry(article, (), (Passage((Sentence(0, 1, ("끝",)),)),))


ENTRIES = [
    BRIDGE,
    headline(1, date(2024, 6, 12), "가람일보"),
    headline(2, date(2024, 6, 14)),
    headline(3, None, "가람일보"),
]


SECOND_LINE = Failure("표.txt:3", 'id "둘" \0 😀', "give it another", "line-same-id", {"id": "둘"})
FIRST_LINE = Failure("표.txt:1", "no JSON", "write one", "line-json", {})
SCANNED = Failure("빈.pdf", "no text", "run OCR", "pdf-scanned", {})


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    path = tmp_path / "목록 #1?.sqlite"
    made = Catalogue.create(path)
    made.add_file("다리.txt", "ab", [])
    made.add_file("표.txt", "cd", [SECOND_LINE, FIRST_LINE])
    made.add_file("빈.pdf", "", [SCANNED])
    passages = 0
    for number, entry in enumerate(ENTRIES):
        made.add(number, entry, passages)
        passages += len(entry.passages)
    made.close()
    return Catalogue.open(path)


class TestReading:
    def test_files_and_failures(self, catalogue: Catalogue) -> None:
        assert catalogue.files() == {"다리.txt": "ab", "표.txt": "cd", "빈.pdf": ""}
        assert catalogue.failures() == [SECOND_LINE, FIRST_LINE, SCANNED]
        assert catalogue.failures("표.txt") == [SECOND_LINE, FIRST_LINE]
        assert catalogue.failures("다리.txt") == []

    def test_articles(self, catalogue: Catalogue) -> None:
        articles = [entry.article for entry in ENTRIES]
        assert catalogue.articles() == articles
        assert catalogue.articles(Filters(source="표.txt")) == articles[1:]
        assert catalogue.articles(Filters(source="없다.txt")) == []

    def test_passages_come_with_their_article(self, catalogue: Catalogue) -> None:
        assert catalogue.passages([1, 4, 0, 99]) == {
            1: Excerpt(BRIDGE.article, ("새", "다리"), SECOND),
            4: Excerpt(ENTRIES[3].article, (), ENTRIES[3].passages[0]),
            0: Excerpt(BRIDGE.article, ("새", "다리"), FIRST),
        }
        assert catalogue.passages([]) == {}

    def test_more_passages_than_a_statement_has_parameters(self, catalogue: Catalogue) -> None:
        assert len(catalogue.passages(range(100_000))) == 5

    def test_passages_asked_for_again_are_the_same_in_the_order_asked(
        self, catalogue: Catalogue
    ) -> None:
        first = catalogue.passages([2, 0])
        again = catalogue.passages([0, 3, 2, 99])
        assert list(again) == [0, 3, 2]
        assert {number: again[number] for number in first} == first

    def test_content(self, catalogue: Catalogue) -> None:
        assert catalogue.find_content(content_hash(BRIDGE.article)) == (BRIDGE, 0)
        assert catalogue.find_content(content_hash(ENTRIES[1].article)) == (ENTRIES[1], 2)
        assert catalogue.find_content("none") is None

    def test_term_lists_have_the_title_thrice(self, catalogue: Catalogue) -> None:
        lists = [(number, terms.split()) for number, terms in catalogue.term_lists()]
        assert lists == [
            (0, ["새", "다리"] * TITLE_WEIGHT + ["다리", "놓다"]),
            (1, ["새", "다리"] * TITLE_WEIGHT + ["길이", "300", "미터"]),
            (2, ["끝"]),
            (3, ["끝"]),
            (4, ["끝"]),
        ]
        assert lists[1][1] == BRIDGE.excerpts[1].terms

    def test_counts(self, catalogue: Catalogue) -> None:
        assert catalogue.counts() == {"files": 3, "articles": 1, "headlines": 3, "passages": 5}


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({"outlet": "가람일보"}, [2, 4]),
        ({"outlet": "없다"}, []),
        ({"author": "이영희"}, [0, 1]),
        ({"source": "표.txt"}, [2, 3, 4]),
        ({"kind": "article"}, [0, 1]),
        ({"kind": "headline"}, [2, 3, 4]),
        ({"since": date(2024, 6, 13)}, [0, 1, 3]),  # inclusive
        ({"until": date(2024, 6, 13)}, [0, 1, 2]),  # inclusive
        ({"since": date(2024, 6, 13), "until": date(2024, 6, 13)}, [0, 1]),
        ({"since": date(1, 1, 1)}, [0, 1, 2, 3]),  # what has no date fits no range
        ({"outlet": "가람일보", "until": date(2025, 1, 1)}, [2]),
    ],
)
def test_select(catalogue: Catalogue, filters: dict[str, Any], numbers: list[int]) -> None:
    for _ in range(2):  # the second time from what is kept
        assert catalogue.select(Filters(**filters)) == tuple(numbers)
    assert catalogue.select(Filters()) is None


class TestEntry:
    def test_an_excerpt_is_a_passage_with_its_article(self) -> None:
        assert BRIDGE.excerpts == [
            Excerpt(BRIDGE.article, ("새", "다리"), FIRST),
            Excerpt(BRIDGE.article, ("새", "다리"), SECOND),
        ]

    def test_what_a_model_reads(self) -> None:
        body = "길이는 300미터이다.\n사진 /다온통신"
        excerpt = BRIDGE.excerpts[1]
        assert (excerpt.text, excerpt.titled_text) == (body, f"새 \0 다리 😀\n{body}")
        assert ENTRIES[1].excerpts[0].titled_text == "끝"

    def test_the_content_is_title_text_and_kind(self) -> None:
        article = BRIDGE.article
        others = [
            replace(article, title="새"),
            replace(article, text="다리"),
            replace(article, kind="headline"),
        ]
        assert len({content_hash(other) for other in [article, *others]}) == 4
        same = replace(article, id="1", outlet="", author="", published=None, url="", source="")
        assert content_hash(same) == content_hash(article)
