"""The reader's network as it is written: for one input, and such that 8 bits tell it well."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from typing import cast

import torch
from torch import Tensor, nn
from transformers.models.bert.modeling_bert import BertLayer

from .network import Network

_MARKS = 0, 2  # the tokens <s> and </s> of an XLM-R vocabulary, pruned or not
_LEAST = 1e-5  # that is divided by


class Columns(nn.Module):
    """A linear layer whose weights stand as ONNX multiplies by them, (in, out).

    So they keep their name in the file, and stand there once however often the layer is used. What
    the layer is given may be multiplied by `evening`, (in,), first.
    """

    def __init__(self, linear: nn.Linear) -> None:
        """Take a layer's weights over."""
        super().__init__()
        self.weight = nn.Parameter(linear.weight.detach().T.contiguous())
        self.bias = linear.bias
        self.evening: Tensor | None
        self.register_buffer("evening", None)

    def forward(self, states: Tensor) -> Tensor:
        """Return (..., out) of (..., in)."""
        evened = states if self.evening is None else states * self.evening
        return evened @ self.weight + self.bias

    def even_out(self, by: Tensor) -> None:
        """Divide what the layer is given by `by`, (in,); the weights make up for it."""
        self.weight.data *= by.unsqueeze(1)
        self.evening = 1 / by


class OneInput(nn.Module):
    """A network that is given one input, whose marks go through the wide layers by themselves.

    What <s> and </s> bring there is many times what any word brings ("massive activations", Sun et
    al., 2024): rounded by one scale with them, the words would be coarse.
    """

    def __init__(self, network: Network) -> None:
        """Take a copy of a network's parts over, by their names."""
        super().__init__()
        own = copy.deepcopy(network).cpu().float().eval()
        self.body, self.tokens, self.relation = own.body, own.tokens, own.relation
        for name, module in [*self.named_modules()]:
            if isinstance(module, nn.Linear):
                self.set_submodule(name, Columns(module))

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return what the network does of `ids`, (1, tokens)."""
        is_mark = (ids == _MARKS[0]) | (ids == _MARKS[1])
        states = self.body.embeddings(ids)
        for layer in self._layers():
            attended = layer.attention(states)[0]
            states = layer.output.LayerNorm(attended + _fed_apart(layer, attended, is_mark))
        return self.tokens(states), self.relation(states[:, 0]), states.mean(dim=1)

    @torch.no_grad()
    def even_out(self, samples: Iterable[Sequence[int]]) -> None:
        """Bring the values that enter a layer nearer to each other, as its weights bear it.

        Each is divided by the root of the largest that `samples` bring in its place over the
        largest weight that it meets (SmoothQuant, Xiao et al., 2023, with alpha 0.5).
        """
        alike = [columns for layer in self._layers() for columns in _given_alike(layer)]
        largest = self._largest([columns[0] for columns in alike], samples)
        for columns, most in zip(alike, largest, strict=True):
            weights = torch.cat([each.weight.abs() for each in columns], dim=1).amax(dim=1)
            by = (most.clamp(min=_LEAST) / weights.clamp(min=_LEAST)).sqrt()
            for each in columns:
                each.even_out(by)

    def _largest(
        self, columns: Sequence[Columns], samples: Iterable[Sequence[int]]
    ) -> list[Tensor]:
        """Return the largest values, (in,), that samples bring into some layers."""
        largest = {each: torch.zeros(len(each.weight)) for each in columns}

        def note(each: nn.Module, given: tuple[Tensor]) -> None:
            layer = cast(Columns, each)
            largest[layer] = torch.maximum(largest[layer], given[0].abs().amax(dim=(0, 1)))

        hooks = [each.register_forward_pre_hook(note) for each in columns]
        for sample in samples:
            self(torch.tensor([sample]))
        for hook in hooks:
            hook.remove()
        return [*largest.values()]

    def _layers(self) -> Iterable[BertLayer]:
        return cast(Iterable[BertLayer], self.body.encoder.layer)


def _given_alike(layer: BertLayer) -> Iterable[list[Columns]]:
    """Yield the layers that are given normalised values, of which those of few places stand out."""
    own = layer.attention.self
    yield cast(list[Columns], [own.query, own.key, own.value])
    yield cast(list[Columns], [layer.intermediate.dense])


def _fed_apart(layer: BertLayer, states: Tensor, is_mark: Tensor) -> Tensor:
    """Return what the wide layers make of the words, and by itself of the marks."""
    marks = is_mark[0].nonzero()[:, 0]
    words = _fed(layer, states.masked_fill(is_mark.unsqueeze(-1), 0))
    return words.index_copy(1, marks, _fed(layer, states.index_select(1, marks)))


def _fed(layer: BertLayer, states: Tensor) -> Tensor:
    fed: Tensor = layer.output.dense(layer.intermediate(states))
    return fed
