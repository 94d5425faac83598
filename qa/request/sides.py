"""The two things that a request for a comparison names: "A와 B의 차이", "A compared with B"."""

from __future__ import annotations

import re

from embeddings import kiwi

_AND = ("와", "과", "랑", "이랑", "하고", "대", "vs")
_TAGS = ("JC", "JKB")  # tags of such particles
_ENGLISH = re.compile(
    r"\b(?:between|compared?|differs?|does|do|is|are|how)?\s*(?P<one>.+?)\s+"
    r"(?:and|versus|vs\.?|with|to|from|differs? from|different from)\s+(?P<other>.+)",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"\s(?:vs\.?|VS\.?|대)\s")


def sides(text: str) -> tuple[str, str] | None:
    """Return the words on both sides of the first "and" of a comparison, None where it has none."""
    if not re.search("[가-힣]", text):
        match = _ENGLISH.search(text)
        return (match["one"], match["other"]) if match else None
    tokens = kiwi().tokenize(text)
    parted = [(t.start, t.end) for t in tokens if t.tag in _TAGS and t.form in _AND]
    parted += [match.span() for match in _VERSUS.finditer(text)]
    for start, end in sorted(parted):
        one, other = text[:start].strip(), text[end:].strip()
        if any(map(str.isalnum, one)) and any(map(str.isalnum, other)):
            return one, other
    return None
