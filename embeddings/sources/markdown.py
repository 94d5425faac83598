"""Markdown, turned into the text that its reader sees and the facts that it says of itself."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from embeddings.errors import SeedError
from embeddings.pages.lines import Facts
from embeddings.pages.page import Page
from embeddings.sources.html import parse_html
from embeddings.sources.html_facts import web_address
from embeddings.sources.shown import shown
from embeddings.text.dates import parse_date

_BAD_HTML = partial(
    SeedError,
    "the HTML in the Markdown cannot be read",
    "take it out, or save the text as .txt",
    key="markdown-html",
)

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(?P<fields>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
_FIELD = re.compile(r"(?P<key>[A-Za-z_-]+)\s*:\s*(?P<value>.*)")


def read_markdown(text: str) -> Page:
    """Return the page of a Markdown file (CommonMark with tables and ~~deletions~~).

    Its front matter is read, its first heading of the first level is the title, and of HTML in it
    what is shown is text like the rest. Numbers of list items stay as they are written. What lies
    more than 20 deep in quotations and lists (two a list) is not read.
    Raises SeedError where the HTML in it, or its style, is more than can be read.
    """
    from lxml import etree  # needed for Markdown and HTML only

    facts, body = _front_matter(text)
    try:
        tree = _render(body)
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise _BAD_HTML() from error
    heading = tree.find(".//h1")
    title = ""
    if heading is not None:
        title = shown(heading, marked=True)
        heading.drop_tree()
    return Page(shown(tree, marked=True), facts, spare=Facts(title=title))


def _front_matter(text: str) -> tuple[Facts, str]:
    """Return the facts of the `key: value` lines between two `---`, and the text after them."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return Facts(), text
    lines = map(_FIELD.fullmatch, match["fields"].split("\n"))
    values = {line["key"].lower(): line["value"].strip().strip("\"'") for line in lines if line}
    facts = Facts(
        title=values.get("title", ""),
        outlet=values.get("outlet", ""),
        author=values.get("author", ""),
        published=parse_date(values.get("date", "")),
        url=web_address(values.get("url")),
    )
    return facts, text[match.end() :]


def _render(text: str) -> Any:
    """Return the page that Markdown stands for, an lxml tree, without what it hides."""
    from markdown_it import MarkdownIt  # needed for Markdown only

    from embeddings.sources.hidden import drop_hidden

    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = markdown.parse(text)
    for token in tokens:
        if token.type == "list_item_open" and token.info:
            token.attrSet("value", token.info)  # HTML would count on from the first
    page = markdown.renderer.render(tokens, markdown.options, {})
    tree = parse_html(f"<html><body>{page}</body></html>")
    drop_hidden(tree)
    return tree
