"""The reader's network: a transformer's body, and its heads for each token and for a pair."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoConfig, AutoTokenizer, BertModel

from embeddings import ModelError

from .data import RELATIONS

BASE = "intfloat/multilingual-e5-small"
WIDE = 100_000  # pieces; a vocabulary of more is of many languages, and pruned
FROZEN = 3  # layers next to the vocabulary that stay as they are, like itself
DROPOUT = 0.1
_KEPT = re.compile(r"[가-힣ㄱ-ㅣ]+|[ -~]+|query|passage")


class Network(nn.Module):
    """A body with three scores a token (start, end, sentence) and three a pair (RELATIONS)."""

    def __init__(self, body: BertModel) -> None:
        """Put new heads onto a body."""
        super().__init__()
        self.body = body
        self.dropout = nn.Dropout(DROPOUT)
        self.tokens = nn.Linear(body.config.hidden_size, 3)
        self.relation = nn.Linear(body.config.hidden_size, len(RELATIONS))

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return (batch, tokens, 3), (batch, 3), and the mean vectors (batch, width).

        `ids` and `mask` are (batch, tokens); the mask is 1 where there is a token.
        """
        states = self.body(ids, attention_mask=mask).last_hidden_state
        kept = self.dropout(states)
        weights = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(dim=1) / weights.sum(dim=1)
        return self.tokens(kept), self.relation(kept[:, 0]), mean

    def freeze(self, layers: int = FROZEN) -> None:
        """Leave the vocabulary and the first layers as they are."""
        for module in (self.body.embeddings, *self.body.encoder.layer[:layers]):
            module.requires_grad_(False)


def autocast(device: torch.device) -> torch.autocast:
    """Return a context that computes in bfloat16, where a device is faster by it.

    A processor multiplies it faster than whole floats by AMX, and with AVX-512 alone more slowly.
    """
    has_it = device.type != "cpu" or torch.cpu._is_amx_tile_supported()
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=has_it)


def load_base(name: str, texts: Iterable[str]) -> tuple[BertModel, Tokenizer]:
    """Load a body and its tokenizer, by name from the hub or from a folder.

    A vocabulary of many languages is pruned to Korean, English and what stands in `texts`. Raises
    ModelError where there is none, or it isn't of the kind that is read here.
    """
    try:
        if AutoConfig.from_pretrained(name).model_type != "bert":
            raise ValueError("it is no BERT")
        body = BertModel.from_pretrained(
            name, add_pooling_layer=False, attn_implementation="eager", use_safetensors=True
        )
        folder = Path(name) / "tokenizer.json"
        tokenizer = (
            Tokenizer.from_file(str(folder))
            if folder.exists()
            else AutoTokenizer.from_pretrained(name).backend_tokenizer
        )
    except (OSError, ValueError) as error:
        raise unusable(name, str(error).split("\n")[0]) from error
    body.eval()
    if tokenizer.get_vocab_size() > WIDE:
        return pruned(body, tokenizer, texts)
    return body, tokenizer


def unusable(name: str, error: str) -> ModelError:
    """Return what is said of a base that can't be taken, and why."""
    return ModelError(
        "{name} can't be the reader's base: {error}",
        "name a BERT model of the hub, or a folder that holds one",
        key="base-unusable",
        name=name,
        error=error,
    )


def pruned(
    body: BertModel, tokenizer: Tokenizer, texts: Iterable[str]
) -> tuple[BertModel, Tokenizer]:
    """Return both with no piece but the special ones, Hangul, ASCII and those in `texts`."""
    state = json.loads(tokenizer.to_str())
    vocabulary = state["model"]["vocab"]
    special = {token["id"] for token in state["added_tokens"]}
    used = Counter(piece for text in texts for piece in set(tokenizer.encode(text).ids))
    kept = [
        number
        for number, (piece, _) in enumerate(vocabulary)
        if number in special or used[number] or _KEPT.fullmatch(piece.replace("▁", "") or " ")
    ]
    new = {old: number for number, old in enumerate(kept)}
    pad = new[body.config.pad_token_id or 0]
    state["model"]["vocab"] = [vocabulary[number] for number in kept]
    state["model"]["unk_id"] = new[state["model"]["unk_id"]]
    for token in state["added_tokens"]:
        token["id"] = new[token["id"]]
    for token in state["post_processor"].get("special_tokens", {}).values():
        token["ids"] = [new[number] for number in token["ids"]]
    smaller = copy.deepcopy(body)
    rows = body.embeddings.word_embeddings.weight.detach()[kept].clone()
    smaller.embeddings.word_embeddings = nn.Embedding.from_pretrained(rows, padding_idx=pad)
    smaller.config.vocab_size = len(kept)
    smaller.config.pad_token_id = pad
    return smaller, Tokenizer.from_str(json.dumps(state))
