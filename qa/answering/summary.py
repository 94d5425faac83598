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

_OUTLET = r"[가-힣A-Za-z](?:신문|일보|방송|뉴스|통신|매체|타임스)"
_OTHERS = re.compile(  # what another article told, and where one is pointed at
    rf"{_OUTLET}(?:은|는|이|가)\s.*(?:보도했|보도한|전했)|{_OUTLET}\S{{0,3}}에 따르면"
    r"|^\W*(?:관련|이전|다른)\s?(?:기사|뉴스|보도)|(?:기사|보도)\s?(?:참조|보기|더\s?보기)"
    r"|\brelated:|\bread (?:more|also)\b"
    r"|\b(?:Post|Times|News|Herald|Journal|Reuters|newspapers?)\b.{0,60}\breported\b"
)


def summary(question: Question, article: Article, idf: Idf) -> list[Span]:
    """Return the sentences that sum an article up, as many as are asked for, in their order."""
    every = told(article)
    own = [one for one in every if not _OTHERS.search(article.text[one.start : one.end])]
    sentences = own if len(own) >= FEWEST else every
    most = _asked(question.text) or min(MOST, max(FEWEST, len(sentences) // _EACH))
    return [(one.start, one.end) for one in central(sentences, idf, most)]


def _asked(text: str) -> int:
    """Return how many sentences a question asks for, 0 where it doesn't say."""
    asked = _ASKED.search(text)
    if not asked:
        return 0
    return int(asked[1]) if asked[1].isdigit() else _NUMBERS[asked[1].lower()]
