"""The reader as one file that ONNX Runtime reads, its weights in 8 bits."""

from __future__ import annotations

import copy
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization.matmul_nbits_quantizer import (
    DefaultWeightOnlyQuantConfig,
    MatMulNBitsQuantizer,
)
from tokenizers import Tokenizer
from torch import Tensor, nn

from embeddings import Output, Transformer, seal

from .network import Network

BLOCK = 128  # values that share a scale
HEADS = "heads"  # what the file says of itself, for whoever teaches it further
_OPSET = 17
_INTEGERS = 4  # the accuracy level at which ONNX Runtime multiplies 8-bit integers


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


def export(model: Network, tokenizer: Tokenizer, target: Path) -> None:
    """Write a model and its tokenizer into the folder `target`, and seal it.

    The vocabulary is rounded to 8 bits a row, the layers' weights BLOCK values of a column at a
    time; so is what goes through the layers as it comes, by itself: what is said of a window rests
    on no other that is read with it. By one scale for a column, and one for all that is read at
    once, the few values far from the rest would coarsen all others.
    """
    target.mkdir(parents=True, exist_ok=True)
    graph = target / Transformer.GRAPH
    write_onnx(model, graph, vocabulary_in_bytes=True)
    _round(graph, {HEADS: str(model.body.config.num_attention_heads)})
    tokenizer.save(str(target / Transformer.TOKENIZER), pretty=False)
    seal(target)


def _round(path: Path, facts: dict[str, str]) -> None:
    """Round the weights of a graph, and write facts that they don't tell into its description."""
    graph = onnx.load(path)
    onnx.helper.set_model_props(graph, facts)
    config = DefaultWeightOnlyQuantConfig(
        BLOCK, is_symmetric=True, accuracy_level=_INTEGERS, bits=8
    )
    quantizer = MatMulNBitsQuantizer(graph, algo_config=config)
    quantizer.process()
    quantizer.model.save_model_to_file(str(path))


def write_onnx(model: Network, path: Path, *, vocabulary_in_bytes: bool = False) -> None:
    """Write a model as it is, but for its vocabulary where that is asked for."""
    model = copy.deepcopy(model).cpu().float().eval()
    if vocabulary_in_bytes:
        table = model.body.embeddings.word_embeddings.weight.detach()
        model.body.embeddings.word_embeddings = RowsInBytes(table)  # type: ignore[assignment]
    ids = torch.tensor([[0, 4, 2], [0, 2, 1]])
    names = ("ids", "mask")
    outputs = Output.__slots__  # in the order in which the network returns them
    axes = {name: {0: "batch", 1: "tokens"} for name in (*names, outputs[0])}
    axes |= {name: {0: "batch"} for name in outputs[1:]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a check of the mask's length is a constant
        torch.onnx.export(
            model,
            (ids, torch.tensor([[1, 1, 1], [1, 1, 0]])),
            path,
            input_names=names,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )
