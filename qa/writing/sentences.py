"""What a model writes, parted into sentences with the numbers that they cite, as it comes in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST = 600  # characters; what goes on without an end is a sentence here

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
_NUMBERS = r"\^?\d{1,3}(?:\s?[,、·]\s?\^?\d{1,3})*"
_CITED = re.compile(
    rf"\s*(?:\[(?:출처|source)?:?\s?({_NUMBERS})\]|【({_NUMBERS})】)", re.IGNORECASE
)
_END = re.compile(
    rf"(?:[.!?。…]+[\"'”’)\]」』]*(?:{_CITED.pattern})*[.。]?(?=\s)"
    rf"|(?<=[다요죠음함])(?:{_CITED.pattern})+(?=\s))|\n",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"(?:\b(?:[A-Z]|Mr|Ms|Mrs|Dr|St|No|vs|Inc|Co|Ltd)|(?:^|\n)\s*\d{1,2})\.$")
_MARKUP = re.compile(r"^\s*(?:#{1,6}\s|[-*•·]\s|\d{1,2}[.)]\s|>\s)+|\*\*|__|`|(?m:^\s*-{3,}$)")
_OPEN, _CLOSE = "“‘「『", "”’」』"


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence: its text without marks of citation, and the numbers cited, each once.

    `begins` says whether it begins a paragraph.
    """

    text: str
    cited: tuple[int, ...] = ()
    begins: bool = False


class Sentences:
    """Parts a stream of pieces into sentences; what a model thinks aloud is left out."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self._raw = ""
        self._given = 0  # characters of what is said that were given as sentences
        self._begins = True

    @property
    def draft(self) -> str:
        """What was begun, and is no whole sentence yet."""
        return _plain(self._rest)

    @property
    def _rest(self) -> str:
        return _THOUGHT.sub("", self._raw)[self._given :]

    def add(self, piece: str) -> Iterator[Written]:
        """Yield the sentences that are whole with a further piece."""
        self._raw += piece
        while (end := _end(self._rest)) is not None:
            yield from self._take(end)

    def close(self) -> Iterator[Written]:
        """Yield what is left as a sentence."""
        yield from self._take(len(self._rest))

    def _take(self, end: int) -> Iterator[Written]:
        said = self._rest[:end]
        self._given += end
        self._begins |= said.lstrip(" ").startswith("\n")
        if text := _plain(said):
            yield Written(text, _cited(said), self._begins)
            self._begins = said.endswith("\n")


def sentences(pieces: Iterable[str]) -> list[Written]:
    """Return the sentences of a stream that has ended."""
    every = Sentences()
    return [one for piece in pieces for one in every.add(piece)] + [*every.close()]


def _end(text: str) -> int | None:
    """Return where the first whole sentence ends; None where there is none yet.

    A stop ends one only where something follows it that is not a citation, which may still come.
    """
    for match in _END.finditer(text):
        before = text[: match.end()]
        if match.group() == "\n":
            if before.strip():
                return match.end()
            continue
        following = text[match.end() :].lstrip(" ")
        if not following or (following[0] in "[【" and not re.match(r"[\[【][^\d출s^]", following)):
            continue
        if _ABBREVIATED.search(before) or _is_quoting(before):
            continue
        return match.end()
    return LONGEST if len(text) > LONGEST else None


def _is_quoting(text: str) -> bool:
    opened = max(text.rfind(mark) for mark in _OPEN)
    return opened >= 0 and not any(mark in text[opened:] for mark in _CLOSE)


def _plain(said: str) -> str:
    """Return a sentence as text: without marks of citation and of Markdown, in one line."""
    return " ".join(_MARKUP.sub("", _CITED.sub("", said)).split())


def _cited(said: str) -> tuple[int, ...]:
    found = (first or second for first, second in _CITED.findall(said))
    return tuple(dict.fromkeys(int(number) for one in found for number in re.findall(r"\d+", one)))
