"""A reader's base of two layers and a few dozen pieces, for tests."""

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

_SYLLABLES = "가나다라마바사아자차카타파하누언어무얼은는이을를에서의도시장산강년월일명개원했다문열"


def tokenizer() -> Tokenizer:
    """Pieces are single characters, and the space before a word is one of its own."""
    pieces = [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        "▁",
        *_SYLLABLES,
        *"0123456789.?,:",
        *"abcdefgqruy日本國",
    ]
    made = Tokenizer(
        models.Unigram([(piece, -float(at)) for at, piece in enumerate(pieces)], unk_id=3)
    )
    made.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>"])
    made.normalizer = normalizers.Nmt()
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return made


def body(seed: int = 0) -> BertModel:
    """Return a body of 5 layers, of which 3 are frozen in training, 16 wide."""
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=tokenizer().get_vocab_size(),
        hidden_size=16,
        num_hidden_layers=5,
        num_attention_heads=2,
        intermediate_size=24,
        max_position_embeddings=256,
        pad_token_id=1,
        attn_implementation="eager",
    )
    return BertModel(config, add_pooling_layer=False).eval()


def samples() -> list[list[int]]:
    """Return what a reader of this vocabulary is given, as numbers."""
    asked = {"언?": "가나 시장은 3월에 문을 열었다.", "누?": "강은 20명이 다시 열었다."}
    return [tokenizer().encode(question, text).ids for question, text in asked.items()]
