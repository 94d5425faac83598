"""The reader as one file that ONNX Runtime reads, its weights in 8 bits."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

from embeddings import Output, Transformer, seal

from .network import Network
from .one_input import OneInput

HEADS = "heads"  # what the file says of itself, for whoever teaches it further
_OPSET = 17


class RowsInBytes(nn.Module):
    """An embedding table of 8-bit rows, each with a scale of its own."""

    def __init__(self, table: Tensor) -> None:
        """Round a table (pieces, width) to 255 steps a row, the widest value at the end."""
        super().__init__()
        self.scale: Tensor
        self.rows: Tensor
        scale = table.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("rows", (table / scale).round().to(torch.int8))

    def forward(self, ids: Tensor) -> Tensor:
        """Return the rows of ids, (batch, tokens, width)."""
        return self.rows[ids].float() * self.scale[ids]


def export(
    model: Network, tokenizer: Tokenizer, target: Path, samples: Sequence[Sequence[int]]
) -> None:
    """Write a model and its tokenizer into the folder `target`, and seal it.

    The vocabulary is rounded to 8 bits a row, the layers' weights to 8 bits a column; what goes
    through a layer is rounded as it comes (dynamic quantisation), evened out by what inputs like
    the `samples`, of token numbers, bring there.
    """
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target) as work:
        exact = Path(work) / Transformer.GRAPH
        write_onnx(_evened(model, samples), exact)
        quantize_dynamic(
            exact,
            target / Transformer.GRAPH,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            weight_type=QuantType.QInt8,
        )
    _tell(target / Transformer.GRAPH, HEADS, model.body.config.num_attention_heads)
    tokenizer.save(str(target / Transformer.TOKENIZER), pretty=False)
    seal(target)


def _tell(path: Path, key: str, value: int) -> None:
    """Write a fact that the weights don't tell into a graph's own description."""
    graph = onnx.load(path)
    onnx.helper.set_model_props(graph, {key: str(value)})
    onnx.save(graph, path)


def _evened(model: Network, samples: Sequence[Sequence[int]]) -> OneInput:
    """Return a model with its vocabulary in bytes, whose layers are ready to be rounded."""
    one = OneInput(model)
    one.even_out(samples)
    table = one.body.embeddings.word_embeddings.weight.detach()
    one.body.embeddings.word_embeddings = RowsInBytes(table)  # type: ignore[assignment]
    return one


def write_onnx(one: OneInput, path: Path) -> None:
    """Write a model as it is."""
    outputs = Output.__slots__  # in the order in which the network returns them
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a check of the input's length is a constant
        torch.onnx.export(
            one,
            (torch.tensor([[0, 4, 2, 2, 4, 4, 2]]),),
            path,
            input_names=(Transformer.INPUT,),
            output_names=outputs,
            dynamic_axes={name: {1: "tokens"} for name in (Transformer.INPUT, outputs[0])},
            opset_version=_OPSET,
            dynamo=False,
        )
