"""What is asked for all of ("빠짐없이"): each sentence of an article that tells some of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..reader.windows import Span
from ..retrieval.reading import Read

MOST = 5  # sentences
_CLOSE = 2.0  # log odds that a sentence answers, below those of the likeliest one
_SEVERAL = 2.0  # what a sentence gains that itself counts several things up
_COUNTS_UP = re.compile(r"(?:[^,]+, ){2}|(?:[^·]+·){2}|\d[^,]*,[^\d,]*\d[^,]*,[^\d,]*\d")
_GOES_ON = re.compile(
    r"(?:또한?|이어|이와 함께|여기에|아울러|그 ?밖에|이 ?밖에|나머지|이외에도|더불어"
    r"|둘째|셋째|넷째|다섯째|[②-⑨]|[2-9][.)]|also|in addition|second(?:ly)?|third(?:ly)?)\b",
    re.IGNORECASE,
)


def enumerated(reads: Sequence[Read]) -> list[Span]:
    """Return the sentences of the likeliest article that answer nearly as likely as its best one.

    They stand in their order; with each comes the one after it that goes on with its own words.
    """
    article = reads[0].hit.article
    odds: dict[Span, float] = {}
    for one in reads:
        if one.hit.article.id == article.id:
            for span, odd in zip(one.window.sentences, one.every, strict=False):
                gain = _SEVERAL * bool(_COUNTS_UP.search(article.text[slice(*span)]))
                odds[span] = max(odd + gain, odds.get(span, odd))
    likely = sorted(odds, key=lambda span: -odds[span])
    chosen = {span for span in likely[:MOST] if odds[span] > odds[likely[0]] - _CLOSE}
    for span, following in zip(sorted(odds), sorted(odds)[1:], strict=False):
        if span in chosen and _GOES_ON.match(article.text[slice(*following)]):
            chosen.add(following)
    return sorted(chosen)[:MOST]
