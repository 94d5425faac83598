"""What one step of training reads: windows that answer beside windows that nearly do."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random

from embeddings import SeedError

from .claims import make_claim
from .cloze import make_question
from .data import Material, Pair, Question, Text
from .windows import WINDOW_CHARS, Span, Window, windows
from .wording import asking_otherwise, reworded

UNTITLED = 0.2  # share of the windows whose title is left out
FIRST_WORDS = 0.3  # share of the titled windows that come under their text's first words
REWORDED = 0.6  # share of the questions said in other words
ERASED = 0.3  # share of the wrong windows that are the right ones without the answer's words
LEFT_OUT = 0.1  # share of those without its sentence
FROM_THE_LIST = 0.3  # share of those that people found to lack the answer, where they did
IN_VAIN = 0.4  # share of the twos that are another question's, asked of the same window in vain
NEAREST = 0.6  # share of the wrong windows that are the nearest by their words
MADE = 0.3  # share of the single examples' questions that are made
OTHERWISE = 0.3  # share of the single examples that ask something else of an answering window
CLAIMED = 0.3  # share of the pairs that are made by rules
TRIES, MOST_TRIES = 20, 10_000
_WORD = re.compile(r"\w{2,}")


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a window of a text under a title, and the answer's offsets in the text."""

    question: str
    title: str
    text: str
    window: Window
    answer: Span | None

    @property
    def shown(self) -> str:
        """The window's text."""
        return self.text[self.window.start : self.window.end]


Two = tuple[Example, Example]  # one that answers, and one that nearly does


class Lessons:
    """Draws examples from material; the same random numbers draw the same."""

    def __init__(self, material: Material) -> None:
        """Sort the material by what is drawn from it.

        Raises SeedError where no question has an answer.
        """
        self._answered = [q for q in material.questions if q.answer]
        if not self._answered:
            raise SeedError(
                "no question with its answer is among what is to be learned",
                "name files that hold some",
                key="lessons-missing",
            )
        self._unanswered = [q for q in material.questions if not q.answer and q.text.sentences]
        self._lacking: dict[str, list[Text]] = defaultdict(list)
        self._in_vain: dict[str, list[str]] = defaultdict(list)
        for question in self._unanswered:
            self._lacking[question.question].append(question.text)
            self._in_vain[question.text.text].append(question.question)
        self._articles = [text for text in material.articles if len(text.sentences) > 3]
        self._titles = sorted({q.text.title for q in self._answered} - {""}) or ["기사"]
        self._pairs = material.pairs
        self._told = [q.text for q in self._answered if len(q.text.sentences) > 3] + self._articles

    def pairs(self, count: int, rng: Random) -> list[Pair]:
        """Draw pairs of a statement and its premise, none where there are none to be had."""
        drawn = (self._pair(rng) for _ in range(count))
        return [pair for pair in drawn if pair]

    def _pair(self, rng: Random) -> Pair | None:
        """Draw a pair that people judged, or make one of a question's text."""
        if rng.random() < CLAIMED:
            for text in rng.choices(self._told, k=TRIES) if self._told else ():
                if pair := make_claim(text, _cut(text, rng), rng):
                    return pair
        return rng.choice(self._pairs) if self._pairs else None

    def twos(self, count: int, made: float, rng: Random) -> list[Two]:
        """Draw examples that answer, each with one that nearly does; `made` of them are made."""
        return [self._two(made, rng) for _ in range(count)]

    def _two(self, share: float, rng: Random) -> Two:
        for _ in range(MOST_TRIES):
            made = self._articles and rng.random() < share
            chosen = self._made(rng) if made else rng.choice(self._answered)
            if chosen and (two := self._beside(chosen, rng)):
                return two
        raise SeedError(
            "no question has an answer that one of its text's windows holds and another lacks",
            "name files with longer texts",
            key="lessons-too-short",
        )

    def singles(self, count: int, rng: Random) -> list[Example]:
        """Draw examples that don't answer: else is asked, or people found that it is lacking."""
        return [self._single(rng) for _ in range(count)]

    def _single(self, rng: Random) -> Example:
        for _ in range(TRIES):
            if self._unanswered and rng.random() > OTHERWISE:
                chosen = rng.choice(self._unanswered)
                nearest = _nearest(chosen.question, _cut(chosen.text, rng), chosen.text, rng)
                return _example(_said(chosen.question, rng), chosen.text, nearest, None, rng)
            made = self._made(rng) if self._articles and rng.random() < MADE else None
            chosen = made or rng.choice(self._answered)
            window = _holding(chosen, rng)
            titles = [chosen.text.title, *rng.choices(self._titles, k=8)]
            shown = chosen.text.text[window.start : window.end] if window else ""
            other = asking_otherwise(chosen.question, shown, titles, rng)
            if window and other:
                return _example(_said(other, rng), chosen.text, window, None, rng)
        return self._two(0.0, rng)[1]

    def _made(self, rng: Random) -> Question | None:
        """Make a question of an article's sentence."""
        text = rng.choice(self._articles)
        start, end = rng.choice(text.sentences)
        made = make_question(text.text[start:end], text.title, rng)
        if made is None:
            return None
        return Question(made.question, text, (start + made.answer[0], start + made.answer[1]))

    def _beside(self, chosen: Question, rng: Random) -> Two | None:
        """Put a window that answers beside one that doesn't.

        That is the same, asked what people asked of its text in vain; the same without the
        answer's words or its sentence; another of the same text; or one that people found to lack
        the answer. None where no window holds it, or no other is.
        """
        window = _holding(chosen, rng)
        if window is None:
            return None
        question = _said(chosen.question, rng)
        right = _example(question, chosen.text, window, chosen.answer, rng)
        if (vain := self._in_vain.get(chosen.text.text)) and rng.random() < IN_VAIN:
            return right, replace(right, question=_said(rng.choice(vain), rng), answer=None)
        kind = rng.random()
        if kind < ERASED and (rest := _erased(right)):
            return right, rest
        lacking = self._lacking.get(chosen.question)
        text = rng.choice(lacking) if lacking and kind > 1 - FROM_THE_LIST else chosen.text
        others = _cut(text, rng) if text != chosen.text else _without(chosen, rng)
        if (kind < ERASED + LEFT_OUT or not others) and (rest := _left_out(right)):
            return right, rest
        if not others:
            text = rng.choice(self._answered).text
            others = _cut(text, rng) if text != chosen.text else []
        if not others:
            return None
        wrong = _nearest(question, others, text, rng)
        return right, _example(question, text, wrong, None, rng, title=right.title)


def _said(question: str, rng: Random) -> str:
    return reworded(question, rng) if rng.random() < REWORDED else question


def _example(
    question: str, text: Text, window: Window, answer: Span | None, rng: Random, title: str = ""
) -> Example:
    """Put a window under its title, or under its text's first words.

    A wrong window comes under the `title` of the right one as often as not, and those that have a
    title under first words as well, so that no title tells which is which.
    """
    first_words = " ".join(text.text[:80].split()[: rng.randint(3, 7)])
    own = text.title if text.title and rng.random() > FIRST_WORDS else first_words
    chosen = title if title and rng.random() < 0.5 else own
    shown = "" if rng.random() < UNTITLED else chosen
    return Example(question, shown, text.text, window, answer)


def _cut(text: Text, rng: Random) -> list[Window]:
    """Cut a text into windows that differ from time to time, in length and where they begin."""
    length = rng.randint(WINDOW_CHARS // 2, WINDOW_CHARS * 5 // 4)
    first = rng.randrange(min(3, len(text.sentences)))
    return windows(text.sentences[first:], length)


def _holding(question: Question, rng: Random) -> Window | None:
    """Return a window that holds the answer, somewhere."""
    assert question.answer is not None
    start, end = question.answer
    holding = [w for w in _cut(question.text, rng) if w.start <= start and end <= w.end]
    return rng.choice(holding) if holding else None


def _without(question: Question, rng: Random) -> list[Window]:
    """Return the windows of a question's text in which the answer's words don't stand."""
    assert question.answer is not None
    text = question.text.text
    words = text[slice(*question.answer)]
    return [w for w in _cut(question.text, rng) if words not in text[w.start : w.end]]


def _nearest(question: str, among: Sequence[Window], text: Text, rng: Random) -> Window:
    """Return the window with most of the question's words, or now and then any."""
    if rng.random() > NEAREST:
        return rng.choice(among)
    stems = {word[:2] for word in _WORD.findall(question)}

    def shared(window: Window) -> int:
        return len(
            stems & {word[:2] for word in _WORD.findall(text.text[window.start : window.end])}
        )

    return max(among, key=shared)


def _left_out(right: Example) -> Example | None:
    """Return an example without the sentences that answer, on what is left of the window.

    None where nothing is: an answer may go over several sentences.
    """
    assert right.answer is not None
    start, end = right.answer
    kept = [right.text[s:e] for s, e in right.window.sentences if e <= start or end <= s]
    return _rest(right, kept) if kept else None


def _erased(right: Example) -> Example | None:
    """Return an example without the words that answer: all else that is asked of stands there.

    None where they stand in the window again, or nothing else does.
    """
    assert right.answer is not None
    text = right.text
    if right.shown.count(text[slice(*right.answer)]) > 1:
        return None
    start = max(text.rfind(" ", 0, right.answer[0]) + 1, right.window.start)
    space = text.find(" ", right.answer[1])
    end = min(len(text) if space < 0 else space + 1, right.window.end)
    kept = [text[s : min(e, start)] + text[max(s, end) : e] for s, e in right.window.sentences]
    left = [part.strip() for part in kept if part.strip()]
    return _rest(right, left) if left else None


def _rest(right: Example, kept: Sequence[str]) -> Example:
    """Return an example on what is kept of its window's sentences, which doesn't answer."""
    ends = list(accumulate(len(part) + 1 for part in kept))
    spans = tuple((end - len(part) - 1, end - 1) for part, end in zip(kept, ends, strict=True))
    return Example(right.question, right.title, " ".join(kept), Window(spans), None)
