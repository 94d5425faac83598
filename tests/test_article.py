"""An article, written as JSON and read back."""

import json
from datetime import date

from hypothesis import given, strategies as st

from embeddings import Article

spans = st.lists(st.tuples(st.integers(0), st.integers(0)), max_size=3).map(tuple)
starts = st.lists(st.integers(0), max_size=3).map(tuple)
articles = st.builds(Article, captions=spans, pages=starts)


def test_all_of_it_is_written() -> None:
    day, where = date(2024, 3, 6), ("http://a", "a.txt", ((0, 3),), (0, 2))
    article = Article("a", "새 다리", "다리.", "headline", "가람일보", "김", day, *where)
    about = {
        "id": "a",
        "title": "새 다리",
        "kind": "headline",
        "outlet": "가람일보",
        "author": "김",
        "published": "2024-03-06",
        "url": "http://a",
        "source": "a.txt",
    }
    assert article.about() == about
    assert article.to_dict() == about | {"text": "다리.", "captions": [[0, 3]], "pages": [0, 2]}
    assert Article("a", "", "").to_dict()["published"] is None


def test_a_page_goes_from_its_start_to_the_next() -> None:
    article = Article("a", "", "가나다라", pages=(0, 2, 2))
    assert [article.page(position) for position in range(4)] == [1, 1, 3, 3]
    assert Article("a", "", "가").page(0) is None


@given(articles)
def test_what_is_written_is_read_back(article: Article) -> None:
    assert Article.from_dict(article.to_dict()) == article
    assert Article.from_dict(json.loads(json.dumps(article.to_dict()))) == article


@given(articles)
def test_its_name_in_a_shell_is_one_line(article: Article) -> None:
    assert len(repr(article).splitlines()) == 1 and len(repr(article)) < 250
