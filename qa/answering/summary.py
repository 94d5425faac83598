"""A summary of one article: its most central sentences, in their order."""

from __future__ import annotations

import re

from embeddings import Article

from ..question import Question
from ..reader.windows import Span
from .sentences import Idf, central, told

FEWEST, MOST = 3, 5  # sentences, where the question asks for no number of them
_EACH = 6  # sentences of an article that one of its summary stands for
_NUMBERS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7}
_NUMBERS |= {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_ASKED = re.compile(
    rf"({'|'.join(_NUMBERS)}|\d{{1,2}})\s?(?:줄|문장|마디|가지|(?:sentence|line|point)s?\b)", re.I
)


def summary(question: Question, article: Article, idf: Idf) -> list[Span]:
    """Return the sentences that sum an article up, as many as are asked for, in their order."""
    sentences = told(article)
    most = _asked(question.text) or min(MOST, max(FEWEST, len(sentences) // _EACH))
    return [(one.start, one.end) for one in central(sentences, idf, most)]


def _asked(text: str) -> int:
    """Return how many sentences a question asks for, 0 where it doesn't say."""
    asked = _ASKED.search(text)
    if not asked:
        return 0
    return int(asked[1]) if asked[1].isdigit() else _NUMBERS[asked[1].lower()]
