"""The words that a question puts between quotation marks, which are to be found as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .condition import Condition

_STANDS = re.compile(  # what tells that single marks, in which names stand too, are of a phrase
    r"\s?(?:(?:이?라고|이|가|을|를)\s?)?"
    r"(?:쓴|쓰인|적힌|적은|나오는|나온|들어간|들어 있는|포함[된한]|그대로)"
    r"|\s?(?:이?라는|이?란)\s(?:말|문구|표현|구절|문장|글귀)"
)
_SINGLE = r"(?:‘([^‘’]{2,})’|'([^']{2,})')"
_QUOTED = re.compile(
    r"“([^“”]{2,})”|\"([^\"]{2,})\"|「([^「」]{2,})」|『([^『』]{2,})』"
    rf"|(?<!\w){_SINGLE}(?={_STANDS.pattern})|^{_SINGLE}(?=[?.!\s]*$)"
)


def read_phrases(text: str) -> Iterator[Condition]:
    """Yield what stands between double quotation marks, corner brackets, or single marks.

    Of the last what is said to stand in articles ("‘…’ 나오는 기사"), or is the whole question.
    """
    for match in _QUOTED.finditer(text):
        phrase = next(filter(None, match.groups())).strip()
        if any(character.isalnum() for character in phrase):
            stands = _STANDS.match(text, match.end())
            start, end = match.start(), stands.end() if stands else match.end()
            yield Condition("phrase", start, end, text[start:end], match[0], (phrase,))


def words_of(phrase: str) -> list[str]:
    """Return a phrase's words, without the marks around and between them."""
    return re.findall(r"[^\W_]+", phrase)


def spans_of(phrase: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text holds a phrase: the same words, whatever marks and spaces part them."""
    pattern = r"[\W_]{0,5}".join(map(re.escape, words_of(phrase)))
    for match in re.finditer(pattern, text, re.IGNORECASE):
        yield match.span()
