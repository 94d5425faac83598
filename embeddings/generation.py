"""An index on disk: a folder of generations, of which CURRENT names the live one.

A generation is written beside the live one, hashed, flushed to disk and renamed into place; only
then does CURRENT name it. Once published it never changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .catalogue import Catalogue
from .dense import DenseIndex
from .errors import IndexFolderError
from .lexical import LexicalIndex

FORMAT = 2  # raised whenever an older reader could not read, or would misread, what is written
KEPT = 2  # generations that stay: the live one, and the one that a reader may still be using

CATALOGUE, LEXICAL, DENSE, MANIFEST = "catalogue.sqlite", "lexical", "dense.faiss", "manifest.json"
_CURRENT, _MODEL = "CURRENT", "MODEL"
_ADAPTED = re.compile(r"model-[0-9a-f]{12}")  # a model's folder inside the index's


@dataclass(frozen=True)
class Generation:
    """One published generation, open for reading."""

    name: str
    model: str
    fingerprint: str
    catalogue: Catalogue
    lexical: LexicalIndex
    dense: DenseIndex

    @classmethod
    def open(cls, index: Path) -> Generation:
        """Open the live generation of an index folder, after checking every file's SHA-256.

        Raises IndexFolderError where there is none, or it is damaged or of another format.
        """
        folder = index / current(index)
        manifest = read_manifest(folder)
        if manifest["format"] != FORMAT:
            raise IndexFolderError(
                f"the index {index} has format {manifest['format']}, this program reads {FORMAT}; "
                f"{_rebuild(index)}"
            )
        _verify(folder, manifest["files"], index)
        return cls(
            name=folder.name,
            model=_located(index, manifest["model"]),
            fingerprint=manifest["fingerprint"],
            catalogue=Catalogue.open(folder / CATALOGUE),
            lexical=LexicalIndex(folder / LEXICAL),
            dense=DenseIndex.parse((folder / DENSE).read_bytes()),
        )


def current(index: Path) -> str:
    """Return the name of the live generation. Raises IndexFolderError where there is none."""
    path = index / _CURRENT
    try:
        name = path.read_bytes().decode(errors="replace").strip()
    except OSError as error:
        raise IndexFolderError(f"there is no index in {index}; {_rebuild(index)}") from error
    if not re.fullmatch(r"gen-[0-9]+", name):
        raise IndexFolderError(f"{path} is damaged; {_rebuild(index)}")
    return name


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return a generation's manifest. Raises IndexFolderError where it can't be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if not {"format", "model", "fingerprint", "files"} <= manifest.keys():
            raise ValueError("a key is missing")
    except (OSError, ValueError, AttributeError) as error:
        raise IndexFolderError(
            f"{folder / MANIFEST} is missing or damaged; {_rebuild(folder.parent)}"
        ) from error
    return dict(manifest)


def publish(index: Path, work: Path, model: str, fingerprint: str) -> str:
    """Make the generation written in `work`, a folder inside `index`, the live one.

    Returns its name. Whatever fails before the last step leaves the live generation as it is.
    """
    files = {
        path.relative_to(work).as_posix(): {"size": path.stat().st_size, "sha256": _sha256(path)}
        for path in sorted(work.rglob("*"))
        if path.is_file()
    }
    if Path(model).parent == index.resolve():
        model = Path(model).name  # the index may be moved, with the model in it
    manifest = {"format": FORMAT, "model": model, "fingerprint": fingerprint, "files": files}
    (work / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    for path in [*work.rglob("*"), work]:
        _fsync(path)
    name = f"gen-{_latest(index) + 1:06d}"
    work.rename(index / name)
    _fsync(index)
    _point(index, _CURRENT, name)
    for folder in _generations(index)[:-KEPT]:
        shutil.rmtree(folder)
    return name


def adapted_model(index: Path) -> str | None:
    """Return the path of the model that was adapted to an index's articles, if one is in use.

    Raises IndexFolderError where what names it is damaged.
    """
    path = index / _MODEL
    if not path.exists():
        return None
    name = path.read_bytes().decode(errors="replace").strip()
    if not _ADAPTED.fullmatch(name):
        raise IndexFolderError(f"{path} is damaged; delete it, or adapt the model again")
    return _located(index, name)


def adopt_model(index: Path, work: Path, fingerprint: str) -> str:
    """Make the model saved in `work`, a folder inside `index`, the one that builds use from now on.

    Returns its path. Models that neither this nor a kept generation uses are deleted.
    """
    name = f"model-{fingerprint[:12]}"
    for path in [*work.rglob("*"), work]:
        _fsync(path)
    if not (index / name).exists():
        work.rename(index / name)
        _fsync(index)
    _point(index, _MODEL, name)
    used = {name, *(read_manifest(folder)["model"] for folder in _generations(index))}
    for folder in index.glob("model-*"):
        if folder.name not in used:
            shutil.rmtree(folder)
    return _located(index, name)


def drop_model(index: Path) -> bool:
    """Let builds use the model carried along again; say whether another was in use."""
    used = (index / _MODEL).exists()
    (index / _MODEL).unlink(missing_ok=True)
    return used


def _located(index: Path, model: str) -> str:
    return str((index / model).resolve()) if _ADAPTED.fullmatch(model) else model


def _point(index: Path, pointer: str, name: str) -> None:
    """Make a pointer file name something, all at once."""
    new = index / f"{pointer}.new"
    new.write_text(name + "\n", encoding="utf-8")
    _fsync(new)
    new.replace(index / pointer)
    _fsync(index)


def _generations(index: Path) -> list[Path]:
    return sorted(path for path in index.glob("gen-*") if path.is_dir())


def _latest(index: Path) -> int:
    return max((int(path.name.removeprefix("gen-")) for path in _generations(index)), default=0)


def _verify(folder: Path, files: dict[str, dict[str, Any]], index: Path) -> None:
    for name, expected in files.items():
        path = folder / name
        if not path.is_file() or _sha256(path) != expected.get("sha256"):
            raise IndexFolderError(f"{path} is missing or damaged; {_rebuild(index)}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rebuild(index: Path) -> str:
    return f"build it with: python -m embeddings build --index {index}"
