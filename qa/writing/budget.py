"""How many tokens a language model may cost: in a conversation, and in a day."""

from __future__ import annotations

import threading
from datetime import date

from embeddings import WritingError

CONVERSATION, DAY = 200_000, 2_000_000  # tokens, in and out


class Budget:
    """What is left of a day's tokens. Any number of threads may share it; a restart forgets it."""

    def __init__(self, conversation: int = CONVERSATION, day: int = DAY) -> None:
        """Allow so many tokens in each conversation, and in a day in all of them."""
        self._conversation, self._day = conversation, day
        self._today, self._spent = date.today(), 0
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

    def _renew(self) -> None:
        if self._today != date.today():
            self._today, self._spent = date.today(), 0
