"""Adapting the carried model to articles in words that it doesn't know."""

import json
import random
from pathlib import Path

import pytest

from embeddings import SeedError, build_index, index_status
from embeddings.__main__ import main
from embeddings.encoders.encoder import DEFAULT_MODEL
from embeddings.training.adaptation import FEWEST_ARTICLES, adapt
from qa import Assistant

UNDO = "python -m embeddings adapt --undo"
ARTICLES = 150
CONCEPTS, SYNONYMS = 40, 10  # what there is to write about, and the words for each
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aiou"]


def invented(rng: random.Random) -> str:
    return "".join(rng.choices(SYLLABLES, k=4))


def write_jargon(folder: Path, *, related: bool) -> Path:
    """Articles in invented words: each sentence names its article's six concepts in new words.

    Unless `related`: then words for concepts are drawn anew each time, and nothing can be learned.
    """
    rng = random.Random(0)
    folder.mkdir()
    words = [invented(rng) for _ in range(CONCEPTS * SYNONYMS)]
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as lines:
        for number in range(ARTICLES):
            concepts = rng.sample(range(CONCEPTS), 6)
            sentences = []
            for _ in range(5):
                named = [words[SYNONYMS * c + rng.randrange(SYNONYMS)] for c in concepts]
                said = named if related else rng.sample(words, 6)
                sentences.append(" ".join(said).capitalize() + ".")
            lines.write(json.dumps({"id": str(number), "title": "", "text": " ".join(sentences)}))
            lines.write("\n")
    return folder


def test_an_adapted_model_is_used_by_the_next_build(tmp_path: Path) -> None:
    seeds, index = write_jargon(tmp_path / "seeds", related=True), tmp_path / "index"
    report = adapt(seeds, index)
    assert (report.articles, report.held_out) == (ARTICLES, ARTICLES)
    assert report.after > report.before
    assert Path(report.model).parent == index.resolve()
    assert index_status(seeds, index).model == DEFAULT_MODEL  # the live index is as it was
    assert build_index(seeds, index).encoded > 0
    assert index_status(seeds, index).model == report.model

    moved = tmp_path / "moved"
    index.rename(moved)
    article = Assistant.open(moved).articles()[3]
    assert Assistant.open(moved).search(article.text)[0].article == article
    assert build_index(seeds, moved).encoded == 0

    assert adapt(seeds, moved).model == str(moved.resolve() / Path(report.model).name)
    assert main(["adapt", "--undo", "--index", str(moved)]) == 0
    build_index(seeds, moved)
    assert index_status(seeds, moved).model == DEFAULT_MODEL


def test_a_model_that_is_not_better_is_not_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds, index = write_jargon(tmp_path / "seeds", related=False), tmp_path / "index"
    assert main(["adapt", "--seeds", str(seeds), "--index", str(index)]) == 0
    assert capsys.readouterr().out.strip().endswith("not kept")
    assert not (index / "MODEL").exists()
    assert not list(index.glob("*model*")) + list(index.glob(".adapting*"))


def test_too_few_articles_are_refused(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("제목\n\n짧은 글이다.", encoding="utf-8")
    with pytest.raises(SeedError, match=f"takes {FEWEST_ARTICLES}"):
        adapt(tmp_path / "seeds", tmp_path / "index")


def test_a_damaged_pointer_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("제목\n\n짧은 글이다.", encoding="utf-8")
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "MODEL").write_text("../../elsewhere")
    index = tmp_path / "index"
    assert main(["build", "--seeds", str(tmp_path / "seeds"), "--index", str(index)]) == 1
    remedy = f"go back to the model carried along: {UNDO} --index {index}"
    said = f"error: {index / 'MODEL'} is missing or damaged; {remedy}\n"
    assert capsys.readouterr() == ("", said)
