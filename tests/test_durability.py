"""Nothing torn: whatever happens to a build or to its files, what answers is whole.

tests/benchmarks/durability.py does the same in full.
"""

import os
import shutil
from pathlib import Path

import faults
import pytest


def needs(missing: str) -> None:
    """Skip, where a machine can't do what a test needs; in CI that is a failure."""
    pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)


def test_killed_builds_leave_one_edition_or_the_other(tmp_path: Path) -> None:
    assert faults.kill_builds(tmp_path, 6).total() == 6


def test_killed_builds_that_add_to_an_index_do_so_too(tmp_path: Path) -> None:
    assert faults.kill_builds(tmp_path, 6, beside=60).total() == 6


def test_a_full_disk_is_told_and_the_old_generation_answers(tmp_path: Path) -> None:
    if not faults.may_mount(tmp_path / "disk"):
        needs("a small disk can't be mounted; that takes root's rights")
    counted = faults.fill_disks(tmp_path, 6)
    assert counted["full"] >= 1 and counted["published"] >= 1
    assert counted.total() == 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("strace"):
        needs("strace is not installed")
    return tmp_path_factory.mktemp("power")


@pytest.fixture(scope="module")
def events(folder: Path) -> list[faults.Event]:
    return faults.trace_build(folder)


class TestPowerLoss:
    def test_all_of_a_generation_is_on_the_disk_before_it_has_its_name(
        self, folder: Path, events: list[faults.Event]
    ) -> None:
        name = Path("gen-000002")
        (renamed,) = (number for number, event in enumerate(events) if event[2] == name)
        work = events[renamed][1]
        last = {path: (number, done) for number, (done, path, _) in enumerate(events[:renamed])}
        written = [folder / "index" / name, *(folder / "index" / name).rglob("*")]
        moment = {}
        for path in written:
            moment[path], done = last[work / path.relative_to(written[0])]
            assert done == "sync"
        files = [moment[path] for path in written if path.is_file()]
        assert max(files) < min(moment[path] for path in written if path.is_dir())

    def test_nothing_names_it_before_that(self, events: list[faults.Event]) -> None:
        here, current, new = Path(), Path("CURRENT"), Path("CURRENT.new")
        assert events[-7][::2] == ("rename", Path("gen-000002"))
        assert events[-6:] == [
            ("sync", here, here),
            ("file", new, here),
            ("write", new, here),
            ("sync", new, here),
            ("rename", new, current),
            ("sync", here, here),
        ]

    def test_what_a_disk_may_hold_after_it_opens(
        self, folder: Path, events: list[faults.Event]
    ) -> None:
        counted = faults.lose_power(folder, events, 100)
        assert counted["old"] > 10 and counted["new"] >= 1


def test_what_a_disk_may_hold_after_power_loss_while_an_index_grows(folder: Path) -> None:
    place = folder / "growing"
    place.mkdir()
    events = faults.trace_build(place, beside=60)
    assert "link" in {done for done, _, _ in events}
    counted = faults.lose_power(place, events, 40)
    assert counted["old"] > 4 and counted["new"] >= 1


def test_a_byte_changed_in_any_file_is_found_and_the_generation_before_answers(
    tmp_path: Path,
) -> None:
    counted = faults.flip_bytes(tmp_path, 20)
    assert set(counted.values()) == {20, counted["lexical"]}
    files = {"catalogue.sqlite", "articles.sqlite", "dense.faiss", "manifest.json", "SHA256SUMS"}
    assert files < set(counted)


def test_readers_see_one_edition_at_a_time_while_builds_go_on(tmp_path: Path) -> None:
    reading = faults.read_while_building(tmp_path, rebuilds=4)
    assert reading.questions > 8 and reading.editions > 1


def test_of_two_builds_at_once_one_is_told_to_wait(tmp_path: Path) -> None:
    assert len(faults.race(tmp_path, 4)) >= 1


def test_a_folder_that_two_writers_make_at_the_same_moment_fails_neither(tmp_path: Path) -> None:
    counted = faults.race_for_folders(tmp_path, 50)
    assert set(counted) <= {"wrote", "index-busy"} and counted["wrote"] >= 50
