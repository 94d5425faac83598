"""Lists of headlines on a page: the rows of a board's table, with or without its header line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count

from embeddings.article import Article
from embeddings.pages.lines import read_facts
from embeddings.text.dates import DATE, TIME, parse_date

_COLUMN_NAMES = {
    "number": "번호 순번 no no. #",
    "title": "제목 기사제목 title subject headline",
    "author": "글쓴이 작성자 이름 기자 기자명 닉네임 author writer name",
    "outlet": "언론사 매체 매체명 신문사 출처 outlet source",
    "date": "날짜 등록일 작성일 일자 게시일 등록일시 작성일시 입력일 date posted",
    "count": "조회 조회수 추천 추천수 댓글 댓글수 좋아요 views hits likes votes comments",
}
_COLUMNS = {name: column for column, names in _COLUMN_NAMES.items() for name in names.split()}
_CELL_SHAPES = {
    "number": r"\d[\d,]*|\[?(?:공지|notice)\]?",
    "title": r".+?",
    "author": r"\S+",
    "outlet": r"\S+",
    # Lists shorten a date of this year to month and day, and one of today to the time.
    "date": rf"{DATE}{TIME}?|\d{{1,2}}[./-]\d{{1,2}}|\d{{1,2}}:\d\d(?::\d\d)?",
    "count": r"[\d,]+|-",
}
_ANCHORS = {"number", "date", "count"}  # columns whose cells can be told from a title's words
_LONGEST_ROW = 400  # characters; longer lines are prose, and costly to match
_SHORTEST_RUN = 3  # rows that make a list where no header says so
_SHORTEST_TITLE = 4  # characters, for rows without a number in such a list
_COMMENT_COUNT = re.compile(r"\s*\[\d+\]$")
_NUMBERED = re.compile(rf"(?P<number>\d+)[.)]?\s+(?P<title>.+?)\s+(?P<date>{DATE}{TIME}?)", re.I)
_SIGNED = re.compile(rf"(?P<title>.+?)\s+(?P<author>[^\s|:]+)\s+(?P<date>{DATE}{TIME}?)", re.I)


@dataclass(frozen=True)
class Row:
    """One headline of a list. `number` is the digits the list gives it, or empty."""

    title: str
    number: str = ""
    author: str = ""
    outlet: str = ""
    published: date | None = None


_Reader = Callable[[str], Row | None]


def take_lists(lines: Sequence[str]) -> tuple[list[Row], list[str | None]]:
    """Return the rows of every list in `lines`, and the lines with None where a list stood.

    A line under a header that is no row but stands between rows (an advertisement, a rule) is
    taken out with the list, unread.
    """
    rows: list[Row] = []
    rest: list[str | None] = list(lines)
    at = 0
    while at < len(lines):
        if not lines[at].strip():  # what begins after it is tried there
            at += 1
            continue
        found, end = _read_headed(lines, at) or _read_headless(lines, at) or ([], at)
        rows += found
        rest[at:end] = [None] * (end - at)
        at = max(end, at + 1)
    return rows, rest


def headline_articles(rows: Sequence[Row], source: str) -> list[Article]:
    """Return each row as an article of a seed file, by an id that no other row of it has."""
    taken: set[str] = set()
    articles = []
    for position, row in enumerate(rows, start=1):
        repeats = (f"{position}-{n}" for n in count(2))
        numbers = chain([row.number or str(position)], repeats)
        number = next(number for number in numbers if number not in taken)
        taken.add(number)
        articles.append(
            Article(
                id=f"{source}#{number}",
                title=row.title,
                text=row.title,
                kind="headline",
                outlet=row.outlet,
                author=row.author,
                published=row.published,
                source=source,
            )
        )
    return articles


def _read_headed(lines: Sequence[str], at: int) -> tuple[list[Row], int] | None:
    """Return the rows under the header at `at` and where they end, or None if it is no header."""
    columns = _read_header(lines[at])
    if not columns:
        return None
    rows, end = _read_run(lines, at + 1, _row_reader(columns), gaps=True)
    if not rows and len(columns) < _SHORTEST_RUN:
        return None  # two words such as "제목 날짜" alone may mean anything
    return rows, end


def _read_headless(lines: Sequence[str], at: int) -> tuple[list[Row], int] | None:
    """Return the rows of a run of at least three alike lines from `at`, and where they end."""
    for reader in (_read_numbered, _read_signed):
        rows, end = _read_run(lines, at, reader, gaps=False)
        if len(rows) >= _SHORTEST_RUN:
            return _split_authors(rows) if reader is _read_numbered else rows, end
    return None


def _read_run(lines: Sequence[str], start: int, read: _Reader, gaps: bool) -> tuple[list[Row], int]:
    """Read rows from `start` over blank lines (and, with `gaps`, over one line that is no row)."""
    rows: list[Row] = []
    end, strays = start, 0
    for at in range(start, len(lines)):
        if not lines[at].strip():
            continue
        row = read(lines[at])
        strays = 0 if row else strays + 1
        if row:
            rows.append(row)
            end = at + 1
        elif strays > gaps:
            break
    return rows, end


def _read_header(line: str) -> list[str]:
    names = _cells(line) or line.split()
    columns = [_COLUMNS.get(name.casefold(), "") for name in names]
    whole = len(columns) > 1 and all(columns) and columns.count("title") == 1
    return columns if whole else []


def _row_reader(columns: list[str]) -> _Reader:
    """Return a reader of rows by the header's columns: by cells, or by each column's shape."""
    seen: set[str] = set()
    shapes = []
    for column in columns:
        name = "" if column in seen else f"P<{column}>"
        shapes.append(f"(?{name or ':'}{_CELL_SHAPES[column]})")
        seen.add(column)
    pattern = re.compile(r"\s+".join(shapes), re.IGNORECASE)
    anchored = bool(seen & _ANCHORS)

    def read(line: str) -> Row | None:
        cells = _cells(line)
        if len(cells) == len(columns):
            # Reversed, so that of two columns of one kind the first counts.
            return _to_row(dict(zip(columns[::-1], cells[::-1], strict=True)))
        if not anchored or len(line) > _LONGEST_ROW:
            return None
        match = pattern.fullmatch(" ".join(line.split()))
        return _to_row(match.groupdict()) if match else None

    return read


def _cells(line: str) -> list[str]:
    """Return the cells of a line divided by tabs or bars, or [] when it has neither."""
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    if "|" in line:
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    return []


def _to_row(values: dict[str, str]) -> Row | None:
    title = values["title"].strip()
    if not title or not title.strip("-=: "):
        return None
    digits = values.get("number", "").replace(",", "")
    return Row(
        title=_COMMENT_COUNT.sub("", title) or title,
        number=digits if digits.isdecimal() else "",
        author=values.get("author", ""),
        outlet=values.get("outlet", ""),
        published=parse_date(values.get("date", "")),
    )


def _read_numbered(line: str) -> Row | None:
    return _match_row(_NUMBERED, line)


def _read_signed(line: str) -> Row | None:
    row = _match_row(_SIGNED, line)
    return row if row and len(row.title) >= _SHORTEST_TITLE else None


def _match_row(pattern: re.Pattern[str], line: str) -> Row | None:
    if len(line) > _LONGEST_ROW or read_facts(line.strip()) is not None:
        return None  # "입력 … | 수정 …" dates one article
    match = pattern.fullmatch(" ".join(line.split()))
    return _to_row(match.groupdict()) if match else None


def _split_authors(rows: list[Row]) -> list[Row]:
    """Give the last words of the titles to the authors, where a few names end all the titles."""
    parts = [row.title.rpartition(" ") for row in rows]
    names = {name for _, _, name in parts}
    if 2 * len(names) > len(rows) or not all(title for title, _, _ in parts):
        return rows
    return [
        Row(_COMMENT_COUNT.sub("", title) or title, row.number, name, row.outlet, row.published)
        for row, (title, _, name) in zip(rows, parts, strict=True)
    ]
