"""What an HTML page says of its article in its own fields: title, outlet, author, date, address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from embeddings.pages.metadata import Facts
from embeddings.pages.names import clean_author, is_outlet_name, is_portal
from embeddings.text.dates import parse_date
from embeddings.text.decoding import normalise

_TITLES = "og:title twitter:title dc.title"
_OUTLETS = "article:media_name dd:publisher og:site_name dc.publisher publisher twitter:creator"
_AUTHORS = "dd:author dable:author article:author og:article:author author dc.creator byl"
_DATES = (
    "article:published_time og:article:published_time og:published_time dd:published_time "
    "og:regdate datepublished pubdate publishdate publish_date publish-date published "
    "published_time dc.date.issued dcterms.issued dcterms.created sailthru.date parsely-pub-date"
)
_ADDRESSES = "og:url twitter:url"
_ARTICLE = re.compile(r"Article\b|BlogPosting\b|Report\b")
_SITE = re.compile(r"WebSite\b|Organization\b")
_WEB_ADDRESS = re.compile(r"https?://[^\s/]\S{0,2000}", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_DIVIDER = re.compile(r"\s+(?:::|[|:–—<>-])\s+|\s*\|\s*")
_SHORTEST_TITLE = 8  # characters of a heading that may be one


def read_html_facts(tree: Any) -> Facts:
    """Return what the fields of a page, an lxml tree, say of the article that it shows.

    JSON-LD comes first, then the properties of the head, then the body's marked elements.
    """
    linked, names = _linked(tree), _named(tree)
    titles = [*linked["headline"], *_values(names, _TITLES)]
    outlets = [*linked["publisher"], *_values(names, _OUTLETS), *_marked(tree, "publisher")]
    authors = [*linked["author"], *_values(names, _AUTHORS), *_marked(tree, "author")]
    authors += [_text(element) for element in tree.xpath("//*[@rel='author']")]
    addresses = [*tree.xpath("//link[@rel='canonical']/@href"), *_values(names, _ADDRESSES)]
    # A portal gives its source as the author: "한국일보 | 네이버".
    outlets += [value for value in authors if is_outlet_name(_own(value))]
    return Facts(
        title=_own_title(tree, titles),
        outlet=next(filter(None, map(_own, outlets)), ""),
        author=next(filter(None, map(_author, authors)), ""),
        published=next(filter(None, map(_day, _written(tree, names, linked))), None),
        url=next(filter(None, map(web_address, addresses)), ""),
    )


def web_address(url: object) -> str:
    """Return `url` where it is an http or https address, otherwise an empty string."""
    address = normalise(url).strip() if isinstance(url, str) else ""
    return address if _WEB_ADDRESS.fullmatch(address) else ""


def read_page_title(tree: Any, title: str) -> Facts:
    """Return what the page's own title says: its article's title, and the site's name beside it.

    `title` is the article's, where that is known; the page's own may be that of all its site.
    """
    whole = " ".join(" ".join(tree.xpath("//title/text()")).split())
    title = title or _own_title(tree, [whole])
    parts = _DIVIDER.split(whole)
    others = [part for part in parts if part not in title]
    site = _own(others[-1]) if 0 < len(others) < len(parts) else ""
    return Facts(title=title, outlet=site)


def _own_title(tree: Any, titles: list[str]) -> str:
    """Return a title as the page's heading has it, that is, without a site's name beside it."""
    title = next((" ".join(title.split()) for title in titles if title.strip()), "")
    headings = [_text(element) for element in tree.xpath("//h1 | //h2 | //h3 | //h4")]
    inside = [text for text in headings if len(text) >= _SHORTEST_TITLE and text in title]
    own = max(_DIVIDER.split(title), key=len)
    around = [text for text in headings if len(own) >= _SHORTEST_TITLE and own in text]
    return max(inside, key=len, default=min(around, key=len, default=title))


def _own(name: str) -> str:
    """Return an outlet's name without a portal's beside it; empty where there is no other."""
    parts = (part.strip() for part in _DIVIDER.split(name))
    others = (part for part in parts if part and not is_portal(part))
    return next((part for part in others if not _HOST.fullmatch(part) and part[0] != "@"), "")


def _author(value: str) -> str:
    """Return an author's name, or nothing where an outlet, a portal or an address stands there."""
    name = clean_author(value)
    other = web_address(value) or is_portal(name) or is_outlet_name(_own(value))
    return "" if other else name


def _day(written: str) -> date | None:
    """Return a date, also of digits alone with a time behind it, as Daum has it."""
    return parse_date(re.sub(r"^(\d{8})\d{4,6}$", r"\1", written))


def _written(tree: Any, names: dict[str, str], linked: dict[str, list[str]]) -> Iterator[str]:
    """Yield what may be the date of publication, the surest first."""
    yield from linked["datePublished"]
    yield from _values(names, _DATES)
    yield from _marked(tree, "datePublished")
    yield from tree.xpath("//time[@pubdate]/@datetime")
    yield from tree.xpath("//@data-date-time")
    times = set(tree.xpath("//time/@datetime"))
    if len({parse_date(time) for time in times}) == 1:
        yield from times  # of several, some are other articles'


def _named(tree: Any) -> dict[str, str]:
    """Return the contents of the meta elements by their names; of several alike the first."""
    found: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or ""
        found.setdefault(name.lower(), element.get("content").strip())
    return found


def _values(found: dict[str, str], names: str) -> list[str]:
    return [found[name] for name in names.split() if found.get(name)]


def _marked(tree: Any, name: str) -> list[str]:
    """Return what the elements say that microdata marks with a property's name."""
    elements = tree.xpath("//*[@itemprop=$name]", name=name)
    inner = ((e.xpath(".//*[@itemprop='name']") or [e])[0] for e in elements)
    return [e.get("content") or e.get("datetime") or _text(e) for e in inner]


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _linked(tree: Any) -> dict[str, list[str]]:
    """Return what the page's JSON-LD says of its first article that has a headline or a date.

    Where that names no publisher, it is the site or the organisation that the page describes.
    """
    values = [*_objects(tree)]
    articles = (value for value in values if _is_of(value, _ARTICLE) or "datePublished" in value)
    article = next(articles, {})
    found = {name: _names(article.get(name)) for name in _LINKED}
    sites = (_names(value.get("name")) for value in values if _is_of(value, _SITE))
    found["publisher"] += next(filter(None, sites), []) if article else []
    return found


def _objects(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, the outer ones first."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            waiting = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                waiting += value.values()
                yield value


def _is_of(value: dict[str, Any], kind: re.Pattern[str]) -> bool:
    return bool(kind.search(str(value.get("@type"))))


_LINKED = ("headline", "publisher", "author", "datePublished")


def _names(value: object) -> list[str]:
    """Return the texts that a JSON-LD value is or names; several names as one."""
    if isinstance(value, list):
        names = [name for item in value for name in _names(item)]
        return [", ".join(names)] if names else []
    if isinstance(value, dict):
        return _names(value.get("name"))
    return [value] if isinstance(value, str) and value.strip() else []
