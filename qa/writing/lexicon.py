"""Words that say the same, that exclude each other, and that say a thing from its other side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("verbs.txt")  # which says how it is written
_VERBS = ("VV", "VA", "VX")
_KINDS = "가값점액률율폭량세치권자론형"  # behind a noun
_DENYING = "불비미무"  # before a noun


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word says: its group, which of the group's sides, and whether from the other party.

    A group is named by its first word; `sides` is how many of them exclude each other, and the
    one after the last is that of what is none of them.
    """

    group: str
    side: int
    sides: int
    turned: bool = False


def sense(form: str, tag: str) -> Sense:
    """Return the sense of a word, given as Kiwi has it; one that no group has is its own."""
    key = f"{form}-" if tag.startswith(_VERBS) else form
    if known := _senses().get(key):
        return known
    if len(form) > 2 and form[-1] in _KINDS and (known := _senses().get(form[:-1])):
        return replace(known, group=known.group + form[-1])  # 최고가, 상승세
    if form[0] in _DENYING and len(form) > 2:  # 불가능, 비공개
        return Sense(form[1:], 1, 1)
    return Sense(form, 0, 1)


@cache
def _senses() -> dict[str, Sense]:
    found: dict[str, Sense] = {}
    for line in WORDS.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name = line.split()[0].rstrip("-")
        turned = "~" in line
        sides = line.split("~" if turned else "/")
        for at, side in enumerate(sides):
            for word in side.split():
                one = Sense(name, 0, 1, at == 1) if turned else Sense(name, at, len(sides))
                found.setdefault(word, one)
    return found
