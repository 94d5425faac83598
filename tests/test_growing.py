"""An index that grows: a build adds to what there is, and shares with it what hasn't changed."""

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from test_build import BRIDGE, CONTENTS, LIBRARY, LINES, PARK, Folder, line

from embeddings import BuildReport, Filters, IndexFolderError
from embeddings.index.folder import generations
from embeddings.index.generation import Generation
from embeddings.sealing import first_damaged, read_sums
from qa import Assistant

BESIDE = 12  # articles, so that one more or less is no fifth of them


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Seeds of many articles, built."""
    made = Folder(tmp_path)
    made.put("m.jsonl", "".join(line(f"{n}", f"{n}번 나무를 심었다.") for n in range(BESIDE)))
    made.put("b.txt", BRIDGE)
    made.build()
    return made


def grow(folder: Folder) -> BuildReport:
    return folder.build(rewritten=0)


def segments(generation: Generation) -> list[str]:
    return sorted(path.name for path in (generation.folder / "segments").iterdir())


def shared(folder: Folder) -> set[str]:
    """The files that the two last generations have in common."""
    one, other = (folder.index / name for name in generations(folder.index)[-2:])
    return {
        path.relative_to(one).as_posix()
        for path in one.rglob("*")
        if path.is_file()
        and (other / path.relative_to(one)).exists()
        and path.samefile(other / path.relative_to(one))
    }


FIRST = "000000000-000000000"


class TestGrowing:
    def test_what_is_new_is_added_beside_what_there_is(self, folder: Folder) -> None:
        folder.put("a.txt", PARK)
        assert grow(folder) == BuildReport(added=1, unchanged=13, passages=14, encoded=1)
        generation = folder.open()
        assert segments(generation) == [FIRST, "000000013-000000013"]
        assert [article.id for article in generation.articles()][-2:] == ["11", "a.txt"]
        assert [*generation.numbers()] == [*range(14)]
        assert [*generation.search_lexical(["공원"], 5)] == [13]
        kept = {f"segments/{FIRST}/articles.sqlite", f"segments/{FIRST}/dense.faiss"}
        assert kept < shared(folder)

    def test_what_is_shared_keeps_its_seal_and_the_rest_is_sealed(self, folder: Folder) -> None:
        folder.put("a.txt", PARK)
        grow(folder)
        one, other = (folder.index / name for name in generations(folder.index)[-2:])
        before, after = read_sums(one), read_sums(other)
        assert before is not None and after is not None
        assert {before[name] == after[name] for name in shared(folder)} == {True}
        assert first_damaged(other) is None
        assert len(after) == sum(p.is_file() for p in other.rglob("*")) - 1

    def test_a_second_addition_takes_the_first_one_in(self, folder: Folder) -> None:
        for name, text in {"a.txt": PARK, "c.txt": LIBRARY}.items():
            folder.put(name, text)
            grow(folder)
        generation = folder.open()
        assert segments(generation) == [FIRST, "000000013-000000013"]
        found = generation.passages(generation.numbers())
        assert [e.article.id for e in found.values()][-2:] == ["a.txt", "c.txt"]
        assert [*generation.search_dense(generation.vectors([14])[0], 1)] == [14]

    def test_what_is_taken_out_is_found_no_more(self, folder: Folder) -> None:
        (folder.seeds / "b.txt").unlink()
        assert grow(folder) == BuildReport(removed=1, unchanged=12, passages=12)
        generation = folder.open()
        assert segments(generation) == [FIRST]
        assert (len(generation), generation.search_lexical(["다리"], 5)) == (12, {})
        assert [*generation.numbers()] == [*range(1, 13)]
        assert generation.passages([0, 1]).keys() == generation.owners([0, 1]).keys() == {1}
        assert 0 not in generation.search_dense(np.ones(256, np.float32) / 16, 99)
        assert generation.catalogue.counts()["passages"] == 12
        assert generation.count_by("source") == {"m.jsonl": 12}
        assert grow(folder) == BuildReport(unchanged=12, passages=12)

    def test_past_a_fifth_all_is_written_anew(self, folder: Folder) -> None:
        texts = [f"{n}번 나무를 심었다." for n in range(BESIDE)]
        for left in (11, 10, 9):
            folder.put("m.jsonl", "".join(line(f"{n}", texts[n]) for n in range(left)))
            assert grow(folder) == BuildReport(removed=1, unchanged=left + 1, passages=left + 1)
        generation = folder.open()
        assert [*generation.numbers()] == [*range(10)]
        assert (generation.catalogue.ledger.gone, shared(folder)) == ({}, set())

    def test_what_is_changed_is_replaced(self, folder: Folder) -> None:
        folder.put("b.txt", BRIDGE.replace("300", "400"))
        assert grow(folder) == BuildReport(changed=1, unchanged=12, passages=13, encoded=1)
        [found] = folder.open().articles(Filters(source="b.txt"))
        assert "400미터" in found.text
        assert "400미터" in (Assistant.open(folder.index).ask("다리는 몇 미터인가?").short or "")

    def test_of_what_is_known_of_it_alone_nothing_is_encoded(self, folder: Folder) -> None:
        folder.put("corrections.jsonl", json.dumps({"id": "b.txt", "published": "2024-06-13"}))
        assert grow(folder) == BuildReport(changed=1, unchanged=12, passages=13)
        [found] = folder.open().articles(Filters(since=date(2024, 1, 1)))
        assert found.id == "b.txt"

    def test_where_an_original_goes_its_copy_stands_for_itself(self, folder: Folder) -> None:
        folder.put("c.txt", BRIDGE)
        grow(folder)
        assert folder.open().catalogue.copied() == [("c.txt", "b.txt")]
        (folder.seeds / "b.txt").unlink()
        assert grow(folder) == BuildReport(removed=1, unchanged=13, passages=13)
        assert folder.open().catalogue.copied() == []

    def test_a_newer_version_puts_an_older_one_aside(self, folder: Folder) -> None:
        url = "https://www.daon.kr/news/1"
        old, new = "다온군은 다리를 짓는다. 300미터이다.", "다온군은 다리를 짓는다. 400미터이다."
        folder.put("old.jsonl", line("old", old, url=url))
        os.utime(folder.seeds / "old.jsonl", (1, 1))
        grow(folder)
        folder.put("new.jsonl", line("new", new, url=url))
        assert grow(folder) == BuildReport(added=1, unchanged=14, passages=14, encoded=1)
        generation = folder.open()
        assert generation.catalogue.versions() == {"old": "new"}
        (first, *_) = generation.search_lexical(["다온", "짓다"], 5)
        assert generation.passages([first])[first].article.id == "new"
        (folder.seeds / "new.jsonl").unlink()
        grow(folder)
        assert folder.open().catalogue.versions() == {}

    def test_an_id_that_an_earlier_file_takes(self, folder: Folder) -> None:
        folder.put("c.jsonl", line("3", "다리를 놓았다."))
        report = grow(folder)
        assert (report.changed, report.unchanged) == (1, 12)
        [failure] = report.failures
        assert (failure.place, failure.problem) == ("m.jsonl", "its id '3' is taken by c.jsonl")


class TestDamage:
    def test_in_what_two_generations_share_is_told_and_mended_by_a_build(
        self, folder: Folder
    ) -> None:
        folder.put("a.txt", PARK)
        grow(folder)
        path = folder.index / "gen-000002" / "segments" / FIRST / "dense.faiss"
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        with pytest.raises(IndexFolderError) as caught:
            folder.open()
        remedy = f"build it with: python -m embeddings build --index {folder.index}"
        assert str(caught.value) == f"{path} is missing or damaged; {remedy}"
        assert grow(folder) == BuildReport(added=14, passages=14, encoded=14)
        assert folder.open().notice == ""

    def test_in_what_is_new_the_generation_before_answers(self, folder: Folder) -> None:
        folder.put("a.txt", PARK)
        grow(folder)
        path = folder.index / "gen-000002" / "segments" / "000000013-000000013" / "dense.faiss"
        path.write_bytes(b"damaged")
        assert folder.open().name == "gen-000001"
        assert grow(folder) == BuildReport(added=1, unchanged=13, passages=14, encoded=1)
        assert (folder.open().name, folder.open().notice) == ("gen-000003", "")


def told(generation: Generation) -> Iterator[object]:
    """What a generation says, whatever its numbers are."""
    yield sorted(generation.catalogue.files().items())
    yield generation.catalogue.failures()
    yield sorted(generation.articles(), key=lambda article: article.id)
    yield {frozenset(pair) for pair in generation.catalogue.copied()}
    yield generation.catalogue.versions()
    passages = generation.passages(generation.numbers())
    places = {n: (excerpt.article.id, excerpt.passage) for n, excerpt in passages.items()}
    vectors = generation.vectors([*places])
    yield sorted(
        (place, vector.tolist()) for place, vector in zip(places.values(), vectors, strict=True)
    )
    for word in ["다리", "공원", "소식", "도서관", "걷다", "강"]:
        yield {places[number] for number in generation.search_lexical([word], 99)}
    for vector in np.eye(vectors.shape[1], dtype=np.float32)[:8]:
        found = generation.search_dense(vector, 99).items()
        yield sorted((places[number], round(score, 5)) for number, score in found)


MORE = [line("1", "다리를 놓았다.", url="https://daon.kr/1"), line("7", "다리를 놓았다. 강.")]
states = st.dictionaries(
    st.sampled_from(["a.txt", "b.txt", "n.txt"]), st.sampled_from([*CONTENTS, PARK])
) | st.dictionaries(
    st.sampled_from(["a.jsonl", "d.jsonl", "n.jsonl"]),
    st.lists(st.sampled_from([*LINES, *MORE]), max_size=4).map("".join),
)


@settings(max_examples=8, deadline=None)
@given(steps=st.lists(states, min_size=2, max_size=4))
def test_growing_in_steps_ends_where_one_build_does(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[str, str]]
) -> None:
    folder = Folder(tmp_path_factory.mktemp("steps"))
    for state in steps:
        for path in folder.seeds.iterdir():
            path.unlink()
        beside = (line(f"z{n}", f"{n}번 나무를 심었다.") for n in range(20))
        folder.put("m.jsonl", "".join(beside))
        for name, content in state.items():
            folder.put(name, content)
        grow(folder)
    grown = [*told(folder.open())]
    folder.index = folder.index.with_name("fresh")
    folder.build()
    assert grown == [*told(folder.open())]
