"""Seed files of every kind: what is found, what is read, and how a bad one is reported."""

import hashlib
import io
import json
import os
import socket
import stat
import subprocess
import tempfile
import threading
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from embeddings.article import Article
from embeddings.errors import SeedError
from embeddings.sources.jsonl import read_lines
from embeddings.sources.reading import read_document
from embeddings.sources.result import MOST_BYTES, Failure, Reading
from embeddings.sources.seeds import Seed, find_seeds, open_below

NOTE = "새 다리\n\n다온군은 새 다리를 놓는다."
EMPTY = "the file is empty; save the article's text in it, or remove it"
NO_TEXT = "no text is left after cleaning; check that the article itself was saved"
BAD_JSON = "the line is not valid JSON; write one object a line"
NO_LINE_TEXT = 'it has no "text"; give it the article\'s text as a string'


def read(name: str, content: str | bytes) -> Reading:
    data = content.encode() if isinstance(content, str) else content
    if name.endswith(".jsonl"):
        return read_lines(io.BytesIO(data), name, len(data))
    return read_document(data, name)


def told(reading: Reading) -> list[tuple[str, str]]:
    """The places and reasons of what could not be read."""
    return [failure.pair for failure in reading.failed]


def outcome(reading: Reading) -> tuple[list[Article], list[tuple[str, str]]]:
    return reading.articles, told(reading)


def make_socket(path: Path) -> None:
    socket.socket(socket.AF_UNIX).bind(str(path))


def make_device(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))  # /dev/zero, which never ends
    except PermissionError:
        pytest.skip("only root may make a device")


def test_a_failure_is_what_an_error_says_of_a_place() -> None:
    error = SeedError("it has {size} MB", "split it", key="too-big", size=21)
    failure = Failure.of("a.txt", error)
    assert failure == Failure("a.txt", "it has 21 MB", "split it", "too-big", {"size": "21"})
    assert failure.pair == ("a.txt", "it has 21 MB; split it")


class TestFinding:
    def test_files_of_any_kind_are_found_at_any_depth_and_sorted(self, tmp_path: Path) -> None:
        for name in ("b.TXT", "a/z.md", "a/b/c.html", "d.htm", "e.pdf", "f.jsonl", "g.jpg", "h"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        found = [seed.path.as_posix() for seed in find_seeds(tmp_path)]
        assert found == ["a/b/c.html", "a/z.md", "b.TXT", "d.htm", "e.pdf", "f.jsonl", "g.jpg", "h"]

    def test_the_files_that_belong_to_a_saved_page_are_left_out(self, tmp_path: Path) -> None:
        for folder in ("a_files", "b.files", "c_files", "d/a_files"):
            (tmp_path / folder).mkdir(parents=True)
            (tmp_path / folder / "e.html").touch()
        for name in ("a.html", "b.htm", "c.txt"):
            (tmp_path / name).touch()
        found = [seed.path.as_posix() for seed in find_seeds(tmp_path)]
        assert found == ["a.html", "b.htm", "c.txt", "c_files/e.html", "d/a_files/e.html"]

    def test_hidden_entries_are_left_out(self, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        (tmp_path / "folder.txt").mkdir()
        for name in ("seed.txt", ".hidden.txt", ".git/a.txt"):
            (tmp_path / name).touch()
        assert find_seeds(tmp_path) == [Seed(tmp_path, Path("seed.txt"))]

    def test_links_are_found_but_neither_read_nor_entered(self, tmp_path: Path) -> None:
        seeds, outside = tmp_path / "seeds", tmp_path / "outside"
        (seeds / "sub").mkdir(parents=True)
        outside.mkdir()
        (outside / "a.txt").write_text(NOTE)
        (seeds / "a.txt").write_text(NOTE)
        for name, target in [
            ("out.txt", outside / "a.txt"),
            ("in.txt", seeds / "a.txt"),
            ("dangling.txt", seeds / "missing.txt"),
            ("folder", outside),
            ("sub/loop", seeds),
            ("self.txt", seeds / "self.txt"),
        ]:
            (seeds / name).symlink_to(target)
        read = {seed.name: outcome(seed.read()) for seed in find_seeds(seeds)}
        assert len(read.pop("a.txt")[0]) == 1
        said = "it is a link, and links are not followed; put the file itself there"
        assert read == {
            name: ([], [(name, said)])
            for name in ("dangling.txt", "folder", "in.txt", "out.txt", "self.txt", "sub/loop")
        }

    def test_a_folder_that_becomes_a_link_is_not_entered(self, tmp_path: Path) -> None:
        seeds, outside = tmp_path / "seeds", tmp_path / "outside"
        (seeds / "sub").mkdir(parents=True)
        outside.mkdir()
        for folder in (seeds / "sub", outside):
            (folder / "a.txt").write_text(NOTE)
        [seed] = find_seeds(seeds)
        (seeds / "sub").rename(tmp_path / "gone")
        (seeds / "sub").symlink_to(outside)
        [(name, reason)] = told(seed.read())
        assert (name, seed.fingerprint()) == ("sub/a.txt", "")
        assert reason.startswith("cannot be opened (")

    @pytest.mark.parametrize(
        "make",
        [os.mkfifo, make_socket, make_device],  # opening the first would wait for ever
        ids=["pipe", "socket", "device"],
    )
    def test_what_is_no_file_is_never_opened(
        self, tmp_path: Path, make: Callable[[Path], None]
    ) -> None:
        make(tmp_path / "a.txt")
        [seed] = find_seeds(tmp_path)
        said = "it is neither a file nor a folder; remove it"
        assert outcome(seed.read()) == ([], [("a.txt", said)])
        assert seed.fingerprint() == ""

    def test_a_file_that_becomes_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.txt")
        descriptor = open_below(tmp_path, Path("a.txt"))  # as if it had just been a file
        assert stat.S_ISFIFO(os.fstat(descriptor).st_mode)
        os.close(descriptor)

    def test_folders_deeper_than_calls_and_paths_can_be(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            seeds = Path(folder)
            (seeds / "a.txt").write_text(NOTE)
            make = "mkdir -p $(printf 'd/%.0s' $(seq 1900)) && cd -P $(printf 'd/%.0s' $(seq 1900))"
            subprocess.run(["bash", "-c", f"{make} && {make}"], cwd=seeds, check=True)
            found = find_seeds(seeds)
            failed = told(found[1].read())
            subprocess.run(["rm", "-rf", seeds / "d"], check=True)  # Python's own would recurse
        assert (found[0], len(found)) == (Seed(seeds, Path("a.txt")), 2)
        [(_, reason)] = failed
        assert reason == "cannot be opened (File name too long); check its permissions"

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
        [seed] = find_seeds(tmp_path)
        assert seed.read() == Reading([expected])

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("a.txt", b"", EMPTY),
            (
                "a.txt",
                b"\x00\x01\x02\xff",
                "the file holds no text that can be read; save it as UTF-8 text",
            ),
            ("a.txt", b"\xeb\xa1\x9c\xea\xb7\xb8\xec\x9d\xb8", NO_TEXT),
            ("a.md", b"![](a.png)", NO_TEXT),
            ("a.html", b"<html><body></body></html>", NO_TEXT),
            ("a.html", b"<p></p>", NO_TEXT),
            (
                "a.html",
                b"<!-- -->",
                "the HTML cannot be read as a page; save it again from the browser, or as .txt",
            ),
            ("a.pdf", b"", EMPTY),
            (
                "a.pdf",
                b"\0 not a PDF",
                "the PDF is damaged; download it again, or save its text as .txt",
            ),
            ("a.jsonl", b"", EMPTY),
        ],
    )
    def test_a_bad_file_is_reported_with_a_remedy(
        self, name: str, content: bytes, reason: str
    ) -> None:
        assert outcome(read(name, content)) == ([], [(name, reason)])

    def test_what_cannot_be_opened_is_reported(self, tmp_path: Path) -> None:
        (tmp_path / "folder.txt").mkdir()
        reasons = [
            ("folder.txt", "the folder cannot be listed; check its permissions"),
            ("gone.txt", "there is no such file; name one that is there"),
        ]
        for name, reason in reasons:
            assert outcome(Seed(tmp_path, Path(name)).read()) == ([], [(name, reason)])

    def test_what_may_not_be_opened_is_named(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            seeds, user = Path(folder), os.geteuid()
            (seeds / "c.txt").touch(mode=0)
            (seeds / "d").mkdir(mode=0)
            seeds.chmod(0o755)
            os.seteuid(user or 65534)  # root may open everything
            try:
                failed = [told(seed.read()) for seed in find_seeds(seeds)]
            finally:
                os.seteuid(user)
        assert failed == [
            [("c.txt", "cannot be opened (Permission denied); check its permissions")],
            [("d", "the folder cannot be listed; check its permissions")],
        ]

    def test_the_bytes_read_are_those_at_opening_and_a_change_is_said(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_text(NOTE)
        before = hashlib.sha256(NOTE.encode()).hexdigest()

        def read(data: bytes, name: str) -> Reading:
            with path.open("a") as file:
                file.write(" 그리고 더.")
            return read_document(data, name)

        [seed] = find_seeds(tmp_path)
        reading = seed.read(read)
        changed = ("a.txt", "it changed while it was read; build again once it is saved")
        [article] = reading.articles
        assert (article.text, reading.sha256) == ("다온군은 새 다리를 놓는다.", before)
        assert told(reading) == [changed]
        assert seed.read().failed == []

    def test_a_file_that_grows_all_the_time_is_read_to_an_end(self, tmp_path: Path) -> None:
        path, done = tmp_path / "a.jsonl", threading.Event()
        path.write_bytes(line := b'{"text": "a"}\n')

        def grow() -> None:
            with path.open("ab") as file:
                while not done.is_set():
                    file.write(line * 1000)

        writer = threading.Thread(target=grow)
        writer.start()
        try:
            reading = Seed(tmp_path, Path("a.jsonl")).read()
        finally:
            done.set()
            writer.join()
        data, lines = path.read_bytes(), len(reading.articles)
        last = len(line) * (lines - 1)  # where the last article's line starts
        # Behind it there may be a line that was half written.
        starts = {data[:size] for size in range(last + len(line) - 1, last + 2 * len(line))}
        [at_opening] = [s for s in starts if hashlib.sha256(s).hexdigest() == reading.sha256]
        changed = ("a.jsonl", "it changed while it was read; build again once it is saved")
        expected = read_lines(io.BytesIO(at_opening), "a.jsonl", len(at_opening))
        assert lines >= 1
        assert reading.articles == expected.articles
        assert [pair for pair in told(reading) if pair != changed] == told(expected)

    def test_an_article_of_more_than_a_million_characters_is_not_read(self) -> None:
        text = "다리를 놓는다. " * 120_000
        said = "the article has more than 1,000,000 characters; split it"
        assert outcome(read("a.txt", text)) == ([], [("a.txt", said)])
        lines = json_lines({"text": text})
        assert outcome(read("a.jsonl", lines)) == ([], [("a.jsonl:1", said)])

    @pytest.mark.parametrize("size", [20_000_001, 21_000_000])
    def test_a_document_of_more_than_20_mb_is_not_read(self, tmp_path: Path, size: int) -> None:
        with (tmp_path / "a.txt").open("wb") as file:
            file.truncate(size)
        said = "it has more than 20 MB; split it, or save only the article's text"
        assert outcome(Seed(tmp_path, Path("a.txt")).read()) == ([], [("a.txt", said)])

    def test_a_film_is_of_a_kind_that_is_not_read_and_not_too_big(self, tmp_path: Path) -> None:
        with (tmp_path / "a.mp4").open("wb") as file:
            file.truncate(21_000_000)
        said = (
            "a file of this kind is not read; "
            "save its text as .txt, .html, .docx or .pdf, or take it out of the folder"
        )
        assert outcome(Seed(tmp_path, Path("a.mp4")).read()) == ([], [("a.mp4", said)])

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
            (b'{"text": ', BAD_JSON),
            (b"[" * 100_000, BAD_JSON),
            (b'["text"]', 'it is not a JSON object; write {"title": …, "text": …}'),
            (b'{"title": "a"}', NO_LINE_TEXT),
            (b'{"text": " "}', NO_LINE_TEXT),
            (b'{"text": 3}', NO_LINE_TEXT),
            (
                b'{"text": "a", "id": []}',
                'the "id" is neither a string nor a number; write one, or leave it out',
            ),
            (b'{"text": "\xff"}', "the line is neither UTF-8 nor CP949; save the file as UTF-8"),
            (
                b'{"text": "b", "id": "one"}',
                'the id "one" is on an earlier line too; give each its own',
            ),
        ],
    )
    def test_a_bad_line_is_reported_and_the_others_are_read(self, line: bytes, reason: str) -> None:
        good = b'{"text": "a", "id": "one"}\n%s\n{"text": "c"}'
        reading = read("a.jsonl", good % line)
        assert [article.id for article in reading.articles] == ["one", "a.jsonl#3"]
        assert told(reading) == [("a.jsonl:2", reason)]

    def test_a_line_too_long_is_the_last_one_read(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        data = b'{"text": "a"}\n' + b"b" * (MOST_BYTES + 10) + b'\n{"text": "c"}'
        path.write_bytes(data)
        reading = Seed(tmp_path, Path("a.jsonl")).read()
        said = "the line has more than 20 MB, and no line after it was read; split its text"
        article = Article("a.jsonl#1", "", "a", source="a.jsonl")
        assert outcome(reading) == ([article], [("a.jsonl:2", said)])
        fingerprint = Seed(tmp_path, Path("a.jsonl")).fingerprint()
        assert reading.sha256 == fingerprint == hashlib.sha256(data).hexdigest()

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16", "utf-16-le"])
    def test_other_encodings(self, encoding: str) -> None:
        [found] = read("a.jsonl", json_lines({"text": "다리."}).encode(encoding)).articles
        assert found.text == "다리."

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
    def test_what_is_only_named_so_is_read_as_what_it_is(
        self, tmp_path: Path, encoding: str
    ) -> None:
        (tmp_path / "a.jsonl").write_bytes(NOTE.encode(encoding))
        expected = Article("a.jsonl", "새 다리", "다온군은 새 다리를 놓는다.", source="a.jsonl")
        assert Seed(tmp_path, Path("a.jsonl")).read().articles == [expected]

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
