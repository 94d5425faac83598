"""Windows: the whole sentences that the reader reads at a time, and the answer its scores name.

Knows nothing of the model: texts, offsets and scores in, offsets and scores out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings import last_consonant

WINDOW_CHARS = 220  # the most characters of a window, unless one sentence alone is longer
MOST_TOKENS = 192  # of a question, a title and a window together; what goes beyond is not read
TITLE_CHARS = 60  # of a title that are read; a longer one would take the window's place
ANSWER_TOKENS = 32  # the most tokens of an answer
START, END, SENTENCE = range(3)  # the scores that the reader gives each token

Span = tuple[int, int]  # start and end, in characters of a text
Scores = NDArray[np.float32]

_WORDS = re.compile(r"[0-9A-Za-z]")
_INSIDE = re.compile(r"[0-9][.,][0-9]")  # a mark that belongs to its number
# What may follow a noun in the same token. Which one fits says the syllable before: 이 after a
# consonant, 가 after a vowel.
_AFTER_CONSONANT = "으로 은 이 을 과"
_AFTER_VOWEL = "는 가 를 와"
_AFTER_ANY = "에서 에게 부터 까지 에 의"
_NO_PARTICLE = re.compile(r"[회협합논결토동문주정강상건제창]의$")  # nouns: 회의, 협의, …
_PARTICLES = [
    (particle, closed)
    for particles, closed in ((_AFTER_CONSONANT, True), (_AFTER_VOWEL, False), (_AFTER_ANY, None))
    for particle in particles.split()
]
# A number's 이 is the copula where the word goes on as that does: 3,000원|이고.
_COUNTED = re.compile(r"[0-9]\S*이$")
_COPULA = re.compile(r"고|며|다|었|지만|라|어|나|던")
_PARTNERS = dict(zip("([{‘“《〈「『'\"", ")]}’”》〉」』'\"", strict=True))
_OPENINGS = {closing: opening for opening, closing in _PARTNERS.items()}


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive sentences of a text, each with its offsets in the text."""

    sentences: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Where the first sentence starts."""
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        """Where the last sentence ends."""
        return self.sentences[-1][1]

    @property
    def span(self) -> Span:
        """Where it starts and ends."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the reader is given: `ids`, and of each token where it stands in the text.

    `spans` holds None for the tokens of the question and the title and for the marks between;
    `sentences` holds the number of the window's sentence that a token stands in, else -1.
    """

    ids: list[int]
    spans: list[Span | None]
    sentences: list[int]


@dataclass(frozen=True, slots=True)
class Found:
    """The likeliest answer in a window: `text[start:end]`, and by how much it beats "not here"."""

    start: int
    end: int
    score: float


def windows(sentences: Sequence[Span], most_chars: int = WINDOW_CHARS) -> list[Window]:
    """Cover a text's sentences with windows of at most `most_chars` characters.

    Each starts with the last sentence of the one before, where the next one fits beside it.
    """
    made: list[Window] = []
    first = 0
    for last, (_, end) in enumerate(sentences):
        if last > first and end - sentences[first][0] > most_chars:
            made.append(Window(tuple(sentences[first:last])))
            fits = end - sentences[last - 1][0] <= most_chars
            first = last - 1 if fits else last
    return [*made, Window(tuple(sentences[first:]))] if sentences else []


def tokens(tokenizer: Tokenizer, question: str, title: str, text: str, window: Window) -> Tokens:
    """Return the reader's input: `<s> question </s></s> title, a newline, the window </s>`."""
    heading = f"{title[:TITLE_CHARS]}\n" if title else ""
    body = heading + text[window.start : window.end]
    encoded = tokenizer.encode(question, body)
    ahead = window.start - len(heading)
    spans: list[Span | None] = []
    for (start, end), sequence in zip(encoded.offsets, encoded.sequence_ids, strict=True):
        if sequence == 1:
            start += len(body[start:end]) - len(body[start:end].lstrip())
            inside = len(heading) <= start < end
        spans.append((start + ahead, end + ahead) if sequence == 1 and inside else None)
    ids = cut(encoded.ids)
    if len(spans) > MOST_TOKENS:
        spans = [*spans[: MOST_TOKENS - 1], None]
    ends = np.array([end for _, end in window.sentences])
    numbers = [-1 if span is None else int(np.searchsorted(ends, span[1])) for span in spans]
    return Tokens(ids, spans, numbers)


def proposed(question: str, answer: str, title: str, shown: str) -> tuple[str, str]:
    """Return what says that words answer a question, and what that is judged by: a titled window.

    Hu et al. (2019, "Read + Verify") refuse by it. Here it only teaches: of an answer that was
    found it tells right from wrong no better than the odds that this was found by.
    """
    return f"{question} {answer}", f"{title[:TITLE_CHARS]} {shown}".strip()


def cut(ids: list[int]) -> list[int]:
    """Leave out the tokens that are too many, before the last, which ends a text."""
    return ids if len(ids) <= MOST_TOKENS else [*ids[: MOST_TOKENS - 1], ids[-1]]


def likeliest(scores: Scores, read: Tokens, text: str, most: int = 1) -> list[Found]:
    """Return the `most` likeliest answers in a window, best first; none where it has no token.

    `scores` has a row a token: start, end and sentence. An answer's score is its start's and its
    end's, less those of the first token, which stands for "not here" (Devlin et al., 2019). It
    lies in one sentence and has at most ANSWER_TOKENS tokens.
    """
    places = np.array([at for at, span in enumerate(read.spans) if span is not None])
    if not len(places):
        return []
    starts = scores[places, START] - scores[0, START]
    ends = scores[places, END] - scores[0, END]
    numbers = np.array(read.sentences)[places]
    length = places[None, :] - places[:, None]
    allowed = (length >= 0) & (length < ANSWER_TOKENS) & (numbers[None, :] == numbers[:, None])
    sums = np.where(allowed, starts[:, None] + ends[None, :], -np.inf)
    found: dict[Span, Found] = {}  # two may differ in a particle alone
    for first, last in zip(
        *np.unravel_index(np.argsort(-sums, axis=None), sums.shape), strict=True
    ):
        if len(found) == most or not allowed[first, last]:
            break
        start, end = read.spans[places[first]], read.spans[places[last]]
        assert start is not None and end is not None
        span = whole(text, (start[0], end[1]), end[0])
        found.setdefault(span, Found(*span, float(sums[first, last])))
    return [*found.values()]


def best_answer(scores: Scores, read: Tokens, text: str) -> Found | None:
    """Return the likeliest answer in a window, or None where the window has no token."""
    return next(iter(likeliest(scores, read, text)), None)


def sentence_scores(scores: Scores, read: Tokens) -> list[float]:
    """Return of each sentence in a window that has tokens how likely it answers, as log odds."""
    numbers = np.array(read.sentences)
    every = scores[: len(numbers), SENTENCE]
    return [float(every[numbers == n].mean()) for n in range(numbers.max() + 1)]


def whole(text: str, span: Span, last_token: int = -1) -> Span:
    """Return a span that cuts no number or Latin word, without a particle or a stray mark.

    A particle is only taken off where its token, which starts at `last_token`, has a noun's end
    before it: one that is a token of its own was judged by the reader. A mark is stray where its
    partner stands outside.
    """
    start, end = span
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    if end == span[1] and not text[end : end + 1].isalnum():
        end -= _particle(text[max(start, last_token) : end])
    elif _COUNTED.search(text[start:end]) and _COPULA.match(text, end):
        end -= 1
    return _without_marks(text, start, end)


def _without_marks(text: str, start: int, end: int) -> Span:
    """Leave out marks at both ends whose partner isn't inside, and commas and full stops."""
    inside = text[start:end]
    if len(inside) > 1 and inside[0] in _PARTNERS and _PARTNERS[inside[0]] not in inside[1:]:
        return _without_marks(text, start + 1, end)
    opening = _OPENINGS.get(inside[-1:])
    if len(inside) > 1 and (inside[-1] in ",.;:" or (opening and opening not in inside[:-1])):
        return _without_marks(text, start, end - 1)
    return start, end


def _joined(text: str, at: int) -> bool:
    """Say whether the characters on both sides of a place belong to one number or Latin word."""
    both = _WORDS.match(text[at - 1]) and _WORDS.match(text[at])
    mark = _INSIDE.fullmatch(text[at - 1 : at + 2]) or _INSIDE.fullmatch(text[at - 2 : at + 1])
    return bool(both or mark)


def _particle(token: str) -> int:
    """Return the length of the particle at the end of a token that has a noun's end before it."""
    if _NO_PARTICLE.search(token):
        return 0
    for particle, closed in _PARTICLES:
        stem = token.removesuffix(particle)
        if stem and stem != token and (closed is None or closed == bool(last_consonant(stem[-1]))):
            return len(particle)
    return 0
