"""What kind of request a question is, by few and plain rules: a fact, unless its words say else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from kiwipiepy import Token

from embeddings import terms

Asks = Literal[
    "greeting",
    "thanks",
    "help",
    "inventory",
    "fact",
    "list",
    "summary",
    "timeline",
    "comparison",
]
"""What is asked for: talk about no article, a fact, or more than one sentence of the articles.

A question for yes or no asks for a fact, one that enumerates ("조건을 빠짐없이") for a list.
"""

_RULES = Path(__file__).with_name("kinds.toml")
_POINTED = re.compile(  # at articles that were shown: no talk about all that there are
    r"(?:^|\s)(?:이|그|저|두|세|해당|방금|위|앞|다른|이런|그런|첫|아까)\s?(?:번째\s?)?(?:기사|뉴스|소식|보도)"
    r"|\b(?:this|that|these|those|other|first|second|both|two)\b"
)


def request_kind(text: str, tokens: Sequence[Token]) -> Asks:
    """Return what kind of request a question is, given one line and Kiwi's tokens of it."""
    said, content = text.lower(), {*terms(text, tokens)}
    talk, about = _rules()
    if not _POINTED.search(said):
        for asks, cues, words in talk:
            if content <= words and cues.search(said):
                return asks
    for asks, patterns, unless in about:
        if patterns.search(said) and not (unless and unless.search(said)):
            return asks
    return "fact"


@cache
def _rules() -> tuple[list[tuple[Asks, Any, Any]], list[tuple[Asks, Any, Any]]]:
    """Return the rules of talk (cues, words) and those about articles (patterns, exceptions)."""
    rules = tomllib.loads(_RULES.read_text(encoding="utf-8"))
    pieces = rules["pieces"]

    def compiled(patterns: Sequence[str]) -> re.Pattern[str]:
        joined = "|".join(patterns)
        for name, piece in pieces.items():
            joined = joined.replace(f"{{{name}}}", piece)
        return re.compile(joined)

    talk = [
        (asks, compiled(rule["cues"]), frozenset(rule["words"].split()))
        for asks, rule in rules["talk"].items()
    ]
    about = [
        (
            rule["asks"],
            compiled(rule["patterns"]),
            compiled([rule["unless"]]) if "unless" in rule else None,
        )
        for rule in rules["about"]
    ]
    return talk, about
