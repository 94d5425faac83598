"""The assistant: an open index, and the three things to ask of it: search, ask, articles."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path

from embeddings import (
    EVERYTHING,
    Article,
    Encoder,
    Filters,
    Generation,
    IndexFolderError,
    Store,
    background,
    load_encoder,
    query_terms,
    read_pointer,
)

from .answer import Answer
from .answering.compose import compose, summarise
from .answering.confidence import judge
from .answering.listing import listed, none_fits
from .answering.talk import talk
from .question import Question, narrowed, understand
from .reader.reader import Reader
from .request.condition import Condition, stated
from .request.kind import TALK
from .request.narrowing import Shelf, filters_for, read_conditions
from .retrieval.ranking import PASSAGES_PER_ARTICLE, Hit, search
from .retrieval.reading import RERANKED, Asked, read, rerank
from .values.asked import fits
from .writing.writer import Writer

__all__ = ["Article", "Assistant", "Filters", "Snapshot"]  # what its methods give and take, too

SOUGHT = 10  # hits that an answer is sought in
PREFERENCE = 1.0  # what a follow-up adds to the score of what was cited last
# By how much another article must hit better for a short question to stand alone: of 165 such ones
# of KorQuAD's put after another article, 6 stay below it, and of 80 that follow up 2 come above it.
ELSEWHERE = 0.5


@dataclass(frozen=True)
class Snapshot:
    """A store with the model that reads it; one query sees one snapshot from end to end."""

    store: Store
    encoder: Encoder

    def understand(
        self, text: str, history: Sequence[object] = (), filters: Filters = EVERYTHING
    ) -> Question:
        """Analyse a question, and settle whether it follows up, and on which articles.

        Where its words leave that open, it stands alone if the articles say more of it elsewhere.
        """
        question = understand(text, history)
        further = question.follow_up
        if further is None:
            return question
        cited = further.cited or self._about(f"{further.earlier} {further.said}", filters)
        if not further.is_sure and self._stands_alone(question, cited, filters):
            return replace(question, context=(), follow_up=None)
        return replace(question, follow_up=replace(further, cited=cited))

    def _about(self, said: str, filters: Filters) -> tuple[str, ...]:
        """Return the id of the article that something said before is about, if there is one."""
        return tuple(hit.article.id for hit in self._found(query_terms(said), said, 1, filters))

    def _stands_alone(self, question: Question, cited: Sequence[str], filters: Filters) -> bool:
        within = replace(filters, ids=(*cited[:1],))
        here = self._found(question.terms, question.text, 1, within)
        found = self._found(question.terms, question.text, SOUGHT, filters)
        elsewhere = (hit.score for hit in found if hit.article.id not in cited[:1])
        return max(elsewhere, default=0.0) > ELSEWHERE + (here[0].score if here else 0.0)

    def search(self, question: Question, top_k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """Return the hits for an understood question, best first, at most `top_k`.

        A follow-up prefers the article cited last, looks into that alone, or into all others.
        """
        terms, further = [*question.terms, *question.context], question.follow_up
        if further is None or not further.cited:
            return self._found(terms, question.text, top_k, filters)
        last = further.cited[0]
        within = replace(filters, ids=(last,))
        own = self._found(terms, question.text, top_k, within) if further.scope != "other" else []
        if further.scope == "only":
            return own
        found = self._found(terms, question.text, top_k + PASSAGES_PER_ARTICLE, filters)
        others = [hit for hit in found if hit.article.id != last]
        preferred = [replace(hit, score=hit.score + PREFERENCE) for hit in own]
        return sorted([*preferred, *others], key=lambda hit: -hit.score)[:top_k]

    def _found(self, terms: Sequence[str], text: str, top_k: int, filters: Filters) -> list[Hit]:
        vector = self.encoder.encode_query(text, terms)
        return search(self.store, self.encoder, terms, vector, top_k, filters)

    @cached_property
    def shelf(self) -> Shelf:
        """What the articles are known by."""
        return Shelf.of(self.store)

    def ask(self, question: Question, filters: Filters, today: date) -> Answer:
        """Answer an understood question, from the articles that it wants."""
        if question.asks in TALK:
            return talk(self.store, self.shelf, question, filters)
        korean = question.is_korean
        conditions = read_conditions(question.text, question.asks, self.shelf, today, korean)
        wanted = filters_for(self.store, conditions, filters)
        own = narrowed(question, conditions)
        answer = self._within(own, conditions, wanted)
        said = " · ".join(filter(None, (stated(conditions, korean), own.understood)))
        return replace(answer, understood=said, conditions=conditions, question=question.text)

    def _within(
        self, question: Question, conditions: Sequence[Condition], wanted: Filters
    ) -> Answer:
        """Answer a question by the articles that are as wanted."""
        if conditions and not self.store.list_by("newest", wanted):
            return none_fits(self.store, question, conditions, self.shelf)
        return listed(self.store, question, conditions, wanted) or self.answer(
            question, self.search(question, SOUGHT, wanted)
        )

    def answer(self, question: Question, hits: Sequence[Hit]) -> Answer:
        """Answer an understood question from hits, best first."""
        asked = self.asked(question)
        if question.asks in ("summary", "list", "timeline"):
            return summarise(question, hits, asked.weights)
        return compose(question, hits, judge(asked, hits, read(reader(), asked, hits)))

    def reranked(self, question: Question, hits: Sequence[Hit]) -> list[Hit]:
        """Return hits in the order that the reader puts them in."""
        return rerank(reader(), self.asked(question), hits)

    def asked(self, question: Question) -> Asked:
        """Return what is read for: a question, its terms' idf, and the kind of answer that fits."""
        weights = {term: self.idf(term) for term in (*question.terms, *question.context)}
        return Asked(question.text, weights, partial(fits, question.text))

    def idf(self, term: str) -> float:
        """Return a term's inverse document frequency over this index and Korean at large.

        The two are counted together as one collection: in a small index each word looks rare.
        ln(1 + (N - n + 0.5) / (n + 0.5)), as in BM25.
        """
        articles, frequency = background()
        total = articles + len(self.store)
        having = frequency.get(term, 0) + self.store.document_frequency(term)
        return math.log(1 + (total - having + 0.5) / (having + 0.5))


@cache
def reader() -> Reader:
    """Return the process's reader; it is loaded when it is first asked to read."""
    return Reader.load()


class Assistant:
    """Answers questions from the live generation of an index, and follows it to the next one.

    Any number of threads may use one assistant.
    """

    def __init__(self, index: Path, pointer: bytes, snapshot: Snapshot) -> None:
        """Use an index, opened when CURRENT said `pointer`; `Assistant.open` opens one."""
        self._index = index
        self._pointer = pointer
        self._snapshot = snapshot
        self._opening = threading.Lock()

    @classmethod
    def open(cls, index: str | Path = "index") -> Assistant:
        """Open an index folder with the model that made it.

        Raises IndexFolderError where there is no index, or it is damaged or made by another model
        or version; ModelError where its model can't be loaded.
        """
        index = Path(index)
        pointer = read_pointer(index)  # before it is followed: a build may publish meanwhile
        generation = Generation.open(index)
        encoder = load_encoder(generation.model)
        return cls(index, pointer, Snapshot(generation, _fitting(encoder, generation, index)))

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
    ) -> Answer:
        """Answer a question in sentences of the articles, each cited; or say that they have none.

        `history` holds what was said before, oldest first: questions and answers as `read_turns`
        takes them. What it says of time ("지난주") counts from `today`. Raises QuestionError as
        `search` does, ModelError where the reader is damaged.
        """
        snapshot, filters = self.snapshot(), filters or EVERYTHING
        understood = snapshot.understand(question, history, filters)
        return snapshot.ask(understood, filters, today or date.today())

    def write(
        self,
        writer: Writer,
        question: str,
        history: Sequence[object] = (),
        filters: Filters | None = None,
        *,
        today: date | None = None,
        spent: int = 0,
    ) -> Iterator[Answer]:
        """Have a question answered by a language model, each sentence held to what it cites.

        Yields the answer as it grows; the last one is whole. Where the model fails or is not borne
        out, that is what `ask` answers, and its `writing` says why. `spent` are the tokens that the
        conversation has cost so far. Raises what `ask` does.
        """
        understood = understand(question, history)
        answer = self.snapshot().ask(understood, filters or EVERYTHING, today or date.today())
        return writer.write(understood, answer, reader().entailed, spent)

    def articles(self, filters: Filters | None = None) -> list[Article]:
        """Return the articles of the live generation that fit, headlines included."""
        return self.snapshot().store.articles(filters or EVERYTHING)

    @property
    def folder(self) -> Path:
        """The index's folder."""
        return self._index

    @property
    def notice(self) -> str:
        """One line where the live generation is damaged and an earlier one answers, else ""."""
        return self.snapshot().store.notice

    def snapshot(self) -> Snapshot:
        """Return the live generation's snapshot, opened anew where a build has made another.

        One thread opens it; the others go on with the one before until it is there.
        """
        if read_pointer(self._index) != self._pointer and self._opening.acquire(blocking=False):
            try:
                self._follow()
            finally:
                self._opening.release()
        return self._snapshot

    def _follow(self) -> None:
        pointer = read_pointer(self._index)
        generation = Generation.open(self._index)
        encoder = self._snapshot.encoder
        if generation.model != encoder.name:
            encoder = load_encoder(generation.model)
        self._snapshot = Snapshot(generation, _fitting(encoder, generation, self._index))
        self._pointer = pointer


def _fitting(encoder: Encoder, generation: Generation, index: Path) -> Encoder:
    """Return the encoder. Raises IndexFolderError where it isn't the one that made the index."""
    if encoder.fingerprint != generation.fingerprint:
        raise IndexFolderError(
            "the index {index} was made by another version of Kiwi or the model {model}",
            "rebuild it with: python -m embeddings build --index {index} --model {model}",
            key="index-model",
            index=index,
            model=generation.model,
        )
    return encoder
