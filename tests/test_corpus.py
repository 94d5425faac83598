"""Articles to train on: reading, clearing, analysing once, numbering."""

import json
import lzma
from pathlib import Path

import pytest

from embeddings import SeedError
from embeddings.training.corpus import (
    GRAM,
    Corpus,
    Document,
    Overlap,
    analysed,
    evaluation_texts,
    read_articles,
)

BRIDGE = "별빛대교는 2021년 5월 12일 개통했다. 길이는 820미터이다.\n\n교량 관리소는 통영에 있다."


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_articles_are_read_from_plain_and_packed_lines(tmp_path: Path) -> None:
    rows = [{"title": "가", "text": "나"}, {"id": 1, "title": "", "text": ""}]
    plain = write(tmp_path / "a.jsonl", *rows)
    packed = tmp_path / "a.jsonl.xz"
    packed.write_bytes(lzma.compress(plain.read_bytes()))
    assert list(read_articles(plain)) == [("가", "나"), ("", "")]
    assert list(read_articles(packed)) == [("가", "나"), ("", "")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"title": "a"}\n', "no title or no text"),
        (b'{"title": "a", "text": 1}\n', "no title or no text"),
        (b"[]\n", "not whole JSON lines"),
        (b'{"title": "a", "te', "not whole JSON lines"),
        (b"\xff\n", "not whole JSON lines"),
    ],
)
def test_what_is_no_article_is_said_in_one_line(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    with pytest.raises(SeedError, match=reason) as raised:
        list(read_articles(path))
    assert "\n" not in str(raised.value)


def test_a_cut_xz_file_is_said_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.xz"
    path.write_bytes(lzma.compress(b'{"title": "a", "text": "b"}\n' * 5000)[:-40])
    with pytest.raises(SeedError, match="copy it again"):
        list(read_articles(path))


def test_lines_that_share_thirteen_words_with_unseen_text_are_left_out() -> None:
    words = [f"말{number}" for number in range(GRAM + 5)]
    overlap = Overlap([" ".join(words)])
    shared = "앞 " + ", ".join(words[2 : 2 + GRAM]) + " 뒤."
    nearly = " ".join(words[: GRAM - 1]) + " 다른"
    assert overlap.clear(f"{shared}\n\n{nearly}\n짧다") == f"{nearly}\n짧다"
    assert (overlap.lines, overlap.shared) == (3, 1)
    assert overlap.digest != Overlap().digest


def test_evaluation_texts_are_all_strings_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    write(tmp_path / "set" / "q.jsonl", {"question": "누가?", "relevant": ["x"], "score": 1.5})
    write(tmp_path / "a.jsonl", {"title": "제목"})
    assert list(evaluation_texts(tmp_path)) == ["제목", "누가?"]
    with pytest.raises(SeedError, match=r"no \.jsonl file"):
        list(evaluation_texts(tmp_path / "set" / "none"))


def test_articles_are_analysed_once(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", {"title": "별빛대교", "text": BRIDGE})
    expected = Document(
        ["별빛", "대교"],
        [
            [
                ["별빛", "대교", "2021", "년", "5", "월", "12", "일", "개통"],
                ["길이", "820", "미터"],
            ],
            [["교량", "관리소", "통영", "있다"]],
        ],
    )
    assert list(analysed(source, tmp_path / "work", Overlap())) == [expected]
    (shard,) = (tmp_path / "work").rglob("*.gz")
    written = shard.stat().st_mtime_ns
    assert list(analysed(source, tmp_path / "work", Overlap())) == [expected]
    assert shard.stat().st_mtime_ns == written
    assert list(analysed(source, tmp_path / "work", Overlap(), limit=0)) == []


def test_a_corpus_numbers_terms_in_three_layers() -> None:
    first = Document(["a"], [[["a", "b"], ["c"]], [["b", "b"]]])
    empty = Document(["x"], [])
    second = Document([], [[["c", "d"]]])
    corpus = Corpus([first, empty, second])
    assert corpus.vocabulary == ["a", "b", "c", "d"]
    assert len(corpus) == 2
    assert corpus.title(0).tolist() == [0]
    assert corpus.title(1).tolist() == []
    assert corpus.body(0) == [(1, 3), (3, 4)]
    assert [corpus.between(*paragraph).tolist() for paragraph in corpus.body(0)] == [
        [0, 1, 2],
        [1, 1],
    ]
    assert [corpus.between(*paragraph).tolist() for paragraph in corpus.body(1)] == [[2, 3]]
    assert corpus.frequencies().tolist() == [1, 1, 2, 1]
