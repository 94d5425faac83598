"""Generations, as a reader opens them: the live one where it is whole, else the newest that is."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from embeddings.article import Article
from embeddings.errors import IndexFolderError
from embeddings.index.draft import Draft
from embeddings.index.folder import generations, live, read_manifest
from embeddings.index.generation import FORMAT, Generation
from embeddings.index.ledger import Ledger
from embeddings.index.publishing import publish
from embeddings.index.segment import Entry
from embeddings.sealing import seal, sha256
from embeddings.text.analysis import Sentence
from embeddings.text.passages import Passage

VECTORS = np.eye(3, 2, dtype=np.float32)
DENSE = "segments/000000000-000000000/dense.faiss"


def write(folder: Path, text: str = "다리 강") -> Path:
    """A generation of one article, not yet published."""
    folder.mkdir(parents=True)
    words = text.split()
    passages = tuple(Passage((Sentence(0, len(text), (word,)),)) for word in words)
    draft = Draft(folder, dimensions=2)
    draft.add(Entry(Article("a.txt", "", text), (), passages), VECTORS[: len(words)])
    draft.finish(Ledger(), lambda _: VECTORS[0])
    return folder


def published(index: Path, text: str = "다리 강", previous: str = "") -> str:
    return publish(index, write(index / ".work-1", text), "model", "fingerprint", previous)


def texts(index: Path) -> list[str]:
    return [article.text for article in Generation.open(index).articles()]


def refused(index: Path) -> str:
    with pytest.raises(IndexFolderError) as caught:
        Generation.open(index)
    return str(caught.value)


def remedy(index: Path) -> str:
    return f"build it with: python -m embeddings build --index {index}"


def spoil(path: Path) -> None:
    """Change a byte in the middle of a file; write one into an empty file."""
    data = bytearray(path.read_bytes() or b"0")
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


class TestReading:
    def test_what_is_published_can_be_opened(self, tmp_path: Path) -> None:
        assert published(tmp_path) == "gen-000001"
        generation = Generation.open(tmp_path)
        said = (generation.name, generation.model, generation.fingerprint)
        assert said == ("gen-000001", "model", "fingerprint")
        assert (generation.damage, generation.notice) == (None, "")
        assert generation.articles() == [Article("a.txt", "", "다리 강")]
        assert list(generation.lexical.search(["강"], 5)) == [1]
        assert generation.dense.search(VECTORS[1], 1) == {1: 1.0}

    def test_what_lies_in_the_folder(self, tmp_path: Path) -> None:
        published(tmp_path)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "gen-000001"]
        folder = tmp_path / "gen-000001"
        digest = sha256(folder / "SHA256SUMS")
        assert (tmp_path / "CURRENT").read_text() == f"gen-000001\n{digest}\n"
        assert live(tmp_path) == ("gen-000001", digest)
        manifest = {"format": FORMAT, "model": "model", "fingerprint": "fingerprint"}
        assert read_manifest(tmp_path, "gen-000001") == manifest
        files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
        files.remove("SHA256SUMS")
        lines = [f"{sha256(folder / name)}  {name}" for name in files]
        listed = (folder / "SHA256SUMS").read_text().splitlines()
        assert listed == [f"# {len(files)} files", *lines]

    def test_a_reader_keeps_the_generation_it_opened(self, tmp_path: Path) -> None:
        published(tmp_path, "옛 다리")
        generation = Generation.open(tmp_path)
        published(tmp_path, "새 다리")
        assert [article.text for article in generation.articles()] == ["옛 다리"]
        assert list(generation.lexical.search(["옛"], 5)) == [0]


class TestDamage:
    @pytest.fixture
    def index(self, tmp_path: Path) -> Path:
        """An index of two generations."""
        before = published(tmp_path, "옛 다리")
        published(tmp_path, "새 다리", before)
        return tmp_path

    def test_no_index(self, tmp_path: Path) -> None:
        for index in (tmp_path, tmp_path / "none"):
            assert refused(index) == f"there is no index in {index}; {remedy(index)}"

    def test_a_damaged_file_makes_the_generation_before_answer(self, index: Path) -> None:
        folder = index / "gen-000002"
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            good = path.read_bytes()
            spoil(path)
            generation = Generation.open(index)
            assert generation.name == "gen-000001" and texts(index) == ["옛 다리"]
            assert generation.notice == (
                f"{path} is missing or damaged; gen-000001 answers, which may be older; "
                f"{remedy(index)}"
            )
            damage = generation.damage
            assert isinstance(damage, IndexFolderError)
            assert str(damage) == f"{path} is missing or damaged; {remedy(index)}"
            values = {"path": str(path), "index": str(index)}
            assert (damage.key, damage.values) == ("index-damaged", values)
            path.write_bytes(good)
        whole = Generation.open(index)
        assert (whole.damage, whole.notice, texts(index)) == (None, "", ["새 다리"])

    @pytest.mark.parametrize("name", ["catalogue.sqlite", "lexical/meta.json", "SHA256SUMS"])
    def test_so_does_a_missing_one(self, index: Path, name: str) -> None:
        path = index / "gen-000002" / name
        path.unlink()
        assert Generation.open(index).notice.startswith(f"{path} is missing or damaged; gen-000001")

    def test_a_list_of_sums_cut_between_two_lines_is_damaged(self, index: Path) -> None:
        (index / "CURRENT").unlink()
        path = index / "gen-000002" / "SHA256SUMS"
        path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
        assert Generation.open(index).name == "gen-000001"

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\0", b"../elsewhere", b"gen-000001\n"])
    def test_where_the_pointer_is_damaged_the_newest_generation_answers(
        self, index: Path, content: bytes
    ) -> None:
        path = index / "CURRENT"
        path.write_bytes(content)
        assert Generation.open(index).notice == (
            f"{path} is missing or damaged; gen-000002 answers, which may be older; {remedy(index)}"
        )

    def test_a_pointer_to_another_generation_is_found_out(self, index: Path) -> None:
        path = index / "CURRENT"
        path.write_text(path.read_text().replace("gen-000002", "gen-000001"))
        generation = Generation.open(index)
        assert generation.name == "gen-000002"
        assert generation.notice.startswith(f"{index}/gen-000001/SHA256SUMS is missing or damaged")

    def test_a_generation_that_is_gone(self, index: Path) -> None:
        shutil.rmtree(index / "gen-000002")
        problem = f"{index / 'gen-000002'} is missing or damaged"
        older = "gen-000001 answers, which may be older"
        assert Generation.open(index).notice == f"{problem}; {older}; {remedy(index)}"

    def test_where_none_is_whole_the_live_one_is_named(self, index: Path) -> None:
        for name in generations(index):
            spoil(index / name / DENSE)
        path = index / "gen-000002" / DENSE
        assert refused(index) == f"{path} is missing or damaged; {remedy(index)}"

    @pytest.mark.parametrize("content", ["[]", "{}", "1", '{"format": 4, "model": 1}', "[" * 9999])
    def test_a_manifest_of_another_shape(self, tmp_path: Path, content: str) -> None:
        path = tmp_path / published(tmp_path) / "manifest.json"
        path.write_text(content)
        (path.parent / "SHA256SUMS").unlink()
        (tmp_path / "CURRENT").write_text(f"gen-000001\n{seal(path.parent)}\n")
        assert refused(tmp_path) == f"{path} is missing or damaged; {remedy(tmp_path)}"

    def test_another_format(self, tmp_path: Path) -> None:
        path = tmp_path / published(tmp_path) / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"format": FORMAT + 1}))
        (path.parent / "SHA256SUMS").unlink()
        (tmp_path / "CURRENT").write_text(f"gen-000001\n{seal(path.parent)}\n")
        assert refused(tmp_path) == (
            f"{path.parent} has format {FORMAT + 1}, this program reads {FORMAT}; "
            f"{remedy(tmp_path)}"
        )

    @settings(
        max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
    )
    @given(content=st.binary(max_size=200))
    def test_any_list_of_sums_opens_the_generation_before(
        self, tmp_path: Path, content: bytes
    ) -> None:
        if not generations(tmp_path):
            published(tmp_path, "새 다리", published(tmp_path, "옛 다리"))
        path = tmp_path / "gen-000002" / "SHA256SUMS"
        path.write_bytes(content)
        assert Generation.open(tmp_path).notice.startswith(f"{path} is missing or damaged")

    def test_an_adapted_model_is_sealed_too(self, tmp_path: Path) -> None:
        model = tmp_path / "model-0123456789ab"
        model.mkdir()
        (model / "weights").write_bytes(b"1234")
        seal(model)
        publish(tmp_path, write(tmp_path / ".work-1"), str(model.resolve()), "fingerprint")
        assert Generation.open(tmp_path).model == str(model)
        spoil(model / "weights")
        problem = f"{model / 'weights'} is missing or damaged"
        assert refused(tmp_path) == f"{problem}; {remedy(tmp_path)}"


def test_sha256sum_reads_what_is_sealed(tmp_path: Path) -> None:
    (tmp_path / "가").write_bytes(b"1")
    digest = seal(tmp_path)
    assert (tmp_path / "SHA256SUMS").read_text() == (
        f"# 1 files\n{hashlib.sha256(b'1').hexdigest()}  가\n"
    )
    assert digest == hashlib.sha256((tmp_path / "SHA256SUMS").read_bytes()).hexdigest()
