"""Generations of an index, for its readers: which is live, whether it is whole, what is in it.

    index/CURRENT         the live generation's name, and the SHA-256 of its SHA256SUMS
    index/gen-000007/     catalogue.sqlite  dense.faiss  lexical/  manifest.json  SHA256SUMS
    index/MODEL           the name of the model that was adapted to the articles, if one was
    index/model-1a2b3c…/  that model, and its SHA256SUMS

What is published never changes any more; publishing.py says how it comes about.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import weakref
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..article import Article
from ..encoders.vectors import Vectors
from ..errors import IndexFolderError
from ..sealing import first_damaged
from ..text.passages import Excerpt
from .catalogue import Catalogue
from .dense import DenseIndex
from .lexical import LexicalIndex
from .store import DEFAULT_LEG, EVERYTHING, Facet, Filters, Order, Owner

FORMAT = 5  # raised whenever an older reader could not read, or would misread, what is written

CATALOGUE, LEXICAL, MANIFEST = "catalogue.sqlite", "lexical", "manifest.json"
DENSE = f"{DEFAULT_LEG}.faiss"  # each other vector leg has its own such file
CURRENT, MODEL = "CURRENT", "MODEL"
BUILD = "build it with: python -m embeddings build --index {index}"  # the remedy for most
_KEYS = {"format": int, "model": str, "fingerprint": str}  # of a manifest
_NAME = re.compile(r"gen-[0-9]+")
_POINTER = re.compile(rf"({_NAME.pattern})\n([0-9a-f]{{64}})\n")
_ADAPTED = re.compile(r"model-[0-9a-f]{12}")


@dataclass(frozen=True)
class Generation:
    """One published generation, open for reading: the `Store` of this machine's files.

    `legs` are its vector legs by name. While the object lives, no build removes its folder.
    """

    name: str
    model: str
    fingerprint: str
    catalogue: Catalogue
    lexical: LexicalIndex
    legs: Mapping[str, DenseIndex]
    damage: IndexFolderError | None = None

    @classmethod
    def open(cls, index: Path) -> Generation:
        """Open the live generation, or where it is damaged, the newest one that is whole.

        The SHA-256 of every file is checked before any is parsed. Raises IndexFolderError where
        there is no index, or no generation that is whole and of this program's format.
        """
        pointer, first = read_pointer(index), live(index)
        others = [(name, "") for name in reversed(generations(index))]
        if not pointer and not others:
            raise IndexFolderError(
                "there is no index in {index}", BUILD, key="index-missing", index=index
            )
        damage = None if first else _damaged(index, index / CURRENT)
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
            check(index, name, digest)
            manifest = read_manifest(index, name)
            generation = cls(
                name=name,
                model=located(index, manifest["model"]),
                fingerprint=manifest["fingerprint"],
                catalogue=Catalogue.open(folder / CATALOGUE),
                lexical=LexicalIndex(folder / LEXICAL),
                legs={
                    path.stem: DenseIndex.parse(path.read_bytes())
                    for path in folder.glob(f"*{Path(DENSE).suffix}")
                },
                damage=damage,
            )
            weakref.finalize(generation, until_collected.pop_all().close)
        return generation

    @property
    def notice(self) -> str:
        """See `Store`."""
        if self.damage is None:
            return ""
        older = f"{self.name} answers, which may be older"
        return f"{self.damage.problem}; {older}; {self.damage.remedy}"

    @property
    def dense(self) -> DenseIndex:
        """The leg of the index's own model."""
        return self.legs[DEFAULT_LEG]

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.dense)

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
        return self.catalogue.articles(filters)

    def list_by(self, order: Order, filters: Filters = EVERYTHING) -> dict[str, str]:
        """See `Store`."""
        return self.catalogue.list_by(order, filters)

    def count_by(self, facet: Facet) -> dict[str, int]:
        """See `Store`."""
        return self.catalogue.count_by(facet)

    def document_frequency(self, term: str) -> int:
        """See `Store`."""
        return self.lexical.document_frequency(term)

    def near_terms(self, term: str, distance: int = 1) -> list[str]:
        """See `Store`."""
        return self.lexical.near_terms(term, distance)


def read_pointer(index: Path) -> bytes:
    """Return what CURRENT says: each published generation changes it; b"" where it is missing."""
    try:
        return (index / CURRENT).read_bytes()
    except OSError:
        return b""


def live(index: Path) -> tuple[str, str] | None:
    """Return the live generation's name and SHA256SUMS' SHA-256, None where CURRENT is damaged."""
    match = _POINTER.fullmatch(read_pointer(index).decode(errors="replace"))
    return (match[1], match[2]) if match else None


def generations(index: Path) -> list[str]:
    """Return the names of the generations in an index's folder, oldest first."""
    names = (path.name for path in index.glob("gen-*") if path.is_dir())
    return sorted(name for name in names if _NAME.fullmatch(name))


def check(index: Path, name: str, digest: str = "") -> None:
    """Raise IndexFolderError where a generation isn't whole, or is of another format.

    `digest` is its SHA256SUMS' SHA-256, where CURRENT tells it.
    """
    _check_sealed(index, name, digest)
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
    if _ADAPTED.fullmatch(manifest["model"]):
        _check_sealed(index, manifest["model"])


def read_manifest(index: Path, name: str) -> dict[str, Any]:
    """Return a generation's manifest: format, model and fingerprint. Its seal is not looked at.

    Raises IndexFolderError where it is missing or something else.
    """
    path = index / name / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
        if {key: type(manifest[key]) for key in _KEYS} == _KEYS:
            return dict(manifest)
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise _damaged(index, path) from error
    raise _damaged(index, path)


def adapted_model(index: Path) -> str | None:
    """Return the path of the model that was adapted to an index's articles, if one is in use.

    Raises IndexFolderError where it, or what names it, is damaged.
    """
    path = index / MODEL
    if not path.exists():
        return None
    name = path.read_bytes().decode(errors="replace").strip()
    damaged = first_damaged(index / name) if _ADAPTED.fullmatch(name) else path
    if damaged:
        raise IndexFolderError(
            "{path} is missing or damaged",
            "go back to the model carried along: python -m embeddings adapt --undo --index {index}",
            key="adapted-damaged",
            path=damaged,
            index=index,
        )
    return located(index, name)


def model_folder_name(fingerprint: str) -> str:
    """Return what the folder of an adapted model is called, inside the index's."""
    return f"model-{fingerprint[:12]}"


def located(index: Path, model: str) -> str:
    """Return a model's name, or for a model inside the index's folder, its path."""
    return str((index / model).resolve()) if _ADAPTED.fullmatch(model) else model


def _hold(index: Path, folder: Path) -> int:
    """Open a generation's folder and share its lock: who would remove it must have it alone."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise _damaged(index, folder) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise _damaged(index, folder) from error  # it is being removed
    return descriptor


def _check_sealed(index: Path, name: str, digest: str = "") -> None:
    damaged = first_damaged(index / name, digest)
    if damaged:
        raise _damaged(index, damaged)


def _damaged(index: Path, path: Path) -> IndexFolderError:
    return IndexFolderError(
        "{path} is missing or damaged", BUILD, key="index-damaged", path=path, index=index
    )
