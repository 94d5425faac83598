"""HTML pages, turned into the text and the facts that a page has."""

from __future__ import annotations

from functools import partial

from embeddings.article import Article
from embeddings.errors import SeedError
from embeddings.pages.page import parse_page

_NO_HTML = partial(
    SeedError,
    "the HTML cannot be read as a page",
    "save it again from the browser, or as .txt",
    key="html-unreadable",
)


def read_html(text: str, source: str) -> list[Article]:
    """Return the articles of an HTML page and the headlines in its lists.

    What the page says of its article in its own fields comes first; the rest is read from all that
    it shows, as from a page that was copied by hand.
    Raises SeedError when no page can be made out.
    """
    # Needed for HTML and Markdown only.
    from lxml import etree, html

    from embeddings.sources.hidden import drop_hidden
    from embeddings.sources.html_facts import read_html_facts
    from embeddings.sources.shown import shown

    try:
        parser = html.HTMLParser(
            remove_comments=True, remove_pis=True, collect_ids=False, encoding="utf-8"
        )
        tree = html.document_fromstring(text.encode(), parser)
        known = read_html_facts(tree)
        drop_hidden(tree)
        return parse_page(shown(tree), source, known)
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise _NO_HTML() from error
