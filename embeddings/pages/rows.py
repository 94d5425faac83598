"""Rows of lists: the headline of another article, with its number, day, author or outlet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from embeddings.pages.names import LATIN_NAME, is_outlet_name, is_person
from embeddings.text.dates import AGO, DATE, TIME, WEEKDAY, parse_date

LONGEST_ROW = 400  # characters; longer lines are prose, and costly to match
_SHORTEST_TITLE = 5  # characters; a shorter one is a section's name beside a date
_COMMENT_COUNT = re.compile(r"\s*\[\d+\]$")
_DAY = (
    rf"(?:{DATE}{WEEKDAY}?{TIME}?|\d{{1,2}}[./-]\d{{1,2}}\.?(?:\s\d{{1,2}}:\d\d)?(?!\d)"
    rf"|\d{{1,2}}:\d\d|{AGO})"
)
_FIRST = re.compile(rf"^[\[(]?(?P<day>{_DAY})[\])]?(?:\s*[|·]\s*|\s+|$)", re.IGNORECASE)
_LAST = re.compile(
    rf"(?:\s*[|·]\s*|\s+[–—-]\s+|\s+|^)[\[(]?(?P<day>{_DAY}|(?<=[|·]\s)(?:어제|그제|오늘))[\])]?$",
    re.IGNORECASE,
)
_RANK = re.compile(r"^(?P<number>\d{1,7})(?:위\s+|[.)]\s*|\s+|위?$)(?!\d)")
_BULLET = re.compile(
    r"^(?:(?:[·ㆍ•▶▷■□○●☞*-]|(?:관련|이전|다음)\s?(?:기사|글|뉴스|소식)?\s?:(?=\s))\s*)+"
)
_BYLINE = re.compile(
    r"(?:\s*[|·–—]\s*|\s+|^)(?P<author>[가-힣]{2,4})\s?[가-힣]{0,4}(?:기자|특파원)$"
)
# Who wrote it, right behind its day: "(2026.01.15) 홍길동", "2026-01-15 | 홍길동".
_WROTE = (
    r"(?P<author>[가-힣]{2,4})(?:\s?[가-힣]{0,4}(?:기자|특파원))?|by\s(?P<latin>" + LATIN_NAME + ")"
)
_SIGNED = re.compile(
    rf"(?:{DATE}{WEEKDAY}?{TIME}?|(?<=[\[(])\d{{1,2}}[./-]\d{{1,2}}\.?)(?P<end>[\])]?)"
    rf"(?:\s*[|·/,]\s*|\s+)(?:{_WROTE})[\])]?$",
    re.IGNORECASE,
)
_OUTLET = re.compile(r"^\[(?P<marked>[^\]]+)\]|(?:\s[|·-]\s|^)(?P<last>(?:\S+ )?\S+)$")


@dataclass(frozen=True)
class Row:
    """One headline of a list. `number` is the digits the list gives it, or empty."""

    title: str
    number: str = ""
    author: str = ""
    outlet: str = ""
    published: date | None = None
    day: str = ""  # as written, where the year is missing


def read_row(line: str) -> Row:
    """Return what a line of a list says; its title is empty where the line has none."""
    rest, author = _unsigned(" ".join(_BULLET.sub("", line[:LONGEST_ROW]).split()))
    said: dict[str, list[str]] = {"day": [], "number": [], "author": [author] if author else []}
    for pattern in (_BYLINE, _LAST, _FIRST, _RANK, _BYLINE):
        match = pattern.search(rest)
        for name, value in match.groupdict().items() if match else ():
            said[name].append(value)
        rest = (rest[: match.start()] + rest[match.end() :]).strip() if match else rest
    rest = _COMMENT_COUNT.sub("", rest).strip(" |/")
    title, outlet = _parted(rest)
    published = next(filter(None, map(parse_date, said["day"])), None)
    return Row(
        title if len(title) >= _SHORTEST_TITLE else "",
        "".join(said["number"]),
        ", ".join(said["author"]),
        outlet,
        published=published,
        day="" if published else "".join(said["day"][:1]),
    )


def _unsigned(line: str) -> tuple[str, str]:
    """Return a line up to its day, and the name of who wrote it, where that stands behind it."""
    match = _SIGNED.search(line)
    if not match or not (match["latin"] or is_person(match["author"])):
        return line, ""
    return line[: match.end("end")], match["latin"] or match["author"]


def _parted(text: str) -> tuple[str, str]:
    """Return a row's title and the outlet that is marked before it, or stands behind it."""
    match = _OUTLET.search(text)
    name = (match["marked"] or match["last"]).strip() if match else ""
    if not match or not is_outlet_name(name):
        return text, ""
    return (text if match["marked"] else text[: match.start()]), name


def without_count(title: str) -> str:
    """Return a title without the count of its comments behind it."""
    return _COMMENT_COUNT.sub("", title) or title
