"""Versions of an article: what was saved from one address again and again; the newest stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from ..article import Article

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igshid|dclid|msclkid|mc_[ce]id", re.IGNORECASE)
_SAME_SITE = re.compile(r"(?:www|m|mobile)\.", re.IGNORECASE)
_HALF = 0.5  # of the shorter text's words that versions in one file have in common


def older_versions(articles: Iterable[Article], modified: Mapping[str, int]) -> dict[str, str]:
    """Return of each article of which there is a newer version the id, and the newer one's.

    Versions are of one `address`. The newest is that of the latest date of publication, and of
    these that of the file (`Article.source`) written last, by `modified`; and then the last one.
    What has no date is older than what has one.
    """
    saved: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        if article.kind == "article" and (place := address(article.url)):
            saved[place].append(article)
    found: dict[str, str] = {}
    for some in saved.values():
        if len(some) > 1:
            found |= _older(some, modified)
    return found


def _older(some: Sequence[Article], modified: Mapping[str, int]) -> dict[str, str]:
    """Return what `older_versions` does, of articles of one address in their order."""
    order = sorted(some, key=lambda a: (a.published or date.min, modified.get(a.source, 0)))
    standing: list[Article] = []
    found: dict[str, str] = {}
    for article in reversed(order):
        newer = next((other for other in standing if _are_versions(article, other)), None)
        if newer is None:
            standing.append(article)
        else:
            found[article.id] = newer.id
    return found


def _are_versions(one: Article, other: Article) -> bool:
    """Tell whether articles of one address are one. In one file they may be parts of a document."""
    if one.source != other.source:
        return True
    words, others = set(one.text.split()), set(other.text.split())
    return len(words & others) >= _HALF * min(len(words), len(others))


def address(url: str) -> str:
    """Return what tells an article's address from others; "" where it is only that of a site.

    The scheme, www. and m., the fragment, what counts clicks, a last slash and the order of the
    query make no difference.
    """
    try:
        parts = urlsplit(url)
        host = _SAME_SITE.sub("", parts.hostname or "", count=1)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return ""
    query = urlencode(sorted(pair for pair in pairs if not _TRACKING.fullmatch(pair[0])))
    path = unquote(parts.path).rstrip("/")
    return f"{host}{path}?{query}" if host and (path or query) else ""
