"""How sure an answer is: a probability from what was read, and the grade that it is given as."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path

from kiwipiepy import Token

from embeddings import Article, kiwi, query_terms

from ..answer import Grade
from ..reader.siblings import tells_of_another
from ..request.translation import is_korean
from ..retrieval.ranking import Hit
from ..retrieval.reading import Asked, Read, covered, standing

FAMILIAR = 0.2  # share of a question's weight that the passage holds, below which it isn't meant
# By how much a hit is above those of other articles where that tells neither for nor against:
# of .2 to 1 what serves the questions held out and costs those on pages nothing.
TELLING = 0.7
WEIGHTS = Path(__file__).with_name("confidence.json")  # which `qa calibrate` writes

# How a question in writing ends: in a topic, or in a written verb's ending (누구인가).
_IN_WRITING = re.compile(r"([은는]|[가-힣]가)\s*[?？]?\s*$")

_NUMBER = re.compile(r"\d+")
# The articles' own country, which few of them name.
_HOME = frozenset("한국 대한민국 우리나라".split())

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
    """Tell how sure it is that the first of what was read, and is meant, answers."""
    known, reads = learned(), meant(asked, reads)
    if not reads:
        return Judged((), 0.0, "none")
    confidence = probability(known, features(asked, hits, reads[0]))
    grades: tuple[Grade, ...] = ("sure", "related")
    return Judged(reads, confidence, next((g for g in grades if confidence >= known[g]), "none"))


def meant(asked: Asked, reads: Sequence[Read]) -> list[Read]:
    """Leave out what can't be meant.

    So can't what stands in a passage that holds less than FAMILIAR of what was asked, but in an
    article that is known to be: the reader takes what fits in kind, of whatever the article tells.
    (Of the held-out questions that are answered, 2 % have less than .34.)
    """
    return [one for one in reads if _is_meant(asked, one)]


def _is_meant(asked: Asked, one: Read) -> bool:
    outlet = query_terms(one.hit.article.outlet or "")  # a school's paper needn't name the school
    said = {*one.hit.terms, *standing(asked.weights, one.hit)}
    held = covered(asked.weights, said.union(outlet))
    return one.hit.article.id in asked.meant or held >= FAMILIAR


def probability(known: Row, row: Row) -> float:
    """Return what learned weights make of features: a logistic regression's probability."""
    return 1 / (1 + math.exp(-sum(known[name] * value for name, value in row.items())))


def features(asked: Asked, hits: Sequence[Hit], best: Read) -> Row:
    """Describe how well what was read first answers the question.

    - what was read: the reader's own log odds, that it stands here and that its sentence answers;
    - whether the article is known to be meant, or else lacks the names in the question which other
      articles have, and so tells of another town, firm or team;
    - whether it lacks a proper noun or a number of the question ("제8회");
    - whether the sentence is on another thing than what is asked about (the injured, where the dead
      are), of which the article has no word;
    - how far its hit stands out. This tells well for questions in writing, which have an article's
      own words, and misleads for those in the asker's own: of them it isn't told.
    """
    article = best.hit.article
    shown = f"{article.title} {article.text} {article.outlet}"
    sentence = article.text[slice(*best.sentence)]
    is_meant = article.id in asked.meant
    is_else = not is_meant and is_korean(article.text)  # in another language are other names
    is_astray = is_else and _lacks(shown, asked.names)
    return {
        "bias": 1.0,
        "read": best.found.score + best.answers,
        "meant": float(is_meant),
        "astray": float(is_astray),
        "unsaid": float(is_else and not _says(article, shown, asked.text)),
        "another": float(tells_of_another(asked.text, sentence, shown, best.hit.terms)),
        "stands out": _standing_out(hits, best) if _IN_WRITING.search(asked.text) else 0.0,
    }


def _lacks(shown: str, names: Collection[str]) -> bool:
    return bool(names) and not any(name in shown for name in names)


def _says(article: Article, shown: str, question: str) -> bool:
    """Tell whether an article, or its day, has all proper nouns and numbers of a question."""
    day = article.published
    numbers = {*_NUMBER.findall(f"{shown} {(day.year, day.month, day.day) if day else ''}")}
    tokens = kiwi().tokenize(question)
    said = "".join(shown.split())  # a name is written in one word or in several
    told = (_NUMBER.findall(token.form) for token in tokens if token.tag == "SN")
    return all(name in said for name in _names(tokens)) and all(map(numbers.issuperset, told))


def _names(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the proper nouns of a question, without its country's.

    What a verb goes on from isn't one ("드러오는", which Kiwi doesn't know).
    """
    for one, after in zip_longest(tokens, tokens[1:]):
        goes_on = after is not None and after.start == one.end and after.tag.startswith("V")
        if one.tag == "NNP" and one.form not in _HOME and not goes_on:
            yield one.form


def _standing_out(hits: Sequence[Hit], best: Read) -> float:
    """Return how far a hit's score is above the mean of other articles', and above TELLING."""
    others = [hit.score for hit in hits if hit.article.id != best.hit.article.id]
    return best.hit.score - sum(others) / len(others) - TELLING if others else 0.0
