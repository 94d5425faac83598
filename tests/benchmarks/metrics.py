"""KorQuAD's answer metrics: exact match and character-level F1 after normalisation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_MARKS = re.compile(r"[^\w\s]|_")


def normalise(text: str) -> str:
    """Lower case, no punctuation, single spaces."""
    return " ".join(_MARKS.sub(" ", text.lower()).split())


def exact_match(answer: str, accepted: Iterable[str]) -> float:
    """Return 1.0 where the answer is one of those accepted, after normalisation."""
    return float(normalise(answer) in {normalise(text) for text in accepted})


def f1(answer: str, accepted: Iterable[str]) -> float:
    """Return the best F1 over characters (white space aside) against those accepted, 0 to 1."""
    return max((_f1(normalise(answer), normalise(text)) for text in accepted), default=0.0)


def _f1(answer: str, accepted: str) -> float:
    ours, theirs = Counter(answer.replace(" ", "")), Counter(accepted.replace(" ", ""))
    common = sum((ours & theirs).values())
    return 2 * common / (sum(ours.values()) + sum(theirs.values())) if common else 0.0
