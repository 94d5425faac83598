"""How common a term is in Korean at large, for collections too small to tell."""

from __future__ import annotations

from functools import cache

from .encoder import DEFAULT_FOLDER
from .vocabulary import read_terms

FREQUENCIES = "frequencies.txt"


@cache
def background() -> tuple[int, dict[str, int]]:
    """Return the number of articles counted, and in how many of them each term stands.

    Counted in the Korean Wikipedia articles that the default model was trained on: line by line
    for its vocabulary, after a first line with the number of articles.
    """
    articles, *counts = map(int, (DEFAULT_FOLDER / FREQUENCIES).read_text("utf-8").split())
    return articles, dict(zip(read_terms(DEFAULT_FOLDER), counts, strict=True))
