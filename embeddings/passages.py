"""Passages: windows of whole sentences over one article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .analysis import Sentence

PASSAGE_CHARS = 800  # the most characters of a passage, unless one sentence alone is longer


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of an article; offsets are into the article's text, in characters."""

    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        """Where the first sentence starts."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Where the last sentence ends."""
        return self.sentences[-1].end

    @property
    def terms(self) -> list[str]:
        """The terms of all its sentences, in order."""
        return [term for sentence in self.sentences for term in sentence.terms]


def split(sentences: Sequence[Sentence], most_chars: int = PASSAGE_CHARS) -> list[Passage]:
    """Part an article's sentences into passages of about equal length, at most `most_chars` each.

    No sentence is cut or left out, and none stands in two passages. Equal lengths keep the last
    passage from being a scrap, which BM25 would favour for its shortness.
    """
    if not sentences:
        return []
    total = sentences[-1].end - sentences[0].start
    target = total / -(-total // most_chars)
    passages: list[Passage] = []
    window: list[Sentence] = []
    for sentence in sentences:
        if window and _full(window, sentence, target, most_chars):
            passages.append(Passage(tuple(window)))
            window = []
        window.append(sentence)
    return [*passages, Passage(tuple(window))]


def _full(window: Sequence[Sentence], following: Sentence, target: float, most_chars: int) -> bool:
    """Say whether the window is better closed than grown by the following sentence."""
    now = window[-1].end - window[0].start
    grown = following.end - window[0].start
    return grown > most_chars or grown - target > target - now
