"""The files of the seeds folder: which there are, and how each is read; no link is followed."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from embeddings.decoding import decode_line, normalise
from embeddings.errors import SeedError
from embeddings.jsonl import read_lines
from embeddings.reading import MOST_BYTES, Failure, Reading, read_document

SUFFIXES = {".txt", ".md", ".html", ".htm", ".pdf", ".jsonl"}
MOST_BULK_BYTES = 4_000_000_000  # of a .jsonl file
_BLOCK = 2**20

_LINK = "it is a link, and links are not followed; put the file itself there"
_NO_FILE = "it is neither a file nor a folder; remove it"
_NO_FOLDER = "the folder cannot be listed; check its permissions"
_CHANGED = "it changed while it was read; build again once it is saved"
_NOT_OPENED = "cannot be opened ({}); check its permissions"
_TOO_BIG = "it has more than {:,} MB; split it, or save only the article's text"


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
        return self.path.suffix.lower() == ".jsonl"

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

    def read(self, read: Callable[[bytes, str], Reading] = read_document) -> Reading:
        """Return the file's articles; never raises for what it is or holds.

        The bytes that the file has when it is opened are read, and a change meanwhile is said. A
        document's bytes and name are handed to `read`, such as that of a `Worker`; the lines of
        .jsonl are read here.
        """
        try:
            with self._opened() as (file, size):
                before = os.fstat(file.fileno())
                if self.is_bulk:
                    reading = read_lines(file, self.name, size)
                else:
                    data = file.read(size)
                    sha256 = hashlib.sha256(data).hexdigest()
                    reading = replace(read(data, self.name), sha256=sha256)
                after = os.fstat(file.fileno())
        except OSError as error:
            problem = error.strerror or type(error).__name__
            return Reading.failure(self.name, SeedError(_NOT_OPENED.format(problem)))
        except SeedError as error:
            return Reading.failure(self.name, error)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            reading.failed.append(Failure.of(self.name, SeedError(_CHANGED)))
        return reading

    @contextmanager
    def _opened(self) -> Iterator[tuple[BinaryIO, int]]:
        """Open a regular file, and give its size in bytes.

        Raises SeedError for anything else, or too big a file; OSError where it can't be opened.
        """
        kind = (self.folder / self.path).lstat().st_mode
        if stat.S_ISLNK(kind):
            raise SeedError(_LINK)
        if not stat.S_ISREG(
            kind
        ):  # opening a device or a pipe could do something, or wait for ever
            raise SeedError(_NO_FOLDER if stat.S_ISDIR(kind) else _NO_FILE)
        with open(open_below(self.folder, self.path), "rb") as file:
            found = os.fstat(file.fileno())  # something else may have taken its place by now
            if not stat.S_ISREG(found.st_mode):
                raise SeedError(_NO_FILE)
            most = MOST_BULK_BYTES if self.is_bulk else MOST_BYTES
            if found.st_size > most:
                raise SeedError(_TOO_BIG.format(most // 1_000_000))
            yield file, found.st_size


def find_seeds(folder: Path) -> list[Seed]:
    """Return what lies in a folder and is to be read, sorted by path; hidden ones are left out.

    These are the entries of the known suffixes; and links, and folders that can't be listed, which
    are not read: `Seed.read` says so. Raises SeedError when `folder` is no folder.
    """
    if not folder.is_dir():
        problem = "is not a folder" if folder.exists() else "does not exist"
        raise SeedError(f"the seeds folder {folder} {problem}; name the folder with the articles")
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
        for entry, is_folder in zip(shown, are_folders, strict=True):
            path = Path(entry)
            if is_folder:
                waiting.append(path)
            elif entry.is_symlink() or path.suffix.lower() in SUFFIXES:
                found.append(path)
    seeds = (Seed(folder, path.relative_to(folder)) for path in found)
    return sorted(seeds, key=lambda seed: seed.path.as_posix())


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
