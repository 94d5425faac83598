"""A sentence's words, its noun phrases with their parts in it, and where its verbs stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from .claims import ASIDE, tokens

Role = Literal["doer", "topic", "object", "to", "from", "into", "at", "else"]

_NOUNS = ("NNG", "NNP", "SL", "XR", "NP", "NR", "SH", "SN", "XSN", "XPN", "NNB", "MM")
_WITHIN = ("JKG", "SSO", "SSC", "SO", "SW")  # over which a phrase goes on
_COUNTED = ("NNB", "SN", "NR")  # with 에 it tells when, or how many
_FUNCTION = frozenset("의하 따르 위하 대하 관하 통하 인하 비롯하 지나".split())  # as particles are
_PARTS: dict[str, Role] = {
    **dict.fromkeys("은 는".split(), "topic"),
    **dict.fromkeys("에게 한테 께".split(), "to"),
    **dict.fromkeys("에게서 한테서 로부터 으로부터".split(), "from"),
    "에": "into",
    "에서": "at",
}


class Word(NamedTuple):
    """A morpheme as Kiwi has it; a noun with what is put before and behind it: 불구속, 기업들."""

    form: str
    tag: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase, from a word of a sentence to before another, and its part in the clause."""

    role: Role
    words: Sequence[str]
    heads: Sequence[str]  # more than one where they are listed
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence's words, without what it has in brackets; `verbs` are where those stand."""

    words: Sequence[Word]
    phrases: Sequence[Phrase]
    verbs: Sequence[int]

    def first(self, at: int) -> int:
        """Return where the verb whose stem ends at a place begins: at 인수, in 인수하."""
        return at - 1 if self.words[at].tag.startswith("XS") else at

    def after(self, at: int) -> list[Word]:
        """Return a verb's endings, with a verb that helps it, and the next word."""
        found: list[Word] = []
        for word in self.words[at + 1 :]:
            helps = word.tag.startswith(("E", "VX")) or word.tag in ("JX", "JKB")
            found.append(word)
            if not helps and "못" not in (word.form, *(one.form for one in found[-2:-1])):
                break
        return found


@lru_cache(maxsize=1024)
def parsed(text: str) -> Parsed:
    """Part a sentence into words, phrases and verbs."""
    words = _words(text)
    verbs = [at for at in range(len(words)) if _is_verb(words, at)]
    return Parsed(words, [*_phrases(words)], verbs)


def _words(text: str) -> list[Word]:
    found: list[Word] = []
    for form, tag, *_ in tokens(ASIDE.sub("", text)):
        before = found[-1] if found else Word("", "")
        if before.tag == "XPN":
            found[-1] = Word(before.form + form, tag)
        elif tag == "XSN" and before.tag.startswith(("N", "XR")):
            found[-1] = Word(before.form + form, before.tag)
        else:
            found.append(Word(form, tag))
    return found


def _is_verb(words: Sequence[Word], at: int) -> bool:
    form, tag = words[at].form, words[at].tag[:3].rstrip("-")
    before = words[at - 1].tag if at else ""
    if tag in ("XSV", "XSA"):
        return before in (*_NOUNS, "MAG")  # 인수하다, 불과하다
    is_particle = form in _FUNCTION or (form == "가" and before in ("SN", "SW"))  # 3%가
    is_particle |= form == "하" and [one.form for one in words[at - 2 : at]] == ["지", "못"]
    return tag in ("VV", "VA", "VCP", "VCN") and not is_particle


def _phrases(every: Sequence[Word]) -> Iterator[Phrase]:
    words: list[str] = []
    heads: list[str] = []
    start = 0
    for at, (form, tag) in enumerate(every):
        if tag in _NOUNS:
            start = start if words else at
            words.append(form)
        elif words and tag == "JC":
            heads.append(words[-1])
        elif words and tag not in _WITHIN:
            heads.append(words[-1])
            yield Phrase(_role(every[at - 1 : at + 2]), words, heads, start, at)
            words, heads = [], []


def _role(around: Sequence[Word]) -> Role:
    """Return the part of a noun by its particle, given both and the word behind."""
    noun, particle = around[:2]
    if particle.tag in ("JKO", "JKS"):
        return "object" if particle.tag == "JKO" else "doer"
    if around[2:] and around[2].form in _FUNCTION:  # 경찰에 의해, 경찰에 따르면
        return "from" if around[2].form == "의하" else "else"
    if particle.tag == "JX" or (particle.tag == "JKB" and noun.tag not in _COUNTED):
        return _PARTS.get(particle.form, "else")
    return "else"
