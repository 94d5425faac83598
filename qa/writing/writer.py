"""The writer: an answer as a language model writes it, each sentence judged as it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice

from embeddings import WritingError

from ..answer import Answer, Writing
from ..question import Question
from ..retrieval.ranking import Hit
from .backend import MOST_TOKENS, Backend, Stream
from .budget import Budget
from .check import Entails
from .composition import Composition
from .prompt import NOTHING, PASSAGE_TOKENS, fitting, language, messages
from .sentences import Sentences, Written
from .standalone import asked_of, standing_alone

WRITTEN = ("fact", "list", "summary", "timeline", "comparison")  # what it answers; talk it doesn't
REWRITTEN_WITHIN = 3.0  # seconds; with those that an answer may take, within 15

Ask = Callable[[Question], Answer]


class Writer:
    """Writes answers with one language model. Any number of threads may use it."""

    def __init__(
        self, backend: Backend, budget: Budget | None = None, *, passages: int = PASSAGE_TOKENS
    ) -> None:
        """Write with a model within a budget; it is sent passages of so many tokens at most."""
        self._backend, self._budget, self._passages = backend, budget or Budget(), passages

    @classmethod
    def open(cls, model: str, budget: Budget | None = None) -> Writer:
        """Use a model of the server that the environment names (see `Backend.open`)."""
        return cls(Backend.open(model), budget)

    @property
    def model(self) -> str:
        """Its name."""
        return self._backend.model

    @property
    def host(self) -> str:
        """Where the passages go."""
        return self._backend.host

    def __repr__(self) -> str:
        """Return one short line, without the key."""
        return f"<Writer with {self._backend!r}>"

    def write(
        self, question: Question, ask: Ask, entails: Entails, spent: int = 0
    ) -> Iterator[Answer]:
        """Yield the answer as it grows; the last one is whole.

        A follow-up is put into words that stand alone. The answer is written from the hits of what
        `ask` answers in the articles' own words: of those that it quotes first, as far as they fit.
        Where that fails, or nothing of it is supported, that one stands, and its `writing` says
        why. `spent` are the tokens that the conversation has cost.
        """
        started = time.monotonic()
        alone, before = self._alone(question, spent)
        instead = ask(alone)
        if not instead.nearest or alone.asks not in WRITTEN:
            yield instead
            return
        sent, stream = self._asked(alone, instead)
        written = Composition(language(question.text), sent, entails)

        def told(fault: WritingError | None = None) -> Writing:
            asked, got = (sum(pair) for pair in zip(before, stream.cost, strict=True))
            seconds = time.monotonic() - started
            return Writing(self.model, self.host, asked, got, seconds, fault)

        try:
            self._budget.admit(stream.tokens_in, spent + sum(before))
            for _ in _grown(written, stream):
                yield written.answer(instead, told())
            written.close()
            yield written.answer(instead, told())
        except WritingError as error:
            yield replace(instead, writing=told(error))
        finally:
            self._budget.spend(sum(stream.cost))

    def _alone(self, question: Question, spent: int) -> tuple[Question, tuple[int, int]]:
        """Return a question in words that stand alone, and the tokens in and out that it cost.

        Where the model fails, or adds what wasn't said, a follow-up stays what it was taken for.
        """
        if not question.follow_up:
            return question, (0, 0)
        stream = self._backend.stream(asked_of(question))
        stream.patience = min(stream.patience, REWRITTEN_WITHIN)
        text = ""
        try:
            self._budget.admit(stream.tokens_in, spent)
            with closing(stream.pieces):
                text = "".join(islice(stream.pieces, MOST_TOKENS))
        except WritingError:
            pass  # it will be told where it fails at the answer too
        finally:
            self._budget.spend(sum(stream.cost))
        return standing_alone(question, text) or question, stream.cost

    def sentences(self, question: Question, instead: Answer) -> tuple[list[Hit], list[Written]]:
        """Return the hits that `write` sends, and what the model makes of them, unjudged.

        No sentence where it says that it has no answer. This is for measuring: no budget holds.
        Raises WritingError where the model fails.
        """
        if not instead.nearest or question.asks not in WRITTEN:
            return [], []
        sent, stream = self._asked(question, instead)
        every, said = Sentences(), list[Written]()
        with closing(stream.pieces):
            for piece in islice(stream.pieces, MOST_TOKENS):
                if whole := [*every.add(piece)]:
                    said += whole
                    stream.renew()
        nothing = NOTHING[language(question.text)]
        return sent, [one for one in (*said, *every.close()) if nothing not in one.text]

    def _asked(self, question: Question, instead: Answer) -> tuple[list[Hit], Stream]:
        """Return the hits that fit, and what will come of them."""
        sent = fitting(_ranked(instead), self._passages)
        return sent, self._backend.stream(messages(question.text, question.asks, sent))


def _ranked(answer: Answer) -> list[Hit]:
    """Return the hits of an answer, those first that it quotes, as the reader ranks them."""
    cited = map(answer.hit, (*answer.citations, *answer.related))
    first = [hit for hit in cited if hit]
    return [*{id(hit): hit for hit in (*first, *answer.nearest)}.values()]


def _grown(written: Composition, stream: Stream) -> Iterator[None]:
    """Yield each time that an answer has grown by a piece of a stream."""
    with closing(stream.pieces):
        for piece in stream.pieces:
            if written.add(piece):
                stream.renew()
            yield
