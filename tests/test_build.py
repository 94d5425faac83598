"""Builds: what is reported, what is reused, and that a build in steps equals one at once."""

import json
import os
import time
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings import (
    BuildReport,
    Failure,
    IndexFolderError,
    ModelError,
    SeedError,
    build_index,
)
from embeddings.index.folder import generations
from embeddings.index.generation import Generation
from embeddings.index.store import Filters
from embeddings.sources.kinds import KINDS
from embeddings.sources.seeds import Seed
from embeddings.sources.worker import Worker

BRIDGE = "새 다리\n\n다온군은 강을 건너는 새 다리를 놓는다고 밝혔다. 길이는 300미터이다."
DENSE = "segments/000000000-000000000/dense.faiss"
PARK = "숲 공원\n\n가람시는 숲 공원을 열었다. 누구나 걷는다."
LIBRARY = "도서관\n\n나래구는 도서관을 지었다."


def line(id_: str, text: str, **fields: str) -> str:
    return (
        json.dumps({"id": id_, "title": "소식", "text": text} | fields, ensure_ascii=False) + "\n"
    )


class Folder:
    """A seeds folder, and the index built from it."""

    def __init__(self, path: Path) -> None:
        self.seeds, self.index = path / "seeds", path / "index"
        self.seeds.mkdir()

    def put(self, name: str, content: str) -> None:
        (self.seeds / name).write_text(content, encoding="utf-8")

    def build(self, **options: str | int) -> BuildReport:
        report = build_index(self.seeds, self.index, **options)  # type: ignore[arg-type]
        assert report.seconds > 0
        return replace(report, seconds=0)

    def open(self) -> Generation:
        return Generation.open(self.index)

    def ids(self) -> list[str]:
        return [article.id for article in self.open().articles()]


Made = TypeVar("Made", bound=Folder)


def filled(made: Made) -> Made:
    """Put two seeds into a folder."""
    made.put("a.txt", BRIDGE)
    made.put("b.txt", PARK)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return filled(Folder(tmp_path))


def holds_the_same(one: Generation, other: Generation) -> bool:
    """Whether two generations have the same articles, passages, vectors and lexical scores."""
    numbers = one.numbers()
    words = ["다리", "공원", "소식", "도서관", "걷다", "강"]
    return (
        one.catalogue.files() == other.catalogue.files()
        and one.catalogue.failures() == other.catalogue.failures()
        and one.articles() == other.articles()
        and one.numbers() == other.numbers()
        and one.catalogue.passages(numbers) == other.catalogue.passages(numbers)
        and np.array_equal(one.dense.vectors(numbers), other.dense.vectors(numbers))
        and [one.lexical.search([w], 99) for w in words]
        == [other.lexical.search([w], 99) for w in words]
    )


class TestReport:
    def test_a_first_build(self, folder: Folder) -> None:
        assert folder.build() == BuildReport(added=2, passages=2, encoded=2)
        assert folder.ids() == ["a.txt", "b.txt"]

    def test_how_far_it_is_is_told(self, folder: Folder) -> None:
        told: list[tuple[str, int, int]] = []
        build_index(folder.seeds, folder.index, progress=lambda *one: told.append(one))
        assert told == [("read", 0, 2), ("read", 1, 2), ("index", 1, 2), ("index", 2, 2)]

    def test_nothing_is_written_where_nothing_changed(self, folder: Folder) -> None:
        folder.build()
        before = [(path, path.stat().st_mtime_ns) for path in folder.index.rglob("*")]
        assert folder.build() == BuildReport(unchanged=2, passages=2)
        assert [(path, path.stat().st_mtime_ns) for path in folder.index.rglob("*")] == before

    def test_an_added_seed(self, folder: Folder) -> None:
        folder.build()
        folder.put("0.txt", LIBRARY)
        assert folder.build() == BuildReport(added=1, unchanged=2, passages=3, encoded=1)
        assert folder.ids() == ["0.txt", "a.txt", "b.txt"]

    def test_a_removed_seed(self, folder: Folder) -> None:
        folder.build()
        (folder.seeds / "a.txt").unlink()
        assert folder.build() == BuildReport(removed=1, unchanged=1, passages=1)
        assert folder.ids() == ["b.txt"]

    def test_an_edited_seed(self, folder: Folder) -> None:
        folder.build()
        folder.put("a.txt", BRIDGE.replace("300", "400"))
        assert folder.build() == BuildReport(changed=1, unchanged=1, passages=2, encoded=1)
        assert "400미터" in folder.open().articles()[0].text

    def test_a_renamed_seed_is_not_encoded_again(self, folder: Folder) -> None:
        folder.build()
        (folder.seeds / "a.txt").rename(folder.seeds / "c.txt")
        assert folder.build() == BuildReport(added=1, removed=1, unchanged=1, passages=2)
        assert folder.ids() == ["b.txt", "c.txt"]

    def test_one_more_line(self, folder: Folder) -> None:
        lines = [line(str(n), f"{n}번째 공원을 열었다.") for n in range(300)]  # more than a batch
        folder.put("bulk.jsonl", "".join(lines))
        folder.build()
        folder.put("bulk.jsonl", "".join([*lines, line("new", "다리를 놓았다.")]))
        assert folder.build() == BuildReport(added=1, unchanged=302, passages=303, encoded=1)

    def test_a_new_date_is_taken_over_and_nothing_encoded(self, folder: Folder) -> None:
        folder.put("c.jsonl", line("1", "다리를 놓았다.", published="2024-06-13"))
        folder.build()
        folder.put("c.jsonl", line("1", "다리를 놓았다.", published="2024-06-14"))
        assert folder.build() == BuildReport(changed=1, unchanged=2, passages=3)
        assert str(folder.open().articles(Filters(source="c.jsonl"))[0].published) == "2024-06-14"

    def test_the_progress_bar(self, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
        build_index(folder.seeds, folder.index, progress=True)
        assert "2/2" in capsys.readouterr().err
        build_index(folder.seeds, folder.index)
        assert capsys.readouterr() == ("", "")

    def test_the_seeds_at_hand(self, tmp_path: Path) -> None:
        seeds = Path(__file__).parents[1] / "seeds"
        report = build_index(str(seeds), str(tmp_path))
        assert (report.added, report.failed) == (21, [])
        kinds = [article.kind for article in Generation.open(tmp_path).articles()]
        assert kinds == ["article"] + ["headline"] * 20


class TestFailures:
    problem, remedy = "the file is empty", "save the article's text in it, or remove it"
    empty = Failure("c.txt", problem, remedy, "file-empty", {})

    def test_a_bad_file_is_reported_and_the_rest_built(self, folder: Folder) -> None:
        folder.put("c.txt", "")
        expected = BuildReport(added=2, passages=2, encoded=2, failures=[self.empty])
        assert folder.build() == expected
        again = folder.build()
        assert again == BuildReport(unchanged=2, passages=2, failures=[self.empty])
        assert again.failed == [("c.txt", f"{self.problem}; {self.remedy}")]
        assert folder.open().name == "gen-000001"

    def test_a_mended_file(self, folder: Folder) -> None:
        folder.put("c.txt", "")
        folder.build()
        folder.put("c.txt", LIBRARY)
        assert folder.build() == BuildReport(added=1, unchanged=2, passages=3, encoded=1)

    def test_a_removed_bad_file(self, folder: Folder) -> None:
        folder.put("c.txt", "")
        folder.build()
        (folder.seeds / "c.txt").unlink()
        assert folder.build() == BuildReport(unchanged=2, passages=2)
        assert folder.open().catalogue.failures() == []

    def test_an_id_that_two_files_use(self, folder: Folder) -> None:
        folder.put("c.jsonl", line("1", "다리를 놓았다."))
        folder.put("d.jsonl", line("1", "공원을 열었다.") + line("2", "도서관을 지었다."))
        problem, values = "its id '1' is taken by c.jsonl", {"id": "'1'", "other": "c.jsonl"}
        taken = Failure("d.jsonl", problem, "change one", "id-taken", values)
        expected = BuildReport(added=4, passages=4, encoded=4, failures=[taken])
        assert folder.build() == expected
        assert folder.build() == BuildReport(unchanged=4, passages=4, failures=[taken])

        (folder.seeds / "c.jsonl").unlink()  # d.jsonl is read again though it is as it was
        assert folder.build() == BuildReport(changed=1, unchanged=3, passages=4, encoded=1)
        assert folder.ids() == ["a.txt", "b.txt", "1", "2"]

    def test_a_file_that_is_gone_before_it_is_read(self, folder: Folder) -> None:
        refused = Failure(
            "gone.txt", "there is no such file", "name one that is there", "seed-missing", {}
        )
        with Worker() as worker:
            found = Seed(folder.seeds, Path("gone.txt")).read(worker.read)
        assert (found.articles, found.failed, found.sha256) == ([], [refused], "")


class TestAThousandFiles:
    """950 articles and 50 files that can't be read: the first are indexed, the others named."""

    @pytest.fixture
    def thousand(self, tmp_path: Path) -> Folder:
        folder = Folder(tmp_path)
        for number in range(950):
            folder.put(f"good-{number}.txt", f"소식 {number}\n\n{number}번째 다리를 놓았다.")
        for number in range(5):
            for name, data in self.bad_files().items():
                (folder.seeds / f"bad-{number}-{name}").write_bytes(data)
            os.mkfifo(folder.seeds / f"bad-{number}-pipe.txt")
            (folder.seeds / f"bad-{number}-link.txt").symlink_to("/etc/passwd")
        return folder

    def bad_files(self) -> dict[str, bytes]:
        return {
            "empty.txt": b"",
            "binary.txt": bytes(range(256)),
            "damaged.txt": "새 다리를 놓았다.".encode()[:-2] + b"\xff",
            "no-text.md": b"![](a.png)",
            "damaged.pdf": b"%PDF-1.4 nothing",
            "empty.pdf": b"",
            "broken.jsonl": b'{"text": ',
            "hidden.html": b"<html><body><p hidden>Unseen words only.</p><p></p></body></html>",
        }

    def test_the_good_are_indexed_and_the_bad_named(self, thousand: Folder) -> None:
        report = thousand.build()
        assert (report.added, len(report.failed)) == (950, 50)
        assert {place.split(":")[0] for place, _ in report.failed} == {
            path.name for path in thousand.seeds.iterdir() if path.name.startswith("bad-")
        }
        assert all("; " in reason and "\n" not in reason for _, reason in report.failed)
        assert len(thousand.ids()) == 950

        started = time.monotonic()
        again = thousand.build()
        assert (again.unchanged, again.failures) == (950, report.failures)
        assert time.monotonic() - started < 30

    def test_where_nothing_can_be_read_a_reason_is_given(self, tmp_path: Path) -> None:
        folder = Folder(tmp_path)
        folder.put("a.txt", "")
        with pytest.raises(SeedError) as raised:
            folder.build()
        first = "a.txt: the file is empty; save the article's text in it, or remove it"
        problem = f"there is no article to index in {folder.seeds}; {first}"
        kinds = " ".join(sorted(KINDS))
        assert str(raised.value) == f"{problem}; put files there that can be read ({kinds})"


class TestOddNames:
    @pytest.mark.parametrize(
        ("name", "source"),
        [
            (unicodedata.normalize("NFD", "다리.txt").encode(), "다리.txt"),
            ("새.txt".encode("cp949"), "새.txt"),
            (b"\xff\xfe.txt", "\ufffd\ufffd.txt"),
            (b"two\nlines.txt", "two lines.txt"),
            ("\u202etxt.exe\u2069 \u200b.txt".encode(), "txt.exe .txt"),
            (b"\x1b[31mred.txt", "[31mred.txt"),
            (b"'; DROP TABLE articles; --.txt", "'; DROP TABLE articles; --.txt"),
            (b"a ..txt.. .txt", "a ..txt.. .txt"),
            ("가".encode() * 83 + b"aa.txt", "가" * 83 + "aa.txt"),
        ],
    )
    def test_an_odd_name_is_followed(self, folder: Folder, name: bytes, source: str) -> None:
        (folder.seeds / os.fsdecode(name)).write_text(LIBRARY, encoding="utf-8")
        assert folder.build() == BuildReport(added=3, passages=3, encoded=3)
        assert source in folder.ids()
        (folder.seeds / "a.txt").unlink()
        assert folder.build() == BuildReport(removed=1, unchanged=2, passages=2)
        assert source in folder.ids()

    def test_two_names_that_are_one_in_nfc(self, folder: Folder) -> None:
        for form in ("NFC", "NFD"):
            folder.put(unicodedata.normalize(form, "다리.txt"), LIBRARY)
        report = folder.build()
        problem = "another file's name looks the same"
        twin = Failure("다리.txt", problem, "rename one", "seed-twin", {})
        assert report == BuildReport(added=3, passages=3, encoded=3, failures=[twin])
        assert folder.build() == BuildReport(unchanged=3, passages=3, failures=[twin])


class TestNothingToBuildFrom:
    def test_a_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(SeedError, match="does not exist; name the folder with the articles"):
            build_index(tmp_path / "none", tmp_path / "index")
        assert not (tmp_path / "index").exists()

    def test_an_empty_folder_leaves_the_old_index(self, folder: Folder) -> None:
        folder.build()
        for path in folder.seeds.iterdir():
            path.unlink()
        with pytest.raises(SeedError, match=r"there is no article to index in .*; put files there"):
            folder.build()
        assert folder.ids() == ["a.txt", "b.txt"]


class TestFaults:
    def test_a_build_that_fails_leaves_the_old_index(self, folder: Folder) -> None:
        folder.build()
        (folder.index / "CURRENT.new").mkdir()
        folder.put("c.txt", LIBRARY)
        with pytest.raises(IndexFolderError, match=r"written \(Is a directory\); make room"):
            folder.build()
        assert folder.ids() == ["a.txt", "b.txt"]
        assert list(folder.index.glob(".work-*")) == []

    @pytest.mark.parametrize("name", [DENSE, "catalogue.sqlite", "manifest.json"])
    def test_a_damaged_index_is_built_anew(self, folder: Folder, name: str) -> None:
        folder.build()
        (folder.index / folder.open().name / name).write_bytes(b"damaged")
        with pytest.raises(IndexFolderError):
            folder.open()
        assert folder.build() == BuildReport(added=2, passages=2, encoded=2)
        assert folder.ids() == ["a.txt", "b.txt"]

    def test_the_generation_before_a_damaged_one_is_built_upon(self, folder: Folder) -> None:
        folder.build()
        folder.put("c.txt", LIBRARY)
        folder.build()
        (folder.index / "gen-000002" / DENSE).write_bytes(b"damaged")
        assert folder.open().notice and folder.ids() == ["a.txt", "b.txt"]
        assert folder.build() == BuildReport(added=1, unchanged=2, passages=3, encoded=1)
        assert (folder.open().name, folder.open().notice) == ("gen-000003", "")
        assert generations(folder.index) == ["gen-000001", "gen-000003"]

    def test_a_damaged_one_is_replaced_where_no_seed_has_changed(self, folder: Folder) -> None:
        folder.build()
        folder.put("a.txt", BRIDGE + " 곧 열린다.")
        folder.build()
        folder.put("a.txt", BRIDGE)
        (folder.index / "gen-000002" / DENSE).write_bytes(b"damaged")
        assert folder.build() == BuildReport(unchanged=2, passages=2)
        assert (folder.open().name, folder.open().notice) == ("gen-000003", "")

    def test_an_index_that_is_a_file(self, folder: Folder) -> None:
        folder.index.touch()
        with pytest.raises(IndexFolderError, match="index is a file; name a folder for the index"):
            folder.build()


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a model of four dimensions that knows three words."""
    words = {"[UNK]": 0, "다리를": 1, "공원을": 2, "passage:": 3}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    module = StaticEmbedding(tokenizer, embedding_weights=np.eye(4, dtype=np.float32))
    made = SentenceTransformer(modules=[module], prompts={"document": "passage: "}, device="cpu")
    folder = str(tmp_path_factory.mktemp("model"))
    made.save(folder)
    return folder


class TestModels:
    def test_switching_models_encodes_all_again(self, folder: Folder, model: str) -> None:
        folder.build()
        encoded_again = BuildReport(unchanged=2, passages=2, encoded=2)
        assert folder.build(model=model) == encoded_again
        generation = folder.open()
        assert (generation.model, generation.dense.dimensions) == (model, 4)
        assert folder.build(model=model) == BuildReport(unchanged=2, passages=2)
        assert folder.build() == encoded_again
        assert (folder.open().model, folder.open().dense.dimensions) == ("kiwi", 256)

    def test_passages_are_encoded_with_title_and_prompt(self, folder: Folder, model: str) -> None:
        folder.build(model=model)
        text = BRIDGE.replace("\n\n", "\n")
        expected = SentenceTransformer(model, device="cpu").encode(
            f"passage: {text}", normalize_embeddings=True
        )
        np.testing.assert_allclose(folder.open().dense.vectors([0])[0], expected, rtol=1e-5)

    def test_a_missing_model_leaves_the_old_index(self, folder: Folder, tmp_path: Path) -> None:
        folder.build()
        with pytest.raises(ModelError, match="cannot load the embedding model"):
            folder.build(model=str(tmp_path / "none"))
        assert folder.open().model == "kiwi"


CONTENTS = [BRIDGE, PARK, LIBRARY, "", "소식\n\n다리를 놓았다."]
LINES = [line("1", "다리를 놓았다."), line("2", "공원을 열었다."), line("1", "다리"), "{\n"]
states = st.dictionaries(
    st.sampled_from(["a.txt", "b.txt", "c.txt"]), st.sampled_from(CONTENTS)
) | st.dictionaries(
    st.sampled_from(["a.jsonl", "b.txt", "d.jsonl"]),
    st.lists(st.sampled_from(LINES), max_size=4).map("".join),
)


@settings(max_examples=8, deadline=None)
@given(steps=st.lists(states, min_size=2, max_size=3))
def test_builds_in_steps_equal_one_at_once(
    tmp_path_factory: pytest.TempPathFactory, model: str, steps: list[dict[str, str]]
) -> None:
    folder = Folder(tmp_path_factory.mktemp("steps"))
    for state in steps:
        for path in folder.seeds.iterdir():
            path.unlink()
        folder.put("z.txt", LIBRARY)  # so that there always is an article
        for name, content in state.items():
            folder.put(name, content)
        report = folder.build(model=model)
    fresh = folder.index.with_name("fresh")
    at_once = build_index(folder.seeds, fresh, model=model)
    assert holds_the_same(folder.open(), Generation.open(fresh))
    assert (report.passages, report.failures) == (at_once.passages, at_once.failures)


def test_two_steps_of_the_default_model_equal_one(folder: Folder) -> None:
    folder.build()
    folder.put("0.txt", LIBRARY)
    folder.put("b.txt", "소식\n\n다리를 놓았다.")
    folder.build()
    build_index(folder.seeds, folder.index.with_name("fresh"))
    assert holds_the_same(folder.open(), Generation.open(folder.index.with_name("fresh")))
