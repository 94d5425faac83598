"""README is true: its Python block runs, its map names every file, its commands stand first."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_two_commands_open_it() -> None:
    assert blocks("bash")[:2] == [
        "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/python app.py\n",
        'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" '
        "&& .venv/bin/python -m pytest\n",
    ]


def test_ci_runs_the_second_command() -> None:
    assert blocks("bash")[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_python_block_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    exec(compile(blocks("python")[0], "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "21 0 []"
    assert "700개 특히 “카자흐스탄의 희토류와" in lines[2]


def test_the_map_names_every_source_file() -> None:
    packages = [*ROOT.glob("qa/*.py"), *ROOT.glob("embeddings/*.py"), ROOT / "app.py"]
    sources = {
        path.relative_to(ROOT).as_posix() for path in packages if not path.name.startswith("__")
    }
    assert sources <= set(re.findall(r"^\| `([^`]+)` \|", README, re.MULTILINE))
