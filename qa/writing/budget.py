"""How many tokens a language model may cost: in a conversation, and in a day."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from io import FileIO
from pathlib import Path

from embeddings import WritingError

CONVERSATION, DAY = 200_000, 2_000_000  # tokens, in and out
KEPT = "llm_tokens.txt"  # beside the index: what the day has cost


class Budget:
    """What is left of a day's tokens. Any number of threads may share it."""

    def __init__(
        self,
        conversation: int = CONVERSATION,
        day: int = DAY,
        index: Path | None = None,
        calendar: Callable[[], date] = date.today,
    ) -> None:
        """Allow so many tokens in each conversation, and in a day of the calendar in all of them.

        What the day has cost is kept beside an index, where one is given: for the next start, and
        for other processes that count there, too.
        """
        self._conversation, self._day = conversation, day
        self._kept = index.with_name(KEPT) if index else None
        self._calendar = calendar
        self._today, self._spent = calendar(), 0
        self._lock = threading.Lock()

    def admit(self, tokens: int, spent: int) -> None:
        """Let tokens be spent in a conversation that has cost `spent` of them.

        Raises WritingError where a limit would be passed.
        """
        if spent + tokens > self._conversation:
            raise WritingError(
                "this conversation has used up its {limit} tokens of the language model",
                "begin another one, or raise --llm-budget",
                key="llm-conversation",
                limit=f"{self._conversation:,}",
            )
        with self._counted():
            if self._spent + tokens > self._day:
                raise WritingError(
                    "the language model's {limit} tokens of today are used up",
                    "wait until tomorrow, or raise --llm-budget",
                    key="llm-day",
                    limit=f"{self._day:,}",
                )

    def spend(self, tokens: int) -> None:
        """Note what an answer has cost."""
        with self._counted() as kept:
            self._spent += tokens
            if kept and tokens:
                with suppress(OSError):  # it is known until the next start then
                    kept.truncate(0)
                    kept.write(f"{self._today} {self._spent}\n".encode())

    @contextmanager
    def _counted(self) -> Iterator[FileIO | None]:
        """Hold the count of the day as it is by now, and the file, where one can be kept."""
        with self._lock, self._alone() as kept:
            if self._today != (today := self._calendar()):
                self._today, self._spent = today, 0
            if kept:
                said = kept.read().decode(errors="replace")
                self._spent = max(self._spent, _spent_on(self._today, said))
            yield kept

    @contextmanager
    def _alone(self) -> Iterator[FileIO | None]:
        """Open the file while nobody else counts there; None where that can't be."""
        with ExitStack() as until_counted:
            kept = None
            with suppress(OSError):
                if self._kept:
                    kept = until_counted.enter_context(FileIO(self._kept, "a+"))
                    fcntl.flock(kept, fcntl.LOCK_EX)
                    kept.seek(0)
            yield kept


def _spent_on(day: date, kept: str) -> int:
    """Return what a file says that a day has cost; 0 where it says nothing of that day."""
    said = kept.split()
    is_of_day = len(said) == 2 and said[0] == str(day) and said[1].isdecimal()
    return int(said[1]) if is_of_day else 0
