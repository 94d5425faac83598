"""Reads, analyses and encodes on many machines, by Ray Data, for a build on this one.

What is made goes into the store from where it is made; only what is to be done, and how much was
done, passes through Ray. So an actor, a machine or this program may end at any moment: what is in
the store is not done again.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from tqdm import tqdm

from ..article import Article
from ..encoders.encoder import Encoder, load_encoder
from ..errors import ModelError
from ..index.entries import Made, encoded
from ..sources.result import Reading
from ..sources.seeds import Seed
from ..sources.worker import Worker
from ..text.analysts import analyse_articles
from .connection import Address
from .ray_map import check, connect, leave, mapped
from .staged import Staged

_ITEM = 100_000  # bytes that an actor is given at once, about: a second's work
_AT_ONCE = 100_000_000  # bytes that are handed to Ray at once

Job = tuple[str, bytes] | Article  # a document's name and bytes, or what was read already


class Workers:
    """A Ray cluster's actors, as `build_index` uses them; a context manager, which disconnects.

    `done` counts the documents, and the articles of .jsonl files, that they have worked on.
    """

    def __init__(self, ray: str, address: Address, *, progress: bool = False) -> None:
        """Use a cluster (see `ray_map.connect`) and a store. Raises ArticlesError."""
        self._ray, self._address, self._progress = ray, address, progress
        self.done = 0
        self._staged: Staged | None = None
        self._model = ""
        check(ray)

    def __enter__(self) -> Workers:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the cluster; one that was started here ends."""
        leave()

    def work(
        self, seeds: Iterable[Seed], encoder: Encoder, known: Callable[[Article], bool]
    ) -> None:
        """See `build.Workers`. Raises ArticlesError."""
        self._staged = Staged(self._address, encoder.fingerprint, encoder.dimensions)
        self._model = encoder.name
        self._staged.open()
        waiting = _Waiting(self._run)
        for seed in seeds:
            seed.read(waiting.document, lambda one: None if known(one) else waiting.add(one))
        waiting.hand_over()

    def read(self, data: bytes, name: str) -> Reading | None:
        """See `build.Workers`."""
        staged = self._staged
        return staged.reading(staged.of_document(data, name)) if staged else None

    def made(self, articles: Sequence[Article]) -> Mapping[str, Made]:
        """See `build.Workers`."""
        return self._staged.made(articles) if self._staged else {}

    def _run(self, jobs: Sequence[Job]) -> None:
        """Have done what isn't done yet."""
        staged = self._staged
        assert staged
        keys = [_key(staged, job) for job in jobs]
        whole = staged.whole(keys)
        missing = [job for key, job in zip(keys, jobs, strict=True) if key not in whole]
        if not missing:
            return
        items = [pickle.dumps(some) for some in _items(missing)]
        connect(self._ray)
        with tqdm(total=len(missing), unit="job", disable=not self._progress) as bar:
            for told in mapped(items, Maker, (replace(staged), self._model)):
                self.done += told["jobs"]
                bar.update(told["jobs"])


class Maker:
    """An actor: it reads, analyses and encodes, and puts what it makes into the store."""

    def __init__(self, staged: Staged, model: str) -> None:
        """Use a model, which is loaded when it is first needed. It must be the same everywhere."""
        self._staged, self._model = staged, model
        self._worker = Worker()

    @cached_property
    def _encoder(self) -> Encoder:
        encoder = load_encoder(self._model)
        if encoder.fingerprint != self._staged.fingerprint:
            raise ModelError(
                "a machine of the Ray cluster has another version of the model {model}",
                "install the same version of this program and of the model on each",
                key="ray-model",
                model=repr(self._model),
            )
        return encoder

    def __call__(self, row: dict[str, Any]) -> dict[str, int]:
        """Do the jobs of a row. The readings come last: what is in them is made by then."""
        jobs: list[Job] = pickle.loads(row["item"])
        articles = [job for job in jobs if isinstance(job, Article)]
        read: list[tuple[str, Reading]] = []
        for job in jobs:
            if not isinstance(job, Article):
                read.append((_key(self._staged, job), self._worker.read(job[1], job[0])))
                articles += read[-1][1].articles
        self._staged.write(encoded(articles, analyse_articles(articles), self._encoder))
        self._staged.note(read)
        return {"jobs": len(jobs)}


class _Waiting:
    """Jobs that wait to be handed over, many together."""

    def __init__(self, run: Callable[[Sequence[Job]], None]) -> None:
        self._run = run
        self._jobs: list[Job] = []
        self._bytes = 0

    def document(self, data: bytes, name: str) -> Reading:
        """Take a document for one that can be read later."""
        self.add((name, data))
        return Reading()

    def add(self, job: Job) -> None:
        self._jobs.append(job)
        self._bytes += _size(job)
        if self._bytes >= _AT_ONCE:
            self.hand_over()

    def hand_over(self) -> None:
        jobs, self._jobs, self._bytes = self._jobs, [], 0
        self._run(jobs)


def _key(staged: Staged, job: Job) -> str:
    return staged.of_article(job) if isinstance(job, Article) else staged.of_document(*job[::-1])


def _size(job: Job) -> int:
    """Return about how many bytes a job has: most characters are of three."""
    return 3 * len(job.text) if isinstance(job, Article) else len(job[1])


def _items(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    """Yield some jobs at a time, of about _ITEM bytes."""
    some: list[Job] = []
    size = 0
    for job in jobs:
        some.append(job)
        size += _size(job)
        if size >= _ITEM:
            yield some
            some, size = [], 0
    if some:
        yield some
