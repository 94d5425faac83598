"""What kind of request a question is, by few and plain rules: a fact, unless its words say else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from kiwipiepy import Token

from embeddings import terms

Asks = Literal[
    "greeting",
    "thanks",
    "help",
    "inventory",
    "byline",
    "fact",
    "list",
    "summary",
    "timeline",
    "comparison",
]
"""What is asked for: talk about no article, who wrote one and when and where it was out, a fact, or
more than one sentence of the articles.

A question for yes or no asks for a fact, one that enumerates ("조건을 빠짐없이") for a list.
"""
TALK: frozenset[Asks] = frozenset(("greeting", "thanks", "help", "inventory"))
"""What asks nothing of the articles' texts."""

_ARTICLES = re.compile(  # but where something is told: "사설에서 내놓은 해법들", "사설이 꼽은 것"
    r"(?:기사|보도|뉴스|소식|(?<![가-힣])글|사설|칼럼)(?!들?(?:에|엔|[을를]? 보[면니]))"
    r"(?!들?(?:이|가|은|는)\s(?:\S+\s){0,6}?\S*(?:말|주장|요구|제안|지적|꼽|권|바라|달라|비판|강조|촉구)"
    r"\S*\s?\S*[은는한던]\s)"
    r"|(?:뭐|뭔가|무엇|어떤 ?(?:게|것|거))(?:가|이)? ?(?:실[렸린]|게재|보도[했됐])"
    r"|\b(?<!in the )(?:articles?|stor(?:y|ies)|news|reports?)\b"
)
_TITLE = re.compile(  # of an article, not of a song or a book
    r"헤드라인"
    r"|(?:(?:뉴스|소식|보도|글|칼럼|사설|인터뷰|기고|[다라]는|던|관련),? |기사,? ?)(?:제목|타이틀)"
    r"(?!들|[을은]?\s?(?:다|모두|전부)\s)"
    r"|(?<![가-힣])[쓴낸] ?[거것건]\S* (?:제목|타이틀)|제목(?:에|으로)\s"
    r"|(?:기사|뉴스)\S* (?:\S+ )?(?:제목|타이틀)[은이을]? ?(?:좀|찾|알려|말해|뭐|무엇|궁금)"
    r"|\b(?:headline|title of the (?:article|story))\b"
)
_HAPPENED = re.compile(
    r"(?:무슨|어떤|뭔) ?(?:일|사고|사건|소식|결정|변화|발표|보도|행사|일정)"
    r"|(?:있었던|일어났던|벌어졌던|일어난|벌어진|생긴|한) 일"
    r"|(?:발표|공개|예정|결정|확정|시작)(?:한|된|하는|되는) (?:일|것|거|게)"
    r"|(?:뭐|뭔가|무엇)[가이]? (?:있었|일어났|벌어졌|나왔|터졌)|\bwhat happened\b"
)
_RULES = Path(__file__).with_name("kinds.toml")


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a question must say, must not say, and, for talk, all that it may say beside."""

    asks: Asks
    said: re.Pattern[str]
    unless: re.Pattern[str] | None
    words: frozenset[str] | None


def request_kind(text: str, tokens: Sequence[Token]) -> Asks:
    """Return what kind of request a question is, given one line and Kiwi's tokens of it."""
    lower = text.lower()
    content = {term for term in terms(text, tokens) if not term.isdigit()}
    for rule in _rules():
        if rule.words is not None and not content <= rule.words:
            continue
        if rule.said.search(lower) and not (rule.unless and rule.unless.search(lower)):
            return rule.asks
    return "fact"


def asks_for_a_title(text: str) -> bool:
    """Say whether a question is for the title of the one article that tells of something."""
    return bool(_TITLE.search(text.lower()))


def asks_what_happened(text: str) -> bool:
    """Say whether a question is for what there was, not for anything in particular of it."""
    return bool(_HAPPENED.search(text.lower()))


def is_about_articles(text: str) -> bool:
    """Say whether a request for a list is one for articles, not for things that they tell of."""
    return bool(_ARTICLES.search(text))


@cache
def _rules() -> list[_Rule]:
    told = tomllib.loads(_RULES.read_text(encoding="utf-8"))
    fillers = told["fillers"].split()

    def compiled(pattern: str) -> re.Pattern[str]:
        for name, piece in told["pieces"].items():
            pattern = pattern.replace(f"{{{name}}}", piece)
        return re.compile(pattern)

    return [
        _Rule(
            rule["asks"],
            compiled("|".join(rule["patterns"])),
            compiled(rule["unless"]) if "unless" in rule else None,
            frozenset([*fillers, *rule["words"].split()]) if "words" in rule else None,
        )
        for rule in told["rules"]
    ]
