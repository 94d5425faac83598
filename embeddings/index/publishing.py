"""Writing into an index: one writer at a time, and nothing counts until it is whole on the disk.

A generation (or a model) is written in a hidden folder, sealed, flushed and renamed; only then
does CURRENT (or MODEL) name it. At whatever moment a writer ends, what was live is left as it was,
and the next writer clears away what lies around.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import IndexFolderError
from ..sealing import first_damaged, flush, seal
from .folder import (
    CURRENT,
    MANIFEST,
    MODEL,
    generations,
    live,
    located,
    model_folder_name,
    read_manifest,
)
from .generation import FORMAT

_LOCK = ".lock"
_WORK, _GONE = ".work-", ".gone-"  # folders that are being written, and being removed


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Be the only writer of an index's folder, which is made where it is missing.

    Raises IndexFolderError at once where another is at work, or the folder can't be written. The
    system frees a dead writer's lock; what it has left is removed here.
    """
    lock, new = FileLock(index / _LOCK), not index.is_dir()
    try:
        if new:
            index.mkdir(parents=True, exist_ok=True)  # another may make it at the same moment
            flush(index.parent)
        lock.acquire(blocking=False)
        _sweep(index)
    except Timeout as error:
        raise IndexFolderError(
            "another build is writing the index {index}",
            "wait until it is done, then build again",
            key="index-busy",
            index=index,
        ) from error
    except OSError as error:
        raise _unwritable(index, error) from error
    try:
        yield
    finally:
        if new and [path.name for path in index.iterdir()] == [_LOCK]:  # nothing came of it
            shutil.rmtree(index)
        lock.release()


@contextmanager
def workplace(index: Path) -> Iterator[Path]:
    """Yield a new folder inside an index's, to write in; what isn't published of it is removed.

    Raises IndexFolderError where the disk is full or can't be written.
    """
    work = None
    try:
        work = Path(tempfile.mkdtemp(prefix=_WORK, dir=index))
        work.chmod(0o755)
        yield work
    except (OSError, sqlite3.Error) as error:
        raise _unwritable(index, error) from error
    finally:
        if work:
            shutil.rmtree(work, ignore_errors=True)  # published, it has another name by now


def publish(index: Path, work: Path, model: str, fingerprint: str, previous: str = "") -> str:
    """Make the generation written in `work`, a folder inside `index`, the live one.

    Of the others only `previous` stays, to fall back on, and those that a reader holds; what is
    linked from it keeps its seal. Returns the new one's name. Whatever fails before the last step
    leaves the live generation as it is.
    """
    if Path(model).parent == index.resolve():
        model = Path(model).name  # the index may be moved, with the model in it
    manifest = {"format": FORMAT, "model": model, "fingerprint": fingerprint}
    (work / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    digest = seal(work, index / previous if previous else None)
    name = f"gen-{_latest(index) + 1:06d}"
    _settle(work, index / name)
    _point(index / CURRENT, f"{name}\n{digest}\n")
    for other in generations(index):
        if other not in (name, previous):
            _remove(index / other)
    return name


def adopt_model(index: Path, work: Path, fingerprint: str) -> str:
    """Make the model saved in `work`, a folder inside `index`, the one that builds use from now on.

    Returns its path. Models that neither this nor a kept generation uses are deleted.
    """
    name = model_folder_name(fingerprint)
    seal(work)
    if first_damaged(index / name):
        shutil.rmtree(index / name, ignore_errors=True)
        _settle(work, index / name)
    _point(index / MODEL, name + "\n")
    used = {name, *(_model_of(index, other) for other in generations(index))}
    for folder in index.glob(model_folder_name("*")):
        if folder.name not in used:
            shutil.rmtree(folder)
    return located(index, name)


def drop_model(index: Path) -> bool:
    """Let builds use the model carried along again; say whether another was in use."""
    used = (index / MODEL).exists()
    (index / MODEL).unlink(missing_ok=True)
    return used


def _model_of(index: Path, name: str) -> str:
    """Return the model that a generation's manifest names, "" where it is damaged."""
    try:
        return str(read_manifest(index, name)["model"])
    except IndexFolderError:
        return ""


def _settle(work: Path, folder: Path) -> None:
    work.rename(folder)
    flush(folder.parent)


def _point(pointer: Path, content: str) -> None:
    """Make a pointer file say something else, all at once."""
    new = pointer.with_suffix(".new")
    new.write_text(content, encoding="utf-8")
    flush(new)
    new.replace(pointer)
    flush(pointer.parent)


def _sweep(index: Path) -> None:
    """Remove what killed writers have left: parts of folders, and what CURRENT never named."""
    for folder in [*index.glob(_WORK + "*"), *index.glob(_GONE + "*")]:
        shutil.rmtree(folder)
    named = live(index)
    for name in generations(index):
        if named and name > named[0]:
            _remove(index / name)


def _remove(folder: Path) -> None:
    """Remove a generation, unless a reader holds it: first from its name, then from the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder.rename(folder.with_name(_GONE + folder.name)))
    except BlockingIOError:
        pass  # it is held; a later build removes it
    finally:
        os.close(descriptor)


def _latest(index: Path) -> int:
    return max((int(name.removeprefix("gen-")) for name in generations(index)), default=0)


def _unwritable(index: Path, error: Exception) -> IndexFolderError:
    reason = getattr(error, "strerror", None) or " ".join(str(error).split())
    return IndexFolderError(
        "the index {index} can't be written ({reason})",
        "make room on the disk or check the folder's rights, then build again; what was built "
        "before still answers",
        key="index-unwritable",
        index=index,
        reason=reason,
    )
