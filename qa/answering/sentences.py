"""What the sentences of an article say: which are its own telling, and how near two of them are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

import numpy as np

from embeddings import Article, Sentence, Vectors, sentences_of, unit

MOST = 200  # sentences of an article that are looked at
LEAD = 1.0  # by this share the first sentence's weight is raised, by a n-th of it the n-th's
SAME = 0.6  # cosine from which two sentences say the same
_DAMPING = 0.85
_STEPS = 30
_TOLD = re.compile(r"[.!?。…][\"'”’」』)\]]*$")
_BESIDE = re.compile(r"@|ⓒ|©|무단\s?전재|재배포|제보|구독|^(?:▶|☞|※|\[사진|사진\s?[=:])")

Idf = Callable[[str], float]


def told(article: Article) -> list[Sentence]:
    """Return the sentences that an article tells: no captions, bylines, notes; all if none is."""
    every = sentences_of(article)[:MOST]
    own = [sentence for sentence in every if is_told(article, sentence)]
    return own or every


def is_told(article: Article, sentence: Sentence) -> bool:
    """Say whether a sentence is of an article's own telling: no caption, byline, note, subtitle."""
    if article.captioned(sentence.start):
        return False
    text = article.text[sentence.start : sentence.end]
    return len(sentence.terms) > 2 and bool(_TOLD.search(text)) and not _BESIDE.search(text)


def vectors(sentences: Sequence[Sentence], idf: Idf) -> Vectors:
    """Return unit vectors of tf-idf, (sentences, terms)."""
    return weighted([sentence.terms for sentence in sentences], idf)


def weighted(texts: Sequence[Collection[str]], idf: Idf) -> Vectors:
    """Return unit vectors of tf-idf of some texts' terms, (texts, terms)."""
    columns = {term: at for at, term in enumerate({t: None for text in texts for t in text})}
    found = np.zeros((len(texts), max(1, len(columns))), dtype=np.float32)
    for row, text in enumerate(texts):
        for term in text:
            found[row, columns[term]] += idf(term)
    return unit(found)


def centrality(rows: Vectors) -> Vectors:
    """Return how central each of some unit vectors is among all, (rows,), 1 on average.

    Continuous LexRank (Erkan and Radev, 2004), with what stands first raised by LEAD: news says
    first what matters.
    """
    near = np.maximum(rows @ rows.T, 0) + 1e-6
    near /= near.sum(axis=1, keepdims=True)
    count = len(rows)
    rank = np.ones(count, dtype=np.float32)
    for _ in range(_STEPS):
        rank = (1 - _DAMPING) + _DAMPING * (rank @ near)
    raised: Vectors = rank * (1 + LEAD / np.arange(1, count + 1, dtype=np.float32))
    return raised


def central(sentences: Sequence[Sentence], idf: Idf, most: int) -> list[Sentence]:
    """Return the `most` most central of an article's sentences, in their order, none twice."""
    if not sentences:
        return []
    rows = vectors(sentences, idf)
    chosen: list[int] = []
    for at in np.argsort(-centrality(rows), kind="stable").tolist():
        if len(chosen) < most and all(rows[at] @ rows[other] < SAME for other in chosen):
            chosen.append(at)
    return [sentences[at] for at in sorted(chosen)]
