"""How many tokens a language model may cost: in a conversation, and in a day."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import date
from pathlib import Path

from embeddings import WritingError

CONVERSATION, DAY = 200_000, 2_000_000  # tokens, in and out
KEPT = "llm_tokens.txt"  # beside the index: what the day has cost


class Budget:
    """What is left of a day's tokens. Any number of threads may share it."""

    def __init__(
        self, conversation: int = CONVERSATION, day: int = DAY, index: Path | None = None
    ) -> None:
        """Allow so many tokens in each conversation, and in a day in all of them.

        What the day has cost is kept beside an index, where one is given, for the next start.
        """
        self._conversation, self._day = conversation, day
        self._kept = index.with_name(KEPT) if index else None
        self._today = date.today()
        self._spent = _spent_on(self._today, self._kept) if self._kept else 0
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
        with self._lock:
            self._renew()
            if self._spent + tokens > self._day:
                raise WritingError(
                    "the language model's {limit} tokens of today are used up",
                    "wait until tomorrow, or raise --llm-budget",
                    key="llm-day",
                    limit=f"{self._day:,}",
                )

    def spend(self, tokens: int) -> None:
        """Note what an answer has cost."""
        with self._lock:
            self._renew()
            self._spent += tokens
            if self._kept and tokens:
                with suppress(OSError):  # it is known until the next start then
                    self._kept.write_text(f"{self._today} {self._spent}\n", encoding="utf-8")

    def _renew(self) -> None:
        if self._today != date.today():
            self._today, self._spent = date.today(), 0


def _spent_on(day: date, kept: Path) -> int:
    """Return what a file says that a day has cost; 0 where it says nothing of that day."""
    said = kept.read_bytes().decode(errors="replace").split() if kept.is_file() else []
    is_of_day = len(said) == 2 and said[0] == str(day) and said[1].isdecimal()
    return int(said[1]) if is_of_day else 0
