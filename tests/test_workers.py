"""A build on a Ray cluster: whoever is killed, each passage is made once; the index is equal."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from milvus_server import milvus
from ray_cluster import ENVIRONMENT, TRIES, cluster

from embeddings import Generation, StoreError, build_index, load_encoder
from embeddings.__main__ import main
from embeddings.cluster.collections import ARTICLES, TERMS
from embeddings.cluster.conditions import EACH
from embeddings.cluster.connection import Address, connect
from embeddings.cluster.copying import copy_index
from embeddings.cluster.ray_map import connect as join, leave, mapped
from embeddings.cluster.rows import Rows
from embeddings.cluster.staged import Staged
from embeddings.cluster.store import MilvusStore
from embeddings.errors import ArticlesError
from qa import Assistant

BULK, DOCUMENTS = 480, 12
PATIENCE = 300  # seconds after which a build hangs
QUESTIONS = ["다온군의 7번째 다리는 몇 미터인가?", "새 다리", "강에는 무엇이 사나요?"]
DRIVER = """
import sys
from embeddings import Address, Workers, build_index
ray, store, seeds, index = sys.argv[1:]
with Workers(ray, Address.read(store)) as workers:
    build_index(seeds, index, workers=workers)
print(workers.done)
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    with milvus(tmp_path_factory.mktemp("milvus")) as found:
        yield found


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some ten seconds' work for one core."""
    folder = tmp_path_factory.mktemp("seeds")
    for number in range(DOCUMENTS):
        text = f"다온군은 {number}번째 다리를 놓았다. 길이는 {300 + number}미터이다."
        (folder / f"다리 {number}.txt").write_text(f"새 다리 {number}호\n\n{text}", "utf-8")
    lines = [
        {"title": f"강 {number}호", "text": f"{number}번 강에는 물고기가 {number}마리 산다. " * 20}
        for number in range(BULK)
    ]
    rows = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / "강.jsonl").write_text(rows, "utf-8")
    return folder


@pytest.fixture(scope="module")
def plain(address: Address, seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Address:
    """The store that a build without Ray fills; its index lies beside the seeds."""
    where = Address(address.server, f"{address.name}_plain")
    build_index(seeds, seeds.with_name("plain"))
    copy_index(seeds.with_name("plain"), where)
    return where


@pytest.fixture(scope="module")
def nodes() -> Iterator[Any]:
    with cluster(workers=2) as found:
        yield found


@contextmanager
def driver(nodes: Any, where: Address, seeds: Path, index: Path) -> Iterator["Driver"]:
    command = [sys.executable, "-c", DRIVER, nodes.address, str(where), str(seeds), str(index)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


Driver = subprocess.Popen[str]


def until(condition: Callable[[], Any], running: Driver) -> Any:
    """Wait for a condition, while a driver runs; return what it gives."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert running.poll() is None and time.monotonic() < end
        time.sleep(0.02)
    return found


def ids(where: Address) -> list[str]:
    """The ids of what is staged, each as often as it is there."""
    staged = where.generation(0)
    if not connect(where).has_collection(staged):
        return []
    return sorted(
        row["id"] for row in Rows(connect(where), where, staged).all("", "count > 0", "id")
    )


def expected_ids(where: Address, seeds: Path) -> list[str]:
    """The ids of each passage, and of the reading of each document."""
    encoder, catalogue = load_encoder(), Generation.open(seeds.with_name("plain")).catalogue
    staged = Staged(where, encoder.fingerprint, encoder.dimensions)
    entries = map(catalogue.entry, catalogue.numbers("number >= ?", 0))
    passages = [
        f"{staged.of_article(entry.article)}:{place}"
        for entry in entries
        for place in range(len(entry.passages))
    ]
    documents = [(path.read_bytes(), path.name) for path in seeds.glob("*.txt")]
    return sorted([*passages, *(f"{staged.of_document(*one)}:0" for one in documents)])


def actors(node: Any) -> list[int]:
    """The processes of a node's actors."""
    [raylet] = node.all_processes["raylet"]
    found = []
    for pid in Path(f"/proc/{raylet.process.pid}/task").glob("*/children"):
        for child in pid.read_text().split():
            if b"Maker" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(int(child))
    return found


def everything(where: Address) -> dict[str, dict[Any, Any]]:
    """All that a store holds, but for the pointer of the index that it was copied from."""
    store = MilvusStore.open(where)
    rows = Rows(connect(where), where, store.name)
    return {
        "passages": {row["number"]: row for row in rows.all("", EACH, "*")},
        "articles": {row["row"]: row for row in rows.all(ARTICLES, EACH, "*")},
        "terms": {
            row["key"]: row["frequency"] for row in rows.all(TERMS, "row >= 0", "key", "frequency")
        },
        "manifest": store.manifest | {"pointer": ""},
    }


def hits(where: Address) -> list[list[tuple[str, int, float]]]:
    found = [Assistant.open(str(where)).search(question) for question in QUESTIONS]
    return [[(hit.article.id, hit.start, hit.score) for hit in some] for some in found]


def assert_equal(where: Address, plain: Address, index: Path) -> None:
    """Copy an index that was built on the cluster; the store holds what the plain one does."""
    assert copy_index(index, where)
    assert everything(where) == everything(plain)
    assert hits(where) == hits(plain)
    assert ids(where) == []


def test_an_actor_is_killed(
    nodes: Any, address: Address, seeds: Path, plain: Address, tmp_path: Path
) -> None:
    where, index = Address(address.server, f"{address.name}_actor"), tmp_path / "index"
    expected = expected_ids(where, seeds)
    with driver(nodes, where, seeds, index) as running:
        until(lambda: ids(where), running)
        pids = [pid for node in nodes.worker_nodes for pid in actors(node)]
        assert pids and len(ids(where)) < len(expected)
        os.kill(pids[0], signal.SIGKILL)
        assert running.wait(PATIENCE) == 0
    assert ids(where) == expected
    assert_equal(where, plain, index)


def test_the_driver_is_killed_and_started_again(
    nodes: Any, address: Address, seeds: Path, plain: Address, tmp_path: Path
) -> None:
    where, index = Address(address.server, f"{address.name}_driver"), tmp_path / "index"
    expected = expected_ids(where, seeds)
    with driver(nodes, where, seeds, index) as running:
        until(lambda: ids(where), running)
    before = ids(where)
    assert 0 < len(before) < len(expected)
    assert connect(where).list_aliases()["aliases"].count(where.name) == 0  # nothing can be seen
    assert not (index / "CURRENT").exists()
    with driver(nodes, where, seeds, index) as running:
        assert running.wait(PATIENCE) == 0
        assert running.stdout and int(running.stdout.read()) < BULK + DOCUMENTS
    assert ids(where) == expected
    assert_equal(where, plain, index)


def test_a_node_is_lost(
    nodes: Any, address: Address, seeds: Path, plain: Address, tmp_path: Path
) -> None:
    where, index = Address(address.server, f"{address.name}_node"), tmp_path / "index"
    expected = expected_ids(where, seeds)
    with driver(nodes, where, seeds, index) as running:
        until(lambda: ids(where), running)
        node = next(node for node in nodes.worker_nodes if actors(node))
        assert len(ids(where)) < len(expected)
        nodes.remove_node(node, allow_graceful=False)
        assert running.wait(PATIENCE) == 0
    assert ids(where) == expected
    assert_equal(where, plain, index)


def test_what_an_actor_meets_is_told(nodes: Any) -> None:
    class Failing:
        def __call__(self, row: dict[str, bytes]) -> dict[str, int]:
            if row["item"] == b"stated":
                raise StoreError("{place} fails", "mend {it}", key="k", place="다리", it="it")
            raise ValueError("강")

    def met(item: bytes) -> None:
        join(nodes.address)  # anew: what failed keeps its place till its driver leaves
        try:
            list(mapped([item], Failing, ()))
        finally:
            leave()

    with pytest.raises(StoreError) as stated:
        met(b"stated")
    with pytest.raises(ArticlesError, match=r"cluster fails \(ValueError: 강\); see its logs"):
        met(b"any")
    assert (str(stated.value), stated.value.key) == ("다리 fails; mend it", "k")
    assert stated.value.values == {"place": "다리", "it": "it"}


LIST = "가람일보\n\n강에 새 다리가 놓였다\n2024.06.13\n\n산에 나무를 심었다\n2024.06.14"
PAGES = {
    "다리.txt": "새 다리\n\n다온군은 5월에 새 다리를 놓았다. 길이는 300미터이다.",
    "옮김.txt": "새 다리\n\n다온군은 5월에 새 다리를 놓았다. 길이는 300미터이다.",
    "목록.txt": LIST,
    "빈.txt": "",
    "판.jsonl": '{"id": "가", "title": "강", "text": "강은 맑다.", "url": "https://a.kr/1"}\n'
    '{"id": "나", "title": "강", "text": "강은 아주 맑다.", "url": "https://a.kr/1"}\n{"id": 1}',
    "corrections.jsonl": '{"source": "다리.txt", "title": "다온군의 다리", "outlet": "다온신문"}',
}


def test_the_command_line_builds_on_this_machine_what_it_builds_without_ray(
    address: Address, tmp_path: Path
) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for name, text in PAGES.items():
        (seeds / name).write_text(text, "utf-8")
    reports = []
    stores = [Address(address.server, f"{address.name}_{name}") for name in ("here", "there")]
    for store, ray in zip(stores, ([], ["--ray", "local"]), strict=True):
        command = [sys.executable, "-m", "embeddings", "build", "--json", "--seeds", str(seeds)]
        command += ["--index", str(tmp_path / store.name), "--store", str(store), *ray]
        for _ in range(TRIES):
            run = subprocess.run(command, capture_output=True, env=os.environ | ENVIRONMENT)
            if b"error: the Ray cluster fails (" not in run.stderr:
                break
        assert run.returncode == 0
        reports.append(json.loads(run.stdout) | {"seconds": 0})
    assert reports[0] == reports[1]
    assert everything(stores[0]) == everything(stores[1])


@pytest.mark.parametrize(
    ("address_", "said"),
    [
        (
            "강",
            "'강' is no address of a Ray cluster; write it like this: 127.0.0.1:6379; or local, "
            "for this machine's cores",
        ),
        (
            "127.0.0.1:1",
            "the Ray cluster 127.0.0.1:1 can't be reached; check the address and that it runs: "
            "ray status --address 127.0.0.1:1",
        ),
    ],
)
def test_an_address_that_is_none(
    address_: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--ray", address_, "--store", "milvus://127.0.0.1:1/a"]) == 1
    assert capsys.readouterr().err == f"error: {said}\n"


def test_a_store_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--ray", "local"]) == 2
    assert "--ray needs a --store, in which what it makes is put" in capsys.readouterr().err


WITHOUT = """
import sys
sys.modules["ray"] = None
from embeddings.__main__ import main
sys.exit(main(["build", "--ray", "local", "--store", "milvus://127.0.0.1:1/a"]))
"""


def test_ray_is_installed_by_an_extra() -> None:
    run = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True)
    said = 'the package ray is not installed; install it with: pip install -e ".[cluster]"'
    assert (run.returncode, run.stderr) == (1, f"error: {said}\n")
