"""Examples as the tensors that a step of training needs, and the loss of what the reader says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from .data import RELATIONS, Pair
from .examples import Example
from .windows import END, SENTENCE, START, Scores, Tokens, best_answer, cut, proposed, tokens

SHARED = 0.5  # weight of choosing between an example that answers and one that nearly does
SENTENCES = 0.5  # weight of telling which sentence answers
NOTHING = -1


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows to be read. (batch, tokens) unless said otherwise.

    `twos` is how many of the first rows stand in twos, of which the first answers. `readable` is
    True for position 0 and the window's tokens; `sentences` numbers the window's sentences, -1 for
    tokens in none. `starts` and `ends`, (batch,), are where the answer stands, 0 for "not here";
    `answering`, (batch,), is the number of its sentence, or -1.
    """

    ids: Tensor
    mask: Tensor
    readable: Tensor
    sentences: Tensor
    starts: Tensor
    ends: Tensor
    answering: Tensor
    twos: int

    def to(self, device: torch.device) -> Batch:
        """Return the batch on a device."""
        return Batch(
            self.ids.to(device),
            self.mask.to(device),
            self.readable.to(device),
            self.sentences.to(device),
            self.starts.to(device),
            self.ends.to(device),
            self.answering.to(device),
            self.twos,
        )


def batch(tokenizer: Tokenizer, examples: Sequence[Example], twos: int, pad: int) -> Batch:
    """Make a batch of examples, the first `twos` of them in twos."""
    read = [tokens(tokenizer, e.question, e.title, e.text, e.window) for e in examples]
    places = [_place(r, e) for r, e in zip(read, examples, strict=True)]
    ids, mask = padded([r.ids for r in read], pad)
    sentences = torch.full_like(ids, NOTHING)
    for row, r in enumerate(read):
        sentences[row, : len(r.ids)] = torch.tensor(r.sentences)
    readable = sentences >= 0
    readable[:, 0] = True
    starts, ends = torch.tensor(places).unbind(dim=1)
    own = sentences.gather(1, starts[:, None])[:, 0]
    return Batch(ids, mask, readable, sentences, starts, ends, own, twos)


def _place(read: Tokens, example: Example) -> tuple[int, int]:
    """Return the first and last token of the answer; (0, 0) where none stands in what is read."""
    if example.answer is None:
        return 0, 0
    start, end = example.answer
    inside = [
        at
        for at, span in enumerate(read.spans)
        if span is not None and span[0] < end and span[1] > start
    ]
    return (inside[0], inside[-1]) if inside else (0, 0)


def proposals(
    tokenizer: Tokenizer, examples: Sequence[Example], scores: Sequence[Scores]
) -> list[Pair]:
    """Put forward what scores (tokens, 3) find in each example: whether it answers is to be told.

    So what the reader takes for an answer, and is none, is what it learns to see through.
    """
    pairs = []
    for example, row in zip(examples, scores, strict=True):
        read = tokens(tokenizer, example.question, example.title, example.text, example.window)
        if found := best_answer(row[: len(read.ids)], read, example.text):
            start, end = example.answer or (0, 0)
            is_right = found.start < end and start < found.end
            answer = example.text[found.start : found.end]
            pair = proposed(example.question, answer, example.title, example.shown)
            pairs.append(Pair(*pair, RELATIONS.index("entailment" if is_right else "neutral")))
    return pairs


def pair_batch(
    tokenizer: Tokenizer, pairs: Sequence[Pair], pad: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the ids, the mask, and the relations (batch,) of pairs."""
    encoded = [tokenizer.encode(pair.statement, pair.premise).ids for pair in pairs]
    ids, mask = padded([cut(numbers) for numbers in encoded], pad)
    return ids, mask, torch.tensor([pair.relation for pair in pairs])


def padded(every: Sequence[Sequence[int]], pad: int) -> tuple[Tensor, Tensor]:
    """Return lists of ids as (batch, tokens), filled up with `pad`, and the mask."""
    ids = torch.full((len(every), max(map(len, every))), pad)
    mask = torch.zeros_like(ids)
    for row, numbers in enumerate(every):
        ids[row, : len(numbers)] = torch.tensor(numbers)
        mask[row, : len(numbers)] = 1
    return ids, mask


def reading_loss(scores: Tensor, read: Batch) -> Tensor:
    """Return the loss of the scores (batch, tokens, 3) of a batch: a scalar.

    - Start and end: cross entropy over the window's tokens and position 0, as Devlin et al. (2019).
    - In twos: the same over the tokens of both windows, less each window's "not here", so that
      scores of different windows compare (shared normalisation: Clark and Gardner, 2018).
    - Sentences: binary cross entropy of the mean of each sentence's tokens.
    """
    scores = scores.float()
    loss = torch.zeros((), device=scores.device)
    for column, places in ((START, read.starts), (END, read.ends)):
        logits = scores[:, :, column].masked_fill(~read.readable, -1e4)
        loss = loss + functional.cross_entropy(logits, places) / 2
        if read.twos:
            margins = (logits - logits[:, :1])[: read.twos].clone()
            margins[:, 0] = -1e4
            both = margins.reshape(read.twos // 2, -1)
            answers = places[: read.twos : 2]
            answered = answers > 0  # an answer beyond what is read teaches nothing here
            chosen = functional.cross_entropy(both, answers, reduction="none")
            loss = loss + SHARED * (chosen * answered).mean() / 2
    return loss + SENTENCES * _sentence_loss(scores[:, :, SENTENCE], read)


def _sentence_loss(logits: Tensor, read: Batch) -> Tensor:
    numbers = torch.arange(int(read.sentences.max()) + 1, device=logits.device)
    within = (read.sentences[:, :, None] == numbers).float()  # (batch, tokens, sentences)
    lengths = within.sum(dim=1)
    means = (logits[:, :, None] * within).sum(dim=1) / lengths.clamp(min=1)
    answers = (read.answering[:, None] == numbers).float()
    losses = functional.binary_cross_entropy_with_logits(means, answers, reduction="none")
    return losses[lengths > 0].mean()
