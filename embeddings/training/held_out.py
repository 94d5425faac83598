"""Which sentences may be taken out of an article, so that they must find where they came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

FEWEST_TERMS = 5  # of a sentence that tells one article from another


def telling(sentences: Iterable[Sequence[str]], fewest: int = 1) -> list[int]:
    """Return the places of the sentences, given as their terms, that tell their article apart.

    None where there are fewer than `fewest` of them: without one it must stay an article.
    """
    found = [at for at, terms in enumerate(sentences) if len(terms) >= FEWEST_TERMS]
    return found if len(found) >= fewest else []
