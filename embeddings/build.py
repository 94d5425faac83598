"""Build an index from a folder of seeds, reusing all that has not changed since the last build."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

import numpy as np
from tqdm import tqdm

from .article import Article
from .encoders.encoder import DEFAULT_MODEL, Encoder, load_encoder
from .encoders.vectors import Vectors
from .errors import Failure, IndexFolderError, Told
from .index.draft import Draft
from .index.folder import adapted_model
from .index.generation import Generation
from .index.intake import Intake
from .index.ledger import Ledger
from .index.publishing import publish, workplace, writing
from .index.rows import content_hash
from .index.segment import Entry
from .sources.corrections import Corrections, corrections_file, read_corrections
from .sources.scan import Last, Progress, Scan, scan_folder
from .sources.seeds import CORRECTIONS, Seed, find_seeds
from .text.analysis import query_terms
from .text.analysts import Analysts

REWRITTEN = 2_000  # passages up to which an index is written anew: soon done, and in order again
MOST_GONE = 0.2  # of the passages; where more are taken out, all is written anew
_NOTHING: Vectors = np.empty((0, 0), np.float32)
_BATCH = 256  # articles that are analysed and encoded together
_READ = "read.sqlite"


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
    rewritten: int = REWRITTEN,
) -> BuildReport:
    """Bring the index in folder `index` up to date with the folder `seeds`.

    `model` is a name or a folder; without one, it is the model that was adapted to this index's
    articles, or else the one that this package carries. Nothing is written where nothing has
    changed; what has is added to an index of more than `rewritten` passages, and a smaller one is
    written anew. `progress` shows a bar with rate and remaining time, or else is told of each file
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
        report = _build(index, seeds, found, _previous(index), encoder, progress, rewritten)
    report.seconds = time.monotonic() - started
    return report


def _previous(index: Path) -> Generation | None:
    """Open the live generation, or an earlier one; None where this program can read none."""
    try:
        return Generation.open(index)
    except IndexFolderError:
        return None


def _build(
    index: Path,
    folder: Path,
    seeds: Sequence[Seed],
    old: Generation | None,
    encoder: Encoder,
    progress: bool | Progress,
    rewritten: int,
) -> BuildReport:
    """Publish the next generation, where it is another than the live one."""
    with workplace(index) as work:
        build = _Build(folder, work, old, encoder, progress)
        try:
            report, is_new = build.run(seeds, rewritten)
        except Exception:
            if not (old and old.check.wait()):
                raise
        else:
            if not (old and old.check.wait()):
                if is_new:
                    before = old.name if old else ""
                    publish(index, work, encoder.name, encoder.fingerprint, before)
                return report
    # What was read from, or linked, isn't whole.
    return _build(index, folder, seeds, None, encoder, progress, rewritten)


@dataclass(frozen=True)
class _Build:
    """One build: what it reads, what was live, and the folder in which the next one is written."""

    folder: Path
    work: Path
    old: Generation | None
    encoder: Encoder
    progress: bool | Progress

    def run(self, seeds: Sequence[Seed], rewritten: int) -> tuple[BuildReport, bool]:
        """Read the seeds; write the next generation, and say that there is one to be published."""
        intake = Intake(self.work / _READ, self.old.catalogue if self.old else None)
        scan = self._scan(seeds, intake)
        report = BuildReport(**vars(intake.counts), removed=intake.removed, failures=scan.failed)
        if self.old and self._is_same(self.old, scan):
            report.passages = len(self.old)
            return report, False
        out = intake.out()
        ledger = Ledger(
            files={name: (sum_, scan.kinds.get(name, "")) for name, sum_ in scan.files.items()},
            failures=scan.failures,
            as_read=intake.as_read(),
            versions=intake.versions(out, scan.modified),
        )
        on = self.old if self.old and self._goes_on(self.old, out, rewritten) else None
        draft = Draft(self.work, self.encoder.dimensions, on)
        articles: Iterable[Article]
        if on:
            again = on.catalogue.touched(out, ledger.versions)
            for number in sorted(out | again):
                draft.remove(number)
            rewritten_ = (on.catalogue.article(number) for number in sorted(again))
            articles, count = chain(rewritten_, intake.new()), len(again) + intake.fresh
        else:
            articles, count = intake.all(scan.files), len(intake)
        self._fill(draft, articles, count, ledger.versions, report)
        intake.close()
        (self.work / _READ).unlink()
        draft.finish(ledger, lambda text: self.encoder.encode_query(text, query_terms(text)))
        report.passages = len(draft)
        return report, True

    def _scan(self, seeds: Sequence[Seed], intake: Intake) -> Scan:
        """Read into `intake` what isn't as it was last time."""
        corrections = None
        for file in corrections_file(self.folder):
            corrections = read_corrections(file)
        corrected = self._corrected(corrections)

        def known(name: str) -> Last | None:
            if not self.old or name in self.old.catalogue.ledger.failures:
                return None
            sha256, kind = self.old.catalogue.ledger.files.get(name, ("", ""))
            is_read = name in intake.again or name in corrected
            return Last(sha256, kind, self.old.catalogue.as_read(name) if is_read else None)

        told = self.progress if callable(self.progress) else None
        return scan_folder(self.folder, seeds, corrections, intake, known, told)

    def _corrected(self, corrections: Corrections | None) -> set[str]:
        """Return the files of which articles are, or were, corrected otherwise than last time."""
        if not self.old:
            return set()
        live = self.old.catalogue
        now = corrections.sha256 if corrections else ""
        if live.files().get(CORRECTIONS.name, "") == now:
            return set()
        lines = corrections.lines if corrections else ()
        found = [number for line in lines if (number := live.find(line.id)) is not None]
        sources = {article.source for article in live.ledger.as_read.values()}
        sources |= {live.article(number).source for number in found}
        return sources | {line.source for line in lines}

    def _is_same(self, old: Generation, scan: Scan) -> bool:
        """Say whether the live generation is what a build would make again."""
        return (
            not old.passed_over
            and old.catalogue.files() == scan.files
            and old.catalogue.failures() == scan.failed
            and old.fingerprint == self.encoder.fingerprint
            and old.model == self.encoder.name
        )

    def _goes_on(self, old: Generation, out: Iterable[int], rewritten: int) -> bool:
        """Say whether the next generation is to go on from the live one."""
        if old.fingerprint != self.encoder.fingerprint or len(old) <= rewritten:
            return False
        gone = old.dense.end - len(old) + sum(len(old.catalogue.passages_of(n)) for n in out)
        return bool(gone <= MOST_GONE * old.dense.end)

    def _fill(
        self,
        draft: Draft,
        articles: Iterable[Article],
        count: int,
        older: Container[str],
        report: BuildReport,
    ) -> None:
        """Add articles to the next generation."""
        entries = self._entries(articles, older)
        bar = tqdm(entries, total=count, unit="article", disable=self.progress is not True)
        for number, (entry, vectors, fresh) in enumerate(bar, start=1):
            draft.add(entry, vectors)
            report.encoded += len(vectors) if fresh else 0
            if callable(self.progress):
                self.progress("index", number, count)

    def _entries(
        self, articles: Iterable[Article], older: Container[str]
    ) -> Iterator[tuple[Entry, Vectors, bool]]:
        """Yield each article's entry, its passages' vectors, and whether these are encoded afresh.

        The `older` versions of others, by id, have no passages: they can be read, and are never
        found.
        """
        ahead: deque[list[Article | tuple[Entry, Vectors]]] = deque()

        def fresh() -> Iterator[list[Article]]:
            """Yield the articles of each batch that are to be analysed."""
            waiting = iter(articles)
            while batch := list(islice(waiting, _BATCH)):
                ahead.append([self._reuse(article, older) or article for article in batch])
                yield [found for found in ahead[-1] if isinstance(found, Article)]

        with Analysts() as analysts:
            for analysed in analysts.analyse(fresh()):
                batch = ahead.popleft()
                new = (found for found in batch if isinstance(found, Article))
                entries = [Entry(one, *parts) for one, parts in zip(new, analysed, strict=True)]
                made = _encode(entries, self.encoder)
                for found in batch:
                    if isinstance(found, Article):
                        yield *next(made), True
                    else:
                        yield *found, False

    def _reuse(self, article: Article, older: Container[str]) -> tuple[Entry, Vectors] | None:
        """Return an article's entry and vectors where nothing is to be encoded for it.

        Its content is in the old generation, or it is older, and has none.
        """
        if article.id in older:
            return Entry(article, (), ()), _NOTHING
        if self.old is None or self.old.fingerprint != self.encoder.fingerprint:
            return None
        number = self.old.catalogue.find_content(content_hash(article))
        if number is None:
            return None
        entry = self.old.catalogue.entry(number)
        vectors = self.old.vectors(self.old.catalogue.passages_of(number))
        return replace(entry, article=article), vectors


def _encode(entries: list[Entry], encoder: Encoder) -> Iterator[tuple[Entry, Vectors]]:
    """Encode the passages of articles, all in one batch."""
    excerpts = [excerpt for entry in entries for excerpt in entry.excerpts]
    vectors = encoder.encode_passages(
        [excerpt.titled_text for excerpt in excerpts], [excerpt.terms for excerpt in excerpts]
    )
    at = 0
    for entry in entries:
        yield entry, vectors[at : at + len(entry.passages)]
        at += len(entry.passages)
