"""The steps that teach the reader, and going on where a run was stopped."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from tqdm import tqdm

from embeddings import ModelError

from .batches import batch, padded, pair_batch, proposals, reading_loss
from .data import Pair
from .examples import Example, Lessons
from .network import Network, autocast
from .windows import cut

STEPS = 4_000
TWOS = 6  # of an answering window and one that nearly answers, a step
SINGLES = 4  # windows that don't answer, a step, beside them
AT_ONCE = 4  # windows that are read together
PAIRS = 10  # of a statement and its premise, a step
PROPOSED = 2  # of the windows that answer, and of those that don't, a step, whose finds are judged
LEARNING_RATE = 2e-4
WARM_UP = 0.03  # share of the steps
MADE = (0.3, 0.1)  # share of made questions among the twos: at first, and from MADE_UNTIL on
MADE_UNTIL = 0.35  # share of the steps
ENTAILMENT = 1.0  # weight of the pairs
KEPT = 1.0  # weight of keeping the mean vectors
KEPT_EVERY, KEPT_TEXTS = 4, 4  # steps, and texts whose mean vectors are kept
EVERY = 50  # steps between checkpoints


class Course:
    """A reader being taught; `run` goes on from the checkpoint, where there is one.

    The same seed, material and steps draw the same examples in the same order, stopped or not. It
    runs on the model's device.
    """

    def __init__(
        self,
        model: Network,
        tokenizer: Tokenizer,
        lessons: Lessons,
        checkpoint: Path,
        *,
        steps: int = STEPS,
        learning_rate: float = LEARNING_RATE,
        seed: int = 0,
    ) -> None:
        """Take a network, or in its place the one that was written last.

        Raises ModelError where that is of another body.
        """
        self.device = model.body.device
        self.model = model.to(self.device)
        self.model.freeze()
        self.tokenizer = tokenizer
        self.pad = model.body.config.pad_token_id or 0
        self.steps = steps
        self.done = 0
        self._base = copy.deepcopy(model.body).requires_grad_(False).eval()
        self._lessons, self._checkpoint, self._seed = lessons, checkpoint, seed
        learning = [p for p in self.model.parameters() if p.requires_grad]
        self._optimiser = torch.optim.AdamW(learning, lr=learning_rate)
        self._highest = learning_rate
        self._resume()

    def run(self, *, every: int = EVERY, progress: bool = False) -> Iterator[tuple[int, float]]:
        """Teach, yielding (step, mean loss) at each checkpoint: every so many steps, and last."""
        losses: list[float] = []
        left = range(self.done + 1, self.steps + 1)
        bar = tqdm(
            left, "train", initial=self.done, total=self.steps, unit="step", disable=not progress
        )
        for step in bar:
            self.model.train()
            losses.append(self._step(step))
            bar.set_postfix(loss=f"{losses[-1]:.2f}", refresh=False)
            self.done = step
            if step % every == 0 or step == self.steps:
                self._save()
                self.model.eval()
                yield step, sum(losses) / len(losses)
                losses.clear()

    def _step(self, step: int) -> float:
        rng = Random(f"{self._seed}-{step}")
        torch.manual_seed(rng.getrandbits(32))  # what drops out
        made = _share(step / self.steps)
        twos = self._lessons.twos(TWOS, made, rng)
        singles = self._lessons.singles(SINGLES, rng)
        examples = [example for two in twos for example in two] + singles
        read = batch(self.tokenizer, examples, 2 * TWOS, self.pad).to(self.device)
        scores = self._heads(read.ids, read.mask)[0]
        loss = reading_loss(scores, read)
        total = loss.item()
        loss.backward()
        pairs = self._lessons.pairs(PAIRS, rng) + self._proposed(examples, scores, rng)
        if pairs:
            ids, mask, relations = pair_batch(self.tokenizer, pairs, self.pad)
            judged = nn.functional.cross_entropy(
                self._heads(ids, mask)[1], relations.to(self.device)
            )
            total += judged.item()
            (ENTAILMENT * judged).backward()
        if step % KEPT_EVERY == 0:
            texts = [f"passage: {e.shown}" for e in rng.sample(examples, KEPT_TEXTS - 1)]
            (KEPT * self._drift([*texts, f"query: {examples[0].question}"])).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for group in self._optimiser.param_groups:
            group["lr"] = self._highest * _rate(step, self.steps)
        self._optimiser.step()
        self._optimiser.zero_grad()
        return total

    def _proposed(self, examples: list[Example], scores: Tensor, rng: Random) -> list[Pair]:
        """Put forward what is found in some windows that answer, and in some that don't."""
        told = [at for at, one in enumerate(examples) if one.answer]
        rest = [at for at, one in enumerate(examples) if not one.answer]
        some = rng.sample(told, PROPOSED) + rng.sample(rest, PROPOSED)
        rows = scores.detach().cpu().numpy()
        return proposals(self.tokenizer, [examples[at] for at in some], [rows[at] for at in some])

    def _heads(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores of tokens and of pairs, read by length, so that little is filled up."""
        ids, mask = ids.to(self.device), mask.to(self.device)
        lengths = mask.sum(dim=1)
        order = lengths.argsort()
        tokens: list[Tensor] = []
        relations: list[Tensor] = []
        with autocast(self.device):
            for rows in order.split(AT_ONCE):
                longest = int(lengths[rows].max())
                scores, relation, _ = self.model(ids[rows, :longest], mask[rows, :longest])
                tokens.append(nn.functional.pad(scores, (0, 0, 0, ids.shape[1] - longest)))
                relations.append(relation)
        back = order.argsort()
        return torch.cat(tokens)[back].float(), torch.cat(relations)[back].float()

    def _drift(self, texts: list[str]) -> Tensor:
        """Return how far the mean vectors of texts have come from the base's: 1 - cosine."""
        numbers = [cut(self.tokenizer.encode(text).ids) for text in texts]
        ids, mask = (tensor.to(self.device) for tensor in padded(numbers, self.pad))
        weights = mask.unsqueeze(-1)
        with autocast(self.device):
            _, _, mean = self.model(ids, mask)
            with torch.no_grad():
                states = self._base(ids, attention_mask=mask).last_hidden_state
        kept = (states.float() * weights).sum(dim=1)
        return (1 - nn.functional.cosine_similarity(mean.float(), kept)).mean()

    def _resume(self) -> None:
        if not self._checkpoint.exists():
            return
        state = torch.load(self._checkpoint, map_location=self.device, weights_only=True)
        try:
            self.model.load_state_dict(state["model"])
        except RuntimeError as error:
            raise ModelError(
                "{checkpoint} is of a run with another base",
                "name that base, or remove the checkpoint",
                key="checkpoint-unfit",
                checkpoint=self._checkpoint,
            ) from error
        self._optimiser.load_state_dict(state["optimiser"])
        self.done = int(state["step"])

    def _save(self) -> None:
        """Write the state to go on from; the file is always a whole one."""
        state = {
            "model": self.model.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "step": self.done,
        }
        part = self._checkpoint.with_suffix(".part")
        torch.save(state, part)
        part.replace(self._checkpoint)


def _rate(step: int, steps: int) -> float:
    """Return the share of the highest learning rate that a step has: up, then down to nothing."""
    return min(step / max(1, round(WARM_UP * steps)), 1 - (step - 1) / steps)


def _share(progress: float) -> float:
    """Return the share of made questions at a time of the course, 0 to 1."""
    first, last = MADE
    return first + (last - first) * min(1.0, progress / MADE_UNTIL)
