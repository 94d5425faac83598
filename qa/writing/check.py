"""The check: whether a written sentence follows from the passages that it cites.

Its claims are looked up, its verbs and numbers compared with the source's, and the reader says
whether the source entails it. All of that must hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..reader.windows import Span
from ..retrieval.ranking import Hit
from ..values.values import Value
from .amounts import says
from .claims import Evidence, claimed_values, missing, names, terms
from .contradictions import contradicts
from .copies import is_doubted
from .subjects import misplaced, mistitled, renamed, revalued

ENTAILMENT = Path(__file__).with_name("entailment.json")
FAMILIAR = 0.2  # share of a sentence's terms that its source holds, below which it may not be of it
EXACT = 1.5  # what a value or name of a sentence is worth, against 1 for a term
MOST_SENTENCES, MOST_CHARS = 3, 260  # of a source that a sentence is compared with

Entails = Callable[[Sequence[tuple[str, str]]], list[float]]  # as `Reader.entailed`


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a hit's article: what a written one rests on, as far as is known."""

    hit: Hit
    span: Span

    @property
    def text(self) -> str:
        """Its words."""
        return self.hit.article.text[slice(*self.span)]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a sentence: the places that come nearest, and what they don't say.

    `lacking` are claims in the sentence's own words; `covered` is the share of its terms, 0 to 1,
    that what it cites holds; `entailed` are the log odds, by the reader, that it follows, None
    where that wasn't asked, for it is refuted already. Else, more is asked where it `is_doubted`.
    """

    places: tuple[Place, ...]
    lacking: tuple[str, ...]
    is_contradicted: bool
    is_doubted: bool
    covered: float
    entailed: float | None

    @property
    def is_supported(self) -> bool:
        """Whether nothing is lacking and the reader has it follow."""
        return self.entailed is not None and self.entailed >= threshold(self.is_doubted)


@cache
def threshold(is_doubted: bool, path: Path = ENTAILMENT) -> float:
    """Return the log odds from which a sentence counts as entailed (see `entailment.json`)."""
    known = json.loads(path.read_text(encoding="utf-8"))
    return float(known["log_odds_doubted" if is_doubted else "log_odds"])


def check(entails: Entails, sentence: str, cited: Sequence[Hit]) -> Verdict:
    """Hold a sentence to the passages that it cites, of which there is at least one."""
    passages = [Evidence(hit.text, hit.article) for hit in cited]
    places = nearest(sentence, cited)
    in_order = sorted(places, key=lambda place: (cited.index(place.hit), place.span))
    near = [place.text for place in in_order]
    lacking = missing(sentence, passages)
    elsewhere = [*misplaced(sentence, near), *renamed(sentence, places[0].text)]
    elsewhere += revalued(sentence, places[0].text)
    elsewhere += mistitled(sentence, [one.text for one in passages])
    lacking += (claim for claim in elsewhere if claim not in lacking)
    share = covered(sentence, cited)
    contradicted = contradicts(sentence, [place.text for place in places])
    refuted = bool(lacking) or contradicted or not share
    entailed = None if refuted else entails([(sentence, " ".join(near))])[0]
    doubted = not refuted and (share < FAMILIAR or is_doubted(sentence, places[0].text))
    return Verdict(tuple(places), tuple(lacking), contradicted, doubted, share, entailed)


def covered(sentence: str, cited: Sequence[Hit]) -> float:
    """Return the share of a sentence's terms that passages hold, 0 to 1; 0 where it has none."""
    wanted = {*terms(sentence)}
    held = {term for hit in cited for term in hit.terms}
    return len(wanted & held) / len(wanted) if wanted else 0.0


def nearest(sentence: str, cited: Sequence[Hit]) -> list[Place]:
    """Return the sentences of passages that together hold the most of what a sentence says.

    The best one first; another only where it adds a term that those before don't hold.
    """
    wanted = {*terms(sentence)}
    left = {
        Place(hit, (one.start, one.end)): {*one.terms}
        for hit in cited
        for one in hit.passage.sentences
    }
    claimed, named = claimed_values(sentence), names(sentence)
    exact = {place: _exact(claimed, named, place) for place in left}
    chosen: list[Place] = []
    room = MOST_CHARS
    while left and len(chosen) < MOST_SENTENCES:
        best = max(left, key=lambda place: len(wanted & left[place]) + exact[place])
        chosen.append(best)
        room -= len(best.text)
        wanted -= left.pop(best)
        left = {p: held for p, held in left.items() if wanted & held and len(p.text) <= room}
    return chosen


def _exact(claimed: Sequence[Value], named: Sequence[str], place: Place) -> float:
    """Return what a sentence's values and names that a place has are worth, less its length."""
    given = Evidence(place.text, place.hit.article).values
    said = sum(any(says(stated, value) for stated in given) for value in claimed)
    said += sum(name in place.text for name in named)
    return EXACT * said - len(place.text) / 1000
