"""The shapes of pages that made ones have: blocks of lines with their kinds, and words for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SHAPES = Path(__file__).with_name("page_shapes.txt")

Block = list[tuple[str, str]]  # lines: their kind and text; both empty for a blank line

_BLOCKS = (
    "head top insert end tail footer list caption ecaption heading named byline stamp button popup"
)


@dataclass(frozen=True)
class Shapes:
    """The blocks that parts of pages are made of, and the words for the blanks in them."""

    blocks: Mapping[str, list[Block]]
    words: Mapping[str, list[str]]


def read_shapes(path: Path = SHAPES) -> Shapes:
    """Read sections headed "## name": blocks of "kind text" lines, or words, one a line."""
    blocks, words = {}, {}
    for section in path.read_text("utf-8").split("## ")[1:]:
        name, _, body = section.partition("\n")
        if name in _BLOCKS.split():
            parts = body.strip("\n").split("\n\n")
            blocks[name] = [[_kind_and_text(line) for line in part.split("\n")] for part in parts]
        else:
            words[name] = [line for line in body.split("\n") if line]
    return Shapes(blocks, words)


def _kind_and_text(line: str) -> tuple[str, str]:
    kind, _, text = line.partition(" ")
    return ("", "") if kind == "-" else (kind, text)
