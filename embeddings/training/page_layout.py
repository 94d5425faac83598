"""The layout of made pages: blank lines, divided paragraphs and menus, as people copy them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from embeddings.training.page_shapes import Block
from embeddings.training.page_words import SENTENCE_END, PageWords

_Splitter = Callable[[str], list[str]]


def lay_out(blocks: Sequence[Block], words: PageWords, chance: random.Random) -> Block:
    """Return the blocks' lines, with blank ones in one of the ways that people copy."""
    between = words.weighted({1.0: 5, 0.6: 3, 0.0: 2})
    every, apart = chance.random() < 0.06, bool(between) and chance.random() < 0.75
    split = _splitter(words, chance)
    lines: Block = []
    for block in blocks:
        for kind, text in _spread(block, chance):
            pieces = split(text) if kind == "body" else [text]
            lines += [(kind, piece.strip()) for piece in pieces if piece.strip()]
            lines += [("", "")] if every else []
        is_body = block[-1][0] == "body"
        lines += [("", "")] if (apart if is_body else chance.random() < between) else []
    return lines


def _splitter(words: PageWords, chance: random.Random) -> _Splitter:
    """Return what divides paragraphs into lines: nothing, a width, or the sentences' ends."""
    width = chance.randint(50, 80) if words.english else chance.randint(22, 48)
    splitters: dict[_Splitter, int] = {
        lambda text: [text]: 78,
        lambda text: _wrapped(text, width): 10,
        lambda text: [piece for piece in SENTENCE_END.split(text) if piece]: 12,
    }
    return words.weighted(splitters)


def _spread(block: Block, chance: random.Random) -> Block:
    """Return a block; at times a menu's words on lines of their own, or its lines as one."""
    changed = chance.random()
    if changed > 0.12 or any(kind != "menu" for kind, _ in block):
        return block
    texts = [text for _, text in block]
    if changed < 0.06:
        return [("menu", word) for text in texts for word in text.split(" ")]
    return [("menu", chance.choice((" ", " | ", " · ")).join(texts))]


def _wrapped(text: str, width: int) -> list[str]:
    """Return the lines that a text makes where none but a longer word may be wider."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]
