"""HTML pages, turned into the text and the facts that a page has."""

from __future__ import annotations

from functools import partial
from typing import Any

from embeddings.errors import SeedError
from embeddings.pages.page import Page

_NO_HTML = partial(
    SeedError,
    "the HTML cannot be read as a page",
    "save it again from the browser, or as .txt",
    key="html-unreadable",
)


def read_html(text: str) -> Page:
    """Return what an HTML page shows, and what it says of its article in its own fields.

    Raises SeedError when no page can be made out.
    """
    # Needed for HTML and Markdown only.
    from lxml import etree

    from embeddings.sources.hidden import drop_hidden
    from embeddings.sources.html_facts import read_html_facts, read_page_title
    from embeddings.sources.html_lists import mark_lists
    from embeddings.sources.shown import shown

    try:
        tree = parse_html(text)
        known = read_html_facts(tree)
        spare = read_page_title(tree, known.title)
        drop_hidden(tree)
        rows = mark_lists(tree)
        return Page(shown(tree), known, spare=spare, rows=rows, saved=True)
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise _NO_HTML() from error


def parse_html(text: str) -> Any:
    """Return a page's lxml tree, whatever encoding it names; raises lxml's errors, ValueError."""
    from lxml import html  # needed for HTML and Markdown only

    parser = html.HTMLParser(
        remove_comments=True, remove_pis=True, collect_ids=False, encoding="utf-8"
    )
    return html.document_fromstring(text.encode(), parser)
