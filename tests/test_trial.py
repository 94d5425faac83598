"""Held-out sentences: which are taken, and how well a model finds where they came from."""

import numpy as np

from embeddings.encoders.term_encoder import TermEncoder
from embeddings.training.corpus import Document
from embeddings.training.held_out import telling
from embeddings.training.trial import Trial, hold_out


def sentence(word: str) -> list[str]:
    return [f"{word}{number}" for number in range(5)]


LONG = Document(["제목"], [[sentence("가"), sentence("나")], [sentence("다")]])
SHORT = Document(["짧은"], [[sentence("라"), ["마"]]])


def test_a_sentence_of_five_terms_tells_its_article_apart() -> None:
    sentences = [sentence("가"), sentence("나")[:4], sentence("다")]
    assert telling(sentences) == telling(sentences, 2) == [0, 2]
    assert telling(sentences, 3) == []


def test_one_sentence_of_each_long_article_is_held_out() -> None:
    left, trial = hold_out([SHORT, LONG, LONG], 1, seed=3)
    ((question, place),) = trial.questions
    assert place in (1, 2)
    assert question in [sentence("가"), sentence("나"), sentence("다")]
    kept = [s for paragraph in left[place].paragraphs for s in paragraph]
    assert sorted([*kept, question]) == [sentence("가"), sentence("나"), sentence("다")]
    assert all(left[place].paragraphs)
    assert [left[at] for at in (0, 3 - place)] == [SHORT, LONG]
    assert trial.documents == left
    assert hold_out([SHORT, LONG, LONG], 1, seed=3) == (left, trial)


def test_reciprocal_ranks_count_the_articles_that_are_nearer() -> None:
    rows = np.array([[10, 0], [8, 6], [0, 10], [0, 0]], dtype=np.int8)
    encoder = TermEncoder("tiny", ["해", "달", "별"], rows, np.full(4, 0.1, dtype=np.float32))
    documents = [Document([], [[["해"]], [["별"]]]), Document([], [[["달"]]])]
    trial = Trial(documents, [(["해"], 0), (["해"], 1), (["달", "달", "별"], 0)])
    ranks = trial.reciprocal_ranks(encoder)
    np.testing.assert_allclose(ranks, [1, 1 / 2, 1 / 2])
