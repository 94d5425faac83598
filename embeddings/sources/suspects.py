"""What an article shows of having been read wrongly: its title, its facts, lines of a template."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal
from urllib.parse import urlsplit

from embeddings.article import Article, brief
from embeddings.text.analysis import analyse

_PARTS = re.compile(r"\s*[|>»›ㅣ│]\s*|\s+[·•-]\s+")
_MENU_PARTS = 3  # from which parts that are all short are a menu's
_SHORT_PART = 12  # characters, and at most two words
_SEVERAL = 3  # articles of one site from which what they share is no chance
_MOST = 0.75  # of a site's articles that have what one lacks
_LONG_LINE = 20  # characters; a shorter line may stand anywhere
_KNOWN_TERMS = 2  # of a title, from which its text has one of them


@dataclass(frozen=True)
class Suspect:
    """An article, what seems wrong with it, and what would be right: {field: value or "…"}.

    Without any, it is the file that has to be looked at.
    """

    kind: Literal["navigation", "incomplete", "repeated"]
    article: Article
    problem: str
    right: Mapping[str, str]


def suspects(articles: Sequence[Article]) -> Iterator[Suspect]:
    """Yield what is suspect of articles that are neither copies nor older versions of others."""
    yield from _navigation(articles)
    yield from _incomplete(articles)
    yield from _repeated(articles)


def _navigation(articles: Sequence[Article]) -> Iterator[Suspect]:
    """Yield the titles made like a menu, or strange to their texts, alone or on several of them."""
    strange = [*map(_lacks, articles, _terms(articles))]
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, article in enumerate(articles):
        alike[site(article), article.title].append(at)
    for article, share in zip(articles, strange, strict=True):
        same = alike[site(article), article.title]
        if not article.title:
            continue
        if is_menu(article.title):
            problem = f"the title {brief(article.title)} looks like navigation"
        elif share == 1:
            problem = f"the text has no word of the title {brief(article.title)}"
        elif len(same) >= _SEVERAL and 2 * sum(strange[at] > 0 for at in same) > len(same):
            problem = f"{len(same)} articles of one site have the title {brief(article.title)}"
        else:
            continue
        yield Suspect("navigation", article, problem, {"title": "…"})


def is_menu(title: str) -> bool:
    """Say whether a title is made of a few words each between bars or arrows, as a menu is."""
    parts = [part for part in _PARTS.split(title) if part]
    short = (len(part) <= _SHORT_PART and len(part.split()) <= 2 for part in parts)
    return len(parts) >= _MENU_PARTS and all(short)


def _terms(articles: Sequence[Article]) -> list[set[str]]:
    titles = analyse(article.title for article in articles)
    return [{term for sentence in title for term in sentence.terms} for title in titles]


def _lacks(article: Article, terms: set[str]) -> float:
    """Return the share of a title's terms that the text lacks; 0 of too few to tell."""
    text = article.text.casefold()
    missing = [term for term in terms if term.removesuffix("다") not in text]
    return len(missing) / len(terms) if len(terms) >= _KNOWN_TERMS else 0.0


def site(article: Article) -> str:
    """Return what articles of one site have in common: the host, the outlet, or the place."""
    return _host(article) or article.outlet or _place(article)


def _host(article: Article) -> str:
    return (urlsplit(article.url).hostname or "").removeprefix("www.").removeprefix("m.")


def _place(article: Article) -> str:
    """Return the folder of an article's file; in the seeds folder itself its name but numbers."""
    path = PurePath(article.source)
    inner = path.parent.as_posix()
    return inner if inner != "." else re.sub(r"[0-9]+", "#", path.name)


def _incomplete(articles: Sequence[Article]) -> Iterator[Suspect]:
    """Yield what has no outlet or date where most of its site have one."""
    for some in _groups(articles, lambda article: _host(article) or _place(article)):
        outlets = Counter(article.outlet for article in some if article.outlet)
        if len(outlets) == 1 and _is_usual(outlets.total(), some):
            (outlet,) = outlets
            problem = f"it has no outlet; {outlets.total()} others of its site have {outlet}"
            for article in some:
                if not article.outlet:
                    yield Suspect("incomplete", article, problem, {"outlet": outlet})
    for some in _groups(articles, site):
        dated = sum(article.published is not None for article in some)
        problem = f"it has no date; {dated} others of its site have one"
        for article in some if _is_usual(dated, some) else ():
            if not article.published:
                yield Suspect("incomplete", article, problem, {"published": "YYYY-MM-DD"})


def _groups(
    articles: Sequence[Article], of: Callable[[Article], str]
) -> Iterable[Sequence[Article]]:
    groups: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        groups[of(article)].append(article)
    return groups.values()


def _is_usual(having: int, some: Sequence[Article]) -> bool:
    return having >= _SEVERAL - 1 and having >= (len(some) - 1) * _MOST


def _repeated(articles: Sequence[Article]) -> Iterator[Suspect]:
    """Yield the long lines that stand in several articles of one site, each with the first."""
    having: dict[tuple[str, int], list[int]] = defaultdict(list)
    for at, article in enumerate(articles):
        for line in _long_lines(article):
            having[site(article), hash(line)].append(at)
    for (_, digest), some in having.items():
        if len({articles[at].text for at in some}) >= _SEVERAL:
            first = articles[some[0]]
            line = next(line for line in _long_lines(first) if hash(line) == digest)
            problem = f"the line {brief(line)} stands in {len(some)} articles of one site"
            yield Suspect("repeated", first, problem, {})


def _long_lines(article: Article) -> set[str]:
    lines = (line.strip() for line in article.text.split("\n"))
    return {line for line in lines if len(line) >= _LONG_LINE}
