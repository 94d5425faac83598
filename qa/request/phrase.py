"""The words that a question puts between quotation marks, which are to be found as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .condition import Condition

_QUOTED = re.compile(r"“([^“”]{2,})”|\"([^\"]{2,})\"|「([^「」]{2,})」|『([^『』]{2,})』")


def read_phrases(text: str) -> Iterator[Condition]:
    """Yield what stands between double quotation marks or corner brackets."""
    for match in _QUOTED.finditer(text):
        phrase = next(filter(None, match.groups())).strip()
        if any(character.isalnum() for character in phrase):
            yield Condition("phrase", *match.span(), match[0], match[0], (phrase,))


def words_of(phrase: str) -> list[str]:
    """Return a phrase's words, without the marks around and between them."""
    return re.findall(r"[^\W_]+", phrase)


def spans_of(phrase: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text holds a phrase: the same words, whatever marks and spaces part them."""
    pattern = r"[\W_]{0,5}".join(map(re.escape, words_of(phrase)))
    for match in re.finditer(pattern, text, re.IGNORECASE):
        yield match.span()
