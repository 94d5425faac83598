"""Lists of other articles' headlines, numbered or dated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, count, groupby, pairwise, takewhile

from embeddings.article import Article
from embeddings.pages.lines import is_prose
from embeddings.pages.names import is_outlet_name, read_bare_name
from embeddings.pages.rows import Row, read_row, without_count
from embeddings.text.dates import complete, read_stamps

_FEWEST_SIGNED = 3  # rows
_FEWEST_BARE = 4  # rows
_FEWEST_EVEN = 2  # gaps between the days of rows, all alike
_LONGEST_BEAT = 6  # lines of a row
_LONGEST_FACT = 60  # characters of a line that says when, who or where
_USUAL_TITLE = 10  # characters
_DASH = re.compile(r"\s[—–]\s")  # between who and when, and a lead
_CUT = ("…", "...")  # what leads of articles end with
_FIGURES = re.compile(r"(?:\s[+-]?[\d.,%]+){2,}$")
_FEWEST_RANKED = 3  # rows that are numbered from 1 on without a space behind the numbers


def read_list(lines: Sequence[str]) -> list[Row]:
    """Return the headlines of a run of rows without a header: each has a number, day or reporter.

    A row may take several lines: its number, its title, its reporter and date. A line between
    them, such as an article's first words, is left out.
    """
    start, size = _find_beat(lines)
    start = start if start >= 0 else start + size
    groups = [lines[at : at + size] for at in range(start, len(lines), size)]
    rows = [*_read_uneven(lines[:start]), *_read_even(groups)]
    rows = [row for row in rows if row.title and _is_marked(row)]
    return [] if rows and all(map(_is_tally, rows)) else _split_authors(rows)


def read_bare_lists(lines: Sequence[str]) -> Iterator[tuple[list[Row], tuple[int, int]]]:
    """Yield runs of headlines with nothing beside them, and where they start and end.

    They are of the day that is told right above them. Only a page that has nothing else is such a
    list: an article's has other lines like them.
    """
    end = 0
    for is_bare, run in groupby(lines, _is_bare):
        start, end = end, end + len([*run])
        if is_bare and end - start >= _FEWEST_BARE:
            day = read_stamps(lines[start - 1]).published if start else None
            yield [Row(_as_title(line), published=day) for line in lines[start:end]], (start, end)


def _is_bare(line: str) -> bool:
    title = _as_title(line)
    return len(title) >= _USUAL_TITLE and " " in title


def count_lacking(lines: Sequence[str]) -> int:
    """Return how many lines the first row of a run lacks, by how many the others have."""
    return max(0, -_find_beat(lines)[0])


def _find_beat(lines: Sequence[str]) -> tuple[int, int]:
    """Return where rows of several lines begin, all of as many, and of how many.

    Told by their days, which stand so many lines apart up to the last. Where the first row lacks
    lines, they begin so many before the first.
    """
    said = [_read_fact(line) for line in lines]
    marks = [at for at, row in enumerate(said) if row.day or row.published]
    gaps = [after - mark for mark, after in pairwise(marks)]
    size = gaps[-1] if gaps else 0
    even = len([*takewhile(lambda gap: gap == size, reversed(gaps))])
    below = len(lines) - marks[-1] if marks else 0
    if even < _FEWEST_EVEN or not 1 < size <= _LONGEST_BEAT or below > size:
        return len(lines), 1
    return marks[-1 - even] + below - size, size


def _read_fact(line: str) -> Row:
    """Return what a short line says, with a day inside it too, or what stands before a lead."""
    head = _DASH.split(line)[0]
    row = read_row(line if len(line) <= _LONGEST_FACT and not read_row(head).day else head)
    day = row.published or (None if is_prose(line) else read_stamps(line).published)
    return replace(row, published=day) if len(head) <= _LONGEST_FACT else Row("")


def _read_even(groups: Sequence[Sequence[str]]) -> list[Row]:
    """Return the rows of as many lines each; the titles are what stands first that may be some."""
    columns = [[*map(_as_title, column)] for column in zip(*groups, strict=True)]
    likely = [at for at, titles in enumerate(columns) if 2 * sum(map(bool, titles)) > len(groups)]
    long = (at for at in likely if sum(map(len, columns[at])) >= _USUAL_TITLE * len(groups))
    at = next(chain(long, likely), None)
    return [] if at is None else [_read_group(group, at) for group in groups]


def _as_title(line: str) -> str:
    """Return what may be a title of a line, or "" where it is none: a lead, an address, a name."""
    title = read_row(line).title
    is_other = is_prose(line) or line.endswith(_CUT) or is_outlet_name(title) or "://" in line
    return "" if is_other or len(read_bare_name(title)) == len(title) else title


def _read_group(lines: Sequence[str], title_at: int) -> Row:
    row = read_row(lines[title_at])
    for line in (*lines[:title_at], *lines[title_at + 1 :]):
        said = _read_fact(line)
        row = replace(
            row,
            number=row.number or ("" if said.title or said.day or said.published else said.number),
            author=row.author or said.author or read_bare_name(said.title),
            outlet=row.outlet or said.outlet,
            published=row.published or said.published,
            day=row.day or said.day,
        )
    return row


def _read_uneven(lines: Sequence[str]) -> list[Row]:
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
    return rows


def _is_marked(row: Row) -> bool:
    return bool(row.number or row.published or row.day or row.author)


def _is_tally(row: Row) -> bool:
    """Tell whether figures follow a row's name, as in the table of a league."""
    return bool(_FIGURES.search(row.title))


def _ranked(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines, with a point behind their ranks where they are "1…", "2…", "3…"."""
    ranks = [re.match(rf"{at}(?:\s+|(?=[^\d\s.)위]))", x) for at, x in enumerate(lines, start=1)]
    spaced = all(rank and rank.end() > len(str(at)) for at, rank in enumerate(ranks, start=1))
    if not all(ranks) or not (spaced or len(lines) >= _FEWEST_RANKED):
        return lines
    return [
        f"{at}. {x[m.end() :]}" for at, (x, m) in enumerate(zip(lines, ranks, strict=True), 1) if m
    ]


def headline_articles(
    rows: Sequence[Row], source: str, years: set[int], outlet: str = ""
) -> list[Article]:
    """Return each row as an article of a seed file, by an id that no other row of it has.

    `years` are those that the page states; where it is one, a row's month and day are of it.
    `outlet` is that of the rows that name none.
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
                outlet=row.outlet or outlet,
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
        row.outlet or more.outlet,
        row.published or more.published,
        row.day or more.day,
    )


def _split_authors(rows: list[Row]) -> list[Row]:
    """Give the last words of the titles to the authors, where a few names end all the titles."""
    parts = [row.title.rpartition(" ") for row in rows]
    names = {name for _, _, name in parts}
    few = 2 * len(names) <= len(rows) or all(read_bare_name(name) for name in names)
    if len(rows) < _FEWEST_SIGNED or not few or not all(title for title, _, _ in parts):
        return rows
    return [
        replace(row, title=without_count(title), author=row.author or name)
        for row, (title, _, name) in zip(rows, parts, strict=True)
    ]
