"""The one-way road: which room may import which, what is public, and that torch waits."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import embeddings
import qa

ROOT = Path(__file__).parents[1]


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Every (module, name) that a file imports, anywhere in it; no name for `import module`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((module, alias.name) for alias in node.names)


GROUND = {"article", "errors", "metrics", "sealing", "command_line"}  # what all rooms speak of
VERBS = {"build", "status", "doctor"}
EMBEDDINGS = {  # of each room, what else it may import of the package
    "text": GROUND,
    "pages": GROUND | {"text"},
    "sources": GROUND | {"text", "pages"},
    "encoders": GROUND | {"text"},
    "index": GROUND | {"text", "pages", "encoders"},
    "cluster": GROUND | {"text", "sources", "encoders", "index"},
    "build": GROUND | {"text", "sources", "encoders", "index"},
    "status": GROUND | {"sources", "index"},
    "doctor": GROUND | {"status", "sources", "encoders", "index"},
    "training": GROUND | {"text", "pages", "encoders", "index", "build"},
    "__main__": GROUND | VERBS | {"sources", "index", "cluster", "training"},
    "__init__": set(),
    **dict.fromkeys(GROUND, GROUND),
}
QA = {
    "phrase": set(),
    "synonyms": set(),
    "request": {"phrase"},
    "question": {"dialogue", "request", "phrase"},
    "reader": {"synonyms"},
    "values": set(),
    "retrieval": {"reader"},
    "answer": {"request", "retrieval", "phrase"},
    "dialogue": {"answer"},
    "answering": {"request", "question", "reader", "values", "retrieval", "answer", "phrase"},
    "snapshot": {
        *("request", "question", "reader", "values", "retrieval", "answer", "answering"),
        *("dialogue", "synonyms"),
    },
    "writing": {"request", "question", "reader", "values", "retrieval", "answer", "synonyms"},
    "assistant": {"request", "question", "retrieval", "answer", "snapshot", "writing"},
    "evaluation": {
        *("question", "reader", "retrieval", "answer", "answering", "snapshot", "assistant"),
        "writing",
    },
    "web": {"answer", "snapshot", "assistant", "retrieval", "phrase"},
    "__main__": {"", "evaluation", "reader"},
    "__init__": set(),
}
FILES = [*sorted((ROOT / "embeddings").rglob("*.py")), *sorted((ROOT / "qa").rglob("*.py"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def resolved(path: Path) -> set[tuple[str, str]]:
    """What a file imports of both packages: (package, room), "" for the package's own names."""
    here = path.relative_to(ROOT).with_suffix("").parts
    found = set()
    for module, name in imports(path):
        level = len(module) - len(module.lstrip("."))
        base = [*here[:-level]] if level else []
        parts = [*base, *filter(None, module.lstrip(".").split(".")), name]
        if parts[0] in ("embeddings", "qa"):
            is_room = len(parts) > 2 or parts[1] in (EMBEDDINGS | QA)
            found.add((parts[0], parts[1] if is_room else ""))
    return found


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_room_imports_what_it_may(path: Path) -> None:
    package, room = (*path.relative_to(ROOT).with_suffix("").parts, "")[:2]
    own = {name for of, name in resolved(path) if of == package}
    assert own - {room} <= (EMBEDDINGS if package == "embeddings" else QA)[room]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_embeddings_imports_nothing_of_qa_and_qa_its_public_names_alone(path: Path) -> None:
    other = {of: {name for at, name in resolved(path) if at == of} for of in ("embeddings", "qa")}
    if name_of(path).startswith("embeddings"):
        assert other["qa"] == set()
    else:  # and what every command line shares
        assert other["embeddings"] <= {"", "command_line"}


def rooms() -> list[Path]:
    return [
        path
        for path in FILES
        if path.name == "__init__.py" and len(path.parts) - len(ROOT.parts) == 3
    ]


@pytest.mark.parametrize("path", rooms(), ids=name_of)
def test_a_room_says_in_three_lines_its_job_its_imports_and_what_it_does_not_know(
    path: Path,
) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert doc is not None
    job, _, may, unknown = doc.splitlines()
    assert job.endswith(".") and may.startswith("It may import ")
    assert unknown.startswith("It doesn't know ")


def test_the_app_takes_only_public_names() -> None:
    packages = {"embeddings": embeddings.__all__, "qa": qa.__all__}
    taken = [pair for pair in imports(ROOT / "app.py") if pair[0].split(".")[0] in packages]
    assert taken
    hidden = [
        (module, name)
        for module, name in taken
        if name not in packages.get(module, [])
        and (not module.startswith(("qa.web.", "embeddings.command_line")) or name.startswith("_"))
    ]
    assert hidden == []


SPARED = ["huggingface_hub", "scipy", "sentence_transformers", "sklearn", "torch", "transformers"]
USE = f"""
import sys
from pathlib import Path
from embeddings import build_index
from qa import Assistant
Path("seeds").mkdir()
Path("seeds", "a.txt").write_text("새 다리\\n\\n다온군은 5월에 새 다리를 놓았다.", "utf-8")
build_index("seeds", "index")
answer = Assistant.open("index").ask("다온군은 언제 다리를 놓았나요?")
print(answer.short, [name for name in {SPARED} if name in sys.modules])
"""


def test_the_default_model_is_used_without_torch(tmp_path: Path) -> None:
    command = [sys.executable, "-c", USE]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert run.stdout == "5월 []\n"


@pytest.mark.parametrize("package", [embeddings, qa], ids=["embeddings", "qa"])
def test_public_names_exist(package: object) -> None:
    names = package.__all__  # type: ignore[attr-defined]
    assert [name for name in names if not hasattr(package, name)] == []
    assert sorted(set(names)) == sorted(names)
