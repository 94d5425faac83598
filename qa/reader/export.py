"""The reader as one file that ONNX Runtime reads, its weights in 8 bits."""

from __future__ import annotations

import copy
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import (
    DefaultWeightOnlyQuantConfig,
    MatMulNBitsQuantizer,
)
from tokenizers import Tokenizer
from torch import Tensor, nn

from embeddings import Output, Transformer, seal

from .network import Network

BLOCK = 64  # values that share a scale
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

    The vocabulary is rounded to 8 bits a row, the layers' weights to 8 bits a column; what goes
    through the layers is rounded as it comes (dynamic quantisation). What leaves the wide inner
    layers has few values far from the rest, so there BLOCK values at a time are rounded: of 186
    windows, .86 then have the answer that they have unrounded, for a tenth more time; .76 without,
    and .96 for 1.8 times the time were all layers done so.
    """
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target) as work:
        exact, blocked = Path(work) / "exact.onnx", Path(work) / "blocked.onnx"
        write_onnx(model, exact, vocabulary_in_bytes=True)
        _write_blocked(exact, blocked, model.body.config.intermediate_size)
        quantize_dynamic(
            blocked,
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


def _write_blocked(exact: Path, blocked: Path, inner: int) -> None:
    """Round the weights of the matrices with `inner` rows, BLOCK at a time in each column."""
    graph = onnx.load(exact)
    wide = {w.name for w in graph.graph.initializer if len(w.dims) == 2 and w.dims[0] == inner}
    others = [node.name for node in graph.graph.node if wide.isdisjoint(node.input)]
    config = DefaultWeightOnlyQuantConfig(
        BLOCK, is_symmetric=True, accuracy_level=_INTEGERS, bits=8
    )
    quantizer = MatMulNBitsQuantizer(graph, nodes_to_exclude=others, algo_config=config)
    quantizer.process()
    quantizer.model.save_model_to_file(str(blocked))


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
