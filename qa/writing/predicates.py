"""What is said of whom: a sentence's verbs with their tense, who acts and whom it is done to.

A sentence that says a source's verb with the opposite sign, in another time, or with doer and done
to changed about, is contradicted by it, whatever else it shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kiwipiepy import Token

from .claims import tokens

Time = Literal["past", "coming", "open"]

_DENIED_BY = {"없": "있", "아니": "이"}  # verbs that deny another
_BARE = frozenset(
    "있 이 하 되 나 들 보 받 주 가 오 같".split()
)  # they say little without their noun
_NOT_BEFORE, _NOT_AFTER = ("안", "못"), ("않", "못하", "말", "못")
_PAST, _WILL = ("었", "었었", "더"), ("겠",)
_DONE, _TO_COME = ("\u11ab", "은", "던"), ("\u11af", "을")  # endings before a noun
_SUBJECT = frozenset("이 가 은 는 께서".split())
_NOUNS = ("NNG", "NNP", "SL", "XR", "NP", "NR", "SH")


@dataclass(frozen=True, slots=True)
class Predicate:
    """A verb, whether it is denied, its time, and the nouns before it by their part."""

    verb: str
    denied: bool
    time: Time
    doers: frozenset[str]
    objects: frozenset[str]


def contradicts(sentence: str, source: str) -> bool:
    """Say whether a source's own verbs deny what a sentence says with them."""
    given = predicates(source)
    return any(
        _is_denied(said, [one for one in given if _is_alike(said, one)])
        for said in predicates(sentence)
    )


def _is_alike(said: Predicate, given: Predicate) -> bool:
    """Say whether two predicates tell of the same: by their verb, and those who act or suffer."""
    mine, theirs = said.doers | said.objects, given.doers | given.objects
    return said.verb == given.verb and bool(mine & theirs or not mine or not theirs)


def _is_denied(said: Predicate, same: Sequence[Predicate]) -> bool:
    """Say whether every use of a verb in the source differs from the sentence's."""
    if not same:
        return False
    times = {one.time for one in same}
    if said.denied not in {one.denied for one in same}:
        return True
    if said.time not in times and "open" not in times | {said.time}:
        return True
    return all(_is_swapped(said, one) for one in same)


def _is_swapped(said: Predicate, given: Predicate) -> bool:
    doers, objects = said.doers & given.objects, said.objects & given.doers
    return bool(doers - given.doers and objects - given.objects)


def predicates(text: str) -> list[Predicate]:
    """Return the predicates of a text, in its order."""
    every = tokens(text)
    return [_predicate(every, at) for at in range(len(every)) if _is_verb(every, at)]


def _is_verb(every: Sequence[Token], at: int) -> bool:
    tag = every[at].tag[:3].rstrip("-")
    made = tag in ("XSV", "XSA") and at > 0 and every[at - 1].tag in _NOUNS
    return made or tag in ("VV", "VA", "VCP", "VCN")


def _predicate(every: Sequence[Token], at: int) -> Predicate:
    form, first = every[at].form, at
    if every[at].tag.startswith("XS"):
        form, first = every[at - 1].form, at - 1
    after = _after(every, at)
    before = every[first - 1].form if first else ""
    denied = form in _DENIED_BY or before in _NOT_BEFORE
    denied |= any(t.form in _NOT_AFTER for t in after if t.tag.startswith(("VX", "MAG")))
    verb = _DENIED_BY.get(form, form)
    if verb in _BARE:
        verb = f"{_noun_before(every, first)} {verb}"
    doers, objects = _parts(every, at)
    return Predicate(verb, denied, _time(after, every[at].tag[:2] in ("VV", "XS")), doers, objects)


def _after(every: Sequence[Token], at: int) -> list[Token]:
    """Return the endings of the verb at a place, with a verb that helps it and the next noun."""
    found: list[Token] = []
    for token in every[at + 1 :]:
        helps = token.tag.startswith(("E", "VX")) or token.tag in ("JX", "JKB")
        helps |= token.form == "못" or (bool(found) and found[-1].form == "못")
        if not helps:
            return [*found, token]
        found.append(token)
    return found


def _time(after: Sequence[Token], acts: bool) -> Time:
    """Return the time of a verb, given what comes after it; "큰" is no past, "연" is: it acts."""
    for token, following in zip(after, [*after[1:], None], strict=True):
        if token.tag == "EP" and token.form in _PAST:
            return "past"
        is_noun = following is not None and following.tag.startswith("N")
        if token.form in _WILL or (token.form in _TO_COME and token.tag == "ETM" and is_noun):
            return "coming"
        if token.tag == "ETN" and following and following.form == "로":
            return "coming"
        if token.tag == "ETM" and token.form in _DONE and acts:
            return "past"
    return "open"


def _noun_before(every: Sequence[Token], at: int) -> str:
    nouns = (token.form for token in reversed(every[max(at - 3, 0) : at]) if token.tag in _NOUNS)
    return next(nouns, "")


def _parts(every: Sequence[Token], at: int) -> tuple[frozenset[str], frozenset[str]]:
    """Return the nouns of the sentence before a verb that act in it, and that it is done to."""
    doers, objects = set[str](), set[str]()
    for noun, particle in reversed([*pairwise(every[: at + 1])]):
        if noun.tag == "EF":
            break
        if noun.tag not in (*_NOUNS, "XSN", "NNB"):
            continue
        if particle.tag == "JKO":
            objects.add(noun.form)
        elif particle.tag in ("JKS", "JX") and particle.form in _SUBJECT:
            doers.add(noun.form)
    return frozenset(doers), frozenset(objects)
