"""Seed files of every kind: what is found, what is read, and how a bad one is reported."""

import json
import os
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import Article
from embeddings.errors import SeedError
from embeddings.reading import Reading, find_seeds, read_seed

NOTE = "새 다리\n\n다온군은 새 다리를 놓는다."


def read(name: str, content: str | bytes, folder: Path = Path("seeds")) -> Reading:
    data = content.encode() if isinstance(content, str) else content
    return read_seed(folder / name, folder, data)


class TestFinding:
    def test_known_files_are_found_at_any_depth_and_sorted(self, tmp_path: Path) -> None:
        for name in ("b.TXT", "a/z.md", "a/b/c.html", "d.htm", "e.pdf", "f.jsonl", "g.docx", "h"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        found = [path.relative_to(tmp_path).as_posix() for path in find_seeds(tmp_path)]
        assert found == ["a/b/c.html", "a/z.md", "b.TXT", "d.htm", "e.pdf", "f.jsonl"]

    def test_hidden_links_out_and_special_files_are_left_out(self, tmp_path: Path) -> None:
        seeds = tmp_path / "seeds"
        (seeds / ".git").mkdir(parents=True)
        (tmp_path / "outside.txt").touch()
        (seeds / "seed.txt").touch()
        (seeds / ".hidden.txt").touch()
        (seeds / ".git" / "a.txt").touch()
        (seeds / "folder.txt").mkdir()
        (seeds / "out.txt").symlink_to(tmp_path / "outside.txt")
        (seeds / "dangling.txt").symlink_to(seeds / "missing.txt")
        os.mkfifo(seeds / "pipe.txt")
        assert find_seeds(seeds) == [seeds / "seed.txt"]

    def test_a_missing_folder_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(SeedError, match="does not exist; name the folder"):
            find_seeds(tmp_path / "none")
        (tmp_path / "file").touch()
        with pytest.raises(SeedError, match="is not a folder; name the folder"):
            find_seeds(tmp_path / "file")


class TestAnyFile:
    def test_the_id_is_the_path_in_nfc(self, tmp_path: Path) -> None:
        path = tmp_path / "a" / unicodedata.normalize("NFD", "다리.txt")
        path.parent.mkdir()
        path.write_text(NOTE)
        expected = Article(
            "a/다리.txt", "새 다리", "다온군은 새 다리를 놓는다.", source="a/다리.txt"
        )
        assert read_seed(path, tmp_path) == Reading([expected])

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("a.txt", b"", "the file is empty; "),
            ("a.txt", b"\x00\x01\x02\xff", "the file holds no text that can be read; "),
            ("a.txt", b"\xeb\xa1\x9c\xea\xb7\xb8\xec\x9d\xb8", "no text is left after cleaning; "),
            ("a.md", b"![](a.png)", "no text is left after cleaning; "),
            ("a.html", b"<html><body></body></html>", "no text is left after cleaning; "),
            ("a.html", b"<p></p>", "the HTML cannot be read as a page; "),
            ("a.pdf", b"", "the file is empty; "),
            ("a.pdf", b"not a PDF", "the PDF is damaged; "),
            ("a.jsonl", b"", "the file is empty; "),
        ],
    )
    def test_a_bad_file_is_reported_with_a_remedy(
        self, name: str, content: bytes, reason: str
    ) -> None:
        reading = read(name, content)
        assert reading.articles == []
        [(where, said)] = reading.failed
        assert where == name
        assert said.startswith(reason)
        assert "\n" not in said

    def test_what_cannot_be_opened_is_reported(self, tmp_path: Path) -> None:
        (tmp_path / "folder.txt").mkdir()
        (tmp_path / "dangling.txt").symlink_to(tmp_path / "missing.txt")
        for name in ("folder.txt", "dangling.txt"):
            reading = read_seed(tmp_path / name, tmp_path)
            [(where, reason)] = reading.failed
            assert where == name
            assert reason.startswith("cannot be opened (")

    @settings(max_examples=100, deadline=None)
    @given(st.binary(max_size=300), st.sampled_from([".txt", ".md", ".pdf", ".jsonl"]))
    def test_no_bytes_raise(self, data: bytes, suffix: str) -> None:
        reading = read(f"a{suffix}", data)
        assert reading.articles or reading.failed

    @settings(max_examples=40, deadline=None)
    @given(st.text(max_size=200))
    def test_no_html_raises(self, text: str) -> None:
        reading = read("a.html", f"<html><body><p>{text}")
        assert reading.articles or reading.failed


def json_lines(*records: object) -> str:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records)


class TestJsonLines:
    def test_every_field_is_read(self) -> None:
        record = {
            "id": 7,
            "title": "새 다리",
            "text": "로그인\r\n다리가 열렸다.",
            "outlet": "다온신문",
            "author": "이영희",
            "published": "2024-06-13",
            "url": "https://example.com/1",
        }
        expected = Article(
            id="7",
            title="새 다리",
            text="로그인\n다리가 열렸다.",  # taken as it is, without page cleaning
            outlet="다온신문",
            author="이영희",
            published=date(2024, 6, 13),
            url="https://example.com/1",
            source="a.jsonl",
        )
        assert read("a.jsonl", json_lines(record)) == Reading([expected])

    def test_only_text_is_needed(self) -> None:
        reading = read("a.jsonl", "\n" + json_lines({"text": "다리."}))
        assert reading == Reading([Article("a.jsonl#2", "", "다리.", source="a.jsonl")])

    @pytest.mark.parametrize("field", ["published", "url", "title", "author", "outlet"])
    @pytest.mark.parametrize("value", ["어제", None, 3, ["a"], "ftp://example.com", "javascript:1"])
    def test_an_odd_value_never_loses_the_article(self, field: str, value: object) -> None:
        [found] = read("a.jsonl", json_lines({"text": "다리.", field: value})).articles
        assert found.published is None
        assert found.url == ""

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (b'{"text": ', "the line is not valid JSON; "),
            (b"[" * 100_000, "the line is not valid JSON; "),
            (b'["text"]', "the line is not a JSON object; "),
            (b'{"title": "a"}', 'the line has no "text"; '),
            (b'{"text": " "}', 'the line has no "text"; '),
            (b'{"text": 3}', 'the line has no "text"; '),
            (b'{"text": "a", "id": []}', 'the "id" is neither a string nor a number; '),
            (b'{"text": "\xff"}', "the line is neither UTF-8 nor CP949; "),
            (b'{"text": "b", "id": "one"}', 'the id "one" is on an earlier line too; '),
        ],
    )
    def test_a_bad_line_is_reported_and_the_others_are_read(self, line: bytes, reason: str) -> None:
        good = b'{"text": "a", "id": "one"}\n%s\n{"text": "c"}'
        reading = read("a.jsonl", good % line)
        assert [article.id for article in reading.articles] == ["one", "a.jsonl#3"]
        [(where, said)] = reading.failed
        assert where == "a.jsonl:2"
        assert said.startswith(reason)

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16", "utf-16-le"])
    def test_other_encodings(self, encoding: str) -> None:
        [found] = read("a.jsonl", json_lines({"text": "다리."}).encode(encoding)).articles
        assert found.text == "다리."

    def test_half_a_surrogate_pair_and_jamo_are_made_storable(self) -> None:
        escaped = json.dumps({"text": "\ud800" + unicodedata.normalize("NFD", "다리")})
        [found] = read("a.jsonl", escaped).articles
        assert found.text == "\ufffd다리"

    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(
            st.dictionaries(
                st.sampled_from(["id", "title", "text", "published", "url", "author"]),
                st.text(max_size=20) | st.integers() | st.none() | st.booleans(),
            )
            | st.text(max_size=20),
            min_size=1,
        )
    )
    def test_every_line_is_an_article_or_a_failure(self, records: list[object]) -> None:
        reading = read("a.jsonl", "\n".join(map(json.dumps, records)))
        assert len(reading.articles) + len(reading.failed) == len(records)
        assert all(unicodedata.is_normalized("NFC", found.text) for found in reading.articles)
        assert len({found.id for found in reading.articles}) == len(reading.articles)
