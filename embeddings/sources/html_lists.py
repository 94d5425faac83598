"""The lists of other articles on an HTML page, by the siblings alike that each link to one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from embeddings.pages.lines import is_prose
from embeddings.pages.names import NAME
from embeddings.pages.rows import Row, read_row
from embeddings.sources.shown import shown
from embeddings.text.dates import parse_date
from embeddings.text.decoding import normalise

_SHORTEST_TITLE, _LONGEST_TITLE = 8, 120  # characters; a shorter link is a section's or a name
_LONGEST_ITEM, _LONGEST_FACT = 500, 60  # characters
_MOST_PARTS = 60  # elements of an item
_FEWEST_DATED, _FEWEST_RANKED = 2, 3  # items of a list
_NAMES = ("h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "dt")

_Item = tuple[Any, Row]


def mark_lists(tree: Any) -> dict[str, Row]:
    """Make each item of the lists on a page, an lxml tree, one line, and return the lines' rows.

    A list is of siblings alike of which most link to what they name, with its day or its rank.
    """
    rows: dict[str, Row] = {}
    waiting = [tree]
    while waiting:
        listed = [item for group in _alike(waiting.pop(), waiting) for item in _items(group)]
        for element, row in listed:
            waiting.remove(element)
            line = _line(row)
            rows[line] = row
            element[:] = []
            element.text = line
    return rows


def linked_titles(tree: Any) -> Iterator[str]:
    """Yield the titles that list items on a page, an lxml tree, link to and say nothing beside."""
    for item in tree.iter("li"):
        title = next(_titles(item), "")
        if title and shown(item).split() == title.split() and " " in title:
            yield title


def _alike(parent: Any, waiting: list[Any]) -> Iterator[list[Any]]:
    """Yield the groups of an element's children with one tag and class; all are to be seen yet."""
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for child in parent.iterchildren("*"):
        groups[child.tag, next(iter(child.get("class", "").split()), "")].append(child)
        waiting.append(child)
    is_named = parent.tag in ("table", "tbody") and parent.xpath("ancestor-or-self::table[1]//th")
    yield from () if is_named else groups.values()


def _items(group: Sequence[Any]) -> list[_Item]:
    """Return the elements that are items of one list, and what they say; none where it is none."""
    if len(group) < _FEWEST_DATED:
        return []
    items = [(element, row) for element in group if (row := _read_item(element))]
    dated = [item for item in items if item[1].published or item[1].day]
    if len(dated) < _FEWEST_DATED:
        ranks = [row.number for _, row in items]
        first = [str(rank) for rank in range(1, len(items) + 1)]
        if group[0].getparent().tag == "ol" and not any(ranks):
            items = [(e, replace(row, number=n)) for (e, row), n in zip(items, first, strict=True)]
            ranks = first
        dated = items if ranks == first and len(items) >= _FEWEST_RANKED else []
    of_words = [row for _, row in dated if " " in row.title]
    return dated if 2 * len(dated) >= len(group) and 2 * len(of_words) >= len(dated) else []


def _read_item(element: Any) -> Row | None:
    """Return what an element says of the one article that it links to, or None."""
    if sum(1 for _ in islice(element.iter(), _MOST_PARTS)) == _MOST_PARTS:
        return None
    whole = shown(element)
    title = next(_titles(element), "") if len(whole) <= _LONGEST_ITEM else ""
    if not title:
        return None
    row = Row(title)
    for at, piece in enumerate(_pieces(whole.replace(title, "\n", 1))):
        if len(piece) > _LONGEST_FACT or is_prose(piece):
            continue
        said = read_row(piece)
        row = replace(
            row,
            number=row.number or (piece if at == 0 and piece.isdecimal() else ""),
            author=row.author or said.author or (piece if NAME.fullmatch(piece) else ""),
            outlet=row.outlet or said.outlet,
            published=row.published or said.published,
            day=row.day or said.day,
        )
    times = filter(None, map(parse_date, element.xpath(".//time/@datetime")))
    return replace(row, published=row.published or next(times, None))


def _titles(element: Any) -> Iterator[str]:
    """Yield what may be the title that an item links to, the likeliest first."""
    for link in element.iter("a"):
        if link.get("href", "").startswith("#") and len(link.get("href")) > 1:
            continue
        named = next(link.iter(*_NAMES), None)
        lines = shown(link if named is None else named).split("\n")
        text = next(filter(None, (" ".join(line.split()) for line in lines)), "")
        if _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE and not text.endswith("다."):
            yield text


def _pieces(text: str) -> Iterator[str]:
    pieces = (" ".join(piece.split()) for piece in re.split(r"[\n\t|·]", text))
    return filter(None, pieces)


def _line(row: Row) -> str:
    day = row.published.isoformat() if row.published else row.day
    return normalise(" | ".join(filter(None, (row.number, row.title, row.author, day))))
