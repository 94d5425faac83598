"""Generations of an index, for its readers: which is live, whether it is whole, what is in it.

    index/CURRENT         the live generation's name, and the SHA-256 of its SHA256SUMS
    index/gen-000007/     catalogue.sqlite  lexical/  manifest.json  SHA256SUMS
      segments/000000000-000000000/  articles.sqlite  dense.faiss
    index/MODEL           the name of the model that was adapted to the articles, if one was
    index/model-1a2b3c…/  that model, and its SHA256SUMS

What is published never changes any more, and so one generation may share files with the next, by
hard links; publishing.py and draft.py say how it comes about.
"""

from __future__ import annotations

import fcntl
import os
import weakref
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from ..article import Article
from ..encoders.vectors import Vectors
from ..errors import ArticlesError, IndexFolderError
from ..sealing import first_damaged
from ..text.passages import Excerpt
from .catalogue import Catalogue, places
from .check import AT_ONCE, Check
from .dense import DenseIndex
from .folder import (
    BUILD,
    CURRENT,
    damaged,
    generations,
    is_adapted,
    live,
    located,
    read_manifest,
    read_pointer,
)
from .lexical import LexicalIndex
from .store import DEFAULT_LEG, EVERYTHING, Facet, Filters, Order, Owner

FORMAT = 7  # raised whenever an older reader could not read, or would misread, what is written

LEXICAL = "lexical"
DENSE = f"{DEFAULT_LEG}.faiss"  # in a segment's folder; each other vector leg has its own such file


@dataclass(frozen=True)
class Generation:
    """One published generation, open for reading: the `Store` of this machine's files.

    `legs` are its vector legs by name. While the object lives, no build removes its folder.
    """

    folder: Path
    model: str
    fingerprint: str
    catalogue: Catalogue
    lexical: LexicalIndex
    legs: Mapping[str, DenseIndex]
    check: Check
    passed_over: IndexFolderError | None = None  # the damage for which a newer one doesn't answer

    @classmethod
    def open(cls, index: Path) -> Generation:
        """Open the live generation, or where it is damaged, the newest one that is whole.

        The SHA-256 of every file is checked before any is parsed; of a big generation that of the
        small ones, and the rest while it answers. Raises IndexFolderError where there is no index,
        or no generation that is whole and of this program's format.
        """
        pointer, first = read_pointer(index), live(index)
        others = [(name, "") for name in reversed(generations(index))]
        if not pointer and not others:
            raise IndexFolderError(
                "there is no index in {index}", BUILD, key="index-missing", index=index
            )
        damage = None if first else damaged(index, index / CURRENT)
        for name, digest in [first, *others] if first else others:
            try:
                return cls._read(index, name, digest, damage)
            except IndexFolderError as error:
                if read_pointer(index) != pointer:  # a build has published meanwhile
                    return cls.open(index)
                damage = damage or error
        assert damage is not None  # there was a generation, and none could be read
        raise damage

    @classmethod
    def _read(
        cls, index: Path, name: str, digest: str, damage: IndexFolderError | None
    ) -> Generation:
        folder = index / name
        with ExitStack() as until_collected:
            until_collected.callback(os.close, _hold(index, folder))
            seal = check(index, name, digest)
            manifest = read_manifest(index, name)
            catalogue = Catalogue.open(folder)
            generation = cls(
                folder=folder,
                model=located(index, manifest["model"]),
                fingerprint=manifest["fingerprint"],
                catalogue=catalogue,
                lexical=LexicalIndex(folder / LEXICAL),
                legs=_legs(folder, catalogue.ledger.gone.values()),
                check=seal,
                passed_over=damage,
            )
            seal.go_on()
            weakref.finalize(generation, until_collected.pop_all().close)
        return generation

    @property
    def name(self) -> str:
        """See `Store`."""
        return self.folder.name

    @property
    def damage(self) -> ArticlesError | None:
        """See `Store`."""
        if self.check.damaged:
            return _unsound(self.folder, self.check.damaged)
        return self.passed_over or (_checking(self.folder) if self.check.running else None)

    @property
    def notice(self) -> str:
        """See `Store`."""
        damage = self.damage
        if damage is self.passed_over and damage is not None:
            older = f"{self.name} answers, which may be older"
            return f"{damage.problem}; {older}; {damage.remedy}"
        return str(damage) if damage else ""

    @property
    def dense(self) -> DenseIndex:
        """The leg of the index's own model."""
        return self.legs[DEFAULT_LEG]

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.dense)

    def numbers(self, filters: Filters = EVERYTHING) -> Sequence[int]:
        """See `Store`."""
        selected = self.catalogue.select(filters)
        return [*map(int, self.dense.numbers())] if selected is None else selected

    @property
    def next(self) -> tuple[int, int]:
        """The numbers that the next article and its first passage get."""
        return self.catalogue.last() + 1, self.dense.end

    def search_lexical(
        self, terms: Sequence[str], top_k: int, filters: Filters = EVERYTHING
    ) -> dict[int, float]:
        """See `Store`."""
        return self.lexical.search(terms, top_k, self.catalogue.select(filters))

    def search_dense(
        self, vector: Vectors, top_k: int, filters: Filters = EVERYTHING, leg: str = DEFAULT_LEG
    ) -> dict[int, float]:
        """See `Store`."""
        return self.legs[leg].search(vector, top_k, self.catalogue.select(filters))

    def vectors(self, numbers: Sequence[int], leg: str = DEFAULT_LEG) -> Vectors:
        """See `Store`."""
        return self.legs[leg].vectors(numbers)

    def passages(self, numbers: Sequence[int]) -> dict[int, Excerpt]:
        """See `Store`."""
        return self.catalogue.passages(numbers)

    def owners(self, numbers: Sequence[int]) -> dict[int, Owner]:
        """See `Store`."""
        return self.catalogue.owners(numbers)

    def copies(
        self, numbers: Sequence[int], filters: Filters = EVERYTHING
    ) -> dict[int, tuple[Article, ...]]:
        """See `Store`."""
        return self.catalogue.copies(numbers, filters)

    def articles(self, filters: Filters = EVERYTHING) -> list[Article]:
        """See `Store`."""
        return [*self.catalogue.articles(filters)]

    def versions(self) -> dict[str, str]:
        """See `Store`."""
        return self.catalogue.versions()

    def list_by(
        self, order: Order, filters: Filters = EVERYTHING, first: int = 0, most: int | None = None
    ) -> dict[str, str]:
        """See `Store`."""
        return self.catalogue.list_by(order, filters, first, most)

    def count_by(self, facet: Facet, filters: Filters = EVERYTHING) -> dict[str, int]:
        """See `Store`."""
        return self.catalogue.count_by(facet, filters)

    def document_frequency(self, term: str) -> int:
        """See `Store`."""
        return self.lexical.document_frequency(term)

    def near_terms(self, term: str, distance: int = 1) -> list[str]:
        """See `Store`."""
        return self.lexical.near_terms(term, distance)


def check(index: Path, name: str, digest: str = "", at_once: int = AT_ONCE) -> Check:
    """Raise IndexFolderError where a generation isn't whole, or is of another format.

    `digest` is its SHA256SUMS' SHA-256, where CURRENT tells it. So many bytes are looked at; with
    the rest, what is returned can go on.
    """
    seal = Check(index / name, digest, at_once)
    if seal.damaged:
        raise damaged(index, seal.damaged)
    manifest = read_manifest(index, name)
    if manifest["format"] != FORMAT:
        raise IndexFolderError(
            "{folder} has format {format}, this program reads {ours}",
            BUILD,
            key="index-format",
            folder=index / name,
            format=manifest["format"],
            ours=FORMAT,
            index=index,
        )
    if is_adapted(manifest["model"]) and (spoilt := first_damaged(index / manifest["model"])):
        raise damaged(index, spoilt)
    return seal


def _hold(index: Path, folder: Path) -> int:
    """Open a generation's folder and share its lock: who would remove it must have it alone."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise damaged(index, folder) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise damaged(index, folder) from error  # it is being removed
    return descriptor


def _legs(folder: Path, gone: Collection[range]) -> dict[str, DenseIndex]:
    """Open the vector legs, each of a file in every segment."""
    files: dict[str, dict[int, Path]] = defaultdict(dict)
    for place in places(folder):
        for path in place.folder.glob(f"*{Path(DENSE).suffix}"):
            files[path.stem][place.passage] = path
    return {leg: DenseIndex.open(paths, gone) for leg, paths in files.items()}


def _unsound(folder: Path, path: Path) -> IndexFolderError:
    return IndexFolderError(
        "{path} is damaged, and what {name} answers may be wrong",
        BUILD,
        key="index-unsound",
        path=path,
        name=folder.name,
        index=folder.parent,
    )


def _checking(folder: Path) -> IndexFolderError:
    return IndexFolderError(
        "the files of {name} are still being checked",
        "nothing to do",
        key="index-checking",
        name=folder.name,
    )
