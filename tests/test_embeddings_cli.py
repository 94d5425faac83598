"""The command line of embeddings, run in process."""

import json
import re
from pathlib import Path

import pytest

from embeddings.__main__ import main

EMPTY = "the file is empty; save the article's text in it, or remove it"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a folder whose seeds are two articles."""
    monkeypatch.chdir(tmp_path)
    Path("seeds").mkdir()
    Path("seeds/a.txt").write_text("새 다리\n\n다온군은 새 다리를 놓는다.")
    Path("seeds/b.txt").write_text("숲 공원\n\n가람시는 숲 공원을 열었다.")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code, and what was printed, its seconds made 0."""
    code = main(arguments)
    printed = capsys.readouterr()
    return code, re.sub(r"\d+\.\d+ s\b", "0.0 s", printed.out), printed.err


def test_a_first_build_and_a_second(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built = "2 added, 0 changed, 0 removed, 0 unchanged\n2 passages, 2 of them encoded, in 0.0 s\n"
    assert run(capsys, "build") == (0, built, "")
    assert run(capsys, "build") == (0, "nothing changed: 2 articles, 2 passages\n", "")
    assert (here / "index" / "CURRENT").read_text().startswith("gen-000001\n")


def test_a_build_elsewhere(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("seeds").rename("글")
    assert run(capsys, "build", "--seeds", "글", "--index", "새/색인", "--model", "kiwi")[0] == 0
    assert (here / "새" / "색인" / "CURRENT").exists()
    assert run(capsys, "status", "--seeds", "글", "--index", "새/색인")[0] == 0


def test_a_build_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("seeds/c.txt").touch()
    code, out, err = run(capsys, "build", "--json")
    report = json.loads(out)
    assert report.pop("seconds") > 0
    assert report == {
        "added": 2,
        "changed": 0,
        "removed": 0,
        "unchanged": 0,
        "passages": 2,
        "encoded": 2,
        "failed": [["c.txt", EMPTY]],
    }
    assert (code, err) == (0, "")


def test_what_could_not_be_read_is_told_and_is_no_error(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("seeds/c.txt").touch()
    code, out, _ = run(capsys, "build")
    assert (code, out.splitlines()[-1]) == (0, f"failed: c.txt: {EMPTY}")
    assert run(capsys, "status")[1].splitlines()[-1] == f"failed: c.txt: {EMPTY}"


def test_a_file_of_a_kind_that_is_not_read_is_named_by_build_status_and_doctor(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("seeds/c.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    reason = (
        "a file of this kind is not read; "
        "save its text as .txt, .html, .docx or .pdf, or take it out of the folder"
    )
    assert run(capsys, "build")[1].splitlines()[-1] == f"failed: c.jpg: {reason}"
    assert run(capsys, "status")[1].splitlines()[-1] == f"failed: c.jpg: {reason}"
    assert run(capsys, "doctor") == (1, f"failed: c.jpg: {reason}\n", "")


def test_status(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "build")
    held = "gen-000001 (model kiwi): 2 files, 2 articles, 0 headlines, 2 passages\n"
    assert run(capsys, "status") == (0, f"{held}up to date with the seeds\n", "")

    Path("seeds/a.txt").unlink()
    Path("seeds/b.txt").write_text("다른 글")
    Path("seeds/c.txt").write_text("새 글")
    since = "new since: c.txt\nchanged since: b.txt\nremoved since: a.txt\n"
    remedy = "bring it up to date with: python -m embeddings build --seeds seeds --index index\n"
    assert run(capsys, "status") == (0, held + since + remedy, "")


def test_status_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "build")
    Path("seeds/c.txt").write_text("새 글")
    assert json.loads(run(capsys, "status", "--json")[1]) == {
        "generation": "gen-000001",
        "notice": "",
        "model": "kiwi",
        "counts": {"files": 2, "articles": 2, "headlines": 0, "passages": 2},
        "failed": [],
        "new": ["c.txt"],
        "changed": [],
        "removed": [],
    }


def test_what_a_file_becomes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "다온군은 새 다리를 놓는다."
    shown = f"title: 새 다리\noutlet: -\nauthor: -\npublished: -\nurl: -\n\n{text}\n\n"
    told = "read as text: 1 articles, 0 headlines\n"
    assert run(capsys, "read", "seeds/a.txt") == (0, shown + told, "")
    lines = f"title    | 새 다리\nbody     | {text}\n"
    assert run(capsys, "read", "seeds/a.txt", "--lines") == (0, shown + lines + told, "")
    Path("seeds/c.txt").touch()
    assert run(capsys, "read", "seeds/c.txt") == (1, f"failed: c.txt: {EMPTY}\n", "")
    missing = "failed: d.txt: there is no such file; name one that is there\n"
    assert run(capsys, "read", "seeds/d.txt") == (1, missing, "")


def test_what_a_file_becomes_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "다온군은 새 다리를 놓는다."
    assert json.loads(run(capsys, "read", "seeds/a.txt", "--lines", "--json")[1]) == {
        "kind": "text",
        "articles": [
            {
                "id": "a.txt",
                "title": "새 다리",
                "text": text,
                "kind": "article",
                "outlet": "",
                "author": "",
                "published": None,
                "url": "",
                "source": "a.txt",
                "captions": [],
                "pages": [],
            }
        ],
        "failed": [],
        "lines": [
            {"text": "새 다리", "kind": "title", "gap": True},
            {"text": text, "kind": "body", "gap": True},
        ],
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["build", "--seeds", "none"],
            "the seeds folder none does not exist; name the folder with",
        ),
        (["build", "--seeds", "seeds/a.txt"], "the seeds folder seeds/a.txt is not a folder; name"),
        (["build", "--seeds", "empty"], "there is no article to index in empty; put files there ("),
        (["build", "--model", "./none"], "cannot load the embedding model './none' ("),
        (["build", "--index", "seeds/a.txt"], "seeds/a.txt is a file; name a folder for the index"),
        (
            ["status", "--index", "none"],
            "there is no index in none; build it with: python -m embeddings build --index none",
        ),
        (["status", "--seeds", "none", "--json"], "there is no index in index; build it with: "),
    ],
)
def test_a_stated_problem_is_one_line(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    Path("empty").mkdir()
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert err.startswith(f"error: {message}")
    assert err.count("\n") == 1
    assert not Path("index").exists()


@pytest.mark.parametrize(
    "arguments", [[], ["publish"], ["build", "--seed", "x", "y"], ["status", "--model", "kiwi"]]
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("Usage: python -m embeddings")
