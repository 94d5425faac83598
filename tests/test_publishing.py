"""Writing into an index: by one at a time, whole or not at all, and clearing up behind others."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from test_generation import published, spoil, texts, write

from embeddings.errors import IndexFolderError
from embeddings.index.folder import adapted_model, generations, live
from embeddings.index.generation import Generation
from embeddings.index.publishing import adopt_model, drop_model, workplace, writing


def name(number: int) -> str:
    return f"gen-{number:06d}"


class TestPublishing:
    def test_the_generation_before_stays_to_fall_back_on(self, tmp_path: Path) -> None:
        previous = ""
        for number in (1, 2, 3):
            previous = published(tmp_path, f"다리 {number}", previous)
        assert (previous, generations(tmp_path)) == (name(3), [name(2), name(3)])
        assert texts(tmp_path) == ["다리 3"]

    def test_of_100_generations_those_that_are_read_stay(self, tmp_path: Path) -> None:
        previous = published(tmp_path)
        first = Generation.open(tmp_path)
        for _ in range(100):
            previous = published(tmp_path, "새 다리", previous)
            assert len(generations(tmp_path)) <= 3
        assert generations(tmp_path) == [name(1), name(100), name(101)]
        assert [article.text for article in first.articles()] == ["다리 강"]
        del first
        published(tmp_path, "새 다리", previous)
        assert generations(tmp_path) == [name(101), name(102)]

    @pytest.mark.parametrize(
        ("obstacle", "put", "remove"),
        [("CURRENT.new", Path.mkdir, Path.rmdir), ("gen-000002", Path.touch, Path.unlink)],
    )
    def test_a_failure_leaves_the_live_generation(
        self,
        tmp_path: Path,
        obstacle: str,
        put: Callable[[Path], None],
        remove: Callable[[Path], None],
    ) -> None:
        published(tmp_path, "옛 다리")
        put(tmp_path / obstacle)
        with pytest.raises(OSError, match=obstacle):
            published(tmp_path, "새 다리")
        assert (live(tmp_path) or ("",))[0] == "gen-000001"
        assert texts(tmp_path) == ["옛 다리"]

        remove(tmp_path / obstacle)
        shutil.rmtree(tmp_path / ".work-1", ignore_errors=True)
        published(tmp_path, "새 다리")
        assert texts(tmp_path) == ["새 다리"]


class TestWriting:
    def test_there_is_one_writer(self, tmp_path: Path) -> None:
        index = tmp_path / "index"
        with writing(index):
            with pytest.raises(IndexFolderError) as caught, writing(index):
                pass
            assert str(caught.value) == (
                f"another build is writing the index {index}; wait until it is done, then build "
                f"again"
            )
            (index / "published").touch()
        with writing(index):
            pass
        assert sorted(path.name for path in index.iterdir()) == [".lock", "published"]

    def test_a_folder_in_which_nothing_came_about_goes(self, tmp_path: Path) -> None:
        with writing(tmp_path / "index"):
            pass
        assert list(tmp_path.iterdir()) == []

    def test_what_killed_writers_left_is_removed(self, tmp_path: Path) -> None:
        before = published(tmp_path, "옛 다리")
        published(tmp_path, "새 다리", before)
        pointer = (tmp_path / "CURRENT").read_bytes()
        published(tmp_path, "더 새 다리", name(2))
        (tmp_path / "CURRENT").write_bytes(pointer)  # killed before it was pointed to
        write(tmp_path / ".work-2")
        (tmp_path / ".gone-gen-000000" / "lexical").mkdir(parents=True)
        with writing(tmp_path):
            left = sorted(path.name for path in tmp_path.iterdir())
        assert left == [".lock", "CURRENT", name(2)]
        assert texts(tmp_path) == ["새 다리"]

    def test_nothing_is_removed_where_the_pointer_is_lost(self, tmp_path: Path) -> None:
        published(tmp_path, "새 다리", published(tmp_path, "옛 다리"))
        (tmp_path / "CURRENT").unlink()
        with writing(tmp_path):
            assert generations(tmp_path) == [name(1), name(2)]

    def test_a_workplace_goes_unless_it_was_published(self, tmp_path: Path) -> None:
        with workplace(tmp_path) as work:
            (work / "part").touch()
        assert list(tmp_path.iterdir()) == []

    def test_a_file_in_the_way(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(IndexFolderError) as caught, writing(tmp_path / "file" / "index"):
            pass
        assert str(caught.value) == (
            f"the index {tmp_path}/file/index can't be written (Not a directory); make room on the "
            f"disk or check the folder's rights, then build again; what was built before still "
            f"answers"
        )


class TestModels:
    def adopt(self, index: Path, fingerprint: str) -> str:
        with workplace(index) as work:
            (work / "weights").write_text(fingerprint)
            return adopt_model(index, work, fingerprint)

    def test_an_adopted_model_is_used_until_it_is_dropped(self, tmp_path: Path) -> None:
        path = self.adopt(tmp_path, "0" * 64)
        assert path == str(tmp_path / "model-000000000000") == adapted_model(tmp_path)
        assert self.adopt(tmp_path, "1" * 64) == adapted_model(tmp_path)
        assert [p.name for p in tmp_path.glob("model-*")] == ["model-111111111111"]
        assert (drop_model(tmp_path), drop_model(tmp_path)) == (True, False)
        assert adapted_model(tmp_path) is None

    def test_a_damaged_one_is_told_and_mended_by_adapting_again(self, tmp_path: Path) -> None:
        path = Path(self.adopt(tmp_path, "0" * 64))
        spoil(path / "weights")
        with pytest.raises(IndexFolderError) as caught:
            adapted_model(tmp_path)
        assert str(caught.value) == (
            f"{path / 'weights'} is missing or damaged; go back to the model carried along: "
            f"python -m embeddings adapt --undo --index {tmp_path}"
        )
        self.adopt(tmp_path, "0" * 64)
        assert adapted_model(tmp_path) == str(path)
