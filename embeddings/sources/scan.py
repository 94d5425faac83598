"""The seeds folder as it is now: the articles of its files, with what is corrected by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from embeddings.article import Article
from embeddings.errors import Failure, SeedError
from embeddings.sources.corrections import Corrections
from embeddings.sources.kinds import KINDS
from embeddings.sources.result import Reading
from embeddings.sources.seeds import CORRECTIONS, Seed

Read = Callable[[bytes, str], Reading]  # a document's bytes and name to what is in it
Stage = Literal["read", "index"]
Progress = Callable[[Stage, int, int], None]  # so many of so many files or articles are done


class Intake(Protocol):
    """What articles are handed to, one after the other, as they are read."""

    def add(self, article: Article, read: Article) -> str:
        """Take an article in, as it is right and as it was read.

        Returns the source of the article that has its id already, "" where it is taken in.
        """

    def keep(self, source: str) -> None:
        """Say that the articles of a file are as before."""

    def has(self, id_: str, source: str) -> bool:
        """Say whether there is an article (no headline) with an id, or where that is "", of a file.

        Asked when all is read.
        """

    def __len__(self) -> int:
        """Return how many articles there are, headlines and those of files as before included."""


@dataclass(frozen=True)
class Last:
    """What was read of a file last time.

    `articles` is None where they stand as they are; else they are taken in anew, as they were read.
    """

    sha256: str
    kind: str
    articles: Iterable[Article] | None = None


@dataclass
class Scan:
    """What is in a seeds folder, by the name of each file; the articles are in an `Intake`.

    `files` are the SHA-256 of what was read, `kinds` what it was read as, `modified` the times (ns)
    at which files were last written.
    """

    files: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    modified: dict[str, int] = field(default_factory=dict)
    failures: dict[str, list[Failure]] = field(default_factory=dict)

    @property
    def failed(self) -> list[Failure]:
        """What could not be read, file by file."""
        return [failure for path in self.files for failure in self.failures.get(path, [])]


def scan_folder(
    folder: Path,
    seeds: Sequence[Seed],
    corrections: Corrections | None,
    intake: Intake,
    known: Callable[[str], Last | None],
    read: Read,
    told: Progress | None = None,
) -> Scan:
    """Read the seeds into `intake`, with what is corrected by hand.

    Of a file whose bytes haven't changed, what `known` gives for its name stands for it, if there
    is such; documents are handed to `read`. Raises SeedError where there is no article at all.
    """
    scan = Scan()
    for at, seed in enumerate(seeds):
        if told:
            told("read", at, len(seeds))
        if seed.name in scan.files:
            scan.failures.setdefault(seed.name, []).append(_twin(seed))
        else:
            _read(seed, scan, known(seed.name), read, _Taking(intake, corrections))
    if corrections:
        scan.files[CORRECTIONS.name] = corrections.sha256
        failed = [*corrections.failed, *corrections.unused(intake.has)]
        scan.failures |= {CORRECTIONS.name: failed} if failed else {}
    if not len(intake):
        raise _nothing(folder, scan.failed)
    return scan


class _Taking:
    """Takes in the articles of one file; `failed` are those whose id is taken."""

    def __init__(self, intake: Intake, corrections: Corrections | None) -> None:
        self._intake, self._corrections = intake, corrections or Corrections()
        self._is_first = True
        self.failed: list[Failure] = []

    def keep(self, source: str) -> None:
        self._intake.keep(source)

    def take(self, article: Article) -> None:
        right = self._corrections.correct(article, is_first=self._is_first)
        if other := self._intake.add(right, article):
            self.failed.append(_taken(article, other))
        elif article.kind == "article":
            self._is_first = False


def _read(seed: Seed, scan: Scan, last: Last | None, read: Read, taking: _Taking) -> None:
    """Take in the articles of a file, unless they are as before."""
    scan.modified[seed.name] = seed.modified()
    if last and seed.fingerprint() == last.sha256:
        scan.files[seed.name], scan.kinds[seed.name] = last.sha256, last.kind
        if last.articles is None:
            taking.keep(seed.name)
        for article in last.articles or ():
            taking.take(article)
        failed = taking.failed
    else:
        reading = seed.read(read, taking.take)
        for article in reading.articles:
            taking.take(article)
        scan.files[seed.name], scan.kinds[seed.name] = reading.sha256, reading.kind
        failed = [*reading.failed, *taking.failed]
    if failed:
        scan.failures[seed.name] = failed


def _nothing(folder: Path, failed: Sequence[Failure]) -> SeedError:
    """Return that there is no article, and what is wrong with the first file, if there is one."""
    kinds = " ".join(sorted(KINDS))
    if not failed:
        return SeedError(
            "there is no article to index in {folder}",
            "put files there ({kinds})",
            key="seeds-empty",
            folder=folder,
            kinds=kinds,
        )
    return SeedError(
        "there is no article to index in {folder}; {place}: {reason}",
        "put files there that can be read ({kinds})",
        key="seeds-unreadable",
        folder=folder,
        kinds=kinds,
        place=failed[0].place,
        reason=failed[0].reason,
    )


def _twin(seed: Seed) -> Failure:
    error = SeedError("another file's name looks the same", "rename one", key="seed-twin")
    return Failure.of(seed.name, error)


def _taken(article: Article, other: str) -> Failure:
    """Return that an article's id is that of one of another file."""
    error = SeedError(
        "its id {id} is taken by {other}",
        "change one",
        key="id-taken",
        id=repr(article.id),
        other=other,
    )
    return Failure.of(article.source, error)
