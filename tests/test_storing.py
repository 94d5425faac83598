"""Files put into the seeds folder and taken out: names are safe, nothing is written over."""

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from embeddings import SeedError, remove_seed, store_seed
from embeddings.sources.storing import safe_name


def lying(folder: Path) -> dict[str, bytes]:
    """Every file in a folder, hidden ones too."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


class TestStoring:
    @pytest.mark.parametrize(
        ("given", "name"),
        [
            ("새 다리.txt", "새 다리.txt"),
            ("../../etc/새 다리.txt", "새 다리.txt"),
            ("C:\\글\\새 다리.HTML", "새 다리.HTML"),
            (".숨은.txt", "숨은.txt"),
            ("...", ""),
            ("a\u202e\u0000\nb.txt", "a b.txt"),
            ("가" * 300 + ".pdf", "가" * 58 + ".pdf"),
            ("이름", "이름"),
        ],
    )
    def test_a_name_is_safe(self, tmp_path: Path, given: str, name: str) -> None:
        if name:
            assert store_seed(tmp_path, given, b"x") == name
            assert lying(tmp_path) == {name: b"x"}
        else:
            with pytest.raises(SeedError, match="the file has no name; give it one"):
                store_seed(tmp_path, given, b"x")

    @given(st.text(max_size=300))
    def test_whatever_its_name_it_stands_in_the_folder_itself(self, name: str) -> None:
        try:
            safe = safe_name(name)
        except SeedError:
            return
        assert safe == safe_name(safe)
        assert "/" not in safe and "\0" not in safe and not safe.startswith(".")
        assert 0 < len(safe.encode()) <= 180

    def test_nothing_is_written_over(self, tmp_path: Path) -> None:
        names = [store_seed(tmp_path, "a.txt", data) for data in (b"1", b"2", b"1", b"3", b"2")]
        assert names == ["a.txt", "a (2).txt", "a.txt", "a (3).txt", "a (2).txt"]
        assert lying(tmp_path) == {"a.txt": b"1", "a (2).txt": b"2", "a (3).txt": b"3"}

    def test_corrections_are_not_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "corrections.jsonl").write_bytes(b"{}")
        assert store_seed(tmp_path, "corrections.jsonl", b"[]") == "corrections (2).jsonl"

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("a.exe", b"MZ", "a file of this kind is not read"),
            ("a.txt", b"x" * 20_000_001, "it has more than 20 MB"),
        ],
    )
    def test_what_can_not_be_read_is_not_taken(
        self, tmp_path: Path, name: str, data: bytes, said: str
    ) -> None:
        with pytest.raises(SeedError, match=said):
            store_seed(tmp_path, name, data)
        assert lying(tmp_path) == {}

    def test_a_folder_that_can_not_be_written_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(SeedError, match="can't be written"):
            store_seed(tmp_path / "none", "a.txt", b"x")


class TestRemoving:
    def test_it_lies_in_the_trash(self, tmp_path: Path) -> None:
        (tmp_path / "b").mkdir()
        for data in (b"1", b"2"):
            (tmp_path / "b" / "a.txt").write_bytes(data)
            remove_seed(tmp_path, "b/a.txt")
        assert lying(tmp_path) == {".trash/b/a.txt": b"1", ".trash/b/a (2).txt": b"2"}

    @pytest.mark.parametrize("name", ["none.txt", "../a.txt", ".trash/a.txt", "/etc/passwd", ""])
    def test_only_a_seed_is_removed(self, tmp_path: Path, name: str) -> None:
        seeds = tmp_path / "seeds"
        (seeds / ".trash").mkdir(parents=True)
        (seeds / ".trash" / "a.txt").touch()
        (tmp_path / "a.txt").touch()
        with pytest.raises(SeedError, match="is not there any more"):
            remove_seed(seeds, name)
        assert lying(tmp_path) == {"seeds/.trash/a.txt": b"", "a.txt": b""}

    def test_a_link_goes_and_not_what_it_leads_to(self, tmp_path: Path) -> None:
        seeds = tmp_path / "seeds"
        seeds.mkdir()
        (tmp_path / "kept.txt").write_bytes(b"kept")
        (seeds / "a.txt").symlink_to(tmp_path / "kept.txt")
        remove_seed(seeds, "a.txt")
        assert (seeds / ".trash" / "a.txt").is_symlink()
        assert (tmp_path / "kept.txt").read_bytes() == b"kept"
