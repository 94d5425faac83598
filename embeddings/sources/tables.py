"""Tables, of CSV and XLSX: a row an article where the columns say so, otherwise all one text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import PurePath
from typing import Any

from embeddings.article import Article
from embeddings.errors import Failure, SeedError
from embeddings.pages.lines import is_ended
from embeddings.pages.names import clean_author
from embeddings.sources.archive import DAMAGED, Archive
from embeddings.sources.html_facts import web_address
from embeddings.sources.records import field_of
from embeddings.sources.result import MOST_BYTES
from embeddings.text.dates import parse_date
from embeddings.text.decoding import decode, normalise, one_line

MOST_ROWS = 100_000  # of a table

_LONG = partial(
    SeedError,
    "the table has more than 100,000 rows",
    "split it, or save it as .jsonl",
    key="table-long",
)
_NO_ROW_TEXT = partial(
    SeedError,
    "the row has neither a text nor a title",
    "fill in one, or take the row out",
    key="row-empty",
)
_HEAD_ROWS = 10  # among which the one with the columns' names is sought
_FIRST_LINES = 20  # of a file, which show whether it is a table
_FEWEST_ENDED = 0.25  # share of the lines of prose that end as sentences
_DELIMITERS = ",\t;|"

_Row = Sequence[str]


def read_csv(data: bytes, source: str) -> Iterator[Article | Failure]:
    """Yield the articles of a table whose rows are lines; the first tells what divides them.

    An article's id is `source#row`, rows counted from 1. Raises SeedError for too long a table.
    """
    text = decode(data)
    csv.field_size_limit(MOST_BYTES)
    delimiter = _delimiter(text.partition("\n")[0])
    try:
        rows = [*_bounded(csv.reader(io.StringIO(text), delimiter=delimiter))]
    except csv.Error as error:
        raise DAMAGED() from error
    yield from _read_table(rows, source, f"{source}#")


def is_head(line: str) -> bool:
    """Say whether a line is the first of a table of articles: it names a text, and more."""
    columns = _columns(line.strip().split(_delimiter(line)))
    return "text" in columns and len(columns) > 1


def is_prose(text: str) -> bool:
    """Say whether the beginning of a text is no table's: sentences, without columns in common."""
    lines = [line for line in text.split("\n")[:_FIRST_LINES] if line.strip()]
    try:
        rows = [*csv.reader(lines, delimiter=_delimiter(lines[0]))] if lines else []
    except csv.Error:
        return False
    widths = {len(row) for row in rows}
    ended = sum(map(is_ended, lines))
    return _FEWEST_ENDED * len(lines) <= ended > 0 and (len(widths) > 1 or widths == {1})


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def read_xlsx(data: bytes, source: str) -> Iterator[Article | Failure]:
    """Yield the articles of each sheet, as `read_csv` does; from the second on, `source#sheet!row`.

    Raises SeedError for a workbook that is damaged, encrypted or endless, and too long a table.
    """
    # Slow to import, and needed for XLSX only.
    import openpyxl

    archive = Archive(data)
    archive.check_types()
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for number, sheet in enumerate(book.worksheets):
            sheet.reset_dimensions()  # what the file says of them may be wrong
            rows = [*_bounded([*map(_shown, row)] for row in sheet.iter_rows(values_only=True))]
            title = "" if number == 0 else f"{sheet.title}!"
            yield from _read_table(rows, source, f"{source}#{title}")
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError) as error:
        raise DAMAGED() from error


def _bounded(rows: Iterable[_Row]) -> Iterator[_Row]:
    """Yield the rows, the empty ones as []; raises SeedError where there are too many others."""
    left, gap = MOST_ROWS, 0
    for row in rows:
        if not any(map(str.strip, row)):
            gap += 1  # sheets end in many empty rows
            continue
        if (left := left - 1) < 0:
            raise _LONG()
        yield from ([] for _ in range(min(gap, MOST_ROWS)))
        yield row
        gap = 0


def _shown(value: Any) -> str:
    """Return what a cell shows: a date in ISO form, a whole number without its point."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _read_table(rows: list[_Row], source: str, place: str) -> Iterator[Article | Failure]:
    for at, row in enumerate(islice(rows, _HEAD_ROWS)):
        columns = _columns(row)
        if "text" in columns:
            for number, values in enumerate(rows[at + 1 :], start=at + 2):
                if values:
                    yield _read_row(values, columns, source, f"{place}{number}")
            return
    text = _as_text([row for row in rows if row])
    if text:
        title = one_line(PurePath(source).stem)
        yield Article(place.rstrip("#!"), title, text, source=source)


def _columns(row: _Row) -> dict[str, int]:
    """Return where each field's column is, the first of them."""
    found: dict[str, int] = {}
    for at, name in enumerate(row):
        if field := field_of(name):
            found.setdefault(field, at)
    return found


def _read_row(row: _Row, columns: dict[str, int], source: str, place: str) -> Article | Failure:
    """Return a row's article; one with a title alone is a headline."""
    fields = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
    title, text = one_line(fields.get("title", "")), normalise(fields["text"]).strip()
    if not (title or text):
        return Failure.of(place, _NO_ROW_TEXT())
    return Article(
        id=place,
        title=title,
        text=text or title,
        kind="article" if text else "headline",
        outlet=one_line(fields.get("outlet", "")),
        author=clean_author(one_line(fields.get("author", ""))),
        published=parse_date(fields.get("published", "")),
        url=web_address(fields.get("url")),
        source=source,
    )


def _as_text(rows: Sequence[_Row]) -> str:
    """Return the rows under the first one as lines of "name: value"."""
    if len(rows) < 2:
        return "\n".join(", ".join(filter(None, row)) for row in rows)
    names = [one_line(name) for name in rows[0]]
    return "\n".join(_line(names, row) for row in rows[1:])


def _line(names: Sequence[str], row: _Row) -> str:
    values = [" ".join(normalise(value).split()) for value in row]
    names = [*names, *[""] * (len(values) - len(names))]
    pairs = zip(names, values, strict=False)
    return ", ".join(f"{name}: {value}" if name else value for name, value in pairs if value)
