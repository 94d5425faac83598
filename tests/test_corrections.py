"""Corrections: what is right of an article outlasts builds, and a bad line is one failure."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import test_build
from test_build import BRIDGE, line

from embeddings import Article, BuildReport, Failure, SeedError, correct, index_status
from embeddings.__main__ import main


class Folder(test_build.Folder):
    """Seeds with corrections, and their index."""

    def correct(self, *lines: object) -> None:
        texts = (text if isinstance(text, str) else json.dumps(text) for text in lines)
        self.put("corrections.jsonl", "\n".join(texts))

    def article(self, id_: str) -> Article:
        return {article.id: article for article in self.open().articles()}[id_]

    def known(self, id_: str) -> tuple[str, str, str, date | None]:
        article = self.article(id_)
        return article.title, article.outlet, article.author, article.published


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return test_build.filled(Folder(tmp_path))


AS_READ = ("새 다리", "", "", None)


class TestBuilds:
    def test_what_is_right_takes_the_place_of_what_was_read(self, folder: Folder) -> None:
        folder.correct(
            {"source": "a.txt", "title": "다온군, 새 다리", "outlet": "다온신문"},
            {"source": "a.txt", "author": "이영희", "published": "2024-06-13"},
        )
        assert folder.build() == BuildReport(added=2, passages=2, encoded=2)
        right = ("다온군, 새 다리", "다온신문", "이영희", date(2024, 6, 13))
        assert folder.known("a.txt") == right
        assert folder.build() == BuildReport(unchanged=2, passages=2)

    def test_a_correction_written_later_and_one_taken_back(self, folder: Folder) -> None:
        folder.build()
        folder.correct({"source": "a.txt", "title": "다온군, 새 다리", "outlet": "다온신문"})
        assert folder.build() == BuildReport(changed=1, unchanged=1, passages=2, encoded=1)
        folder.correct({"source": "a.txt", "outlet": "가람일보"})
        assert folder.build() == BuildReport(changed=1, unchanged=1, passages=2, encoded=1)
        assert folder.known("a.txt") == ("새 다리", "가람일보", "", None)
        (folder.seeds / "corrections.jsonl").unlink()
        assert folder.build() == BuildReport(changed=1, unchanged=1, passages=2)
        assert folder.known("a.txt") == AS_READ

    def test_what_is_wrong_is_removed(self, folder: Folder) -> None:
        given = {"outlet": "다온", "author": "홈", "published": "2024-06-13"}
        folder.put("c.jsonl", line("c", "다리를 놓았다.", **given))
        folder.correct({"id": "c", "outlet": "", "author": None, "published": None})
        folder.build()
        assert folder.known("c") == ("소식", "", "", None)

    def test_a_source_is_its_first_article_and_an_id_any(self, folder: Folder) -> None:
        folder.put("c.jsonl", line("1", "다리를 놓았다.") + line("2", "공원을 열었다."))
        folder.correct({"source": "c.jsonl", "title": "다리"}, {"id": "2", "title": "공원"})
        folder.build()
        assert [folder.article(id_).title for id_ in "12"] == ["다리", "공원"]

    def test_a_file_that_has_changed_is_corrected_too(self, folder: Folder) -> None:
        folder.correct({"source": "a.txt", "outlet": "다온신문"})
        folder.build()
        folder.put("a.txt", BRIDGE.replace("300", "400"))
        folder.build()
        assert (
            folder.article("a.txt").outlet == "다온신문" and "400" in folder.article("a.txt").text
        )

    def test_a_bad_line_is_told_and_the_rest_applies(self, folder: Folder) -> None:
        folder.correct(
            "{",
            {"title": "다리"},
            {"source": "a.txt", "titel": "다리"},
            {"source": "a.txt", "title": 1},
            {"source": "a.txt", "published": "어제"},
            {"source": "a.txt"},
            "",
            {"source": "z.txt", "title": "끝"},
            {"source": "a.txt", "title": "다온군, 새 다리"},
        )
        places = [
            "the line is not a JSON object",
            "the line doesn't say what it corrects",
            'the line has "titel", which is not corrected',
            'the "title" is no string',
            '"어제" is no date',
            "the line corrects nothing",
            None,
            "there is no article of z.txt to correct",
        ]
        told = [(f"corrections.jsonl:{n}", problem) for n, problem in enumerate(places, 1)]
        failures = folder.build().failures
        assert [(f.place, f.problem) for f in failures] == [pair for pair in told if pair[1]]
        assert folder.article("a.txt").title == "다온군, 새 다리"
        assert folder.open().catalogue.failures() == failures

    def test_a_link_is_not_followed(self, folder: Folder) -> None:
        (folder.seeds / "corrections.jsonl").symlink_to(folder.seeds / "a.txt")
        problem, remedy = "it is a link, and links are not followed", "put the file itself there"
        linked = Failure("corrections.jsonl", problem, remedy, "seed-link", {})
        assert folder.build().failures == [linked]

    def test_in_a_folder_within_it_is_a_seed(self, folder: Folder) -> None:
        (folder.seeds / "in").mkdir()
        folder.put("in/corrections.jsonl", line("c", "다리를 놓았다."))
        folder.build()
        assert folder.ids() == ["a.txt", "b.txt", "c"]


def test_status_tells_that_corrections_are_newer(folder: Folder) -> None:
    folder.build()
    folder.correct({"source": "a.txt", "title": "다리"})
    status = index_status(folder.seeds, folder.index)
    assert (status.new, status.changed, status.up_to_date) == (["corrections.jsonl"], [], False)
    folder.build()
    assert index_status(folder.seeds, folder.index).up_to_date


def test_any_article_of_a_file_is_corrected_by_its_id(folder: Folder) -> None:
    folder.put("c.jsonl", line("1", "다리가 선다.") + line("2", "숲이 있다."))
    folder.correct({"id": "2", "title": "공원"}, {"source": "a.txt", "author": "김"})
    written = correct(folder.seeds, "c.jsonl", {"outlet": "다온신문"}, "2")
    assert written == {"id": "2", "title": "공원", "outlet": "다온신문"}
    correct(folder.seeds, "c.jsonl", {"outlet": "가람일보"}, "1")
    folder.build()
    assert folder.known("1") == ("소식", "가람일보", "", None)
    assert folder.known("2") == ("공원", "다온신문", "", None)
    assert folder.known("a.txt") == ("새 다리", "", "김", None)
    with pytest.raises(SeedError, match=r"d\.txt is not among the seeds"):
        correct(folder.seeds, "d.txt", {"outlet": ""}, "1")


class TestTheCommand:
    def run(self, folder: Folder, *arguments: str) -> int:
        return main(["correct", *arguments, "--seeds", str(folder.seeds)])

    def written(self, folder: Folder) -> list[str]:
        return (folder.seeds / "corrections.jsonl").read_text("utf-8").splitlines()

    def test_one_line_a_source_by_name_or_path(
        self, folder: Folder, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder.correct('{"source": "b.txt", "title": "숲"}', "{", '{"id": "c", "author": "김"}')
        assert self.run(folder, "a.txt", "--title", "새  다리", "--published", "2024-06-13") == 0
        told = "source a.txt, title 새  다리, published 2024-06-13; the next build applies it\n"
        assert capsys.readouterr().out == told
        assert self.run(folder, str(folder.seeds / "b.txt"), "--outlet", "가람일보") == 0
        assert self.run(folder, "a.txt", "--published", "") == 0
        assert self.written(folder) == [
            '{"source": "b.txt", "title": "숲", "outlet": "가람일보"}',
            "{",
            '{"id": "c", "author": "김"}',
            '{"source": "a.txt", "title": "새  다리", "published": null}',
        ]
        names = {path.name for path in folder.seeds.iterdir()}
        assert names == {"a.txt", "b.txt", "corrections.jsonl"}

    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            (["z.txt", "--title", "끝"], 1, "error: z.txt is not among the seeds in "),
            (["corrections.jsonl", "--title", "끝"], 1, "error: corrections.jsonl is not among"),
            (["a.txt", "--published", "어제"], 1, 'error: "어제" is no date; write it as'),
            (["a.txt"], 2, "Usage: python -m embeddings correct"),
        ],
    )
    def test_what_it_refuses(
        self,
        folder: Folder,
        capsys: pytest.CaptureFixture[str],
        arguments: list[str],
        code: int,
        message: str,
    ) -> None:
        assert self.run(folder, *arguments) == code
        assert capsys.readouterr().err.startswith(message)
        assert not (folder.seeds / "corrections.jsonl").exists()


def test_those_that_are_written_at_once_are_all_written(tmp_path: Path) -> None:
    names = [f"{number}.txt" for number in range(20)]
    for name in names:
        (tmp_path / name).write_text("글이다.", "utf-8")
    with ThreadPoolExecutor(8) as threads:
        [*threads.map(lambda name: correct(tmp_path, name, {"title": "글"}), names)]
    written = (tmp_path / "corrections.jsonl").read_text("utf-8").splitlines()
    assert sorted(json.loads(one)["source"] for one in written) == sorted(names)
