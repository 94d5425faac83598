"""Lists of other articles' headlines: the rows of a table or ranking, numbered or dated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, count

from embeddings.article import Article
from embeddings.pages.metadata import read_bare_name
from embeddings.text.dates import DATE, TIME, complete, parse_date

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
_LONGEST_ROW = 400  # characters; longer lines are prose, and costly to match
_FEWEST_SIGNED = 3  # rows
_SHORTEST_TITLE = 5  # characters; a shorter one is a section's name beside a date
_FEWEST_NAMED = 3  # columns that a header names, if no row shows it to be one
_COMMENT_COUNT = re.compile(r"\s*\[\d+\]$")
_DAY = rf"(?:{DATE}{TIME}?|\d{{1,2}}[./-]\d{{1,2}}\.?(?!\d)|\d{{1,2}}:\d\d)"
_FIRST = re.compile(rf"^[\[(]?(?P<day>{_DAY})[\])]?(?:\s*[|·]\s*|\s+|$)", re.IGNORECASE)
_LAST = re.compile(rf"(?:\s*[|·]\s*|\s+|^)[\[(]?(?P<day>{_DAY})[\])]?$", re.IGNORECASE)
_RANK = re.compile(r"^(?P<number>\d{1,7})(?:위\s+|[.)]\s*|\s+|위?$)(?!\d)")
_FIGURES = re.compile(r"(?:\s[+-]?[\d.,%]+){2,}$")
_FEWEST_RANKED = 3  # rows that are numbered from 1 on without a space behind the numbers
_BULLET = re.compile(r"^(?:[·ㆍ•▶▷■□○●☞*-]\s*)+")
_BYLINE = re.compile(r"(?:\s*[|·]\s*|\s+|^)(?P<author>[가-힣]{2,4})\s?기자$")


@dataclass(frozen=True)
class Row:
    """One headline of a list. `number` is the digits the list gives it, or empty."""

    title: str
    number: str = ""
    author: str = ""
    outlet: str = ""
    published: date | None = None
    day: str = ""  # as written, where the year is missing


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


def read_list(lines: Sequence[str]) -> list[Row]:
    """Return the headlines of a run of rows without a header, where each has a number or a date.

    A row may take several lines: its number, its title, its reporter and date. A line between
    them, such as an article's first words, is left out.
    """
    rows: list[Row] = []
    parts = [read_row(line) for line in _ranked(lines)]
    several = any(not part.title for part in parts)
    closed = True  # whether the last row is complete, so that a title begins the next
    for part in parts:
        if not part.title:
            if rows and not (part.number and not part.published and (closed or rows[-1].title)):
                rows[-1] = _joined(rows[-1], part)
                closed = True
                continue
            rows.append(part)
            closed = False
        elif rows and not closed and several and not rows[-1].title:
            rows[-1] = _joined(part, rows[-1])
        elif closed or not several or part.number or part.published:
            rows.append(part)
            closed = bool(part.published) or not several
    rows = [row for row in rows if row.title and (row.number or row.published or row.day)]
    return [] if rows and all(map(_is_tally, rows)) else _split_authors(rows)


def _is_tally(row: Row) -> bool:
    """Tell whether figures follow a row's name, as in the table of a league."""
    return bool(_FIGURES.search(row.title))


def _ranked(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines, with a space behind their ranks where they are "1…", "2…", "3…"."""
    ranks = [re.match(rf"{at}(?=[^\d\s.)위])", line) for at, line in enumerate(lines, start=1)]
    if len(lines) < _FEWEST_RANKED or not all(ranks):
        return lines
    return [f"{at} {line[len(str(at)) :]}" for at, line in enumerate(lines, start=1)]


def headline_articles(rows: Sequence[Row], source: str, years: set[int]) -> list[Article]:
    """Return each row as an article of a seed file, by an id that no other row of it has.

    `years` are those that the page states; where it is one, a row's month and day are of it.
    """
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
                published=row.published or _completed(row.day, years),
                source=source,
            )
        )
    return articles


def _completed(day: str, years: set[int]) -> date | None:
    return complete(day, next(iter(years))) if len(years) == 1 else None


def _joined(row: Row, more: Row) -> Row:
    return Row(
        row.title,
        row.number or more.number,
        row.author or more.author,
        row.outlet,
        row.published or more.published,
        row.day or more.day,
    )


def read_row(line: str) -> Row:
    """Return what a line of a list says; its title is empty where the line has none."""
    rest = " ".join(_BULLET.sub("", line[:_LONGEST_ROW]).split())
    said: dict[str, list[str]] = {"day": [], "number": [], "author": []}
    for pattern in (_BYLINE, _LAST, _FIRST, _RANK, _BYLINE):
        match = pattern.search(rest)
        for name, value in match.groupdict().items() if match else ():
            said[name].append(value)
        rest = (rest[: match.start()] + rest[match.end() :]).strip() if match else rest
    title = _COMMENT_COUNT.sub("", rest).strip(" |")
    published = next(filter(None, map(parse_date, said["day"])), None)
    return Row(
        title if len(title) >= _SHORTEST_TITLE else "",
        "".join(said["number"]),
        ", ".join(said["author"]),
        published=published,
        day="" if published else "".join(said["day"][:1]),
    )


def _split_authors(rows: list[Row]) -> list[Row]:
    """Give the last words of the titles to the authors, where a few names end all the titles."""
    parts = [row.title.rpartition(" ") for row in rows]
    names = {name for _, _, name in parts}
    few = 2 * len(names) <= len(rows) or all(read_bare_name(name) for name in names)
    if len(rows) < _FEWEST_SIGNED or not few or not all(title for title, _, _ in parts):
        return rows
    return [
        replace(row, title=_COMMENT_COUNT.sub("", title) or title, author=row.author or name)
        for row, (title, _, name) in zip(rows, parts, strict=True)
    ]


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
        if not anchored or len(line) > _LONGEST_ROW:
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
        title=_COMMENT_COUNT.sub("", title) or title,
        number=digits if digits.isdecimal() else "",
        author=values.get("author", ""),
        outlet=values.get("outlet", ""),
        published=published,
        day="" if published else values.get("date", ""),
    )
