"""Generations on disk: published whole, checked before they are read, kept for a while."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings.analysis import Sentence
from embeddings.article import Article
from embeddings.catalogue import Catalogue, Entry
from embeddings.dense import DenseIndex
from embeddings.errors import IndexFolderError
from embeddings.generation import FORMAT, KEPT, Generation, current, publish, read_manifest
from embeddings.lexical import LexicalIndex
from embeddings.passages import Passage

VECTORS = np.eye(2, dtype=np.float32)


def write(folder: Path, text: str = "다리 강") -> Path:
    """A generation of one article, not yet published."""
    folder.mkdir(parents=True)
    catalogue = Catalogue.create(folder / "catalogue.sqlite")
    words = text.split()
    passages = tuple(Passage((Sentence(0, len(text), (word,)),)) for word in words)
    catalogue.add(0, Entry(Article("a.txt", "", text), (), passages), 0)
    LexicalIndex.write(folder / "lexical", catalogue.term_lists())
    catalogue.close()
    (folder / "dense.faiss").write_bytes(DenseIndex.build(VECTORS).serialise())
    return folder


def published(index: Path, text: str = "다리 강") -> str:
    return publish(index, write(index / ".building", text), "model", "fingerprint")


def texts(index: Path) -> list[str]:
    return [article.text for article in Generation.open(index).catalogue.articles()]


def refused(index: Path) -> str:
    with pytest.raises(IndexFolderError) as caught:
        Generation.open(index)
    return str(caught.value)


def remedy(index: Path) -> str:
    return f"build it with: python -m embeddings build --index {index}"


class TestPublishing:
    def test_what_is_published_can_be_opened(self, tmp_path: Path) -> None:
        assert published(tmp_path) == "gen-000001"
        generation = Generation.open(tmp_path)
        said = (generation.name, generation.model, generation.fingerprint)
        assert said == ("gen-000001", "model", "fingerprint")
        assert generation.catalogue.articles() == [Article("a.txt", "", "다리 강")]
        assert list(generation.lexical.search(["강"], 5)) == [1]
        assert generation.dense.search(VECTORS[1], 1) == {1: 1.0}

    def test_what_lies_in_the_folder(self, tmp_path: Path) -> None:
        published(tmp_path)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "gen-000001"]
        assert (tmp_path / "CURRENT").read_text() == "gen-000001\n"
        folder = tmp_path / "gen-000001"
        manifest = read_manifest(folder)
        files = {
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        }
        assert set(manifest.pop("files")) == files - {"manifest.json"}
        assert manifest == {"format": FORMAT, "model": "model", "fingerprint": "fingerprint"}

    def test_the_last_generations_stay(self, tmp_path: Path) -> None:
        for number in range(1, KEPT + 2):
            assert published(tmp_path, f"다리 {number}") == f"gen-{number:06d}"
        kept = sorted(path.name for path in tmp_path.glob("gen-*"))
        assert kept == [f"gen-{number:06d}" for number in range(2, KEPT + 2)]
        assert texts(tmp_path) == [f"다리 {KEPT + 1}"]

    def test_a_reader_keeps_the_generation_it_opened(self, tmp_path: Path) -> None:
        published(tmp_path, "옛 다리")
        generation = Generation.open(tmp_path)
        published(tmp_path, "새 다리")
        assert [article.text for article in generation.catalogue.articles()] == ["옛 다리"]
        assert list(generation.lexical.search(["옛"], 5)) == [0]

    @pytest.mark.parametrize("obstacle", ["CURRENT.new/", "gen-000002"])
    def test_a_failure_leaves_the_live_generation(self, tmp_path: Path, obstacle: str) -> None:
        published(tmp_path, "옛 다리")
        path = tmp_path / obstacle
        path.mkdir() if obstacle.endswith("/") else path.touch()
        with pytest.raises(OSError, match=obstacle.rstrip("/")):
            published(tmp_path, "새 다리")
        assert (current(tmp_path), texts(tmp_path)) == ("gen-000001", ["옛 다리"])

        path.rmdir() if obstacle.endswith("/") else path.unlink()
        shutil.rmtree(tmp_path / ".building", ignore_errors=True)
        published(tmp_path, "새 다리")
        assert texts(tmp_path) == ["새 다리"]


class TestDamage:
    def test_no_index(self, tmp_path: Path) -> None:
        for index in (tmp_path, tmp_path / "none"):
            assert refused(index) == f"there is no index in {index}; {remedy(index)}"

    def test_one_byte_in_any_file(self, tmp_path: Path) -> None:
        published(tmp_path)
        folder = tmp_path / "gen-000001"
        for name in read_manifest(folder)["files"]:
            path = folder / name
            good = path.read_bytes()
            middle = len(good) // 2
            bad = bytes([*good[:middle], *(byte ^ 1 for byte in good[middle:][:1] or b"0")])
            path.write_bytes(bad + good[middle + 1 :])
            assert refused(tmp_path) == f"{path} is missing or damaged; {remedy(tmp_path)}"
            path.write_bytes(good)
        assert texts(tmp_path) == ["다리 강"]

    @pytest.mark.parametrize("name", ["catalogue.sqlite", "dense.faiss", "lexical/meta.json"])
    def test_a_missing_file(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / published(tmp_path) / name
        path.unlink()
        assert refused(tmp_path) == f"{path} is missing or damaged; {remedy(tmp_path)}"

    @pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": 1', b"\xff", None])
    def test_the_manifest(self, tmp_path: Path, content: bytes | None) -> None:
        path = tmp_path / published(tmp_path) / "manifest.json"
        path.unlink() if content is None else path.write_bytes(content)
        assert refused(tmp_path) == f"{path} is missing or damaged; {remedy(tmp_path)}"

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_one_byte_in_the_manifest_never_breaks_the_reader(
        self, tmp_path: Path, draw: st.DataObject
    ) -> None:
        name = current(tmp_path) if (tmp_path / "CURRENT").exists() else published(tmp_path)
        path = tmp_path / name / "manifest.json"
        good = path.read_bytes()
        bad = bytearray(good)
        bad[draw.draw(st.integers(0, len(good) - 1))] ^= draw.draw(st.integers(1, 255))
        path.write_bytes(bad)
        try:
            Generation.open(tmp_path)
        except IndexFolderError as error:
            assert str(error).endswith(remedy(tmp_path))
        finally:
            path.write_bytes(good)

    def test_another_format(self, tmp_path: Path) -> None:
        path = tmp_path / published(tmp_path) / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"format": FORMAT + 1}))
        assert refused(tmp_path) == (
            f"the index {tmp_path} has format {FORMAT + 1}, this program reads {FORMAT}; "
            f"{remedy(tmp_path)}"
        )

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\0", b"../elsewhere", b"gen-1\n2"])
    def test_the_pointer(self, tmp_path: Path, content: bytes) -> None:
        published(tmp_path)
        path = tmp_path / "CURRENT"
        path.write_bytes(content)
        assert refused(tmp_path) == f"{path} is damaged; {remedy(tmp_path)}"

    def test_a_pointer_to_nothing(self, tmp_path: Path) -> None:
        published(tmp_path)
        (tmp_path / "CURRENT").write_text("gen-000007\n")
        path = tmp_path / "gen-000007" / "manifest.json"
        assert refused(tmp_path) == f"{path} is missing or damaged; {remedy(tmp_path)}"
