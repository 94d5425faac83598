"""Build an index from a folder of seeds, reusing all that has not changed since the last build."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Protocol

from tqdm import tqdm

from .article import Article
from .encoders.encoder import DEFAULT_MODEL, Encoder, load_encoder
from .errors import Failure, IndexFolderError, Told
from .index.draft import Draft
from .index.entries import Entries, Made
from .index.folder import adapted_model
from .index.generation import Generation
from .index.intake import Intake
from .index.ledger import Ledger
from .index.publishing import publish, workplace, writing
from .sources.corrections import Corrections, corrections_file, read_corrections
from .sources.result import Reading
from .sources.scan import Last, Progress, Scan, scan_folder
from .sources.seeds import CORRECTIONS, Seed, find_seeds
from .sources.worker import Worker
from .text.analysis import query_terms

REWRITTEN = 2_000  # passages up to which an index is written anew: soon done, and in order again
MOST_GONE = 0.2  # of the passages; where more are taken out, all is written anew
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


class Workers(Protocol):
    """Others who read, analyse and encode for a build; what they leave undone is done here."""

    def work(
        self, seeds: Iterable[Seed], encoder: Encoder, known: Callable[[Article], bool]
    ) -> None:
        """Read files, and make entries of the articles in them, but for those that are `known`."""

    def read(self, data: bytes, name: str) -> Reading | None:
        """Return what a document's bytes were read as."""

    def made(self, articles: Sequence[Article]) -> Mapping[str, Made]:
        """Return what was made of these articles, by their ids."""


def build_index(
    seeds: str | Path = "seeds",
    index: str | Path = "index",
    *,
    model: str | None = None,
    progress: bool | Progress = False,
    rewritten: int = REWRITTEN,
    workers: Workers | None = None,
) -> BuildReport:
    """Bring the index in folder `index` up to date with the folder `seeds`.

    `model` is a name or a folder; without one, it is the model that was adapted to this index's
    articles, or else the one that this package carries. Nothing is written where nothing has
    changed; what has is added to an index of more than `rewritten` passages, and a smaller one is
    written anew. `progress` shows a bar with rate and remaining time, or else is told of each file
    that is read and each article that is indexed. `workers` take the most of the work over. Raises
    SeedError where `seeds` is missing or holds no article, ModelError where the model can't be
    loaded, IndexFolderError where `index` is a file, can't be written, or is being written by
    another build, and what the workers raise; the old generation then stays live.
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
        plan = _Plan(seeds, encoder, progress, rewritten, workers)
        report = _build(index, found, _previous(index), plan)
    report.seconds = time.monotonic() - started
    return report


def _previous(index: Path) -> Generation | None:
    """Open the live generation, or an earlier one; None where this program can read none."""
    try:
        return Generation.open(index)
    except IndexFolderError:
        return None


@dataclass(frozen=True)
class _Plan:
    """What is to be built, and how: see `build_index`."""

    folder: Path
    encoder: Encoder
    progress: bool | Progress
    rewritten: int
    workers: Workers | None


def _build(index: Path, seeds: Sequence[Seed], old: Generation | None, plan: _Plan) -> BuildReport:
    """Publish the next generation, where it is another than the live one."""
    with workplace(index) as work:
        try:
            report, is_new = _Build(plan, work, old).run(seeds)
        except Exception:
            if not (old and old.check.wait()):
                raise
        else:
            if not (old and old.check.wait()):
                if is_new:
                    before = old.name if old else ""
                    publish(index, work, plan.encoder.name, plan.encoder.fingerprint, before)
                return report
    # What was read from, or linked, isn't whole.
    return _build(index, seeds, None, plan)


@dataclass(frozen=True)
class _Build:
    """One build: its plan, the folder in which the next generation is written, what was live."""

    plan: _Plan
    work: Path
    old: Generation | None

    @cached_property
    def entries(self) -> Entries:
        """What makes the entries of the next generation."""
        workers = self.plan.workers
        return Entries(self.plan.encoder, self.old, workers.made if workers else lambda _: {})

    def run(self, seeds: Sequence[Seed]) -> tuple[BuildReport, bool]:
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
        on = self.old if self.old and self._goes_on(self.old, out) else None
        encoder = self.plan.encoder
        draft = Draft(self.work, encoder.dimensions, on)
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
        draft.finish(ledger, lambda text: encoder.encode_query(text, query_terms(text)))
        report.passages = len(draft)
        return report, True

    def _scan(self, seeds: Sequence[Seed], intake: Intake) -> Scan:
        """Read into `intake` what isn't as it was last time."""
        corrections = None
        for file in corrections_file(self.plan.folder):
            corrections = read_corrections(file)
        corrected = self._corrected(corrections)

        def known(name: str) -> Last | None:
            if not self.old or name in self.old.catalogue.ledger.failures:
                return None
            sha256, kind = self.old.catalogue.ledger.files.get(name, ("", ""))
            is_read = name in intake.again or name in corrected
            return Last(sha256, kind, self.old.catalogue.as_read(name) if is_read else None)

        told = self.plan.progress if callable(self.plan.progress) else None
        with Worker() as worker:
            read = self._reader(seeds, known, worker)
            return scan_folder(self.plan.folder, seeds, corrections, intake, known, read, told)

    def _reader(
        self, seeds: Sequence[Seed], known: Callable[[str], Last | None], worker: Worker
    ) -> Callable[[bytes, str], Reading]:
        """Have others do what is to be done for new files; return what reads documents."""
        workers = self.plan.workers
        if not workers:
            return worker.read
        same = self.old is not None and self.old.fingerprint == self.plan.encoder.fingerprint
        last = ((seed, known(seed.name) if same else None) for seed in seeds)
        new = (one for one, was in last if not was or one.fingerprint() != was.sha256)
        workers.work(new, self.plan.encoder, self.entries.known)
        return lambda data, name: workers.read(data, name) or worker.read(data, name)

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
            and old.fingerprint == self.plan.encoder.fingerprint
            and old.model == self.plan.encoder.name
        )

    def _goes_on(self, old: Generation, out: Iterable[int]) -> bool:
        """Say whether the next generation is to go on from the live one."""
        fingerprint, rewritten = self.plan.encoder.fingerprint, self.plan.rewritten
        if old.fingerprint != fingerprint or len(old) <= rewritten:
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
        entries, progress = self.entries.of(articles, older), self.plan.progress
        bar = tqdm(entries, total=count, unit="article", disable=progress is not True)
        for number, (entry, vectors, fresh) in enumerate(bar, start=1):
            draft.add(entry, vectors)
            report.encoded += len(vectors) if fresh else 0
            if callable(progress):
                progress("index", number, count)
