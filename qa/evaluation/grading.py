"""What an answer is worth to a question whose answer is known, measure by measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from embeddings import Figure, exact_match, f1, figure

from ..answer import Answer
from .cases import Case
from .written import BORNE_OUT

REFUSED_SHARE = 0.1  # of the answerable questions, where refusals are compared
_REFUSED = ("refused, unanswerable", "refused, its article removed", "refused, its subject removed")
# What is measured of answers, in the order of the table. An answer is given where it is sure.
_MEASURES = (
    "first citation holds the answer",
    "cited",  # the first `Case.most` citations hold it
    "short answer, exact match",
    "short answer, F1",
    "given",
    "given and right",  # of what was given to any question, the share that is cited
    "related holds it",  # of the questions that have but related sentences
    "evidence shown",  # cited or related
    "citation precision",
    "refused",
    *_REFUSED,
    *BORNE_OUT,
)


def graded(answer: Answer, case: Case) -> Iterator[tuple[str, float]]:
    """Yield what an answer is worth: sure, related or none, it holds what was asked or doesn't."""
    quotes = [citation.quote for citation in answer.citations[: case.most]]
    if not case.is_answerable:
        is_right = case.is_corrected(quotes)
        yield "refused, unanswerable", float(not answer.found or is_right)
        yield "confidence, unanswerable", answer.confidence
    else:
        is_right = case.is_held(quotes)
        is_related = case.is_held(citation.quote for citation in answer.related)
        yield "first citation holds the answer", float(case.is_held(quotes[:1]))
        yield "cited", float(is_right)
        yield "evidence shown", float(is_right or is_related)
        yield "given", float(answer.found)
        yield "refused", float(not answer.found)
        yield "confidence", answer.confidence
        if answer.related:
            yield "related holds it", float(is_related)
        if case.answers:
            yield "short answer, exact match", exact_match(answer.short, case.answers)
            yield "short answer, F1", f1(answer.short, case.answers)
    if answer.found:
        yield "given and right", float(is_right)


def figures_of(values: Mapping[str, Sequence[float]]) -> dict[str, Figure]:
    """Return each measure's figure, and the refusals where REFUSED_SHARE of the answerable are."""
    found = {name: figure(values[name]) for name in _MEASURES if name in values}
    if "confidence" not in values:
        return found
    limit = np.quantile(values["confidence"], REFUSED_SHARE)
    for name in _REFUSED:
        if row := values.get(name.replace("refused", "confidence")):
            at = f"{name} (at {REFUSED_SHARE:.0%} of the answerable)"
            found[at] = figure([float(confidence < limit) for confidence in row])
    return found
