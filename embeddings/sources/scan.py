"""The seeds folder as it is now: the articles of its files, with what is corrected by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from embeddings.article import Article
from embeddings.errors import Failure, SeedError
from embeddings.sources.corrections import corrections_file, read_corrections
from embeddings.sources.kinds import KINDS
from embeddings.sources.result import Reading
from embeddings.sources.seeds import Seed
from embeddings.sources.worker import Worker

Stage = Literal["read", "index"]
Progress = Callable[[Stage, int, int], None]  # so many of so many files or articles are done


@dataclass
class Scan:
    """What is in a seeds folder. `articles` are by id, in order, the rest by the file's name.

    `read` are the articles that a correction has changed, as they were read. `files` are the
    SHA-256 of what was read, `kinds` what it was read as, `modified` the times (ns) at which files
    were last written.
    """

    files: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    modified: dict[str, int] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    read: dict[str, Article] = field(default_factory=dict)
    failures: dict[str, list[Failure]] = field(default_factory=dict)

    @property
    def failed(self) -> list[Failure]:
        """What could not be read, file by file."""
        return [failure for path in self.files for failure in self.failures.get(path, [])]


def scan_folder(
    folder: Path,
    seeds: Sequence[Seed],
    known: Callable[[str], Reading | None],
    told: Progress | None = None,
) -> Scan:
    """Read the seeds; of a file whose bytes haven't changed, take what was read last time.

    That is what `known` gives for its name, if there is such. Raises SeedError where there is no
    article at all.
    """
    scan = Scan()
    with Worker() as worker:
        for at, seed in enumerate(seeds):
            if told:
                told("read", at, len(seeds))
            if seed.name in scan.files:
                scan.failures.setdefault(seed.name, []).append(_twin(seed))
                continue
            last = known(seed.name)
            is_as_before = last is not None and seed.fingerprint() == last.sha256
            reading = last if last and is_as_before else seed.read(worker.read)
            scan.files[seed.name], scan.kinds[seed.name] = reading.sha256, reading.kind
            scan.modified[seed.name] = seed.modified()
            failed = [*reading.failed, *_register(reading.articles, scan.articles)]
            if failed:
                scan.failures[seed.name] = failed
    if not scan.articles:
        raise _nothing(folder, scan.failed)
    _correct(scan, folder)
    return scan


def _correct(scan: Scan, folder: Path) -> None:
    for file in corrections_file(folder):
        corrections = read_corrections(file)
        corrected, failed = corrections.apply(scan.articles)
        scan.read = {id_: scan.articles[id_] for id_ in corrected}
        scan.articles |= corrected
        scan.files[file.name] = corrections.sha256
        scan.failures[file.name] = [*corrections.failed, *failed]


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


def _register(new: list[Article], articles: dict[str, Article]) -> Iterator[Failure]:
    """Add articles by their ids, yielding a failure for each whose id is taken."""
    for article in new:
        other = articles.setdefault(article.id, article)
        if other is not article:
            error = SeedError(
                "its id {id} is taken by {other}",
                "change one",
                key="id-taken",
                id=repr(article.id),
                other=other.source,
            )
            yield Failure.of(article.source, error)
