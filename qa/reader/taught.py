"""A reader that was written, taken up again: what `export` rounded, as weights to teach further."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, numpy_helper
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertConfig, BertModel

from embeddings import Transformer

from .export import HEADS
from .network import Network, unusable

_MIDDLE = 128  # that 8 bits without a sign stand for nought by
_MODULE = re.compile(r"/(.+?)/MatMul\w*$")
_ROWS = "body.embeddings.word_embeddings."
_Values = dict[str, NDArray[np.float32]]


def is_taught(folder: Path) -> bool:
    """Return whether a folder holds a reader that was written."""
    return (folder / Transformer.GRAPH).exists()


def load_taught(folder: Path) -> tuple[Network, Tokenizer]:
    """Load the network of a reader that `export` wrote, as exactly as 8 bits tell it.

    Raises ModelError where it was written in another form.
    """
    try:
        return _loaded(folder)
    except (KeyError, RuntimeError, ValueError) as error:
        raise unusable(str(folder), "it was written in another form") from error


def _loaded(folder: Path) -> tuple[Network, Tokenizer]:
    model = onnx.load(folder / Transformer.GRAPH)
    graph = model.graph
    (heads,) = (int(fact.value) for fact in model.metadata_props if fact.key == HEADS)
    values = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    whole = ("body.", "tokens.", "relation.")
    state = {name: value for name, value in values.items() if name.startswith(whole)}
    state |= _matrices(graph, values)
    state[_ROWS + "weight"] = state.pop(_ROWS + "rows") * state.pop(_ROWS + "scale")
    tokenizer = Tokenizer.from_file(str(folder / Transformer.TOKENIZER))
    body = BertModel(_config(state, heads, tokenizer), add_pooling_layer=False)
    body.set_attn_implementation("eager")
    network = Network(body)
    network.load_state_dict({name: _tensor(value) for name, value in state.items()})
    return network.eval(), tokenizer


def _tensor(value: NDArray[np.float32]) -> Tensor:
    return torch.from_numpy(np.array(value, dtype=np.float32))


def _matrices(graph: GraphProto, values: _Values) -> _Values:
    """Return the weights (out, in) of every linear layer, by its name in the network."""
    found: _Values = {}
    for node in graph.node:
        module = _MODULE.fullmatch(node.name)
        if module and node.op_type == "MatMulNBits":
            found[module[1].replace("/", ".") + ".weight"] = _matrix(node, values)
    return found


def _matrix(node: NodeProto, values: _Values) -> NDArray[np.float32]:
    """Return one layer's weights (out, in), rounded by block."""
    packed, scales = (values[name] for name in node.input[1:3])
    (inside,) = (fact.i for fact in node.attribute if fact.name == "K")
    blocks = (packed.astype(np.float32) - _MIDDLE) * scales[..., None]
    return blocks.reshape(len(blocks), -1)[:, :inside]  # the last block is filled up


def _config(state: _Values, heads: int, tokenizer: Tokenizer) -> BertConfig:
    """Return what is known of a body by its weights."""
    pieces, width = state[_ROWS + "weight"].shape
    layers = {name.split(".")[3] for name in state if name.startswith("body.encoder.layer.")}
    return BertConfig(
        vocab_size=pieces,
        hidden_size=width,
        num_hidden_layers=len(layers),
        num_attention_heads=heads,
        intermediate_size=len(state["body.encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(state["body.embeddings.position_embeddings.weight"]),
        pad_token_id=tokenizer.token_to_id("<pad>"),
        attention_probs_dropout_prob=0.0,  # it would take a quarter of a step's time
    )
