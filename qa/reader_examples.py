"""What one step of training reads: windows that answer beside windows that nearly do."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from embeddings.errors import SeedError

from .reader_cloze import make_question
from .reader_data import Material, Pair, Question, Text
from .reader_wording import asking_otherwise, reworded
from .windows import WINDOW_CHARS, Span, Window, windows

UNTITLED = 0.2  # share of the windows whose title is left out
FIRST_WORDS = 0.3  # share of the titled windows that come under their text's first words
REWORDED = 0.6  # share of the questions said in other words
FROM_THE_LIST = 0.35  # share of the wrong windows that people's unanswerable questions give
NEAREST = 0.6  # share of the wrong windows that are the nearest by their words
OTHERWISE = 0.6  # share of the single examples that ask something else of an answering window
LEFT_OUT = 0.4  # share of the made questions whose wrong window is the right one, less a sentence
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
        self._answered = [question for question in material.questions if question.answer]
        if not self._answered:
            raise SeedError(
                "no question with its answer is among what is to be learned",
                "name files that hold some",
                key="lessons-missing",
            )
        self._unanswered = [question for question in material.questions if not question.answer]
        self._lacking: dict[str, list[Text]] = defaultdict(list)
        for question in self._unanswered:
            self._lacking[question.question].append(question.text)
        self._articles = [text for text in material.articles if len(text.sentences) > 3]
        self._titles = sorted({q.text.title for q in self._answered} - {""}) or ["기사"]
        self._pairs = material.pairs

    def pairs(self, count: int, rng: Random) -> list[Pair]:
        """Draw pairs of a statement and its premise, none where there are none."""
        return [rng.choice(self._pairs) for _ in range(count)] if self._pairs else []

    def twos(self, count: int, made: float, rng: Random) -> list[Two]:
        """Draw examples that answer, each with one that nearly does; `made` of them are made."""
        return [self._two(made, rng) for _ in range(count)]

    def _two(self, made: float, rng: Random) -> Two:
        for _ in range(MOST_TRIES):
            from_article = self._articles and rng.random() < made
            if two := self._made(rng) if from_article else self._asked(rng):
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
            chosen = rng.choice(self._answered)
            window = _holding(chosen, rng)
            titles = [chosen.text.title, *rng.choices(self._titles, k=8)]
            shown = chosen.text.text[window.start : window.end] if window else ""
            other = asking_otherwise(chosen.question, shown, titles, rng)
            if window and other:
                return _example(_said(other, rng), chosen.text, window, None, rng)
        return self._two(0.0, rng)[1]

    def _asked(self, rng: Random) -> Two | None:
        """Draw a question that people asked."""
        chosen = rng.choice(self._answered)
        lacking = self._lacking.get(chosen.question)
        from_list = lacking and rng.random() < FROM_THE_LIST
        elsewhere = rng.choice(lacking) if lacking and from_list else None
        return self._beside(chosen, elsewhere, rng)

    def _made(self, rng: Random) -> Two | None:
        """Make a question of an article's sentence."""
        text = rng.choice(self._articles)
        start, end = rng.choice(text.sentences)
        made = make_question(text.text[start:end], text.title, rng)
        if made is None:
            return None
        answer = start + made.answer[0], start + made.answer[1]
        two = self._beside(Question(made.question, text, answer), None, rng)
        if two and len(two[0].window.sentences) > 1 and rng.random() < LEFT_OUT:
            return two[0], _left_out(two[0])
        return two

    def _beside(self, chosen: Question, elsewhere: Text | None, rng: Random) -> Two | None:
        """Put a window that answers beside one `elsewhere`, or else in the same text."""
        window = _holding(chosen, rng)
        if window is None:
            return None
        question = _said(chosen.question, rng)
        right = _example(question, chosen.text, window, chosen.answer, rng)
        text = elsewhere or chosen.text
        others = _cut(text, rng) if elsewhere else _without(chosen, rng)
        if not others and len(window.sentences) > 1:
            return right, _left_out(right)
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


def _left_out(right: Example) -> Example:
    """Return an example without the sentences that answer, on what is left of the window."""
    assert right.answer is not None
    start, end = right.answer
    kept = [right.text[s:e] for s, e in right.window.sentences if e <= start or end <= s]
    ends = list(accumulate(len(part) + 1 for part in kept))
    spans = tuple((end - len(part) - 1, end - 1) for part, end in zip(kept, ends, strict=True))
    return Example(right.question, right.title, " ".join(kept), Window(spans), None)
