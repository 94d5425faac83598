"""What a language model has written so far, as parts of an answer, each with its verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from embeddings import WritingError

from ..answer import Answer, Citation, Part, PartKind, Writing
from ..reader.windows import Span
from ..retrieval.ranking import Hit
from .check import Entails, Place, check, nearest
from .prompt import NOTHING
from .sentences import Sentences, Written

REPEATED = 3  # times that a sentence comes where a model repeats itself


class Composition:
    """Parts a stream into sentences, and judges each as it ends."""

    def __init__(self, language: str, sent: Sequence[Hit], entails: Entails) -> None:
        """Hold what is written in a language to the hits that were sent, numbered from 1."""
        self._nothing = NOTHING[language]
        self._sent, self._entails = sent, entails
        self._sentences, self._seen = Sentences(), Counter[str]()
        self._parts: list[Part] = []
        self._citations: dict[tuple[str, Span], Citation] = {}

    def add(self, piece: str) -> bool:
        """Take a further piece; say whether a sentence ended with it.

        Raises WritingError where the model says that it has no answer, or repeats itself.
        """
        whole = [*self._sentences.add(piece)]
        for sentence in whole:
            self._judge(sentence)
        return bool(whole)

    def close(self) -> None:
        """Take what is left as a sentence. Raises WritingError where none is supported."""
        for sentence in self._sentences.close():
            self._judge(sentence)
        if not self._parts:
            raise WritingError(
                "the language model wrote nothing", "ask again or in other words", key="llm-empty"
            )
        if not self._supported:
            raise WritingError(
                "nothing that the language model wrote is supported by the articles",
                "ask in other words, or use another model",
                key="llm-unsupported",
            )

    def answer(self, instead: Answer, writing: Writing) -> Answer:
        """Return the answer so far, which may end in a draft, in the place of another one."""
        draft = self._sentences.draft
        drafts = [Part(draft, None, "draft", bool(self._parts))] if draft else []
        confidence = self._supported / len(self._parts) if self._parts else 0.0
        return replace(
            instead, parts=(*self._parts, *drafts), confidence=confidence, writing=writing
        )

    @property
    def _supported(self) -> int:
        return sum(part.kind == "supported" for part in self._parts)

    def _judge(self, sentence: Written) -> None:
        self._seen[sentence.text] += 1
        if self._nothing in sentence.text:
            raise WritingError(
                "the language model found no answer in the articles",
                "ask in other words",
                key="llm-nothing",
            )
        if self._seen[sentence.text] == REPEATED:
            raise WritingError(
                "the language model repeats itself",
                "ask again, or use another model",
                key="llm-loop",
            )
        self._parts.append(self._judged(sentence))

    def _judged(self, sentence: Written) -> Part:
        """Return a sentence with its verdict.

        One without a citation is held to the passage that comes nearest.
        """
        text, goes_on = sentence.text, not sentence.begins
        cited = [self._sent[n - 1] for n in sentence.cited if 1 <= n <= len(self._sent)]
        verdict = check(self._entails, text, cited or [nearest(text, self._sent)[0].hit])
        if not cited and not verdict.is_supported:
            return Part(text, None, "uncited", goes_on)
        first, *others = (self._citation(place) for place in verdict.places)
        kind: PartKind = "supported" if verdict.is_supported else "unsupported"
        return Part(text, first, kind, goes_on, (*others,), verdict.lacking)

    def _citation(self, place: Place) -> Citation:
        """Return the citation of a place, numbered in the order that places are cited in."""
        article, (start, end) = place.hit.article, place.span
        number = len(self._citations) + 1
        made = Citation(number, article, start, end)
        return self._citations.setdefault((article.id, place.span), made)
