"""Status: what an index holds, and what has changed in its seeds."""

from pathlib import Path

import pytest

from embeddings import (
    Failure,
    Fingerprints,
    Generation,
    IndexFolderError,
    SeedError,
    Status,
    build_index,
    index_status,
    status_of,
)
from embeddings.sources.seeds import Seed

PROBLEM, REMEDY = "the file is empty", "save the article's text in it, or remove it"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """Three seeds, one of them bad, of which an index was built."""
    folder = tmp_path / "seeds"
    (folder / "b").mkdir(parents=True)
    (folder / "a.txt").write_text("새 다리\n\n다온군은 새 다리를 놓는다.")
    (folder / "b" / "c.txt").write_text("숲 공원\n\n가람시는 숲 공원을 열었다.")
    (folder / "d.txt").touch()
    build_index(folder, tmp_path / "index")
    return folder


def test_up_to_date(seeds: Path) -> None:
    status = index_status(str(seeds), str(seeds.parent / "index"))
    assert status == Status(
        generation="gen-000001",
        notice="",
        model="kiwi",
        counts={"files": 3, "articles": 2, "headlines": 0, "passages": 2},
        failures=[Failure("d.txt", PROBLEM, REMEDY, "file-empty", {})],
        new=[],
        changed=[],
        removed=[],
    )
    assert status.up_to_date
    assert status.failed == [("d.txt", f"{PROBLEM}; {REMEDY}")]


def test_as_json(seeds: Path) -> None:
    assert index_status(seeds, seeds.parent / "index").to_dict() == {
        "generation": "gen-000001",
        "notice": "",
        "model": "kiwi",
        "counts": {"files": 3, "articles": 2, "headlines": 0, "passages": 2},
        "failed": [("d.txt", f"{PROBLEM}; {REMEDY}")],
        "new": [],
        "changed": [],
        "removed": [],
    }


def test_new_changed_and_removed_seeds(seeds: Path) -> None:
    (seeds / "b" / "c.txt").rename(seeds / "b" / "e.txt")
    (seeds / "a.txt").write_text("새 다리\n\n다온군은 새 다리를 놓지 않는다.")
    (seeds / "d.txt").write_text("도서관\n\n나래구는 도서관을 지었다.")
    (seeds / ".notes.txt").touch()  # not a seed
    index = seeds.parent / "index"
    status = index_status(seeds, index)
    assert (status.new, status.changed, status.removed) == (
        ["b/e.txt"],
        ["a.txt", "d.txt"],
        ["b/c.txt"],
    )
    assert not status.up_to_date

    build_index(seeds, index)
    assert index_status(seeds, index).up_to_date


def test_a_touched_seed_has_not_changed(seeds: Path) -> None:
    (seeds / "a.txt").touch()
    assert index_status(seeds, seeds.parent / "index").up_to_date


def test_what_is_missing_is_said(seeds: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexFolderError, match=r"there is no index in .*none; build it with: "):
        index_status(seeds, tmp_path / "none")
    with pytest.raises(SeedError, match=r"the seeds folder .*none does not exist; name the folder"):
        index_status(tmp_path / "none", tmp_path / "index")


def test_asked_again_only_what_was_written_since_is_read(seeds: Path) -> None:
    generation = Generation.open(seeds.parent / "index")
    fingerprints = Fingerprints()
    read: list[str] = []

    class Noting(Seed):
        def fingerprint(self) -> str:
            read.append(self.name)
            return super().fingerprint()

    def noting(seed: Seed) -> str:
        return fingerprints.of(Noting(seed.folder, seed.path))

    assert status_of(generation, seeds, noting).up_to_date
    assert read == ["a.txt", "b/c.txt", "d.txt"]
    (seeds / "a.txt").write_text("새 다리\n\n다온군은 새 다리를 놓지 않는다.")
    assert status_of(generation, seeds, noting).changed == ["a.txt"]
    assert read[3:] == ["a.txt"]
