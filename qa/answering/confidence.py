"""How sure an answer is: a probability from what was read, and the grade that it is given as."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from embeddings import query_terms

from ..answer import Grade
from ..reader.siblings import tells_of_another
from ..request.translation import is_korean
from ..retrieval.ranking import Hit
from ..retrieval.reading import Asked, Read, covered, standing
from .alignment import is_retold

MEANT = 0.5  # share of a grade's least probability that is enough in an article known to be meant
ASTRAY = 5.0  # times that probability is asked of an article that lacks the names asked about
ANOTHER = 10.0  # times it is asked of a sentence on another thing than the one asked about
FAMILIAR = 0.2  # share of a question's weight that the passage holds, below which it isn't meant
WEIGHTS = Path(__file__).with_name("confidence.json")  # which `qa calibrate` writes

Row = dict[str, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was read, best first, and the probability, 0 to 1, that the first of it answers."""

    reads: Sequence[Read]
    confidence: float
    grade: Grade


@cache
def learned(path: Path = WEIGHTS) -> Row:
    """Return the weights by feature, and the least probabilities of "sure" and of "related"."""
    return dict(json.loads(path.read_text(encoding="utf-8")))


def judge(asked: Asked, hits: Sequence[Hit], reads: Sequence[Read]) -> Judged:
    """Tell how sure it is that the first of what was read answers.

    What stands in a passage that holds less than FAMILIAR of what was asked isn't meant, but in an
    article that is known to be: the reader takes what fits in kind, of whatever the article tells.
    (Of the held-out questions that are answered, 2 % have less than .34.) In such an article the
    answer is likelier to stand than among all of them: MEANT of what is asked else is enough. One
    that lacks the names in the question which others have tells of another town, firm or team, and
    maybe of much the same: of it ASTRAY times as much is asked. ANOTHER times as much is asked of a
    sentence on the injured, where the dead are asked about and the article has no word of them.
    """
    known = learned()
    reads = [one for one in reads if _is_meant(asked, one)]
    if not reads:
        return Judged((), 0.0, "none")
    confidence = probability(known, features(hits, reads))
    times = _times(asked, reads[0])
    for grade in ("sure", "related"):
        if confidence >= times * known[grade]:
            return Judged(reads, confidence, grade)
    return Judged(reads, confidence, "none")


def _times(asked: Asked, best: Read) -> float:
    """Return how many times a grade's least probability is asked of what was read first."""
    article = best.hit.article
    shown = f"{article.title} {article.text} {article.outlet}"
    terms = (*best.hit.title_terms, *best.hit.passage.terms)
    if tells_of_another(asked.text, article.text[slice(*best.sentence)], shown, terms):
        return ANOTHER
    if article.id in asked.meant:
        return MEANT
    has_one = not asked.names or any(name in shown for name in asked.names)
    return 1.0 if has_one or not is_korean(article.text) else ASTRAY


def _is_meant(asked: Asked, one: Read) -> bool:
    outlet = query_terms(one.hit.article.outlet or "")  # a school's paper needn't name the school
    said = {*one.hit.title_terms, *one.hit.passage.terms, *standing(asked.weights, one.hit)}
    held = covered(asked.weights, said.union(outlet))
    return one.hit.article.id in asked.meant or held >= FAMILIAR


def probability(known: Row, row: Row) -> float:
    """Return what learned weights make of features: a logistic regression's probability."""
    return 1 / (1 + math.exp(-sum(known[name] * value for name, value in row.items())))


def _is_same(one: Read, best: Read) -> bool:
    """Say whether a sentence is the best one, or what another article makes of that."""
    if one.hit.article.id == best.hit.article.id or one.sentence == best.sentence:
        return one.sentence == best.sentence
    said = (read.hit.article.text[slice(*read.sentence)] for read in (one, best))
    return is_retold(*said)


def features(hits: Sequence[Hit], reads: Sequence[Read]) -> Row:
    """Describe how well what was read, of which there is some, answers the question.

    How many of the question's words are found again isn't among them: it tells well for questions
    in an article's own words, and misleads where they are put in others.
    """
    best = reads[0]
    behind = next((one for one in reads if not _is_same(one, best)), best)
    return {
        "bias": 1.0,
        "span": best.found.score,  # log odds against "not here"
        "answers": best.answers,
        "lead": best.score - behind.score,
        "hit": best.hit.score,
        "behind the best hit": best.hit.score - hits[0].score,
    }
