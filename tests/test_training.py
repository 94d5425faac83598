"""Training: the model that it starts from, the pairs it draws, and going on where it stopped."""

from pathlib import Path

import numpy as np
import pytest
import torch

from embeddings.encoders.kiwi_embedding import KiwiEmbedding
from embeddings.training.corpus import Corpus, Document
from embeddings.training.steps import (
    CHECKPOINT_EVERY,
    FEWEST_TERMS,
    HASHED_ROWS,
    MOST_TERMS,
    new_model,
    sample_pairs,
    train,
)

DIMENSIONS = 4


def words(letter: str, count: int) -> list[str]:
    return [f"{letter}{number}" for number in range(count)]


def documents(count: int) -> list[Document]:
    """Articles of two paragraphs, each of two sentences, in words of their own."""
    return [
        Document(
            [f"제목{at}"],
            [
                [words(f"{at}가", 5), words(f"{at}나", 6)],
                [words(f"{at}다", 5), words(f"{at}라", 6)],
            ],
        )
        for at in range(count)
    ]


def made(corpus: Corpus) -> KiwiEmbedding:
    known = {"제목0": np.ones(DIMENSIONS, np.float32)}
    return new_model(corpus, known, seed=1)


def rows_of(model: KiwiEmbedding) -> np.ndarray:
    return model.embedding.weight.detach().numpy().copy()


def test_a_new_model_has_rows_as_long_as_their_terms_are_rare() -> None:
    corpus = Corpus([*documents(3), Document(["제목0"], [[["늘", "늘"]], [["늘"]]])])
    model = made(corpus)
    row = model.vocabulary.own
    assert sorted(row) == sorted(corpus.vocabulary)
    assert model.vocabulary.hashed_rows == HASHED_ROWS
    lengths = np.linalg.norm(rows_of(model), axis=1)
    known = 2 * np.log(5 / 2) / 10  # Kiwi's vector: of length 2, in two articles of four
    assert lengths[row["제목0"]] == pytest.approx(known, rel=1e-5)
    assert lengths[row["늘"]] == pytest.approx(0.3 * np.log(5 / 1) / 10, rel=1e-5)
    again = rows_of(made(corpus))
    np.testing.assert_array_equal(again, rows_of(model))


def test_a_pair_is_made_of_one_paragraph_of_one_article() -> None:
    corpus = Corpus(documents(5))
    names = corpus.vocabulary
    pairs = sample_pairs(corpus, 200, np.random.default_rng(0))
    assert len(pairs) == 200
    for numbers in pairs:
        question, passage = ({names[number] for number in side} for side in numbers)
        (article,) = {name.removeprefix("제목")[0] for name in question | passage}
        title = f"제목{article}"
        paragraphs = [{f"{article}{mark}" for mark in pair} for pair in ("가나", "다라")]
        marks = {name[:2] for name in (question | passage) - {title}}
        assert any(marks <= paragraph for paragraph in paragraphs)
        assert question and passage - {title}


def test_a_long_paragraph_gives_a_window_of_whole_sentences() -> None:
    sentences = [words(f"{at}문", 20) for at in range(30)]
    corpus = Corpus([Document([], [sentences])])
    for _, passage in sample_pairs(corpus, 50, np.random.default_rng(0)):
        assert FEWEST_TERMS <= len(passage) < MOST_TERMS + 20
        assert len(passage) % 20 == 0


def test_a_corpus_of_scraps_is_refused() -> None:
    corpus = Corpus([Document(["제목"], [[["하나", "둘"]]])])
    with pytest.raises(ValueError, match="no paragraph"):
        sample_pairs(corpus, 1, np.random.default_rng(0))


def test_training_brings_questions_near_their_passages() -> None:
    corpus = Corpus(documents(20))
    losses = [loss for _, loss in train(made(corpus), corpus, steps=401, batch=16)]
    assert len(losses) == 3
    assert losses[1] < losses[0] / 2


def test_a_stopped_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    corpus = Corpus(documents(8))
    steps = CHECKPOINT_EVERY + 20
    whole, stopped, resumed = made(corpus), made(corpus), made(corpus)
    expected = list(train(whole, corpus, steps=steps, batch=8))
    checkpoint = tmp_path / "checkpoint.pt"
    first = next(train(stopped, corpus, steps=steps, batch=8, checkpoint=checkpoint))
    second = list(train(resumed, corpus, steps=steps, batch=8, checkpoint=checkpoint))
    assert [first, *second] == expected
    np.testing.assert_array_equal(rows_of(resumed), rows_of(whole))
    assert not torch.equal(torch.tensor(rows_of(whole)), torch.tensor(rows_of(made(corpus))))
