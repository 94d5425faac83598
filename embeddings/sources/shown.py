"""The text that an HTML page shows its reader, line by line."""

from __future__ import annotations

import re
from typing import Any

_HEADINGS = "h1 h2 h3 h4 h5 h6"
_SECTIONS = "section article header footer nav aside main figure figcaption form address details"
_PARAGRAPHS = frozenset(
    f"{_HEADINGS} {_SECTIONS} p div ul ol dl pre blockquote table hr summary center caption".split()
)
_LINES = frozenset("li dt dd tr br".split())
_LABELS = frozenset("span a time em i b strong".split())
_SHORTEST_LABEL = 2  # characters; a word may be parted into shorter ones
_LABELLED = 120  # characters of a line of labels; a sentence may be parted inside its words
_ADS = frozenset("ad ads adsbygoogle advert advertisement banner sponsored".split())  # classes
_LONGEST_AD = 100  # characters
_CELLS = frozenset(["td", "th"])
_UNSEEN = frozenset(
    "script style title iframe object audio video canvas svg button select textarea".split()
)
_WORDS = re.compile(r"[a-z]+")
_WHITE = re.compile(r"[ \t\r\n\f]+")


class _Text:
    """Text that grows by pieces, and the line ends that are due before the next one."""

    def __init__(self, marked: bool) -> None:
        self.marked = marked  # whether line ends count, and items have marks
        self.pieces: list[str] = []
        self.due = 0
        self._lines = 0  # ended so far
        self._cells: list[int] = []  # of the cells that are open, how many lines had ended
        self._is_tall = False  # whether the last cell has several lines
        self._open = False  # whether the next piece follows in the same line, whatever is due

    def add(self, text: str) -> None:
        """Add text; a blank piece only counts where it divides two words or lines."""
        text = text if self.marked else _WHITE.sub(" ", text)
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
        """Begin a cell in the line of the one before it, if there is one and it has one line."""
        apart = first or self._is_tall
        self.due = max(self.due, not first) if apart else 0
        self.mark("" if apart else "\t")
        self._cells.append(self._lines)

    def close_cell(self) -> None:
        """End a cell."""
        self.close()
        self._is_tall = self._lines > self._cells.pop()

    def close(self) -> None:
        """End an item: nothing follows its mark any more."""
        self._open = False

    def part(self, ends: int) -> None:
        """Let at least so many line ends stand before the next piece."""
        self.due = max(self.due, ends)

    def _write(self, text: str) -> None:
        if not self._open:
            self.pieces.append("\n" * self.due)
            self._lines += self.due > 0
        self.pieces.append(text)
        self.due, self._open = 0, False


def shown(root: Any, *, marked: bool = False) -> str:
    """Return an element's text: its blocks apart, and a table's rows in lines of tabbed cells.

    `marked` is for what was written by hand, such as Markdown: its items have marks, and its line
    ends count. Elsewhere white space is one space, as in a browser.
    """
    from lxml import etree  # needed for HTML and Markdown only

    text = _Text(marked)
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start" and (element.tag in _UNSEEN or _is_ad(element)):
            walk.skip_subtree()
        elif event == "start":
            _begin(text, element)
            text.add(element.text or "")
        elif element is not root:
            _end(text, element)
    return "".join(text.pieces)


def _is_ad(element: Any) -> bool:
    """Tell whether an element among paragraphs is an advertisement by its class."""
    if _ADS.isdisjoint(_WORDS.findall(element.get("class", "").lower())):
        return False
    among = element.getparent() is not None and element.getparent().find("p") is not None
    return among and len("".join(element.itertext())) <= _LONGEST_AD


def _begin(text: _Text, element: Any) -> None:
    if element.tag in _PARAGRAPHS:
        text.part(1 if element.getparent().tag == "li" else 2)
    elif element.tag in _LINES:
        text.part(1)
    if element.tag == "li" and text.marked:
        number = element.get("value", "")
        text.mark(f"{number}. " if number.isdecimal() else "- ")
    elif element.tag in _CELLS:
        text.cell(first=element.getprevious() is None)


def _end(text: _Text, element: Any) -> None:
    if element.tag in _PARAGRAPHS:
        text.part(2)
    elif element.tag == "li":
        text.close()
    elif element.tag in _CELLS:
        text.close_cell()
    tail = element.tail or ""
    text.add(tail.removeprefix("\n") if element.tag == "br" else tail)
    after = element.getnext()
    if tail or text.marked or after is None:
        return
    if element.tag == after.tag == "a":
        text.part(1)
    elif _is_apart(element, after):
        text.add(" ")


def _is_apart(element: Any, after: Any) -> bool:
    """Tell whether an element and the next are labels in one line, which the page's style parts."""
    alike = (element.tag, element.get("class")) == (after.tag, after.get("class"))
    parent = element.getparent()
    short = len("".join(parent.itertext())) <= _LABELLED
    return short and {element.tag, after.tag} <= _LABELS and (not alike or _is_labels(parent))


def _is_labels(parent: Any) -> bool:
    """Tell whether an element holds nothing but labels."""
    beside = [parent.text, *(child.tail for child in parent)]
    return not any(map(str.strip, filter(None, beside))) and all(
        len("".join(child.itertext()).strip()) >= _SHORTEST_LABEL for child in parent
    )
