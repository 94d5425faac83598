"""Files put into the seeds folder, under names that are safe there, and taken out of it again."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path, PurePosixPath

from embeddings.errors import SeedError
from embeddings.sources.kinds import UNKNOWN, named_kind
from embeddings.sources.result import MOST_BYTES
from embeddings.sources.seeds import TOO_BIG, find_seeds
from embeddings.text.decoding import normalise

TRASH = ".trash"  # hidden in the seeds folder: what is in there is no seed
_LONGEST = 180  # bytes of a name: file systems allow 255, and a number may be added

_NAMELESS = partial(
    SeedError, "the file has no name", "give it one, with its kind", key="seed-nameless"
)
_UNWRITABLE = partial(
    SeedError,
    "the folder {folder} can't be written ({reason})",
    "check its permissions and the disk's space",
    key="seeds-unwritable",
)
_GONE = partial(SeedError, "{file} is not there any more", "reload the page", key="seed-gone")


def store_seed(folder: Path, name: str, data: bytes) -> str:
    """Put a file into the seeds folder; return its name there, another one where that is taken.

    A file that is there already, byte for byte, stays alone. Raises SeedError for a file of a kind
    that isn't read, one that is too big or has no name, and where the folder can't be written.
    """
    safe = safe_name(name)
    if named_kind(safe) is None:
        raise UNKNOWN()
    if len(data) > MOST_BYTES:
        raise TOO_BIG(most=f"{MOST_BYTES // 1_000_000:,}")
    try:
        return _stored(folder, safe, data)
    except OSError as error:
        raise _UNWRITABLE(folder=folder, reason=error.strerror) from error


def remove_seed(folder: Path, name: str) -> str:
    """Move a seed into the folder's trash; return where it lies then, relative to the folder.

    Raises SeedError where there is no such seed, or the folder can't be written.
    """
    found = next((seed for seed in find_seeds(folder) if seed.name == name), None)
    if found is None:
        raise _GONE(file=name)
    try:
        place = _reserve(folder, PurePosixPath(TRASH) / found.path)
        (folder / found.path).replace(folder / place)
    except OSError as error:
        raise _UNWRITABLE(folder=folder, reason=error.strerror) from error
    return place.as_posix()


def safe_name(name: str) -> str:
    """Return a name without folders, what can't be seen and dots before it, of no great length.

    Raises SeedError where nothing is left of it.
    """
    last = normalise(name).replace("\\", "/").rpartition("/")[2]
    line = " ".join(last.split()).lstrip(". ")
    path = PurePosixPath(line)
    stem, suffix = (path.stem, path.suffix) if len(path.suffix) < 12 else (line, "")
    if not stem:
        raise _NAMELESS()
    room = _LONGEST - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip() + suffix


def _stored(folder: Path, name: str, data: bytes) -> str:
    for path in _names(PurePosixPath(name)):
        if not os.path.lexists(folder / path):
            break
        if _says(folder / path, data):
            return path.as_posix()
    new = folder / f".new-{secrets.token_hex(8)}"
    try:
        with new.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        place = _reserve(folder, PurePosixPath(name))
        new.replace(folder / place)
    finally:
        new.unlink(missing_ok=True)
    return place.as_posix()


def _says(path: Path, data: bytes) -> bool:
    """Tell whether a regular file has just these bytes."""
    is_file = path.is_file() and not path.is_symlink()
    return is_file and path.stat().st_size == len(data) and path.read_bytes() == data


def _reserve(folder: Path, wanted: PurePosixPath) -> PurePosixPath:
    """Make an empty file that nobody else has, under the name that is wanted or one like it."""
    (folder / wanted).parent.mkdir(parents=True, exist_ok=True)
    for path in _names(wanted):
        try:
            (folder / path).open("xb").close()
        except FileExistsError:
            continue
        return path
    raise AssertionError("names never end")


def _names(wanted: PurePosixPath) -> Iterator[PurePosixPath]:
    """Yield a name, then it with (2), (3), …"""
    yield wanted
    for number in count(2):
        yield wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
