"""Markdown, turned into the text that its reader sees and the facts that it says of itself."""

from __future__ import annotations

import re
from typing import Any

from embeddings.article import Article
from embeddings.dates import parse_date
from embeddings.documents import web_address
from embeddings.errors import SeedError
from embeddings.lines import Facts
from embeddings.pages import parse_page

_BAD_HTML = ("the HTML in the Markdown cannot be read", "take it out, or save the text as .txt")

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(?P<fields>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
_FIELD = re.compile(r"(?P<key>[A-Za-z_-]+)\s*:\s*(?P<value>.*)")

_HEADINGS = "h1 h2 h3 h4 h5 h6"
_PARAGRAPHS = frozenset(f"{_HEADINGS} p div ul ol dl pre blockquote table hr section".split())
_LINES = frozenset("li dt dd tr br".split())
_CELLS = frozenset(["td", "th"])
_UNSEEN = frozenset("script style title iframe object audio video canvas".split())


def read_markdown(text: str, source: str) -> list[Article]:
    """Return the article of a Markdown file (CommonMark with tables and ~~deletions~~).

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
        raise SeedError(*_BAD_HTML, key="markdown-html") from error
    heading = tree.find(".//h1")
    title = ""
    if heading is not None:
        title = _shown(heading)
        heading.drop_tree()
    return parse_page(_shown(tree), source, facts.or_else(Facts(title=title)))


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
    # Needed for Markdown only.
    from lxml import html
    from markdown_it import MarkdownIt

    from embeddings.hidden import drop_hidden

    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = markdown.parse(text)
    for token in tokens:
        if token.type == "list_item_open" and token.info:
            token.attrSet("value", token.info)  # HTML would count on from the first
    page = markdown.renderer.render(tokens, markdown.options, {})
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False)
    tree = html.document_fromstring(f"<html><body>{page}</body></html>", parser)
    drop_hidden(tree)
    return tree


class _Text:
    """Text that grows by pieces, and the line ends that are due before the next one."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.due = 0
        self._open = False  # whether the next piece follows in the same line, whatever is due

    def add(self, text: str) -> None:
        """Add text; a blank piece only counts where it divides two words or lines."""
        if not text.strip():
            if "\n" in text:
                self.part(1)
            elif text and not self.due:
                self.pieces.append(text)
            return
        for number, line in enumerate(text.split("\n")):
            self.due += number > 0
            if line:
                self._write(line)

    def mark(self, mark: str) -> None:
        """Add what the next piece follows in the same line, such as an item's number."""
        self._write(mark)
        self._open = True

    def cell(self, first: bool) -> None:
        """Begin a cell in the line of the one before it, if there is one."""
        self.due = self.due if first else 0
        self.mark("" if first else "\t")

    def close(self) -> None:
        """End an item or a cell: nothing follows its mark any more."""
        self._open = False

    def part(self, ends: int) -> None:
        """Let at least so many line ends stand before the next piece."""
        self.due = max(self.due, ends)

    def _write(self, text: str) -> None:
        if not self._open:
            self.pieces.append("\n" * self.due)
        self.pieces.append(text)
        self.due, self._open = 0, False


def _shown(root: Any) -> str:
    """Return an element's text: its blocks apart, and a table's rows in lines of tabbed cells."""
    from lxml import etree

    text = _Text()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag in _UNSEEN:
            walk.skip_subtree()
        elif event == "start":
            _begin(text, element)
            text.add(element.text or "")
        elif element is not root:
            _end(text, element)
    return "".join(text.pieces)


def _begin(text: _Text, element: Any) -> None:
    if element.tag in _PARAGRAPHS:
        text.part(1 if element.getparent().tag == "li" else 2)
    elif element.tag in _LINES:
        text.part(1)
    if element.tag == "li":
        number = element.get("value", "")
        text.mark(f"{number}. " if number.isdecimal() else "- ")
    elif element.tag in _CELLS:
        text.cell(first=element.getprevious() is None)


def _end(text: _Text, element: Any) -> None:
    if element.tag in _PARAGRAPHS:
        text.part(2)
    elif element.tag == "li" or element.tag in _CELLS:
        text.close()
    tail = element.tail or ""
    text.add(tail.removeprefix("\n") if element.tag == "br" else tail)
