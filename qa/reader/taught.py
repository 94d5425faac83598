"""A reader that was written, taken up again: what `export` rounded, as weights to teach further."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertConfig, BertModel

from embeddings import Transformer

from .export import HEADS
from .network import Network, unusable

_IN_BYTES = "_quantized"  # how the name of a layer's rounded weights ends
_EVENED = re.compile(r"(?:key|value)\.evening$")
_WHOLE = re.compile(r"(?:body|tokens|relation)\.[\w.]+\.(?:weight|bias|rows|scale)|\w+\.bias")
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
    (heads,) = (int(fact.value) for fact in model.metadata_props if fact.key == HEADS)
    values = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    state = {name: value for name, value in values.items() if _WHOLE.fullmatch(name)}
    state |= _matrices(values)
    state[_ROWS + "weight"] = state.pop(_ROWS + "rows") * state.pop(_ROWS + "scale")
    tokenizer = Tokenizer.from_file(str(folder / Transformer.TOKENIZER))
    body = BertModel(_config(state, heads, tokenizer), add_pooling_layer=False)
    body.set_attn_implementation("eager")
    network = Network(body)
    network.load_state_dict({name: _tensor(value) for name, value in state.items()})
    return network.eval(), tokenizer


def _tensor(value: NDArray[np.float32]) -> Tensor:
    return torch.from_numpy(np.array(value, dtype=np.float32))


def _matrices(values: _Values) -> _Values:
    """Return the weights (out, in) of every linear layer, by its name in the network."""
    names = [name.removesuffix(_IN_BYTES) for name in values if name.endswith(_IN_BYTES)]
    return {name: _matrix(name, values) for name in names}


def _matrix(name: str, values: _Values) -> NDArray[np.float32]:
    """Return one layer's weights (out, in), as they were before what it is given was evened out.

    What the query's, the key's and the value's layer are given is the same: it is written once.
    """
    weights = values[name + _IN_BYTES] * values[f"{name}_scale"]
    evening = values.get(_EVENED.sub("query.evening", name.replace(".weight", ".evening")))
    return (weights if evening is None else weights * evening[:, None]).T


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
