"""The code is as short as its own rules ask, and no test reaches into what it tests."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [*sorted((ROOT / "embeddings").rglob("*.py")), *sorted((ROOT / "qa").rglob("*.py"))]
SOURCES.append(ROOT / "app.py")
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 300, 40  # lines


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def imported(module: ast.Module) -> Iterator[str]:
    """Yield each name that a test takes from elsewhere, as it is called there."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_has_one_job(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_function_can_be_seen_at_once(path: Path) -> None:
    functions = (
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_a_test_uses_no_private_name_of_another(path: Path) -> None:
    module = tree(path)
    taken = [part for there in imported(module) for part in there.split(".")]
    reached = [
        ast.unparse(node)
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and is_private(node.attr)
        if ast.unparse(node.value) != "self"
    ]
    assert [*filter(is_private, taken), *reached] == []


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_a_test_replaces_nothing_of_what_it_tests(path: Path) -> None:
    replacing = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("setattr", "setitem", "patch")
    ]
    assert replacing == []
