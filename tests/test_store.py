"""The store's contract: whatever holds an index answers so, on tiny articles written by hand."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from milvus_server import milvus
from numpy.typing import NDArray
from test_lexical import with_pairs

from embeddings.article import Article
from embeddings.cluster.copying import copy_index
from embeddings.cluster.store import MilvusStore
from embeddings.index.catalogue import places
from embeddings.index.dense import write
from embeddings.index.draft import Draft
from embeddings.index.generation import Generation
from embeddings.index.ledger import Ledger
from embeddings.index.publishing import publish
from embeddings.index.segment import Entry
from embeddings.index.store import EVERYTHING, Facet, Filters, Order, Owner, Store
from embeddings.text.analysis import Sentence
from embeddings.text.passages import Passage

Vectors = NDArray[np.float32]

TEXT = "다리를 놓았다. 길이는 300미터이다."
BRIDGE = (
    Passage((Sentence(0, 8, ("다리", "놓다")),)),
    Passage((Sentence(9, 21, ("길이", "300", "미터")),)),
)
ENTRIES = [
    Entry(
        Article(
            id="다리",
            title="새 다리",
            text=TEXT,
            outlet="다온신문",
            author="이영희",
            published=date(2024, 6, 13),
            url="https://example.com/1",
            source="다리.txt",
            captions=((9, 21),),
        ),
        ("새", "다리"),
        BRIDGE,
    ),
    Entry(
        Article("표#1", "강", "강", "headline", "가람일보", source="표.txt"),
        (),
        (Passage((Sentence(0, 1, ("강",)),)),),
    ),
    Entry(
        Article(
            id="강",
            title="",
            text="강에는 물, 물, 물고기! …",
            author="김철수",
            published=date(2024, 7, 1),
            source="글.jsonl",
        ),
        (),
        (
            Passage((Sentence(0, 14, ("강", "물", "물", "고기", "다리")),)),
            Passage((Sentence(15, 16, ()),)),
        ),
    ),
    Entry(
        Article(
            id="옮김",
            title="새 다리",
            text=TEXT,
            outlet="가람일보",
            published=date(2024, 6, 14),
            source="표.txt",
        ),
        ("새", "다리"),
        BRIDGE,
    ),
]
ORIGINALS = [0, 1, 2, 0]
VERSIONS = {"옮김": "다리"}  # of older ones the newer
OWNERS = [0, 0, 1, 2, 2, 3, 3]  # the article of each passage
EXCERPTS = [excerpt for entry in ENTRIES for excerpt in entry.excerpts]
TERMS = [" ".join(excerpt.terms) for excerpt in EXCERPTS]
VECTORS = np.array(
    [[1, 0], [0.8, 0.6], [0, 1], [-0.6, 0.8], [0, 0], [0.96, 0.28], [0.6, 0.8]], np.float32
)
OTHERS = np.array(np.eye(7)[::-1], np.float32)  # of a second leg, in other dimensions

FITTING: list[tuple[Filters, set[int]]] = [  # the articles that fit
    (EVERYTHING, {0, 1, 2, 3}),
    (Filters(outlet="가람일보"), {1, 3}),
    (Filters(outlet=" 가람\u200b일보 "), {1, 3}),
    (Filters(outlet=""), {2}),
    (Filters(outlet=("가람일보", " 다온\u200b신문")), {0, 1, 3}),
    (Filters(outlet=()), set()),
    (Filters(author="이영희"), {0}),
    (Filters(author=("이영희", "없다")), {0}),
    (Filters(source="표.txt"), {1, 3}),
    (Filters(kind="headline"), {1}),
    (Filters(kind="article", outlet="가람일보"), {3}),
    (Filters(since=date(2024, 6, 14)), {2, 3}),
    (Filters(until=date(2024, 6, 14)), {0, 3}),
    (Filters(since=date(2024, 6, 14), until=date(2024, 6, 14)), {3}),
    (Filters(since=date(1, 1, 1)), {0, 2, 3}),  # an article without a date fits no range
    (Filters(outlet="없다"), set()),
    (Filters(source="표.txt", until=date(2024, 6, 13)), set()),
    (Filters(ids=("강", "표#1", "없다")), {1, 2}),
    (Filters(ids=()), set()),
    (Filters(ids=("강", "다리"), outlet="다온신문"), {0}),
    (Filters(words="다리"), {0, 3}),
    (Filters(words=" 새  300미 "), {0, 3}),  # each in the title or the text
    (Filters(words="물 다리"), set()),
    (Filters(words="새다리"), set()),
    (Filters(words=""), {0, 1, 2, 3}),
    (Filters(words="%"), set()),
    (Filters(words="_"), set()),
    (Filters(words="\\"), set()),
]
each_filter = pytest.mark.parametrize(("filters", "fitting"), FITTING)


def on_disk(folder: Path, legs: Mapping[str, Vectors]) -> Iterator[Store]:
    """The files of one machine: a generation, published and opened."""
    work = folder / ".work-1"
    work.mkdir()
    draft = Draft(work, dimensions=2)
    for number, entry in enumerate(ENTRIES):
        draft.add(entry, VECTORS[[owner == number for owner in OWNERS]])
    draft.finish(Ledger(versions=VERSIONS), lambda _: VECTORS[0])
    for leg, vectors in legs.items():
        (place,) = places(work)
        write(place.folder / f"{leg}.faiss", lambda vectors=vectors: [vectors], 7, vectors[:1])
    publish(folder, work, "model", "fingerprint", "")
    yield Generation.open(folder)


def in_milvus(folder: Path, legs: Mapping[str, Vectors]) -> Iterator[Store]:
    """The same, copied to a server of its own."""
    for _ in on_disk(folder, legs):
        with milvus(folder / "milvus") as address:
            assert copy_index(folder, address)
            yield MilvusStore.open(address)


@pytest.fixture(scope="module", params=[on_disk, in_milvus])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    make: Callable[[Path, Mapping[str, Vectors]], Iterator[Store]] = request.param
    yield from make(tmp_path_factory.mktemp("store"), {"dense": VECTORS, "other": OTHERS})


def is_best(
    found: Mapping[int, float], scores: Mapping[int, float], top_k: int, fitting: set[int]
) -> bool:
    """Whether the best are found, best first, each with its own score."""
    fit = {number: score for number, score in scores.items() if OWNERS[number] in fitting}
    best = sorted(fit.values(), reverse=True)[:top_k]
    return (
        found.keys() <= fit.keys()
        and found == pytest.approx({number: fit[number] for number in found}, rel=1e-5, abs=1e-6)
        and list(found.values()) == pytest.approx(best, rel=1e-5, abs=1e-6)
    )


class TestPassages:
    def test_it_says_what_it_is(self, store: Store) -> None:
        said = (store.model, store.fingerprint, store.notice, len(store))
        assert said == ("model", "fingerprint", "", 7)
        assert store.versions() == VERSIONS
        assert [*store.numbers()] == [*range(7)]
        assert [*store.numbers(Filters(ids=("강",)))] == [3, 4]
        assert store.name

    def test_passages_come_with_their_articles_in_the_order_asked(self, store: Store) -> None:
        assert list(store.passages(range(7)).items()) == list(enumerate(EXCERPTS))
        assert list(store.passages([5, 99, 2]).items()) == [(5, EXCERPTS[5]), (2, EXCERPTS[2])]
        assert store.passages([]) == {}

    def test_each_passage_has_its_article_and_that_its_original(self, store: Store) -> None:
        owned = {n: Owner(article, ORIGINALS[article]) for n, article in enumerate(OWNERS)}
        assert store.owners(range(7)) == owned
        assert store.owners([6]) == {6: Owner(3, 0)}
        assert store.owners([]) == {}

    def test_copies_are_the_other_articles_that_say_the_same(self, store: Store) -> None:
        first, copy = ENTRIES[0].article, ENTRIES[3].article
        assert store.copies([3, 1, 0]) == {3: (first,), 1: (), 0: (copy,)}
        fitting = Filters(outlet="다온신문")
        assert store.copies([3, 0], fitting) == {3: (first,), 0: ()}
        assert store.copies([]) == {}


class TestArticles:
    @each_filter
    def test_those_that_fit_come_in_their_order(
        self, store: Store, filters: Filters, fitting: set[int]
    ) -> None:
        assert store.articles(filters) == [ENTRIES[number].article for number in sorted(fitting)]

    @pytest.mark.parametrize(
        ("facet", "counts"),
        [
            ("outlet", {"가람일보": 2, "": 1, "다온신문": 1}),
            ("author", {"": 2, "김철수": 1, "이영희": 1}),
            ("source", {"표.txt": 2, "글.jsonl": 1, "다리.txt": 1}),
            ("kind", {"article": 3, "headline": 1}),
            ("published", {"": 1, "2024-06-13": 1, "2024-06-14": 1, "2024-07-01": 1}),
        ],
    )
    def test_they_are_counted_by_what_is_known_of_them(
        self, store: Store, facet: Facet, counts: dict[str, int]
    ) -> None:
        assert list(store.count_by(facet).items()) == list(counts.items())

    @each_filter
    def test_those_that_fit_are_counted(
        self, store: Store, filters: Filters, fitting: set[int]
    ) -> None:
        kinds = Counter(ENTRIES[number].article.kind for number in fitting)
        for _ in range(2):  # what was counted before isn't counted anew
            assert store.count_by("kind", filters) == kinds

    @pytest.mark.parametrize(
        ("order", "ids"),
        [
            ("newest", ["강", "옮김", "다리", "표#1"]),
            ("oldest", ["다리", "옮김", "강", "표#1"]),
            ("title", ["강", "표#1", "다리", "옮김"]),
            ("outlet", ["옮김", "표#1", "다리", "강"]),
        ],
    )
    def test_they_are_listed_in_an_order_with_their_days(
        self, store: Store, order: Order, ids: list[str]
    ) -> None:
        listed = store.list_by(order)
        days = {"강": "2024-07-01", "옮김": "2024-06-14", "다리": "2024-06-13", "표#1": ""}
        assert [*listed.items()] == [(id_, days[id_]) for id_ in ids]
        fitting = store.list_by(order, Filters(kind="article"))
        assert [*fitting] == [id_ for id_ in ids if id_ != "표#1"]
        for first, most in [(0, 1), (0, 9), (1, 2), (3, 2), (4, 1), (1, None)]:
            end = None if most is None else first + most
            assert [*store.list_by(order, EVERYTHING, first, most)] == ids[first:end]


class TestLexical:
    QUERIES = (["새", "다리"], ["다리"], ["강", "물"], ["다리", "다리", "고기"], ["없다", "길이"])

    @pytest.mark.parametrize("query", QUERIES)
    @each_filter
    def test_it_is_bm25_of_those_that_fit(
        self, store: Store, query: list[str], filters: Filters, fitting: set[int]
    ) -> None:
        scores = with_pairs(TERMS, query)
        for top_k in (1, 2, 10):
            assert is_best(store.search_lexical(query, top_k, filters), scores, top_k, fitting)

    @pytest.mark.parametrize(
        "query", [[], ["없다"], ["다리 강"], ["AND", "*", '"', "", "terms:강"]]
    )
    def test_what_stands_nowhere_is_not_found(self, store: Store, query: list[str]) -> None:
        assert store.search_lexical(query, 10) == {}
        assert store.search_lexical(query, 10, Filters(kind="article")) == {}


class TestDense:
    @each_filter
    def test_it_is_the_cosine_of_those_that_fit(
        self, store: Store, filters: Filters, fitting: set[int]
    ) -> None:
        vector = np.array([0.28, 0.96], np.float32)
        scores = dict(enumerate((VECTORS @ vector).tolist()))
        for top_k in (1, 3, 10):
            assert is_best(store.search_dense(vector, top_k, filters), scores, top_k, fitting)

    def test_vectors_are_what_was_written(self, store: Store) -> None:
        np.testing.assert_array_equal(store.vectors([6, 0]), VECTORS[[6, 0]])
        assert store.vectors([]).shape == (0, 2)

    def test_each_leg_has_vectors_of_its_own(self, store: Store) -> None:
        assert store.search_dense(OTHERS[2], 1, leg="other") == {2: 1.0}
        assert store.search_dense(OTHERS[2], 1, Filters(kind="headline"), "other") == {2: 1.0}
        np.testing.assert_array_equal(store.vectors([6, 0], "other"), OTHERS[[6, 0]])
        for ask in (store.vectors, lambda some, leg: store.search_dense(OTHERS[0], 1, leg=leg)):
            with pytest.raises(KeyError, match="none"):
                ask([0], "none")


class TestTerms:
    def test_known_terms_stand_in_passages(self, store: Store) -> None:
        known = {"다리": 5, "길이": 2, "강": 2, "물": 1, "없다": 0, "다": 0, "": 0}
        assert {term: store.document_frequency(term) for term in known} == known

    @pytest.mark.parametrize(
        ("term", "distance", "near"),
        [
            ("더리", 1, ["다리"]),
            ("달리", 1, ["다리"]),
            ("다리", 1, []),  # itself aside
            ("기리", 1, []),
            ("기리", 2, ["다리", "길이", "고기"]),  # those in more passages first
            ("고리", 2, ["고기", "다리"]),  # the nearest before that
            ("놓아", 1, ["놓다"]),
            ("301", 1, ["300"]),
            ("간", 1, ["강"]),
            ("", 1, []),
        ],
    )
    def test_terms_are_near_by_their_letters(
        self, store: Store, term: str, distance: int, near: Sequence[str]
    ) -> None:
        assert store.near_terms(term, distance) == near
