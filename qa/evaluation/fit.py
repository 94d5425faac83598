"""The weights that fit the cases best: of sentences, of short answers, and of being sure.

What is fitted are `evidence`'s own features, so what is learned is what is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.feature_extraction import DictVectorizer

from embeddings import EvaluationError, f1

from ..answering.evidence import (
    READ_SENTENCES,
    confidence_row,
    dot,
    gather,
    rank,
    sentence_rows,
    span_rows,
)
from ..question import Query, Weights
from ..retrieval.ranking import Hit
from .cases import Case, holds

SENTENCE_DECAY, SPAN_DECAY = 1e-4, 5e-4  # L2, against weights that only one question asked for
CONFIDENCE_DECAY = 1e-4
REFUSED = 0.1  # share of the answerable questions that the threshold may refuse
SOUGHT = 10  # hits that an answer is sought in
NEAR = 0.6  # F1 above which a short answer is a target, the fourth power of it
_EXACT = {"maxiter": 1000, "ftol": 1e-13, "gtol": 1e-8}  # the order of the questions is no matter

Row = dict[str, float]
Learned = dict[str, Row]
Group = tuple[list[Row], list[float]]  # the choices of one question, and how right each is
Floats = NDArray[np.float64]


def learn(cases: Sequence[Case], made: Sequence[Case]) -> Learned:
    """Return the weights of sentences, spans and confidence, each learned on top of the last.

    Made questions teach only when to refuse: what people ask for, only people's questions show.
    Raises EvaluationError where no question's hits hold its answer.
    """
    sentences = _teaching(sentence_group(case) for case in cases)
    learned = {"sentence": listwise(sentences, SENTENCE_DECAY)}
    spans = _teaching(span_group(case, learned) for case in cases)
    learned["span"] = listwise(spans, SPAN_DECAY)
    learned["confidence"] = confidence(*confidence_rows([*cases, *made], learned))
    return learned


def _teaching(groups: Iterable[Group]) -> list[Group]:
    """Return the groups that hold something right."""
    found = [(rows, targets) for rows, targets in groups if any(targets)]
    if not found:
        raise EvaluationError(
            "no question is answered by what it finds",
            "see that each context holds the text of its answers",
            key="questions-unanswered",
        )
    return found


def sentence_group(case: Case) -> Group:
    """Return the features of the sentences found, and 1.0 for each that answers."""
    rows, targets = [], []
    for hit, sentence, row in sentence_rows(case.query, case.hits):
        rows.append(row)
        targets.append(float(_answers(case, hit, sentence.start, sentence.end)))
    return rows, targets


def span_group(case: Case, learned: Mapping[str, Weights]) -> Group:
    """Return the features of the best sentences' spans, and how near each is to the answer."""
    rows, targets = [], []
    ranked = gather(case.query, case.hits, learned["sentence"])
    for evidence in ranked[:READ_SENTENCES]:
        start, end = evidence.sentence.start, evidence.sentence.end
        is_right = _answers(case, evidence.hit, start, end)
        text = evidence.hit.article.text[start:end]
        for span, row in span_rows(case.query, evidence):
            score = f1(text[span.start : span.end], case.answers) if is_right else 0.0
            rows.append(row)
            targets.append(score**4 if score > NEAR else 0.0)
    return rows, targets


def _answers(case: Case, hit: Hit, start: int, end: int) -> bool:
    return hit.article.id == case.own and holds(hit.article.text[start:end], case.answers)


def listwise(groups: Sequence[Group], decay: float) -> Row:
    """Return the weights that make the targets likeliest under a softmax over each group.

    The loss is ListNet's (Cao et al., 2007), the mean over groups, plus `decay` times the squared
    length of the weights. Each group needs a target above 0; targets are scaled to a sum of 1.
    """
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([row for rows, _ in groups for row in rows])
    sizes = np.array([len(rows) for rows, _ in groups])
    starts = np.cumsum(sizes) - sizes
    target = np.array([value / sum(targets) for _, targets in groups for value in targets])

    def loss(weight: Floats) -> tuple[float, Floats]:
        scores = matrix @ weight
        scores = scores - np.repeat(np.maximum.reduceat(scores, starts), sizes)
        totals = np.repeat(np.add.reduceat(np.exp(scores), starts), sizes)
        value = target @ (np.log(totals) - scores) / len(sizes) + decay * weight @ weight
        slope = matrix.T @ (np.exp(scores) / totals - target) / len(sizes) + 2 * decay * weight
        return float(value), slope

    return _fitted(loss, vectorizer.get_feature_names_out().tolist())


def confidence(rows: Sequence[Row], labels: Sequence[int]) -> Row:
    """Return the weights of a logistic regression, and the threshold that refuses REFUSED.

    Each feature but the bias speaks for an answer, so no weight may be negative: more evidence
    then never makes for less confidence, whatever the sample's accidents. A label is 1 where the
    row's hits answer, else 0.
    """
    vectorizer = DictVectorizer(sparse=False)
    matrix, signs = vectorizer.fit_transform(rows), 2.0 * np.array(labels) - 1

    def loss(weight: Floats) -> tuple[float, Floats]:
        margin = signs * (matrix @ weight)
        slope = -signs * expit(-margin)
        value = np.logaddexp(0, -margin).mean() + CONFIDENCE_DECAY * weight @ weight
        return float(value), matrix.T @ slope / len(signs) + 2 * CONFIDENCE_DECAY * weight

    names = vectorizer.get_feature_names_out().tolist()
    found = _fitted(loss, names, [(None, None) if n == "bias" else (0, None) for n in names])
    scores = [dot(row, found) for row, label in zip(rows, labels, strict=True) if label]
    return found | {"threshold": float(np.quantile(scores, REFUSED))}


def _fitted(loss: Any, names: Sequence[str], bounds: Sequence[Any] | None = None) -> Row:
    """Return the weights of least loss; both losses are convex, so there is one least."""
    start = np.zeros(len(names))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=_EXACT)
    return dict(zip(names, found.x.tolist(), strict=True))


def confidence_rows(
    cases: Sequence[Case], learned: Mapping[str, Weights]
) -> tuple[list[Row], list[int]]:
    """Return features and labels: as it is (1), its paragraph left out (0), its article too (0)."""
    rows, labels = [], []
    for case in cases:
        for hits, label in zip(left_out(case), (1, 0, 0), strict=True):
            if label and case.own not in {hit.article.id for hit in hits}:
                continue  # not answerable from these hits
            rows.append(row_of(case.query, hits, learned))
            labels.append(label)
    return rows, labels


def left_out(case: Case) -> tuple[list[Hit], list[Hit], list[Hit]]:
    """Return the best hits as they are, without the own paragraph, and without the subject."""
    without = [hit for hit in case.hits if hit.article.id != case.own]
    strangers = [hit for hit in without if hit.article.title != case.subject]
    return case.hits[:SOUGHT], without[:SOUGHT], strangers[:SOUGHT]


def row_of(query: Query, hits: Sequence[Hit], learned: Mapping[str, Weights]) -> Row:
    """Return the features of confidence for a question and its hits."""
    return confidence_row(query, hits, rank(query, hits, learned))
