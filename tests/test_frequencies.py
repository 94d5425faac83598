"""The frequencies of terms in Korean at large, as they are carried along."""

from embeddings.encoders.frequencies import background
from embeddings.text.analysis import query_terms


def test_every_count_is_one_of_articles() -> None:
    articles, counts = background()
    assert articles == 200_000
    assert len(counts) > 50_000
    assert min(counts.values()) >= 1
    assert max(counts.values()) <= articles


def test_the_terms_are_such_as_the_analysis_gives() -> None:
    _, counts = background()
    assert all(" ".join(term.lower().split()) == term for term in counts)
    terms = query_terms("대통령은 공원을 걸어서 아름다운 다리를 건넜다.")
    assert [term for term in terms if term not in counts] == []


def test_common_words_are_commoner() -> None:
    _, counts = background()
    assert counts["있다"] > counts["사람"] > counts["다리"] > counts["교량"] > 0
