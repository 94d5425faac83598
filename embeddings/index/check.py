"""Whether a generation's files are whole: the small ones at once, big ones while it answers."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from ..sealing import first_damaged, read_sums

_LAST = 19  # the niceness of who runs when nobody else would: searches don't wait for the check
AT_ONCE = 256_000_000  # bytes that are checked before anything is parsed: a fraction of a second


class Check:
    """The look at a sealed folder's files; `damaged` is the first that isn't whole, so far."""

    def __init__(self, folder: Path, digest: str = "", at_once: int = AT_ONCE) -> None:
        """Check the list of sums, and so many bytes of the smallest files; begin with the rest.

        `digest` is what `seal` returned, where the caller knows it.
        """
        self._folder = folder
        small, self._big = _parted(folder, digest, at_once)
        self.damaged = first_damaged(folder, digest, small)
        self._thread: threading.Thread | None = None

    def go_on(self) -> None:
        """Check the big files in a thread of its own, if there are such and the rest is whole."""
        if self._big and not self.damaged:
            self._thread = threading.Thread(target=self._check_big, daemon=True)
            self._thread.start()

    @property
    def running(self) -> bool:
        """Whether big files are still being checked."""
        return self._thread is not None and self._thread.is_alive()

    def wait(self) -> Path | None:
        """Return the first file that isn't whole, once all are checked."""
        if self._thread:
            self._thread.join()
        return self.damaged

    def _check_big(self) -> None:
        if sys.platform == "linux":  # where it is the thread's alone
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LAST)
        self.damaged = first_damaged(self._folder, names=self._big)


def _parted(folder: Path, digest: str, at_once: int) -> tuple[set[str], set[str]]:
    """Return the names of the smallest files, of so many bytes together, and those of the rest."""
    small: set[str] = set()
    big: set[str] = set()
    for name in sorted(read_sums(folder, digest) or (), key=lambda name: _size(folder / name)):
        at_once -= _size(folder / name)
        (small if at_once >= 0 else big).add(name)
    return small, big


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):  # it is missing, or its name is damaged: that is found at once
        return 0
