"""Build an index from a folder of seeds, reusing all that has not changed since the last build."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import numpy as np
from tqdm import tqdm

from .article import Article
from .encoders.encoder import DEFAULT_MODEL, Encoder, load_encoder
from .encoders.vectors import Vectors
from .errors import Failure, IndexFolderError, Told
from .index.catalogue import Catalogue, Entry, content_hash
from .index.copies import Originals
from .index.dense import DenseIndex
from .index.generation import CATALOGUE, DENSE, LEXICAL, Generation, adapted_model
from .index.lexical import LexicalIndex
from .index.publishing import publish, workplace, writing
from .index.versions import older_versions
from .sources.result import Reading
from .sources.scan import Progress, Scan, scan_folder
from .sources.seeds import find_seeds
from .text.analysis import analyse
from .text.passages import split

_NOTHING: Vectors = np.empty((0, 0), np.float32)
_BATCH = 256  # articles that are analysed and encoded together


@dataclass
class BuildReport(Told):
    """What a build did. Counts are of articles (a headline is one), but for `passages`.

    `failures` are what could not be read; the rest was indexed all the same.
    `encoded` of the `passages` were encoded in this build; the others' vectors were at hand.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    passages: int = 0
    encoded: int = 0
    seconds: float = 0.0
    failures: list[Failure] = field(default_factory=list)


def build_index(
    seeds: str | Path = "seeds",
    index: str | Path = "index",
    *,
    model: str | None = None,
    progress: bool | Progress = False,
) -> BuildReport:
    """Bring the index in folder `index` up to date with the folder `seeds`.

    `model` is a name or a folder; without one, it is the model that was adapted to this index's
    articles, or else the one that this package carries. Nothing is written where nothing has
    changed. `progress` shows a bar with rate and remaining time, or else is told of each file
    that is read and each article that is indexed. Raises SeedError where `seeds` is
    missing or holds no article, ModelError where the model can't be loaded, IndexFolderError where
    `index` is a file, can't be written, or is being written by another build; the old generation
    then stays live.
    """
    started = time.monotonic()
    seeds, index = Path(seeds), Path(index)
    if index.exists() and not index.is_dir():
        raise IndexFolderError(
            "{index} is a file", "name a folder for the index", key="index-is-file", index=index
        )
    found = find_seeds(seeds)  # a wrong folder is told before anything is made
    with writing(index):
        encoder = load_encoder(model or adapted_model(index) or DEFAULT_MODEL)
        old = _previous(index)
        told = progress if callable(progress) else None
        scan = scan_folder(seeds, found, _last_time(old), told)
        report = _update(index, scan, old, encoder, progress)
    report.seconds = time.monotonic() - started
    return report


def _update(
    index: Path, scan: Scan, old: Generation | None, encoder: Encoder, progress: bool | Progress
) -> BuildReport:
    """Publish the next generation, where it is another than the live one."""
    report = _compare(scan, old)
    report.failures = scan.failed
    if old and _same(scan, old, encoder):
        report.passages = len(old)
        return report
    with workplace(index) as work:
        _write(work, scan, old, encoder, report, progress)
        publish(index, work, encoder.name, encoder.fingerprint, old.name if old else "")
    return report


def _previous(index: Path) -> Generation | None:
    """Open the live generation, or an earlier one; None where this program can read none."""
    try:
        return Generation.open(index)
    except IndexFolderError:
        return None


def _last_time(old: Generation | None) -> Callable[[str], Reading | None]:
    """Return what gives what was read of a file last time: None for one to be tried again."""
    files = old.catalogue.files() if old else {}
    kinds = old.catalogue.kinds() if old else {}

    def known(name: str) -> Reading | None:
        if old is None or not files.get(name) or old.catalogue.failures(name):
            return None
        return Reading(old.catalogue.as_read(name), [], files[name], kinds[name])

    return known


def _compare(scan: Scan, old: Generation | None) -> BuildReport:
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


def _same(scan: Scan, old: Generation, encoder: Encoder) -> bool:
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
    scan: Scan,
    old: Generation | None,
    encoder: Encoder,
    report: BuildReport,
    progress: bool | Progress,
) -> None:
    """Write a generation's files into the folder `work`."""
    catalogue = Catalogue.create(work / CATALOGUE)
    for path, sha256 in scan.files.items():
        kind = scan.kinds.get(path, "")
        catalogue.add_file(path, sha256, scan.failures.get(path, []), kind)
    for read in scan.read.values():
        catalogue.add_read(read)
    older = older_versions(scan.articles.values(), scan.modified)
    catalogue.add_versions(older)
    originals = Originals(catalogue.entry)
    parts: list[Vectors] = []
    bar = tqdm(
        _entries(scan.articles.values(), older, old, encoder),
        total=len(scan.articles),
        unit="article",
        disable=progress is not True,
    )
    for number, (entry, vectors, fresh) in enumerate(bar):
        catalogue.add(number, entry, report.passages, originals.find(number, entry))
        if entry.article.id not in older:
            parts.append(vectors)
        report.passages += len(vectors)
        report.encoded += len(vectors) if fresh else 0
        if callable(progress):
            progress("index", number + 1, len(scan.articles))
    LexicalIndex.write(work / LEXICAL, catalogue.term_lists())
    catalogue.close()
    (work / DENSE).write_bytes(DenseIndex.build(np.concatenate(parts)).serialise())


def _entries(
    articles: Iterable[Article],
    older: Container[str],
    old: Generation | None,
    encoder: Encoder,
) -> Iterator[tuple[Entry, Vectors, bool]]:
    """Yield each article's entry, its passages' vectors, and whether these were encoded afresh.

    The `older` versions of others, by id, have no passages: they can be read, and are never found.
    """
    waiting = iter(articles)
    while batch := list(islice(waiting, _BATCH)):
        reused = [_reuse(article, older, old, encoder) for article in batch]
        new = [article for article, found in zip(batch, reused, strict=True) if found is None]
        fresh = _encode(new, encoder)
        for found in reused:
            yield (*found, False) if found else (*next(fresh), True)


def _reuse(
    article: Article, older: Container[str], old: Generation | None, encoder: Encoder
) -> tuple[Entry, Vectors] | None:
    """Return an article's entry and vectors where nothing is to be encoded for it.

    Its content is in the old generation, or it is older, and has none.
    """
    if article.id in older:
        return Entry(article, (), ()), _NOTHING
    if old is None or old.fingerprint != encoder.fingerprint:
        return None
    found = old.catalogue.find_content(content_hash(article))
    if found is None:
        return None
    entry, first = found
    vectors = old.vectors(range(first, first + len(entry.passages)))
    return replace(entry, article=article), vectors


def _encode(articles: list[Article], encoder: Encoder) -> Iterator[tuple[Entry, Vectors]]:
    """Analyse and encode articles: each text once, all the passages in one batch."""
    bodies = list(analyse(article.text for article in articles))
    titles = analyse("" if article.kind == "headline" else article.title for article in articles)
    entries = [
        Entry(article, tuple(t for s in title for t in s.terms), tuple(split(body)))
        for article, title, body in zip(articles, titles, bodies, strict=True)
    ]
    excerpts = [excerpt for entry in entries for excerpt in entry.excerpts]
    vectors = encoder.encode_passages(
        [excerpt.titled_text for excerpt in excerpts], [excerpt.terms for excerpt in excerpts]
    )
    at = 0
    for entry in entries:
        yield entry, vectors[at : at + len(entry.passages)]
        at += len(entry.passages)
