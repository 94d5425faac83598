"""Passages: windows of whole sentences over one article, and what is indexed of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..article import Article
from .analysis import Sentence

PASSAGE_CHARS = 800  # the most characters of a passage, unless one sentence alone is longer
# How often a passage's title counts in both legs: an article is about its title, and a question
# names what it is about. On TyDi train among whole Wikipedia articles nDCG@10 is, for 1, 2 and 3,
# BM25's .755, .767 and .773, and the default embedding's .733, .754 and .769. With 3, a question
# that names an article's subject but asks for what it doesn't say looks too much like an answer.
TITLE_WEIGHT = 2


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


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage with the article that it stands in, and the terms of that article's title.

    A headline's title is its text, so it has no title terms of its own.
    """

    article: Article
    title_terms: tuple[str, ...]
    passage: Passage

    @property
    def terms(self) -> list[str]:
        """The passage's terms after the title's TITLE_WEIGHT times, as both legs index it."""
        return [*self.title_terms * TITLE_WEIGHT, *self.passage.terms]

    @property
    def text(self) -> str:
        """The passage's text, as it stands in the article."""
        return self.article.text[self.passage.start : self.passage.end]

    @property
    def titled_text(self) -> str:
        """The text with the title before it, as models that read no terms see it."""
        return f"{self.article.title}\n{self.text}" if self.article.kind == "article" else self.text


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
