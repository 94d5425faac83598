"""The catalogue: what is written is what is read, filters, and numbers."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from embeddings.article import Article
from embeddings.errors import Failure
from embeddings.index.catalogue import Catalogue, Place
from embeddings.index.ledger import Ledger
from embeddings.index.rows import content_hash
from embeddings.index.segment import Entry, Segment
from embeddings.index.store import Filters
from embeddings.text.analysis import Sentence
from embeddings.text.passages import Excerpt, Passage

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


LEDGER = Ledger(
    files={"다리.txt": ("ab", "page"), "표.txt": ("cd", ""), "빈.pdf": ("", "pdf")},
    failures={"표.txt": [SECOND_LINE, FIRST_LINE], "빈.pdf": [SCANNED]},
    as_read={"다리.txt": replace(BRIDGE.article, title="홈")},
    versions={"옛": "새"},
    gone={7: range(9, 12), 8: range(0)},
)
PARTED = [range(4)], [range(1), range(1, 2), range(2, 4)]  # the articles of each segment
FIRST_PASSAGE = [0, 2, 3, 4]  # of each article


@pytest.fixture(params=PARTED, ids=["one segment", "three"])
def catalogue(tmp_path: Path, request: pytest.FixtureRequest) -> Catalogue:
    """The entries, in one segment or in several."""
    segments = {}
    for numbers in request.param:
        path = tmp_path / f"목록 #{numbers.start}?.sqlite"
        made = Segment.create(path)
        for number in numbers:
            made.add(number, ENTRIES[number], FIRST_PASSAGE[number], sketch=[7, number])
        made.close()
        place = Place(path, numbers.start, FIRST_PASSAGE[numbers.start])
        segments[place] = Segment.open(path)
    return Catalogue(LEDGER, segments)


def test_a_ledger_is_read_as_it_was_written(tmp_path: Path) -> None:
    LEDGER.write(tmp_path / "목록 #1?.sqlite")
    assert Ledger.read(tmp_path / "목록 #1?.sqlite") == LEDGER


class TestGone:
    """What was taken out of a segment since it was written."""

    @pytest.fixture
    def segment(self, tmp_path: Path) -> Segment:
        made = Segment.create(tmp_path / "a")
        made.add(0, ENTRIES[1], 0, sketch=[7])
        made.add(1, ENTRIES[2], 1, original=0)
        made.add(2, ENTRIES[3], 2, sketch=[7])
        made.close()
        return Segment.open(tmp_path / "a", gone=[0])

    def test_it_is_nowhere(self, segment: Segment) -> None:
        left = [entry.article for entry in ENTRIES[2:]]
        assert [*segment.articles(Filters())] == left
        assert segment.excerpts([0, 1, 2]).keys() == segment.owners([0, 1, 2]).keys() == {1, 2}
        assert [*segment.selected(Filters(source="표.txt"))] == [1, 2]
        assert [id_ for *_, id_, _ in segment.listed("newest", Filters(), 9)] == [
            a.id for a in left
        ]
        assert [*segment.counted("outlet", Filters())] == [("", 1), ("가람일보", 1)]
        assert [article for *_, article in segment.family([0], Filters())] == left[:1]
        assert segment.having(7, 10) == [2]

    def test_a_segment_takes_in_what_is_left(self, segment: Segment, tmp_path: Path) -> None:
        made = Segment.create(tmp_path / "b")
        made.add(3, BRIDGE, 3, sketch=[7])
        made.absorb(tmp_path / "a", {0})
        made.close()
        merged = Segment.open(tmp_path / "b")
        articles = [entry.article for entry in [*ENTRIES[2:], BRIDGE]]
        assert [*merged.articles(Filters())] == articles
        assert [*merged.excerpts(range(5))] == [1, 2, 3, 4]
        assert (merged.having(7, 10), merged.having(7, 1), merged.last()) == ([2, 3], [2], 3)


class TestReading:
    def test_files_and_failures(self, catalogue: Catalogue) -> None:
        assert catalogue.files() == {"다리.txt": "ab", "표.txt": "cd", "빈.pdf": ""}
        assert catalogue.failures() == [SECOND_LINE, FIRST_LINE, SCANNED]
        assert catalogue.kinds() == {"다리.txt": "page", "표.txt": "", "빈.pdf": "pdf"}

    def test_articles(self, catalogue: Catalogue) -> None:
        articles = [entry.article for entry in ENTRIES]
        assert [*catalogue.articles()] == articles
        assert [*catalogue.articles(Filters(source="표.txt"))] == articles[1:]
        assert [*catalogue.articles(Filters(source="없다.txt"))] == []
        assert [catalogue.article(number) for number in range(4)] == articles
        assert [catalogue.find(article.id) for article in articles] == [0, 1, 2, 3]
        assert catalogue.find("없다") is None

    def test_articles_as_they_were_read(self, catalogue: Catalogue) -> None:
        assert [article.title for article in catalogue.as_read("다리.txt")] == ["홈"]
        assert [*catalogue.as_read("표.txt")] == [entry.article for entry in ENTRIES[1:]]

    def test_the_numbers_of_passages(self, catalogue: Catalogue) -> None:
        spans = [catalogue.passages_of(number) for number in range(4)]
        assert spans == [range(2), range(2, 3), range(3, 4), range(4, 5)]
        assert catalogue.last() == 8  # which is gone

    def test_those_with_a_hash_in_their_sketch(self, catalogue: Catalogue) -> None:
        assert (catalogue.having(7, 3), catalogue.having(2, 3)) == ([0, 1, 2], [2])

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
        assert catalogue.find_content(content_hash(BRIDGE.article)) == 0
        number = catalogue.find_content(content_hash(ENTRIES[1].article))
        assert number is not None and catalogue.entry(number) == ENTRIES[number]
        assert catalogue.find_content("none") is None

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
    def test_its_terms_have_the_title_twice(self) -> None:
        assert [excerpt.terms for excerpt in BRIDGE.excerpts] == [
            ["새", "다리", "새", "다리", "다리", "놓다"],
            ["새", "다리", "새", "다리", "길이", "300", "미터"],
        ]

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
