"""Answers of more than one sentence: all that is asked for ("빠짐없이"), a reason, a manner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, takewhile

from embeddings import query_terms

from ..reader.windows import Span
from ..request.sides import sides
from ..retrieval.reading import Read

MOST = 8  # sentences
_CLOSE = 2.0  # log odds that a sentence answers, below those of the likeliest one
_EACH = re.compile(r"각각|각기|저마다|\b(?:each|respectively)\b")
_JOINED = 2  # sentences on each side of one that tells a reason or a manner
_JOINS = -4.0  # log odds that each of them answers, too
_GOES_ON = 3  # sentences after one that is a paragraph of its own and counts nothing up
_COUNTS_UP = re.compile(r"(?:[^,]+, ){2}|(?:[^·]+·){2}|\d[^,]*,[^\d,]*\d[^,]*,[^\d,]*\d")
# What names several things, as an answer may ("주차료 12억 원과 기부금 3억 원으로"), how much less
# likely than the likeliest sentence it may be, and how many such are taken.
_SEVERAL = re.compile(_COUNTS_UP.pattern + r"|\d[^.]*?(?:[와과]|및|,|\band)\s[^.]*\d|첫째|둘째")
_SEVERAL_CLOSE, _SEVERAL_MOST = 5.0, 2


def enumerated(reads: Sequence[Read]) -> list[Span]:
    """Return the sentences of the paragraphs in which the likeliest article answers, in order.

    The reader knows the one sentence that names what is asked for ("조건은 네 가지다"); what it
    announces is told by those around it. Paragraphs of nearly as likely sentences are taken too,
    as long as all are at most MOST; and the likeliest that name several things.
    """
    article = reads[0].hit.article
    own = [one for one in reads if one.hit.article.id == article.id]
    sentences = sorted({(s.start, s.end) for one in own for s in one.hit.passage.sentences})
    odds: dict[Span, float] = {}
    for one in own:
        for span, odd in zip(one.window.sentences, one.every, strict=False):
            odds[span] = max(odd, odds.get(span, odd))
    likely = sorted(odds, key=lambda span: -odds[span])
    near = (span for span in likely if odds[span] > odds[likely[0]] - _CLOSE)
    chosen: set[Span] = set()
    for span in (reads[0].sentence, *near):
        block = _block(article.text, sentences, sentences.index(span))
        if len(chosen.union(block)) <= MOST:
            chosen.update(block)
    several = (span for span in likely if _SEVERAL.search(article.text[slice(*span)]))
    close = takewhile(lambda span: odds[span] > odds[likely[0]] - _SEVERAL_CLOSE, several)
    return sorted(chosen.union(islice(close, _SEVERAL_MOST)))


def of_each(text: str, reads: Sequence[Read]) -> list[Read]:
    """Return the likeliest answer of each of two things that a question names: "A와 B 각각".

    None where they aren't told of in two articles.
    """
    two = sides(text) if _EACH.search(text) else None
    found: dict[str, Read] = {}
    for name in (two[0].split()[-1], two[1].split()[0]) if two else ():
        terms = {*query_terms(name)}
        of_it = (
            one
            for one in reads
            if one.hit.article.id not in found and terms.intersection(one.hit.terms)
        )
        found |= {one.hit.article.id: one for one in islice(of_it, 1)}
    return [*found.values()] if len(found) > 1 else []


def joined(one: Read) -> Span:
    """Return the sentence that answers with those next to it in its window that may, too."""
    spans, at = one.window.sentences, one.window.sentences.index(one.sentence)
    before = takewhile(lambda n: one.every[n] > _JOINS, reversed(range(max(0, at - _JOINED), at)))
    after = takewhile(lambda n: one.every[n] > _JOINS, range(at + 1, len(one.every))[:_JOINED])
    numbers = [at, *before, *after]
    return spans[min(numbers)][0], spans[max(numbers)][1]


def _block(text: str, sentences: Sequence[Span], at: int) -> Sequence[Span]:
    """Return a sentence's paragraph, at most MOST of it; of one that stands alone what follows."""
    start, end = sentences[at]
    first, last = text.rfind("\n", 0, start), text.find("\n", end)
    block = [s for s in sentences if first < s[0] and (last < 0 or s[1] <= last)]
    if len(block) > 1 or _COUNTS_UP.search(text[start:end]):
        begin = max(0, min(block.index(sentences[at]), len(block) - MOST))
        return block[begin : begin + MOST]
    return sentences[at : at + 1 + _GOES_ON]
