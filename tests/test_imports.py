"""The one-way road: embeddings never imports qa, app.py takes only public names, torch waits."""

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


@pytest.mark.parametrize("path", sorted((ROOT / "embeddings").rglob("*.py")), ids=lambda p: p.name)
def test_embeddings_imports_neither_qa_nor_the_app(path: Path) -> None:
    packages = {module.split(".")[0] for module, _ in imports(path)}
    assert not packages & {"qa", "app"}


def test_the_app_takes_only_public_names() -> None:
    packages = {"embeddings": embeddings.__all__, "qa": qa.__all__}
    # The page's own half, which nothing else uses.
    own = {"qa.web.library", "qa.web.conversation", "qa.web.login", "qa.web.rates", "qa.web.server"}
    own |= {"embeddings.command_line"}  # what every command line shares
    taken = [pair for pair in imports(ROOT / "app.py") if pair[0].split(".")[0] in packages]
    assert taken
    hidden = [
        (module, name)
        for module, name in taken
        if name not in packages.get(module, []) and (module not in own or name.startswith("_"))
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
