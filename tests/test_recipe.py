"""The recipe, from a file of articles to a folder that SentenceTransformer loads."""

import json
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from embeddings.__main__ import main
from embeddings.encoders.encoder import load_encoder
from embeddings.training.recipe import make_model

PLACES = ["통영", "강릉", "목포", "춘천", "여수", "안동", "제천", "공주", "밀양", "속초"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for place in PLACES:
            text = (
                f"{place}에 새로운 시장이 문을 열었고 시민 수백 명이 아침부터 줄을 섰다.\n"
                f"{place} 주민들은 오래된 다리를 고쳐 달라고 시청에 여러 번 요구했다. "
                f"공사는 내년 봄에 시작되며 비용은 정부와 {place}시가 함께 낸다."
            )
            lines.write(json.dumps({"title": f"{place} 소식", "text": text}) + "\n")
    return path


def test_a_model_is_made_of_articles(source: Path, tmp_path: Path) -> None:
    unseen = tmp_path / "unseen"
    unseen.mkdir()
    secret = "통영 주민들은 오래된 다리를 고쳐 달라고 시청에 여러 번 요구했다 공사는 내년 봄에"
    (unseen / "questions.jsonl").write_text(json.dumps({"question": secret}), encoding="utf-8")
    said: list[str] = []
    target, work = tmp_path / "model", tmp_path / "work"
    make_model(source, target, work, unseen=[unseen], steps=3, anchors=4, say=said.append)
    assert said[0] == "1 of 20 lines left out: they overlap with evaluation texts"
    assert [line.split(":")[0] for line in said[1:]] == ["step 0", "step 3"]
    model = SentenceTransformer(str(target), trust_remote_code=True)
    vectors = model.encode(["강릉 시장", "강릉의 시장", ""])
    assert vectors.shape == (3, 4)
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-6)
    np.testing.assert_array_equal(vectors[2], np.zeros(4))
    articles, *counts = map(int, (target / "frequencies.txt").read_text().split())
    vocabulary = (target / "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1]
    frequencies = dict(zip(vocabulary, counts, strict=True))
    assert (articles, frequencies["소식"], frequencies["강릉"]) == (10, 10, 1)
    assert load_encoder(str(target)).dimensions == 4


def test_the_command_line_says_what_is_wrong_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "none.jsonl")
    call = ["train", missing, str(tmp_path / "model"), "--work", str(tmp_path / "work")]
    assert main(call) == 1
    (line,) = capsys.readouterr().err.strip().split("\n")
    assert line.startswith("error:")
    assert missing in line
