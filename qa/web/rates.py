"""How often one client may ask, and how many questions are answered at once.

A client is the address that a connection comes from, or, with `proxied`, the one that a
proxy there says it forwards for: all that stand behind another proxy share their limits. What is
counted, this process counts: of several servers each has limits of its own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response

PER_MINUTE = 60  # questions a minute and client
_AT_ONCE = 8  # questions that are answered at the same time
_ROOM = 32  # questions that are answered or wait for it; fewer than Gradio runs at once (40)


def client_of(request: HTTPConnection) -> str:
    """Return a client's address, "" where there is none."""
    return request.client.host if request.client else ""


class Limit:
    """So many a minute for each client, counted over the last sixty seconds, in memory."""

    def __init__(self, per_minute: int) -> None:
        """Allow `per_minute`, 1 or more."""
        self._item: RateLimitItem = RateLimitItemPerMinute(per_minute)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def hit(self, client: str) -> bool:
        """Count one, and say whether it is still allowed; one that isn't doesn't count."""
        return self._window.hit(self._item, client)

    def reached(self, client: str) -> bool:
        """Say whether no more are allowed."""
        return not self._window.test(self._item, client)

    def refusal(self, client: str) -> Response:
        """Return the answer to a client that has reached it: 429, and when to come again."""
        again = self._window.get_window_stats(self._item, client).reset_time - time.time()
        headers = {"Retry-After": str(max(1, round(again)))}
        return PlainTextResponse("Too many requests", status_code=429, headers=headers)


class Questions:
    """Lets questions in: so many a minute from one client, so many at once from all."""

    def __init__(self, per_minute: int = PER_MINUTE) -> None:
        """Allow each client `per_minute` questions."""
        self._limit = Limit(per_minute)
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._inside = 0

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[str]:
        """Wait for a question's turn and hold it; or be told at once "busy" or "often"."""
        if self._inside >= _ROOM:
            yield "busy"
        elif not self._limit.hit(client):
            yield "often"
        else:
            self._inside += 1
            try:
                async with self._turns:
                    yield ""
            finally:
                self._inside -= 1
