"""Build an index from a folder of seeds, reusing all that has not changed since the last build."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tqdm import tqdm

from .analysis import analyse
from .article import Article
from .catalogue import Catalogue, Entry, content_hash
from .copies import Originals
from .dense import DenseIndex
from .errors import IndexFolderError, SeedError
from .generation import CATALOGUE, DENSE, LEXICAL, Generation, adapted_model
from .lexical import LexicalIndex
from .passages import split
from .publishing import publish, workplace, writing
from .reading import Failure, Reading
from .seeds import SUFFIXES, Seed, find_seeds
from .worker import Worker

if TYPE_CHECKING:
    from .encoder import Encoder, Vectors

_BATCH = 256  # articles that are analysed and encoded together


@dataclass
class BuildReport:
    """What a build did. Counts are of articles (a headline is one), but for `passages`.

    `failed` holds (place, reason): what could not be read; the rest was indexed all the same.
    `encoded` of the `passages` were encoded in this build; the others' vectors were at hand.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    passages: int = 0
    encoded: int = 0
    seconds: float = 0.0
    failed: list[tuple[str, str]] = field(default_factory=list)


def build_index(
    seeds: str | Path = "seeds",
    index: str | Path = "index",
    *,
    model: str | None = None,
    progress: bool = False,
) -> BuildReport:
    """Bring the index in folder `index` up to date with the folder `seeds`.

    `model` is a name or a folder; without one, it is the model that was adapted to this index's
    articles, or else the one that this package carries. Nothing is written where nothing has
    changed. `progress` shows a bar with rate and remaining time. Raises SeedError where `seeds` is
    missing or holds no article, ModelError where the model can't be loaded, IndexFolderError where
    `index` is a file, can't be written, or is being written by another build; the old generation
    then stays live.
    """
    started = time.monotonic()
    seeds, index = Path(seeds), Path(index)
    if index.exists() and not index.is_dir():
        raise IndexFolderError(f"{index} is a file; name a folder for the index")
    found = find_seeds(seeds)  # a wrong folder is told before anything is made
    with writing(index):
        # Seconds of imports: where another build is at work, that is said before.
        from .encoder import DEFAULT_MODEL, Encoder

        encoder = Encoder.load(model or adapted_model(index) or DEFAULT_MODEL)
        old = _previous(index)
        scan = _scan(seeds, found, old)
        report = _compare(scan, old)
        report.failed = scan.failed
        if old and _same(scan, old, encoder):
            report.passages = len(old.dense)
        else:
            with workplace(index) as work:
                _write(work, scan, old, encoder, report, progress)
                publish(index, work, encoder.name, encoder.fingerprint, old.name if old else "")
    report.seconds = time.monotonic() - started
    return report


@dataclass
class _Scan:
    """The seeds folder as it is now."""

    files: dict[str, str] = field(default_factory=dict)  # SHA-256 by path
    articles: dict[str, Article] = field(default_factory=dict)  # by id
    failures: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # by path

    @property
    def failed(self) -> list[tuple[str, str]]:
        return [failure for path in self.files for failure in self.failures.get(path, [])]


def _previous(index: Path) -> Generation | None:
    """Open the live generation, or an earlier one; None where this program can read none."""
    try:
        return Generation.open(index)
    except IndexFolderError:
        return None


def _scan(folder: Path, seeds: Iterable[Seed], old: Generation | None) -> _Scan:
    """Read the seeds; of a file whose bytes haven't changed, take what was read last time."""
    scan = _Scan()
    known = old.catalogue.files() if old else {}
    with Worker() as worker:
        for seed in seeds:
            if seed.name in scan.files:
                scan.failures.setdefault(seed.name, []).append(_twin(seed).pair)
                continue
            reading = _read(seed, old, known.get(seed.name), worker)
            scan.files[seed.name] = reading.sha256
            failed = [*reading.failed, *_register(reading.articles, scan.articles)]
            if failed:
                scan.failures[seed.name] = [failure.pair for failure in failed]
    if not scan.articles:
        kinds = " ".join(sorted(SUFFIXES))
        problem = "".join(f"; {place}: {reason}" for place, reason in scan.failed[:1])
        raise SeedError(
            f"there is no article to index in {folder}; put files there ({kinds}){problem}"
        )
    return scan


def _read(seed: Seed, old: Generation | None, known: str | None, worker: Worker) -> Reading:
    """Return what is in a file. `known` is the SHA-256 that it had in the old generation."""
    # A file that failed is tried again.
    if old and known and not old.catalogue.failures(seed.name) and seed.fingerprint() == known:
        return Reading(old.catalogue.articles(seed.name), [], known)
    return seed.read(worker.read)


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


def _compare(scan: _Scan, old: Generation | None) -> BuildReport:
    """Count what is new, changed (in text or in what is known of it), gone and as before."""
    before = {article.id: article for article in old.catalogue.articles()} if old else {}
    both = scan.articles.keys() & before.keys()
    unchanged = sum(scan.articles[id_] == before[id_] for id_ in both)
    return BuildReport(
        added=len(scan.articles) - len(both),
        changed=len(both) - unchanged,
        removed=len(before) - len(both),
        unchanged=unchanged,
    )


def _same(scan: _Scan, old: Generation, encoder: Encoder) -> bool:
    """Say whether the live generation is what a build would make again."""
    return (
        not old.notice
        and old.catalogue.files() == scan.files
        and old.catalogue.failures() == scan.failed
        and old.fingerprint == encoder.fingerprint
        and old.model == encoder.name
    )


def _write(
    work: Path,
    scan: _Scan,
    old: Generation | None,
    encoder: Encoder,
    report: BuildReport,
    progress: bool,
) -> None:
    """Write a generation's files into the folder `work`."""
    catalogue = Catalogue.create(work / CATALOGUE)
    for path, sha256 in scan.files.items():
        catalogue.add_file(path, sha256, scan.failures.get(path, []))
    originals = Originals(catalogue.entry)
    parts: list[Vectors] = []
    bar = tqdm(
        _entries(scan.articles.values(), old, encoder),
        total=len(scan.articles),
        unit="article",
        disable=not progress,
    )
    for number, (entry, vectors, fresh) in enumerate(bar):
        catalogue.add(number, entry, report.passages, originals.find(number, entry))
        parts.append(vectors)
        report.passages += len(vectors)
        report.encoded += len(vectors) if fresh else 0
    LexicalIndex.write(work / LEXICAL, catalogue.term_lists())
    catalogue.close()
    (work / DENSE).write_bytes(DenseIndex.build(np.concatenate(parts)).serialise())


def _entries(
    articles: Iterable[Article], old: Generation | None, encoder: Encoder
) -> Iterator[tuple[Entry, Vectors, bool]]:
    """Yield each article's entry, its passages' vectors, and whether these were encoded afresh."""
    waiting = iter(articles)
    while batch := list(islice(waiting, _BATCH)):
        reused = [_reuse(article, old, encoder) for article in batch]
        new = [article for article, found in zip(batch, reused, strict=True) if found is None]
        fresh = _encode(new, encoder)
        for found in reused:
            yield (*found, False) if found else (*next(fresh), True)


def _reuse(
    article: Article, old: Generation | None, encoder: Encoder
) -> tuple[Entry, Vectors] | None:
    """Return an article's entry and vectors from the old generation, where it has its content."""
    if old is None or old.fingerprint != encoder.fingerprint:
        return None
    found = old.catalogue.find_content(content_hash(article))
    if found is None:
        return None
    first, title_terms, passages = found
    vectors = old.dense.vectors(range(first, first + len(passages)))
    return Entry(article, title_terms, tuple(passages)), vectors


def _encode(articles: list[Article], encoder: Encoder) -> Iterator[tuple[Entry, Vectors]]:
    """Analyse and encode articles: each text once, all the passages in one batch."""
    bodies = list(analyse(article.text for article in articles))
    titles = analyse("" if article.kind == "headline" else article.title for article in articles)
    entries = [
        Entry(article, tuple(t for s in title for t in s.terms), tuple(split(body)))
        for article, title, body in zip(articles, titles, bodies, strict=True)
    ]
    passages = [(entry, passage) for entry in entries for passage in entry.passages]
    vectors = encoder.encode_passages(
        [entry.text(passage) for entry, passage in passages],
        [entry.terms(passage) for entry, passage in passages],
    )
    at = 0
    for entry in entries:
        yield entry, vectors[at : at + len(entry.passages)]
        at += len(entry.passages)
