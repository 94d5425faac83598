"""How common a term is in Korean at large, for collections too small to tell."""

from __future__ import annotations

from functools import cache

from .encoder import DEFAULT_FOLDER


@cache
def background() -> tuple[int, dict[str, int]]:
    """Return the number of articles counted, and in how many of them each term stands.

    Counted in the Korean Wikipedia articles that the default model was trained on.
    """
    with (DEFAULT_FOLDER / "frequencies.tsv").open(encoding="utf-8") as lines:
        articles = int(next(lines).split("\t")[1])
        rows = (line.rstrip("\n").rsplit("\t", 1) for line in lines)
        return articles, {term: int(count) for term, count in rows}
