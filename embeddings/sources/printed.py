"""Pages as a browser prints them: their running heads, and the spaces that its fonts leave."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_EDGE = 2  # lines at the top and the bottom of a page that may be running heads
_DAY = r"(?:\d{1,2}/\d{1,2}/\d{2,4}|(?:\d\d)?\d\d\. ?\d{1,2}\. ?\d{1,2}\.)"
_TIME = r"(?:(?:오전|오후) ?\d{1,2}:\d\d|\d{1,2}:\d\d(?: ?[AP]M)?)"
_PRINTED = re.compile(rf"{_DAY},? {_TIME}(?: .*)?|(?P<url>(?:https?|file)://\S+)(?: \d+/\d+)?")
_NUMBER = re.compile(r"\d+")
_LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl"})
_DOUBLED, _SINGLE = (
    re.compile(r"(?<=[가-힣])  (?=[가-힣\d])"),
    re.compile(r"(?<=[가-힣]) (?=[가-힣])"),
)
_LATIN = re.compile(r"[A-Za-z]{2}")
# Where the font changes inside a word or beside a mark, a space is read that isn't there.
_TORN = re.compile(
    r"(?<=\d) (?=[가-힣%])|(?<=\S) (?=[,.!?:;)\]”’」』](?:\s|$))"
    r"|(?<=[(\[“‘「『]) |(?<=[”’]) (?=[가-힣])"
)


def respaced(text: str) -> str:
    """Return a page's text as written, where two spaces are read between its Korean words.

    One space stands inside words there, before digits' units and marks.
    """
    if len(_DOUBLED.findall(text)) <= len(_SINGLE.findall(text)):
        return text
    lines = text.split("\n")
    torn = (not _LATIN.search(line) or _DOUBLED.search(line) for line in lines)
    whole = (_TORN.sub("", x) if is_torn else x for x, is_torn in zip(lines, torn, strict=True))
    return "\n".join(whole).replace("  ", " ")


def take_heads(pages: Sequence[str]) -> tuple[list[str], str]:
    """Return the pages without their running heads, and the address that these say, or "".

    A line at a page's edge runs if all pages have it but for its numbers, or if it is the day of
    printing or the address, as browsers print them.
    """
    lines = [[line.translate(_LIGATURES).strip() for line in page.split("\n")] for page in pages]
    edges = [{_NUMBER.sub("0", line) for line in _edge(page)} for page in lines]
    times = Counter(line for edge in edges for line in edge)
    running = {line for line, count in times.items() if count == len(pages) > 1}
    url, kept = "", list[str]()
    for page in lines:
        edge = {*_edge(page)}
        printed = [match for line in edge if (match := _PRINTED.fullmatch(line))]
        url = next((match["url"] for match in printed if match["url"]), url)
        heads = {match.string for match in printed}
        heads |= {line for line in edge if _NUMBER.sub("0", line) in running}
        kept.append("\n".join(line for line in page if line not in heads))
    return kept, url


def _edge(lines: Sequence[str]) -> list[str]:
    written = [line for line in lines if line]
    return written[:_EDGE] + written[-_EDGE:]
