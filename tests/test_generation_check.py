"""The check of a generation's files: small ones at once, big ones while it answers."""

from dataclasses import replace
from pathlib import Path

import pytest
from test_generation import DENSE, published, remedy, spoil

from embeddings.errors import ArticlesError
from embeddings.index.check import Check
from embeddings.index.generation import Generation

MOST = 1_000  # bytes: less than most files have


@pytest.fixture
def index(tmp_path: Path) -> Path:
    published(tmp_path)
    return tmp_path


def opened(index: Path, at_once: int) -> tuple[Generation, Check]:
    generation = Generation.open(index)
    check = Check(generation.folder, at_once=at_once)
    return replace(generation, check=check), check


def test_a_small_generation_is_checked_at_once(index: Path) -> None:
    generation, check = opened(index, 10**9)
    check.go_on()
    assert (check.running, check.wait(), generation.notice) == (False, None, "")
    spoil(index / generation.name / DENSE)
    assert Check(generation.folder).damaged == generation.folder / DENSE


def test_a_big_file_is_checked_while_it_answers(index: Path) -> None:
    generation, check = opened(index, MOST)
    path = generation.folder / "segments" / "000000000-000000000" / "articles.sqlite"
    spoil(path)
    assert check.damaged is None
    check.go_on()
    assert check.wait() == path
    assert generation.notice == (
        f"{path} is damaged, and what gen-000001 answers may be wrong; {remedy(index)}"
    )
    assert generation.damage is not None and generation.damage.key == "index-unsound"


def test_a_small_file_is_checked_before_anything_is_parsed(index: Path) -> None:
    generation, _ = opened(index, MOST)
    spoil(generation.folder / "manifest.json")
    assert Check(generation.folder, at_once=MOST).damaged == generation.folder / "manifest.json"


class StillRunning(Check):
    """A check that never comes to its end."""

    running = True


def test_that_it_is_under_way_is_said(index: Path) -> None:
    generation = Generation.open(index)
    generation = replace(generation, check=StillRunning(generation.folder))
    assert generation.notice == "the files of gen-000001 are still being checked; nothing to do"
    damage = generation.damage
    assert isinstance(damage, ArticlesError)
    assert (damage.key, damage.values) == ("index-checking", {"name": "gen-000001"})
