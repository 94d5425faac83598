"""The files of the seeds folder: which there are, and how each is read; no link is followed."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from embeddings.errors import Failure, SeedError
from embeddings.sources.jsonl import has_objects, read_lines
from embeddings.sources.kinds import HEAD, KINDS, UNKNOWN, named_kind
from embeddings.sources.reading import read_document
from embeddings.sources.result import MOST_BYTES, Reading, Take
from embeddings.text.decoding import decode_line, normalise

CORRECTIONS = Path("corrections.jsonl")  # in the folder itself: no seed, see corrections.py
MOST_BULK_BYTES = 4_000_000_000  # of a .jsonl file
_BLOCK = 2**20
_PAGES = [suffix for suffix, kind in KINDS.items() if kind == "html"]
_PAGE_FOLDER = re.compile(r"(.+)[_.]files")

_LINK = partial(
    SeedError,
    "it is a link, and links are not followed",
    "put the file itself there",
    key="seed-link",
)
_NO_FILE = partial(SeedError, "it is neither a file nor a folder", "remove it", key="seed-no-file")
_NO_FOLDER = partial(
    SeedError, "the folder cannot be listed", "check its permissions", key="seed-folder-closed"
)
_CHANGED = partial(
    SeedError, "it changed while it was read", "build again once it is saved", key="seed-changed"
)
_NOT_THERE = partial(
    SeedError, "there is no such file", "name one that is there", key="seed-missing"
)
_NOT_OPENED = partial(
    SeedError, "cannot be opened ({reason})", "check its permissions", key="seed-closed"
)
TOO_BIG = partial(
    SeedError,
    "it has more than {most} MB",
    "split it, or save only the article's text",
    key="seed-big",
)
_MISSING = partial(
    SeedError,
    "the seeds folder {folder} does not exist",
    "name the folder with the articles",
    key="seeds-missing",
)
_NOT_A_FOLDER = partial(
    SeedError,
    "the seeds folder {folder} is not a folder",
    "name the folder with the articles",
    key="seeds-no-folder",
)


@dataclass(frozen=True)
class Seed:
    """What lies in the seeds folder and is to be read; `path` is relative to `folder`."""

    folder: Path
    path: Path

    @property
    def name(self) -> str:
        """What it is called everywhere: its path in the folder, as one clean line.

        A name that isn't UTF-8 is read as CP949, in which old Korean archives have theirs.
        """
        name = self.path.as_posix()
        return " ".join(normalise(decode_line(os.fsencode(name)) or name).split())

    @property
    def is_bulk(self) -> bool:
        """Whether it holds many articles, one a line."""
        return named_kind(self.path.name) == "jsonl" and self.path != CORRECTIONS

    def fingerprint(self) -> str:
        """Return the SHA-256 of the file's bytes, or "" where it can't be read."""
        digest = hashlib.sha256()
        try:
            with self._opened() as (file, size):
                while block := file.read(min(_BLOCK, size - file.tell())):
                    digest.update(block)
        except (OSError, SeedError):
            return ""
        return digest.hexdigest()

    def modified(self) -> int:
        """Return when it was last written, in ns since 1970; 0 where that can't be told."""
        try:
            return (self.folder / self.path).lstat().st_mtime_ns
        except OSError:
            return 0

    def stamp(self) -> tuple[object, ...]:
        """Return what changes with the file's bytes, as far as one can tell without reading."""
        try:
            found = (self.folder / self.path).lstat()
        except OSError:
            return (self.path,)
        return (self.path, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)

    def read(
        self, read: Callable[[bytes, str], Reading] = read_document, take: Take | None = None
    ) -> Reading:
        """Return the file's articles; never raises for what it is or holds.

        The bytes that the file has when it is opened are read, and a change meanwhile is said. A
        document's bytes and name are handed to `read`, such as that of a `Worker`; the lines of
        .jsonl are read here, and their articles handed to `take` one by one where that is given.
        """
        try:
            with self._opened() as (file, size):
                before = os.fstat(file.fileno())
                if self.is_bulk and (size > MOST_BYTES or _holds_objects(file)):
                    reading = read_lines(file, self.name, size, take)
                else:
                    data = file.read(size)
                    sha256 = hashlib.sha256(data).hexdigest()
                    reading = replace(read(data, self.name), sha256=sha256)
                after = os.fstat(file.fileno())
        except FileNotFoundError:
            return Reading.failure(self.name, _NOT_THERE())
        except OSError as error:
            problem = error.strerror or type(error).__name__
            return Reading.failure(self.name, _NOT_OPENED(reason=problem))
        except SeedError as error:
            return Reading.failure(self.name, error)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            reading.failed.append(Failure.of(self.name, _CHANGED()))
        return reading

    @contextmanager
    def _opened(self) -> Iterator[tuple[BinaryIO, int]]:
        """Open a regular file, and give its size in bytes.

        Raises SeedError for anything else, or too big a file; OSError where it can't be opened.
        """
        kind = (self.folder / self.path).lstat().st_mode
        if stat.S_ISLNK(kind):
            raise _LINK()
        if not stat.S_ISREG(kind):  # opening a device or a pipe could do something, or wait
            raise _NO_FOLDER() if stat.S_ISDIR(kind) else _NO_FILE()
        with open(open_below(self.folder, self.path), "rb") as file:
            found = os.fstat(file.fileno())  # something else may have taken its place by now
            if not stat.S_ISREG(found.st_mode):
                raise _NO_FILE()
            most = MOST_BULK_BYTES if self.is_bulk else MOST_BYTES
            if found.st_size > most:
                is_known = named_kind(self.path.name) is not None
                raise TOO_BIG(most=f"{most // 1_000_000:,}") if is_known else UNKNOWN()
            yield file, found.st_size


def _holds_objects(file: BinaryIO) -> bool:
    """Say whether a file that is named .jsonl begins as one; it is left where it was."""
    head = file.read(HEAD)
    file.seek(0)
    return has_objects(head)


def find_seeds(folder: Path) -> list[Seed]:
    """Return what lies in a folder and is to be read, sorted by path.

    Left out are hidden entries, and the folder of a saved page's own files. Of links, folders that
    can't be listed, and files of a kind that isn't read, `Seed.read` says so. Raises SeedError when
    `folder` is no folder.
    """
    if not folder.is_dir():
        raise (_NOT_A_FOLDER if folder.exists() else _MISSING)(folder=folder)
    found, waiting = [], [folder]
    while waiting:  # a loop, since folders may lie deeper than calls can
        inner = waiting.pop()
        try:
            with os.scandir(inner) as entries:
                shown = [entry for entry in entries if not entry.name.startswith(".")]
            are_folders = [entry.is_dir(follow_symlinks=False) for entry in shown]
        except OSError:
            found.append(inner)
            continue
        names = {entry.name for entry in shown}
        for entry, is_folder in zip(shown, are_folders, strict=True):
            if not is_folder:
                found.append(Path(entry))
            elif not _is_of_page(entry.name, names):
                waiting.append(Path(entry))
    seeds = (Seed(folder, path.relative_to(folder)) for path in found)
    return sorted(
        (seed for seed in seeds if seed.path != CORRECTIONS),
        key=lambda seed: seed.path.as_posix(),
    )


def _is_of_page(folder: str, beside: Set[str]) -> bool:
    """Tell whether a folder holds the pictures and styles of a page that a browser saved."""
    page = _PAGE_FOLDER.fullmatch(folder)
    return page is not None and any(f"{page[1]}{suffix}" in beside for suffix in _PAGES)


def open_below(folder: Path, path: Path) -> int:
    """Open what lies at a relative path in a folder, step by step, so that no link is followed.

    Returns a file descriptor. What it opens may be a pipe: that isn't waited for. Raises OSError.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC
    at = os.open(folder, flags | os.O_DIRECTORY)
    for part in path.parts:
        try:
            inner = os.open(part, flags | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
        finally:
            os.close(at)
        at = inner
    return at
