"""A sealed folder: its files hashed and flushed to disk, and checked before any is parsed."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

SUMS = "SHA256SUMS"  # as sha256sum writes it: `sha256sum -c SHA256SUMS` checks a folder by hand

_LINE = re.compile(r"(?P<sha256>[0-9a-f]{64})  (?P<name>.+)")


def seal(folder: Path) -> str:
    """Write the SHA-256 of every file under `folder` to SHA256SUMS, and flush them all to disk.

    The files first, then the folders that name them. Returns the SHA-256 of SHA256SUMS itself.
    """
    files = (p for p in folder.rglob("*") if p.is_file() and p != folder / SUMS)
    names = sorted(path.relative_to(folder).as_posix() for path in files)
    lines = [f"{sha256(folder / name)}  {name}\n" for name in names]
    # The count, a comment to sha256sum, tells a list that was cut between two lines.
    (folder / SUMS).write_text(f"# {len(lines)} files\n" + "".join(lines), encoding="utf-8")
    for path in sorted([*folder.rglob("*"), folder], key=lambda path: path.is_dir()):
        flush(path)
    return sha256(folder / SUMS)


def first_damaged(folder: Path, digest: str = "") -> Path | None:
    """Return the first file that isn't as it was sealed, None where all are.

    `digest` is what `seal` returned, where the caller knows it.
    """
    sums = folder / SUMS
    try:
        listed = sums.read_bytes()
    except OSError:
        return sums
    first, *lines = listed.decode(errors="replace").removesuffix("\n").split("\n")
    if first != f"# {len(lines)} files" or digest not in ("", hashlib.sha256(listed).hexdigest()):
        return sums
    for line in lines:
        match = _LINE.fullmatch(line)
        if not match:
            return sums
        if not _is_whole(folder / match["name"], match["sha256"]):
            return folder / match["name"]
    return None


def flush(path: Path) -> None:
    """Have a file's content, or the names in a folder, written to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_whole(path: Path, expected: str) -> bool:
    try:
        return sha256(path) == expected
    except (OSError, ValueError):  # ValueError: a damaged name, with a NUL in it
        return False
