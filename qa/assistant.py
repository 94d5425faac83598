"""The assistant: an open index, and the three things to ask of it: search, ask, articles."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from embeddings import (
    EVERYTHING,
    Address,
    Article,
    ArticlesError,
    Encoder,
    Filters,
    Generation,
    IndexFolderError,
    MilvusStore,
    Store,
    StoreError,
    load_encoder,
    read_pointer,
)

from .answer import Answer
from .question import Language
from .request.condition import Condition
from .retrieval.ranking import Hit
from .retrieval.reading import RERANKED
from .snapshot import Snapshot, reader
from .writing.writer import Writer

__all__ = ["Article", "Assistant", "Filters", "Writer"]  # what its methods give and take, too


class Assistant:
    """Answers questions from the live generation of an index, and follows it to the next one.

    Any number of threads may use one assistant.
    """

    def __init__(self, index: Path | Address, pointer: bytes, snapshot: Snapshot) -> None:
        """Use an index, opened when CURRENT said `pointer`; `Assistant.open` opens one."""
        self._index = index
        self._pointer = pointer
        self._snapshot = snapshot
        self._opening = threading.Lock()

    @classmethod
    def open(cls, index: str | Path = "index") -> Assistant:
        """Open an index folder, or a store (as `Address.read`), with the model that made it.

        Raises IndexFolderError (of a store, StoreError) where there is no index, or it is damaged
        or made by another model or version; ModelError where its model can't be loaded.
        """
        is_store = str(index).startswith(Address.SCHEMES)
        place = Address.read(str(index)) if is_store else Path(index)
        pointer = _pointer(place)  # before it is followed: a build may publish meanwhile
        store = _store(place)
        return cls(
            place, pointer, Snapshot(store, _fitting(load_encoder(store.model), store, place))
        )

    def search(
        self,
        question: str,
        top_k: int = 10,
        filters: Filters | None = None,
        *,
        rerank: bool = False,
    ) -> list[Hit]:
        """Return the passages that fit a question best, best first, at most `top_k`.

        Where they are to be reranked, the reader reads one window of each of the first RERANKED.
        Raises QuestionError for a question that is empty, too long or without a word, ValueError
        where `top_k` is less than 1, ModelError where the reader is asked for and damaged.
        """
        if top_k < 1:
            raise ValueError(f"top_k is {top_k}; it must be at least 1")
        snapshot = self.snapshot()
        understood = snapshot.understand(question)
        if not rerank:
            return snapshot.search(understood, top_k, filters or EVERYTHING)
        hits = snapshot.search(understood, max(top_k, RERANKED), filters or EVERYTHING)
        return snapshot.reranked(understood, hits)[:top_k]

    def ask(
        self,
        question: str,
        history: Sequence[object] = (),
        filters: Filters | None = None,
        today: date | None = None,
        language: Language | None = None,
    ) -> Answer:
        """Answer a question in sentences of the articles, each cited; or say that they have none.

        `history` holds what was said before, oldest first: questions and answers as `read_turns`
        takes them. What it says of time ("지난주") counts from `today`. The phrases around the
        quotations are in `language`, None is that of the question. Raises QuestionError as
        `search` does, ModelError where the reader is damaged.
        """
        snapshot, filters = self.snapshot(), filters or EVERYTHING
        understood = snapshot.understand(question, history, filters, language)
        return snapshot.ask(understood, filters, today or date.today())

    def write(
        self,
        writer: Writer,
        question: str,
        history: Sequence[object] = (),
        filters: Filters | None = None,
        *,
        today: date | None = None,
        language: Language | None = None,
        spent: int = 0,
    ) -> Iterator[Answer]:
        """Have a question answered by a language model, each sentence held to what it cites.

        A follow-up is rewritten by it first, which `alone` of the answer shows.
        Yields the answer as it grows; the last one is whole. Where the model fails or is not borne
        out, that is what `ask` answers, and its `writing` says why. `spent` are the tokens that the
        conversation has cost so far. Raises what `ask` does.
        """
        snapshot, filters = self.snapshot(), filters or EVERYTHING
        understood = snapshot.understand(question, history, filters, language)
        ask = partial(snapshot.ask, filters=filters, today=today or date.today())
        return writer.write(understood, ask, reader().entailed, spent)

    def conditions(
        self, question: str, today: date, language: Language | None = None
    ) -> tuple[Condition, ...]:
        """Return what `ask` takes a question to want of the articles, on a day."""
        snapshot = self.snapshot()
        return snapshot.conditions(snapshot.understand(question, language=language), today)

    def copies(self, article: str) -> tuple[Article, ...]:
        """Return the other articles with nearly the same text as one, which is given by its id."""
        store = self.snapshot().store
        owners = store.owners(store.numbers(Filters(ids=(article,)))[:1]).values()
        return next(iter(store.copies([owner.article for owner in owners]).values()), ())

    def articles(self, filters: Filters | None = None) -> list[Article]:
        """Return the articles of the live generation that fit, headlines included."""
        return self.snapshot().store.articles(filters or EVERYTHING)

    @property
    def folder(self) -> Path:
        """The index's folder; of a store, where its folder would be: here, under its name."""
        return self._index if isinstance(self._index, Path) else Path(self._index.name)

    @property
    def notice(self) -> str:
        """One line where the live generation is damaged and an earlier one answers, else ""."""
        return self.snapshot().store.notice

    def snapshot(self) -> Snapshot:
        """Return the live generation's snapshot, opened anew where a build has made another.

        One thread opens it; the others go on with the one before until it is there.
        """
        if self._is_behind() and self._opening.acquire(blocking=False):
            try:
                self._follow()
            finally:
                self._opening.release()
        return self._snapshot

    def _is_behind(self) -> bool:
        store = self._snapshot.store
        if isinstance(store, MilvusStore):
            return store.live() != store.name
        return _pointer(self._index) != self._pointer

    def _follow(self) -> None:
        pointer, store = _pointer(self._index), _store(self._index)
        encoder = self._snapshot.encoder
        if store.model != encoder.name:
            encoder = load_encoder(store.model)
        self._snapshot = Snapshot(store, _fitting(encoder, store, self._index))
        self._pointer = pointer


def _pointer(index: Path | Address) -> bytes:
    return b"" if isinstance(index, Address) else read_pointer(index)


def _store(index: Path | Address) -> Store:
    return MilvusStore.open(index) if isinstance(index, Address) else Generation.open(index)


def _fitting(encoder: Encoder, store: Store, index: Path | Address) -> Encoder:
    """Return the encoder. Raises ArticlesError where it isn't the one that made the index."""
    if encoder.fingerprint != store.fingerprint:
        raise _unfit(store.model, index)
    return encoder


def _unfit(model: str, index: Path | Address) -> ArticlesError:
    if isinstance(index, Address):
        return StoreError(
            "the store {address} was made by another version of Kiwi or the model {model}",
            "rebuild it with: python -m embeddings build --store {address} --model {model}",
            key="store-model",
            address=index,
            model=model,
        )
    return IndexFolderError(
        "the index {index} was made by another version of Kiwi or the model {model}",
        "rebuild it with: python -m embeddings build --index {index} --model {model}",
        key="index-model",
        index=index,
        model=model,
    )
