"""The trial: held-out questions, asked to see where the reader finds answers, and if it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings import Output, exact_match, f1

from .batches import padded
from .data import Material, Pair, Question
from .network import Network, autocast
from .windows import Found, Window, best_answer, cut, proposed, tokens, windows

QUESTIONS, PAIRS = 100, 300  # of each kind, asked in a trial
ROWS = 16  # read at a time
T = TypeVar("T")
Read = Callable[[Sequence[list[int]]], list[Output]]  # as `Transformer.run`


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of the held-out questions and pairs, 0 to 1; NaN where there are none.

    `exact`, `f1` and `sentence` are of the best answer over all windows of the right text;
    `told_apart` is the chance that an answerable question scores above an unanswerable one (the
    area under the ROC curve), `absent` above itself where the answering windows are left out;
    `verified` is the first again, by how likely it is that what was found is an answer.
    """

    exact: float
    f1: float
    sentence: float
    told_apart: float
    absent: float
    verified: float
    relations: float


def score(read: Read, tokenizer: Tokenizer, held_out: Material) -> Score:
    """Ask the trial's questions, the same ones every time."""
    answered = _some([q for q in held_out.questions if q.answer], QUESTIONS)
    unanswered = _some([q for q in held_out.questions if not q.answer], QUESTIONS)
    every = [answers(read, tokenizer, question) for question in answered]
    found = [_best(given) for given in every]
    without = [_best(_elsewhere(q, given)) for q, given in zip(answered, every, strict=True)]
    lacking = [answers(read, tokenizer, question) for question in unanswered]
    right = list(zip(answered, found, strict=True))
    return Score(
        _mean(exact_match(_words(q, best), [_gold(q)]) for q, best in right),
        _mean(f1(_words(q, best), [_gold(q)]) for q, best in right),
        _mean(_is_cited(q, best) for q, best in right),
        auc(_scores(found), _scores(map(_best, lacking))),
        auc(_scores(found), _scores(without)),
        auc(
            _verified(read, tokenizer, answered, every),
            _verified(read, tokenizer, unanswered, lacking),
        ),
        _mean(_judged(read, tokenizer, _some(held_out.pairs, PAIRS))),
    )


def answers(read: Read, tokenizer: Tokenizer, question: Question) -> list[tuple[Window, Found]]:
    """Return each window of a question's text and the best answer in it."""
    text = question.text
    every_window = windows(text.sentences)
    inputs = [tokens(tokenizer, question.question, text.title, text.text, w) for w in every_window]
    every = read([given.ids for given in inputs])
    found = [
        best_answer(output.tokens, given, text.text)
        for given, output in zip(inputs, every, strict=True)
    ]
    return [(window, best) for window, best in zip(every_window, found, strict=True) if best]


def _best(answers: Iterable[tuple[Window, Found]]) -> Found | None:
    return max((found for _, found in answers), key=lambda found: found.score, default=None)


def _elsewhere(
    question: Question, answers: Iterable[tuple[Window, Found]]
) -> list[tuple[Window, Found]]:
    """Leave out the windows that hold a part of the right answer."""
    assert question.answer is not None
    start, end = question.answer
    return [(w, found) for w, found in answers if w.end <= start or end <= w.start]


def reading(model: Network) -> Read:
    """Return what reads with a model, on its device."""

    def read(inputs: Sequence[list[int]]) -> list[Output]:
        made: list[Output] = []
        for rows in (inputs[at : at + ROWS] for at in range(0, len(inputs), ROWS)):
            ids, mask = (tensor.to(model.body.device) for tensor in padded(rows, 0))
            with torch.no_grad(), autocast(ids.device):
                every = [output.float().cpu().numpy() for output in model(ids, mask)]
            for row, numbers in enumerate(rows):
                tokens, relation, mean = (output[row] for output in every)
                made.append(Output(tokens[: len(numbers)], relation, mean))
        return made

    return read


def auc(higher: NDArray[np.float64], lower: NDArray[np.float64]) -> float:
    """Return the chance that one of the first is above one of the second; a tie counts half."""
    if not len(higher) or not len(lower):
        return float("nan")
    above = higher[:, None] > lower[None, :]
    ties = higher[:, None] == lower[None, :]
    return float((above + ties / 2).mean())


def _verified(
    read: Read,
    tokenizer: Tokenizer,
    questions: Sequence[Question],
    every: Sequence[Iterable[tuple[Window, Found]]],
) -> NDArray[np.float64]:
    """Return the log odds that the best answer to each question is one, where there is any."""
    inputs = []
    for question, given in zip(questions, every, strict=True):
        for window, best in sorted(given, key=lambda one: -one[1].score)[:1]:
            text, title = question.text.text, question.text.title
            shown = text[window.start : window.end]
            pair = proposed(question.question, text[best.start : best.end], title, shown)
            inputs.append(cut(tokenizer.encode(*pair).ids))
    odds = [one.relation[0] - np.logaddexp.reduce(one.relation[1:]) for one in read(inputs)]
    return np.array(odds, dtype=np.float64)


def _judged(read: Read, tokenizer: Tokenizer, pairs: Sequence[Pair]) -> Iterator[bool]:
    """Yield of each pair whether its relation is told."""
    inputs = [cut(tokenizer.encode(pair.statement, pair.premise).ids) for pair in pairs]
    for pair, output in zip(pairs, read(inputs), strict=True):
        yield int(output.relation.argmax()) == pair.relation


def _gold(question: Question) -> str:
    assert question.answer is not None
    return question.text.text[slice(*question.answer)]


def _words(question: Question, found: Found | None) -> str:
    return question.text.text[found.start : found.end] if found else ""


def _is_cited(question: Question, found: Found | None) -> bool:
    """Say whether the answer that was found stands in the sentence of the right one."""
    assert question.answer is not None
    if found is None:
        return False
    spans = question.text.sentences
    return any(s <= found.start < e and s <= question.answer[0] < e for s, e in spans)


def _scores(found: Iterable[Found | None]) -> NDArray[np.float64]:
    return np.array([best.score for best in found if best], dtype=np.float64)


def _mean(values: Iterable[float]) -> float:
    every = list(values)
    return sum(every) / len(every) if every else float("nan")


def _some(things: Sequence[T], count: int) -> list[T]:
    return Random(0).sample(things, min(count, len(things)))
