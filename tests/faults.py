"""What can happen to an index, made to happen: kills, a full disk, power loss, rot, races.

Each function works in a folder of its own, asserts what must hold, and returns what it counted.
The tests run them a few times, tests/benchmarks/durability.py in full.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from embeddings import IndexFolderError, build_index
from embeddings.build import REWRITTEN
from embeddings.index.folder import CURRENT, live
from embeddings.index.generation import Generation
from embeddings.index.publishing import writing
from qa import Assistant

ARTICLES = 6
QUESTION = "가람시의 새 다리는 몇 미터인가?"
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["embeddings.build", "faults"])


def write_edition(seeds: Path, edition: int, articles: int = ARTICLES, beside: int = 0) -> None:
    """Write seeds in which every article tells the edition, so that a mixture shows.

    But for those `beside`, which never change.
    """
    seeds.mkdir(exist_ok=True)
    lines = [
        json.dumps(
            {
                "id": f"{number}",
                "title": f"가람시 소식 {number}호 {edition}판",
                "text": f"가람시의 새 다리는 {1000 + edition}미터이다. "
                f"{number}번 구간은 {edition}판에 실렸다.",
            },
            ensure_ascii=False,
        )
        for number in range(articles)
    ]
    new = seeds.parent / "new.jsonl"
    new.write_text("\n".join(lines), encoding="utf-8")
    new.replace(seeds / "articles.jsonl")
    texts = (f"{chr(0xAC00 + 28 * n)}산에 나무를 심었다." for n in range(beside))
    lines = [json.dumps({"title": "나무", "text": text}, ensure_ascii=False) for text in texts]
    if lines and not (seeds / "beside.jsonl").exists():
        (seeds / "beside.jsonl").write_text("\n".join(lines), encoding="utf-8")


def edition_of(generation: Generation) -> int:
    """Return the edition that all of a generation is of; fail where its parts differ."""
    articles = generation.articles()
    found = {int(text) for a in articles for text in re.findall(r"(\d+)판", a.title + a.text)}
    assert len(found) == 1, f"editions {found} in {generation.name}"
    passages = generation.catalogue.counts()["passages"]
    assert len(generation.dense) == passages == len(articles)
    edition = found.pop()
    telling = sum("판" in article.title for article in articles)
    assert len(generation.lexical.search([f"{edition}"], 10 * passages)) == telling
    return edition


def edition_answered(assistant: Assistant) -> int:
    """Ask a question; return the edition that the answer is of; fail where its parts differ."""
    answer = assistant.ask(QUESTION)
    articles = [citation.article for citation in answer.citations]
    articles += [hit.article for hit in answer.nearest]
    found = {int(text) for a in articles for text in re.findall(r"(\d+)판", a.title + a.text)}
    assert answer.found and len(found) == 1, f"editions {found} in an answer"
    assert answer.short == f"{1000 + min(found)}미터"
    return found.pop()


# -- kills ----------------------------------------------------------------------------------------


def kill_builds(folder: Path, times: int, beside: int = 0) -> Counter[str]:
    """End builds by SIGKILL at random moments; count what each left: the old or the new edition.

    Where there are articles `beside`, builds add to what there is.
    """
    rng, left = random.Random(0), Counter[str]()
    build = partial(build_index, rewritten=0 if beside else REWRITTEN)
    seeds, index = folder / "seeds", folder / "index"
    for before in (1, 2):  # the first one starts the server that others are forked from
        write_edition(seeds, before, beside=beside)
        started = time.monotonic()
        _start(build, seeds, index).join()
        whole = time.monotonic() - started
    assistant = Assistant.open(index)
    for edition in range(3, times + 3):
        write_edition(seeds, edition)
        builder = _start(build, seeds, index)
        if edition % 2:  # the moments while it writes are few, and the ones that matter
            while builder.is_alive() and not list(index.glob(".work-*")):
                time.sleep(0.001)
        builder.join(rng.uniform(0, whole * (0.5 if edition % 2 else 1.5)))
        builder.kill()
        builder.join()
        generation = Generation.open(index)
        after = edition_of(generation)
        assert after in (before, edition) and not generation.notice
        assert edition_answered(assistant) == after
        left["new" if after == edition else "old"] += 1
        before = after
    write_edition(seeds, 0)
    build(seeds, index)  # a dead builder's lock and leavings are in nobody's way
    assert edition_answered(assistant) == 0
    assert [path.name for path in index.glob(".*")] == [".lock"]
    return left


def _start(target: Callable[..., object], *arguments: object) -> BaseProcess:
    process = CONTEXT.Process(target=target, args=arguments)
    process.start()
    return process


# -- a full disk ----------------------------------------------------------------------------------


def fill_disks(folder: Path, times: int) -> Counter[str]:
    """Build on ever less small disks; count what came of it: "published", or "full" and said so."""
    seeds, counted = folder / "seeds", Counter[str]()
    for number in range(times):
        with _small_disk(folder / "disk") as resize:
            index = folder / "disk" / "index"
            write_edition(seeds, 1)
            build_index(seeds, index)
            used = sum(path.stat().st_blocks // 2 for path in index.rglob("*"))
            write_edition(seeds, 2, articles=10 * ARTICLES)
            resize(used + 16 + used * 3 * number // times)
            try:
                build_index(seeds, index)
            except IndexFolderError as error:
                assert re.search("full|No space left", str(error)) and "make room" in str(error)
                assert edition_of(Generation.open(index)) == 1
                assert edition_answered(Assistant.open(index)) == 1
                assert not list(index.glob(".work-*"))
                counted["full"] += 1
                resize(10 * used)
                build_index(seeds, index)
            else:
                counted["published"] += 1
            assert edition_answered(Assistant.open(index)) == 2
    return counted


def may_mount(path: Path) -> bool:
    """Say whether a disk can be mounted here."""
    try:
        with _small_disk(path):
            return True
    except (subprocess.CalledProcessError, FileNotFoundError):
        return False


@contextmanager
def _small_disk(path: Path) -> Iterator[Callable[[int], None]]:
    """Mount a disk in memory; yield what changes its size, in KiB."""

    def mount(kibibytes: int, more: str = "") -> None:
        options = f"size={kibibytes}k{more}"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", path], check=True)

    path.mkdir(exist_ok=True)
    mount(100_000)
    try:
        yield lambda kibibytes: mount(kibibytes, ",remount")
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)


# -- power loss -----------------------------------------------------------------------------------

_CALLS = {
    "openat": "file",
    "mkdir": "folder",
    **dict.fromkeys(["write", "pwrite64", "writev", "ftruncate", "fallocate"], "write"),
    **dict.fromkeys(["fsync", "fdatasync"], "sync"),
    **dict.fromkeys(["rename", "renameat", "renameat2"], "rename"),
    **dict.fromkeys(["link", "linkat"], "link"),
    **dict.fromkeys(["unlink", "unlinkat", "rmdir"], "remove"),
}
_TRACED = re.compile(
    r"\d+ +(?P<call>\w+)\((?:\w+<(?P<at>[^>]*)>(?:, )?)?"
    r'(?:"(?P<name>[^"]*)")?(?:, )?(?:\w+<[^>]*>, )?(?:"(?P<new>[^"]*)")?(?P<rest>.*)'
)

Event = tuple[str, Path, Path]  # what was done, to what, and its new name; all inside the index


def trace_build(folder: Path, beside: int = 0) -> list[Event]:
    """Build a second edition under strace; return what was done in the index's folder, in order.

    The index as it was before is copied to "before". Where there are articles `beside`, the build
    adds to it.
    """
    seeds, index = folder / "seeds", folder / "index"
    write_edition(seeds, 1, beside=beside)
    build_index(seeds, index)
    shutil.copytree(index, folder / "before")
    write_edition(seeds, 2)
    trace = folder / "trace"
    tracer = ["strace", "-f", "-y", "-s0", "-e", f"trace={','.join(_CALLS)}", "-o", str(trace)]
    given = f"{str(seeds)!r}, {str(index)!r}, rewritten={0 if beside else REWRITTEN}"
    build = [sys.executable, "-c", f"from embeddings import build_index; build_index({given})"]
    subprocess.run([*tracer, "-e", "status=successful", *build], check=True, capture_output=True)
    return [event for line in trace.read_text().splitlines() for event in _events(line, index)]


def _events(line: str, index: Path) -> Iterator[Event]:
    match = _TRACED.match(line)
    if not match or (match["call"] == "openat" and "O_CREAT" not in match["rest"]):
        return
    path = Path(match["at"] or "", match["name"] or "")
    if path.is_relative_to(index):
        new = Path(match["new"]).relative_to(index) if match["new"] else Path()
        yield _CALLS[match["call"]], path.relative_to(index), new


class Disk:
    """Files and folders by number: as programs see them, and what of them is surely on the disk."""

    def __init__(self, folder: Path) -> None:
        self.names: dict[int, dict[str, int]] = {0: {}}  # of each folder; the first one is 0
        self.contents: dict[int, bytes] = {}
        self._count = 0
        self._read(0, folder)
        self.flushed = set(self.contents)
        self.flushed_names = {number: dict(names) for number, names in self.names.items()}

    def _read(self, number: int, folder: Path) -> None:
        for path in sorted(folder.iterdir()):
            child = self._new(number, path.name, path.is_dir())
            if path.is_dir():
                self._read(child, path)
            else:
                self.contents[child] = path.read_bytes()

    def _new(self, folder: int, name: str, is_folder: bool) -> int:
        self._count += 1
        self.names[folder][name] = self._count
        if is_folder:
            self.names[self._count] = {}
        return self._count

    def find(self, path: Path) -> int:
        number = 0
        for name in path.parts:
            number = self.names[number][name]
        return number

    def replay(self, event: Event) -> None:
        done, path, new = event
        folder = self.find(path.parent)
        if done in ("file", "folder"):
            if path.name not in self.names[folder]:
                self.flushed_names[self._new(folder, path.name, done == "folder")] = {}
        elif done == "rename":
            self.names[self.find(new.parent)][new.name] = self.names[folder].pop(path.name)
        elif done == "link":
            self.names[self.find(new.parent)][new.name] = self.names[folder][path.name]
        elif done == "remove":
            del self.names[folder][path.name]
        elif done == "write":
            self.flushed.discard(self.find(path))
        elif (number := self.find(path)) in self.names:
            self.flushed_names[number] = dict(self.names[number])
        else:
            self.flushed.add(number)

    def final_contents(self, folder: Path) -> dict[int, bytes]:
        """Return the contents of the files, as they lie in a real folder."""
        paths = [path for path in folder.rglob("*") if path.is_file()]
        return {self.find(path.relative_to(folder)): path.read_bytes() for path in paths}

    def lose_power(
        self, folder: Path, contents: dict[int, bytes], rng: random.Random, number: int = 0
    ) -> None:
        """Write what may be left: of what was not flushed, each name and each content or not."""
        folder.mkdir()
        seen, safe = self.names[number], self.flushed_names[number]
        for name in sorted(seen.keys() | safe.keys()):
            child = rng.choice([seen.get(name), safe.get(name)])
            if child in self.names:
                self.lose_power(folder / name, contents, rng, child)
            elif child is not None:
                whole = contents.get(child, b"since overwritten")
                cut = whole[: rng.randrange(len(whole) + 1)]
                torn = rng.choice([whole, cut, bytes(len(whole)), b""])
                (folder / name).write_bytes(whole if child in self.flushed else torn)


def lose_power(folder: Path, events: list[Event], times: int) -> Counter[str]:
    """Simulate what a disk may hold after power loss at random moments of a traced build; open it.

    Count what opens: the old or the new edition.
    """
    rng, counted, lost = random.Random(0), Counter[str](), folder / "lost"
    finished = Disk(folder / "before")
    for event in events:
        finished.replay(event)
    contents = finished.final_contents(folder / "index")
    for number in range(times):
        disk = Disk(folder / "before")
        late = len(events) - 20 if number % 2 else 0  # where files and folders are named
        for event in events[: rng.randrange(late, len(events)) if number else None]:
            disk.replay(event)
        shutil.rmtree(lost, ignore_errors=True)
        disk.lose_power(lost, disk.contents | contents, rng)
        generation = Generation.open(lost)
        assert not generation.notice
        counted[{1: "old", 2: "new"}[edition_of(generation)]] += 1
        assert counted["new"]  # the first time all was done: what is published stays
    return counted


# -- rot ------------------------------------------------------------------------------------------


def flip_bytes(folder: Path, times: int) -> Counter[str]:
    """Change a random byte of each file of the live generation, time after time; count what opens.

    Each time that file must be named as damaged, and the generation before answer.
    """
    rng, counted = random.Random(0), Counter[str]()
    seeds, index = folder / "seeds", folder / "index"
    for edition in (1, 2):
        write_edition(seeds, edition)
        build_index(seeds, index)
    name = live(index)[0]  # type: ignore[index]
    for path in [*sorted((index / name).rglob("*")), index / CURRENT]:
        good = path.read_bytes() if path.is_file() else b""
        for _ in range(times if good else 0):
            at = rng.randrange(len(good))
            path.write_bytes(good[:at] + bytes([good[at] ^ rng.randrange(1, 256)]) + good[at + 1 :])
            generation = Generation.open(index)
            damaged = index / name / "SHA256SUMS" if path.name == CURRENT else path
            assert re.match(rf"({damaged}|{path}|{index}/gen-\d+) is missing", generation.notice)
            assert edition_of(generation) == (2 if path.name == CURRENT else 1)
            counted["lexical" if path.parent.name == "lexical" else path.name] += 1
            path.write_bytes(good)
    return counted


# -- many at once ---------------------------------------------------------------------------------


@dataclass
class Reading:
    """What readers saw: questions, editions, and how long 95 % of the answers took at most (s)."""

    questions: int
    editions: int
    idle: float
    rebuilding: float


def read_while_building(folder: Path, rebuilds: int, threads: int = 8) -> Reading:
    """Ask in many threads while another process rebuilds the index time after time."""
    seeds, index = folder / "seeds", folder / "index"
    write_edition(seeds, 1)
    build_index(seeds, index)
    assistant = Assistant.open(index)
    with _asking(assistant, threads) as idle:
        time.sleep(2)
    with _asking(assistant, threads) as busy:
        builder = _start(rebuild, seeds, index, rebuilds)
        builder.join()
    assert builder.exitcode == 0
    assert edition_answered(assistant) == rebuilds + 1
    editions = {edition for edition, _ in busy}
    return Reading(len(busy), len(editions), _p95(idle), _p95(busy))


def rebuild(seeds: Path, index: Path, times: int) -> None:
    """Build edition after edition, from the second one on."""
    for edition in range(2, times + 2):
        write_edition(seeds, edition)
        build_index(seeds, index)


@contextmanager
def _asking(assistant: Assistant, threads: int) -> Iterator[list[tuple[int, float]]]:
    """Ask without pause in many threads; the list holds the editions and the seconds of each."""
    asked: list[tuple[int, float]] = []
    errors: list[BaseException] = []
    over = threading.Event()

    def ask() -> None:
        try:
            while not over.is_set():
                started = time.perf_counter()
                edition = edition_answered(assistant)
                asked.append((edition, time.perf_counter() - started))
        except BaseException as error:
            errors.append(error)

    running = [threading.Thread(target=ask) for _ in range(threads)]
    for thread in running:
        thread.start()
    yield asked
    over.set()
    for thread in running:
        thread.join()
    assert errors == []


def _p95(asked: list[tuple[int, float]]) -> float:
    seconds = sorted(seconds for _, seconds in asked)
    return seconds[len(seconds) * 95 // 100]


def race(folder: Path, times: int) -> list[float]:
    """Start two builds at once, time after time; return how long each loser took to say so (s)."""
    seeds, index = folder / "seeds", folder / "index"
    pipes = [CONTEXT.Pipe() for _ in range(2)]
    builders = [_start(_build_when_told, far) for _, far in pipes]
    lost = []
    for edition in range(1, times + 1):
        write_edition(seeds, edition)
        for near, _ in pipes:
            near.send((seeds, index))
        outcomes = sorted(near.recv() for near, _ in pipes)
        assert outcomes[0][0] == "" and edition_of(Generation.open(index)) == edition
        if outcomes[1][0]:  # both have done it where one came when the other was through
            assert "another build is writing the index" in outcomes[1][0]
            lost.append(outcomes[1][1])
    for (near, _), builder in zip(pipes, builders, strict=True):
        near.send(None)
        builder.join()
    return lost


def _build_when_told(pipe: Connection) -> None:
    """Build each time that folders come; send what was wrong ("" for nothing), and the seconds."""
    while folders := pipe.recv():
        started = time.perf_counter()
        try:
            build_index(*folders)
            problem = ""
        except IndexFolderError as error:
            problem = str(error)
        pipe.send((problem, time.perf_counter() - started))


def race_for_folders(folder: Path, times: int) -> Counter[str]:
    """Have two writers begin a new index at the same moment; count what each came to know."""
    start = CONTEXT.Barrier(2)
    known: SimpleQueue[str] = CONTEXT.SimpleQueue()
    writers = [_start(_write_when_all_do, folder, times, start, known) for _ in range(2)]
    counted = Counter(known.get() for _ in range(2 * times))
    for writer in writers:
        writer.join()
    return counted


def _write_when_all_do(folder: Path, times: int, start: Barrier, known: SimpleQueue[str]) -> None:
    for number in range(times):
        start.wait()
        try:
            with writing(index := folder / f"index-{number}"):
                (index / "written").touch()
            known.put("wrote")
        except IndexFolderError as error:
            known.put(error.key)
