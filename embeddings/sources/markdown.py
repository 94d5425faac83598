"""Markdown, turned into the text that its reader sees and the facts that it says of itself."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import partial
from typing import Any

from embeddings.errors import SeedError
from embeddings.pages.lines import is_prose
from embeddings.pages.metadata import Facts
from embeddings.pages.page import Page
from embeddings.pages.rows import Row
from embeddings.sources.html import parse_html
from embeddings.sources.html_facts import web_address
from embeddings.sources.html_lists import linked_titles
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
_ITEM = re.compile(r"\s*-\s+(?P<value>.*)")
_LISTED = re.compile(r"\[([^\[\]]*)\]")
_MARK = re.compile(r"^(?:[-*+•]|\d+[.)])\s+")  # of a list's item
_FEWEST_LINKED = 4  # lines of an index
_KEYS = (
    ("outlet", "outlet site publisher source"),
    ("author", "author authors byline"),
    ("date", "published date"),
    ("url", "url source link"),
)


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
    text = shown(tree, marked=True)
    return Page(text, facts, spare=Facts(title=title), rows=_index(tree, text))


def _index(tree: Any, text: str) -> dict[str, Row]:
    """Return the lines that link to articles, where a page has those and tells nothing else."""
    titles = {*linked_titles(tree)}
    named = {line.strip(): _MARK.sub("", line.strip()) for line in text.split("\n")}
    rows = {line: Row(title) for line, title in named.items() if title in titles}
    is_told = any(map(is_prose, named.keys() - rows.keys()))
    return {} if is_told or len(rows) < _FEWEST_LINKED else rows


def _front_matter(text: str) -> tuple[Facts, str]:
    """Return the facts of the `key: value` lines between two `---`, and the text after them."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return Facts(), text
    values: dict[str, list[str]] = defaultdict(list)
    key = ""
    for line in match["fields"].split("\n"):
        field, item = _FIELD.fullmatch(line), _ITEM.fullmatch(line)
        key = field["key"].lower() if field else key
        written = field or item
        values[key] += filter(None, map(_plain, _values(written["value"]) if written else []))
    said = {name: [value for key in keys.split() for value in values[key]] for name, keys in _KEYS}
    facts = Facts(
        title=", ".join(values["title"]),
        outlet=next((name for name in said["outlet"] if not web_address(name)), ""),
        author=", ".join(said["author"]),
        published=next(filter(None, map(parse_date, said["date"])), None),
        url=next(filter(None, map(web_address, said["url"])), ""),
    )
    return facts, text[match.end() :]


def _values(written: str) -> list[str]:
    """Return a value, or those of a list in brackets."""
    listed = _LISTED.fullmatch(written.strip())
    return listed[1].split(",") if listed else [written]


def _plain(value: str) -> str:
    """Return a value without its quotes, and without the brackets that notes link names by."""
    quoted = re.fullmatch(r'\s*"(.*)"\s*', value)
    bare = quoted[1].replace('\\"', '"') if quoted else value.strip(" \"'")
    return bare.removeprefix("[[").removesuffix("]]")


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
