"""The reader at work: a folder is loaded as it was sealed, and reads windows alike in any order."""

from pathlib import Path

import numpy as np
import pytest
from tiny_reader import body, samples, tokenizer

from embeddings import ModelError, Transformer, seal
from qa.reader.export import export
from qa.reader.network import Network
from qa.reader.reader import Reader, Sight
from qa.reader.windows import Window, best_answer, sentence_scores, tokens

TEXT = "가나 시장은 3월에 문을 열었다. 강은 20명이 다시 열었다."
WHOLE = Window(((0, 18), (19, len(TEXT))))
SIGHTS = [
    Sight("가나", TEXT, WHOLE),
    Sight("", TEXT, Window(WHOLE.sentences[:1])),
    Sight("사", TEXT, Window(WHOLE.sentences[1:])),
    Sight("", "문", Window(((0, 1),))),
    Sight("다라 마바", TEXT, WHOLE),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("reader")
    export(Network(body()), tokenizer(), folder, samples())
    return folder


def test_a_window_is_read_as_its_scores_say(folder: Path) -> None:
    transformer = Transformer.load(folder)
    for sight, reading in zip(SIGHTS, Reader.load(folder).read("언?", SIGHTS, bool), strict=True):
        given = tokens(tokenizer(), "언?", sight.title, sight.text, sight.window)
        [output] = transformer.run([given.ids])
        found = best_answer(output.tokens, given, sight.text)
        assert found is not None and reading.found is not None
        assert (reading.found.start, reading.found.end) == (found.start, found.end)
        assert reading.found.score == pytest.approx(found.score, abs=0.05)
        expected = sentence_scores(output.tokens, given)
        np.testing.assert_allclose(reading.sentences, expected, atol=0.05)
    assert Reader.load(folder).read("언?", [], bool) == []


def test_the_likeliest_answer_of_the_kind_asked_for_is_taken(folder: Path) -> None:
    reader = Reader.load(folder)
    [every] = reader.read("언?", SIGHTS[:1], bool)
    [short] = reader.read("언?", SIGHTS[:1], lambda answer: len(answer) == 1)
    [none] = reader.read("언?", SIGHTS[:1], lambda answer: False)
    assert every.found is not None and short.found is not None
    assert short.fits and short.found.end - short.found.start == 1
    assert short.found.score <= every.found.score
    assert (none.found, none.fits) == (every.found, False)


@pytest.mark.parametrize("name", ["reader.onnx", "tokenizer.json", "SHA256SUMS"])
def test_what_is_not_as_it_was_sealed_is_refused(folder: Path, name: str, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / name).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(ModelError, match=f"{name} is missing or damaged") as refused:
        Reader.load(tmp_path)
    assert "\n" not in str(refused.value)


def test_what_is_sealed_but_no_reader_is_refused(tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"no graph")
    seal(tmp_path)
    with pytest.raises(ModelError, match=r"the reader in .* can't be loaded") as refused:
        Reader.load(tmp_path)
    assert "\n" not in str(refused.value)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="SHA256SUMS is missing or damaged"):
        Reader.load(tmp_path / "none")
