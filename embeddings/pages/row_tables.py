"""Rows under a header line, which names their columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from embeddings.pages.rows import LONGEST_ROW, Row, without_count
from embeddings.text.dates import DATE, TIME, parse_date

_COLUMN_NAMES = {
    "number": "번호 순번 no no. #",
    "title": "제목 기사제목 title subject headline",
    "author": "글쓴이 작성자 이름 기자 기자명 닉네임 담당부서 author writer name",
    "outlet": "언론사 매체 매체명 신문사 출처 outlet source",
    "date": "날짜 등록일 작성일 일자 게시일 등록일시 작성일시 입력일 date posted",
    "count": "조회 조회수 추천 추천수 댓글 댓글수 좋아요 첨부 views hits likes votes comments",
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
_FEWEST_NAMED = 3  # columns that a header names, if no row shows it to be one

_Reader = Callable[[str], Row | None]
Span = tuple[int, int]


def find_tables(lines: Sequence[str]) -> Iterator[tuple[list[Row], Span]]:
    """Yield the rows under each header line, and where the table starts and ends.

    A line that is no row but stands between rows (an advertisement, a rule) belongs to the table.
    """
    at = 0
    while at < len(lines):
        columns = _read_header(lines[at])
        rows, end = (
            _read_run(lines, at + 1, _row_reader(lines[at], columns)) if columns else ([], at)
        )
        # Two words such as "제목 날짜" alone may mean anything.
        if rows or len(columns) >= _FEWEST_NAMED:
            yield rows, (at, end)
        at = max(end, at + 1)


def _read_run(lines: Sequence[str], start: int, read: _Reader) -> tuple[list[Row], int]:
    """Read rows from `start`, over one line that is no row."""
    rows: list[Row] = []
    end, strays = start, 0
    for at in range(start, len(lines)):
        row = read(lines[at])
        strays = 0 if row else strays + 1
        if row:
            rows.append(row)
            end = at + 1
        elif strays > 1:
            break
    return rows, end


def _read_header(line: str) -> list[str]:
    names = _cells(line, line) or line.split()
    columns = [_COLUMNS.get(name.casefold(), "") for name in names]
    whole = len(columns) > 1 and all(columns) and columns.count("title") == 1
    return columns if whole else []


def _row_reader(header: str, columns: list[str]) -> _Reader:
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
        cells = _cells(line, header)
        if len(cells) == len(columns):
            # Reversed, so that of two columns of one kind the first counts.
            return _to_row(dict(zip(columns[::-1], cells[::-1], strict=True)))
        if not anchored or len(line) > LONGEST_ROW:
            return None
        match = pattern.fullmatch(" ".join(line.split()))
        return _to_row(match.groupdict()) if match else None

    return read


def _cells(line: str, header: str) -> list[str]:
    """Return the cells of a line divided as its header is, by tabs or bars, or []."""
    mark = next((mark for mark in "\t|" if mark in header), "")
    if not mark or mark not in line:
        return []
    line = line if mark == "\t" else line.strip().strip("|")
    return [cell.strip() for cell in line.split(mark)]


def _to_row(values: dict[str, str]) -> Row | None:
    title = values["title"].strip()
    if not title or not title.strip("-=: "):
        return None
    digits = values.get("number", "").replace(",", "")
    published = parse_date(values.get("date", ""))
    return Row(
        title=without_count(title),
        number=digits if digits.isdecimal() else "",
        author=values.get("author", ""),
        outlet=values.get("outlet", ""),
        published=published,
        day="" if published else values.get("date", ""),
    )
