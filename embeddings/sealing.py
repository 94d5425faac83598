"""A sealed folder: its files hashed and flushed to disk, and checked before any is parsed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Collection
from pathlib import Path

SUMS = "SHA256SUMS"  # as sha256sum writes it: `sha256sum -c SHA256SUMS` checks a folder by hand
_BLOCK = 8_000_000  # bytes that are hashed at once: meanwhile other threads run undisturbed

_LINE = re.compile(r"(?P<sha256>[0-9a-f]{64})  (?P<name>.+)")


def carry(path: Path, new: Path) -> None:
    """Have a file that nothing changes any more stand in another folder too.

    As a link to the same file, or as a copy where the disk has no such links.
    """
    try:
        os.link(path, new)
    except OSError:
        shutil.copyfile(path, new)


def seal(folder: Path, before: Path | None = None) -> str:
    """Write the SHA-256 of every file under `folder` to SHA256SUMS, and flush them all to disk.

    The files first, then the folders that name them. What is linked from `before`, a sealed folder,
    keeps its seal from there: it is neither read nor flushed again. Returns the SHA-256 of
    SHA256SUMS itself.
    """
    files = (p for p in folder.rglob("*") if p.is_file() and p != folder / SUMS)
    names = sorted(path.relative_to(folder).as_posix() for path in files)
    sums = _carried(folder, before, names) if before else {}
    new = [name for name in names if name not in sums]
    sums |= {name: sha256(folder / name) for name in new}
    lines = [f"{sums[name]}  {name}\n" for name in names]
    # The count, a comment to sha256sum, tells a list that was cut between two lines.
    (folder / SUMS).write_text(f"# {len(lines)} files\n" + "".join(lines), encoding="utf-8")
    folders = sorted(path for path in folder.rglob("*") if path.is_dir())
    for path in [*(folder / name for name in [*new, SUMS]), *folders, folder]:
        flush(path)
    return sha256(folder / SUMS)


def first_damaged(
    folder: Path, digest: str = "", names: Collection[str] | None = None
) -> Path | None:
    """Return the first file that isn't as it was sealed, None where all are.

    `digest` is what `seal` returned, where the caller knows it. Only the files of these `names`
    are looked at, where they are given.
    """
    listed = read_sums(folder, digest)
    if listed is None:
        return folder / SUMS
    for name, sum_ in listed.items():
        if (names is None or name in names) and not _is_whole(folder / name, sum_):
            return folder / name
    return None


def read_sums(folder: Path, digest: str = "") -> dict[str, str] | None:
    """Return the SHA-256 of each file as it was sealed, by its name; None where that is damaged."""
    try:
        listed = (folder / SUMS).read_bytes()
    except OSError:
        return None
    first, *lines = listed.decode(errors="replace").removesuffix("\n").split("\n")
    if first != f"# {len(lines)} files" or digest not in ("", hashlib.sha256(listed).hexdigest()):
        return None
    matches = [_LINE.fullmatch(line) for line in lines]
    found = {match["name"]: match["sha256"] for match in matches if match}
    return found if len(found) == len(lines) else None


def flush(path: Path) -> None:
    """Have a file's content, or the names in a folder, written to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _carried(folder: Path, before: Path, names: Collection[str]) -> dict[str, str]:
    """Return the SHA-256 of those files that are the very ones that were sealed in `before`."""
    sealed = read_sums(before) or {}
    return {
        name: sealed[name]
        for name in names
        if name in sealed and (before / name).exists() and (folder / name).samefile(before / name)
    }


def _is_whole(path: Path, expected: str) -> bool:
    try:
        return sha256(path) == expected
    except (OSError, ValueError):  # ValueError: a damaged name, with a NUL in it
        return False
