"""Errors: one tree, each a problem with its remedy, sayable in Korean as well."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings import errors
from embeddings.errors import ArticlesError, SeedError

ROOT = Path(__file__).parents[1]
KOREAN: dict[str, list[str]] = json.loads((ROOT / "qa/web/errors.json").read_text("utf-8"))
TREE = {name for name in vars(errors) if name.endswith("Error")}


def keyed() -> Iterator[ast.Call]:
    """Every call in the packages that makes an error, or a recipe of one, with a key."""
    for path in [*ROOT.glob("embeddings/**/*.py"), *ROOT.glob("qa/**/*.py"), ROOT / "app.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and "key" in {word.arg for word in node.keywords}:
                names = [node.func, *node.args[:1]]
                if any(isinstance(name, ast.Name) and name.id in TREE for name in names):
                    yield node


def key_of(call: ast.Call) -> str:
    (key,) = (word.value for word in call.keywords if word.arg == "key")
    assert isinstance(key, ast.Constant)
    return str(key.value)


def said_in(call: ast.Call) -> list[str]:
    """The problem and the remedy, as they are written."""
    return [arg.value for arg in call.args if isinstance(arg, ast.Constant)]


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_a_line_is_the_problem_and_the_remedy() -> None:
    error = SeedError("{name} is empty; truly", "fill {name}", key="empty", name="a.txt", size=0)
    assert str(error) == "a.txt is empty; truly; fill a.txt"
    assert (error.problem, error.remedy) == ("a.txt is empty; truly", "fill a.txt")
    assert (error.key, error.values) == ("empty", {"name": "a.txt", "size": "0"})
    assert isinstance(error, ArticlesError)


def test_braces_stay_where_there_is_nothing_to_fill_in() -> None:
    assert str(SeedError("no object", 'write {"title": …}')) == 'no object; write {"title": …}'


def test_the_tree_that_is_drawn_is_the_tree() -> None:
    assert errors.__doc__ is not None
    drawn = set(re.findall(r"\w+Error", errors.__doc__))
    assert drawn == TREE
    assert all(issubclass(getattr(errors, name), ArticlesError) for name in TREE)


def test_each_error_has_a_key_of_its_own() -> None:
    by_key: dict[str, set[str]] = {}
    for call in keyed():
        by_key.setdefault(key_of(call), set()).add(" | ".join(said_in(call)))
    assert {key: said for key, said in by_key.items() if len(said) > 1} == {}


def test_no_error_is_raised_without_a_key() -> None:
    bare = []
    for path in [*ROOT.glob("embeddings/**/*.py"), *ROOT.glob("qa/**/*.py"), ROOT / "app.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                words = {word.arg for word in node.keywords}
                if node.func.id in TREE and "key" not in words and None not in words:
                    bare.append(f"{path.name}:{node.lineno}")
    assert bare == []


def test_each_is_said_in_korean() -> None:
    assert {key_of(call) for call in keyed()} == KOREAN.keys()
    assert [key for key, said in KOREAN.items() if len(said) != 2] == []


@pytest.mark.parametrize("call", [*keyed()], ids=key_of)
def test_korean_fills_in_no_more_than_there_is(call: ast.Call) -> None:
    english = places("".join(said_in(call)))
    given = {word.arg for word in call.keywords} - {"key"}
    is_recipe = isinstance(call.func, ast.Name) and call.func.id == "partial"
    assert is_recipe or english <= given  # a recipe is filled in where it is raised
    assert places("".join(KOREAN[key_of(call)])) <= english | given
