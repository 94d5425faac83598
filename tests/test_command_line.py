"""What the command lines share: exit codes, problems in one line, and help that comes at once."""

import json
import subprocess
import sys

import click
import pytest

from embeddings import SeedError
from embeddings.command_line import run, tell

USAGE = "Usage: python x.py [OPTIONS]\nTry 'python x.py --help' for help.\n\n"
HEAVY = ["torch", "numpy", "gradio", "kiwipiepy", "faiss", "tantivy", "sqlite3"]
LOADED = f"""
import json, runpy, sys
try:
    runpy.run_module(sys.argv.pop(1), run_name="__main__")
finally:
    print(json.dumps([name for name in {HEAVY} if name in sys.modules]), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "call",
    [
        *(["embeddings", *c.split()] for c in ("", "build", "status", "doctor", "adapt", "train")),
        *(["qa", *c.split()] for c in ("", "search", "ask", "evaluate", "calibrate", "train")),
    ],
    ids=" ".join,
)
def test_help_loads_nothing_that_takes_long(call: list[str]) -> None:
    command = [sys.executable, "-c", LOADED, *call, "--help"]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 0
    assert ended.stdout.startswith(f"Usage: python -m {' '.join(call)} [OPTIONS]")
    assert json.loads(ended.stderr) == []


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (SeedError("the file is empty", "remove it"), 1, "error: the file is empty; remove it\n"),
        (FileNotFoundError(2, "No such file", "a"), 1, "error: [Errno 2] No such file: 'a'\n"),
        (click.ClickException("the port is taken"), 1, "error: the port is taken\n"),
        (click.UsageError("one of both"), 2, f"{USAGE}Error: one of both\n"),
        (KeyboardInterrupt(), 130, "\n"),
    ],
)
def test_how_a_command_ends(
    capsys: pytest.CaptureFixture[str], raised: BaseException, code: int, said: str
) -> None:
    @click.command()
    def fail() -> None:
        raise raised

    assert run(fail, "python x.py", []) == code
    assert capsys.readouterr() == ("", said)


def test_a_result_is_printed_as_text_or_as_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    tell({"글": "두\n줄"}, "두\n줄", as_json=False)
    tell({"글": "두\n줄"}, "두\n줄", as_json=True)
    assert capsys.readouterr().out == '두\n줄\n{"글": "두\\n줄"}\n'
