"""A language model behind any server that speaks OpenAI's chat protocol, streamed piece by piece.

Knows nothing of articles. Nothing that a server says of an error is handed on: it may hold the key.
"""

from __future__ import annotations

import math
import os
import queue
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from embeddings import WritingError

from .faults import CutError, GarbledError, fault

if TYPE_CHECKING:
    import openai

PATIENCE = 12.0  # seconds that a server may take to its next whole sentence
MOST_TOKENS = 1024  # that are written of an answer
_CONNECT = 5.0  # seconds
_HOSTED = "https://api.openai.com/v1"
_LOCAL = ("localhost", "127.0.0.1", "::1")
_BYTES_A_TOKEN = 3  # as of a Hangul syllable: what a model makes of a text only it knows
_EXTRAS: Mapping[str, Any] = {  # what not every server takes
    "temperature": 0,
    "stream_options": {"include_usage": True},
}

Message = dict[str, str]  # "role" and "content"


def estimated_tokens(text: str) -> int:
    """Return about how many tokens a text has, rather too many than too few."""
    return math.ceil(len(text.encode()) / _BYTES_A_TOKEN)


@dataclass
class Stream:
    """What a model writes, and how many tokens that is: as the server counts, else estimated.

    `pieces` raises WritingError where the server can't be reached, answers amiss, breaks off, or
    is silent past the deadline, which `renew` puts off. Closing it hangs up.
    """

    tokens_in: int
    tokens_out: int = 0
    patience: float = PATIENCE  # seconds
    deadline: float = 0.0  # by `time.monotonic`; 0 before it has begun
    pieces: Generator[str] = field(init=False)

    @property
    def cost(self) -> tuple[int, int]:
        """Tokens in and out; none before anything was sent."""
        return (self.tokens_in, self.tokens_out) if self.deadline else (0, 0)

    def renew(self) -> None:
        """Wait for another sentence."""
        self.deadline = time.monotonic() + self.patience


class Backend:
    """One model on one server. Any number of threads may use it."""

    def __init__(
        self,
        model: str,
        url: str,
        key: str = "",
        *,
        patience: float = PATIENCE,
        most_tokens: int = MOST_TOKENS,
    ) -> None:
        """Speak with the server at `url`, such as http://127.0.0.1:11434/v1.

        A server on this machine is spoken to directly, whatever proxies the environment names; no
        redirection is followed. Raises WritingError where `url` is no address.
        """
        import openai

        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise WritingError(
                "OPENAI_BASE_URL is no address of a server",
                "write it like this: http://127.0.0.1:11434/v1",
                key="llm-address",
            )
        self.model, self.host = model, parts.netloc.rpartition("@")[2]
        self._patience, self._most_tokens = patience, most_tokens
        self._client = openai.OpenAI(
            api_key=key or "none",
            base_url=url,
            max_retries=0,
            timeout=openai.Timeout(patience, connect=min(_CONNECT, patience)),
            http_client=openai.DefaultHttpxClient(
                trust_env=parts.hostname not in _LOCAL, follow_redirects=False
            ),
        )

    @classmethod
    def open(cls, model: str) -> Backend:
        """Use the server of OPENAI_BASE_URL, with the key of OPENAI_API_KEY.

        Raises WritingError where neither is given, or the package `openai` isn't installed.
        """
        url, key = os.environ.get("OPENAI_BASE_URL", ""), os.environ.get("OPENAI_API_KEY", "")
        if not url and not key:
            raise WritingError(
                "no server of a language model is named",
                "set OPENAI_BASE_URL, and OPENAI_API_KEY where it asks for a key",
                key="llm-nowhere",
            )
        try:
            return cls(model, url or _HOSTED, key)
        except ImportError:
            raise WritingError(
                "the package openai isn't installed",
                'install it with: pip install -e ".[llm]"',
                key="llm-package",
            ) from None

    def __repr__(self) -> str:
        """Return one short line, without the key."""
        return f"<Backend {self.model!r} at {self.host}>"

    def stream(self, messages: Sequence[Message]) -> Stream:
        """Return what the model writes; nothing is sent before its pieces are asked for."""
        asked = sum(estimated_tokens(message["content"]) for message in messages)
        stream = Stream(asked, patience=self._patience)
        stream.pieces = self._received(messages, stream)
        return stream

    def _received(self, messages: Sequence[Message], stream: Stream) -> Generator[str]:
        """Yield the pieces, which a thread of their own receives: no silence lasts for ever."""
        got: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        opened: list[openai.Stream[Any]] = []

        def receive() -> None:
            try:
                for piece in self._pieces(messages, stream, opened):
                    got.put(piece)
                got.put(None)
            except Exception as error:  # raised again in the thread that waits
                got.put(error)

        stream.renew()
        threading.Thread(target=receive, daemon=True).start()
        try:
            while (piece := self._next(got, stream)) is not None:
                yield piece
        finally:
            for response in opened:
                response.close()

    def _next(self, got: queue.SimpleQueue[Any], stream: Stream) -> str | None:
        try:
            piece = got.get(timeout=max(stream.deadline - time.monotonic(), 0))
        except queue.Empty:
            piece = TimeoutError()
        if isinstance(piece, Exception):
            raise fault(piece, self.model, self.host) from None
        return str(piece) if piece is not None else None

    def _pieces(
        self, messages: Sequence[Message], stream: Stream, opened: list[openai.Stream[Any]]
    ) -> Iterator[str]:
        """Yield the pieces as they come. Raises what the client raises, and CutError and so on."""
        opened.append(self._opened(messages))
        has_ended = has_begun = False
        told: tuple[int, int] | None = None
        for chunk in opened[-1]:
            if usage := getattr(chunk, "usage", None):
                told = usage.prompt_tokens, usage.completion_tokens
            for choice in chunk.choices or ():
                has_begun = True
                has_ended |= choice.finish_reason is not None
                if choice.delta and choice.delta.content:
                    stream.tokens_out += 1  # about; the last piece may tell
                    yield choice.delta.content
        if told:
            stream.tokens_in, stream.tokens_out = told
        if not has_ended:
            raise CutError if has_begun else GarbledError

    def _opened(self, messages: Sequence[Message]) -> openai.Stream[Any]:
        """Ask for a stream; a server that refuses what is beside the messages is asked barely."""
        import openai

        create: Any = self._client.chat.completions.create
        asked = {"model": self.model, "messages": messages, "stream": True}
        try:
            return create(**asked, **_EXTRAS, max_tokens=self._most_tokens)  # type: ignore[no-any-return]
        except (openai.BadRequestError, openai.UnprocessableEntityError):
            return create(**asked)  # type: ignore[no-any-return]
