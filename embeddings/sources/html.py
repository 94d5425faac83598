"""HTML pages, turned into the text and the facts that a page has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from embeddings.article import Article
from embeddings.errors import SeedError
from embeddings.pages.lines import Facts, strip_role
from embeddings.pages.page import parse_page
from embeddings.text.dates import parse_date
from embeddings.text.decoding import normalise

_NO_HTML = partial(
    SeedError,
    "the HTML cannot be read as a page",
    "save it again from the browser, or as .txt",
    key="html-unreadable",
)
_PUBLISHED_META = (
    "article:published_time og:article:published_time og:published_time datepublished pubdate "
    "publishdate publish_date publish-date published published_time dc.date.issued "
    "dcterms.issued dcterms.created sailthru.date parsely-pub-date"
)
_AUTHOR_META = "author article:author dable:author og:article:author dc.creator"

_WEB_ADDRESS = re.compile(r"https?://[^\s/]\S{0,2000}", re.IGNORECASE)


def read_html(text: str, source: str) -> list[Article]:
    """Return the article of an HTML page and the headlines in its text.

    The text is what trafilatura takes for the main text of what the page shows. The date is only
    taken from the fields that name the publication date, or from the text; trafilatura's own guess
    is not used.
    Raises SeedError when no page can be made out.
    """
    # Slow to import, and needed for HTML only.
    import trafilatura
    from lxml import etree

    from embeddings.sources.hidden import drop_hidden

    try:
        tree = trafilatura.load_html(text)
        if tree is None:
            raise _NO_HTML()
        own = Facts(author=_meta_author(tree), published=_meta_date(tree))
        drop_hidden(tree)
        facts = trafilatura.extract_metadata(tree, extensive=False)
        for element in tree.xpath("//script | //*[@data-preloaded]"):
            element.drop_tree()  # their data would do for a text where none is shown
        page = trafilatura.bare_extraction(tree, include_comments=False)
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise _NO_HTML() from error
    if page is None or isinstance(page, dict):
        return []
    known = own.or_else(
        Facts(
            facts.title or "", facts.sitename or "", facts.author or "", url=web_address(facts.url)
        )
    )
    return parse_page(page.text or "", source, known)


def web_address(url: object) -> str:
    """Return `url` where it is an http or https address, otherwise an empty string."""
    address = normalise(url).strip() if isinstance(url, str) else ""
    return address if _WEB_ADDRESS.fullmatch(address) else ""


def _meta_author(tree: Any) -> str:
    names = (strip_role(value) for value in _meta_values(tree, _AUTHOR_META))
    return next((name for name in names if name and not web_address(name)), "")


def _meta_date(tree: Any) -> date | None:
    written = [*_meta_values(tree, _PUBLISHED_META), *_linked_dates(tree)]
    written += tree.xpath("//*[@itemprop='datePublished']/@content")
    written += tree.xpath("//*[@itemprop='datePublished']/@datetime | //time[@pubdate]/@datetime")
    return next((day for day in map(parse_date, written) if day), None)


def _meta_values(tree: Any, names: str) -> list[str]:
    """Return the contents of the meta elements of these names, in the order of the names."""
    found: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or ""
        found.setdefault(name.lower(), element.get("content").strip())
    return [found[name] for name in names.split() if name in found]


def _linked_dates(tree: Any) -> Iterator[str]:
    """Yield each `datePublished` of the page's JSON-LD blocks."""
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
                if isinstance(value.get("datePublished"), str):
                    yield value["datePublished"]
