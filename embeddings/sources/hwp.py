"""HWP 5.0 documents: compound files of packed records, read by Hancom's published format."""

from __future__ import annotations

import io
import re
import struct
import zlib
from array import array
from collections.abc import Iterator
from functools import partial
from typing import Any

from embeddings.errors import SeedError
from embeddings.pages.metadata import Facts
from embeddings.pages.page import Page
from embeddings.sources.archive import DAMAGED, INFLATES, LOCKED, MOST_UNPACKED
from embeddings.sources.result import own_title, tidy

_DISTRIBUTED = partial(
    SeedError,
    "the HWP is locked for distribution",
    "save it as PDF from the program that shows it",
    key="hwp-distributed",
)
_OLD = partial(
    SeedError,
    "the HWP is of version 3 or older",
    "save it again as .hwpx",
    key="hwp-old",
)

_COMPRESSED, _FOR_DISTRIBUTION = 1 << 0, 1 << 2
_LOCKS = 1 << 1 | 1 << 4 | 1 << 8 | 1 << 10  # a password, DRM, a certificate's encryption and DRM
_SECTION = re.compile(r"Section(\d+)")
_PARAGRAPH, _CONTROL, _LIST, _TABLE, _MEMO = 67, 71, 72, 77, 93  # tags of records
_UNREAD = frozenset(["head", "foot", "fn  ", "en  ", "tcmt"])  # notes, headers, hidden comments
_SUMMARY = "\x05HwpSummaryInformation"
_TITLE, _AUTHOR = 2, 4  # properties of the summary
# Of the codes below 32 these stand alone; each other one begins eight, which tell of a control.
_ALONE = {0: "", 10: "\n", 13: "", 24: "-", 30: " ", 31: " "} | dict.fromkeys(range(25, 30), "")
_CONTROL_CODES = 8
_LONG = 0xFFF  # a size that stands in the four bytes that follow

_Record = tuple[int, int, bytes]  # tag, level, content


def read_hwp(data: bytes) -> Page:
    """Return the text of a HWP document, its tables row by row; notes aren't read.

    Raises SeedError where it is damaged, old, encrypted, locked for distribution or endless.
    """
    import olefile  # needed for HWP only

    if data.startswith(b"HWP Document File V"):
        raise _OLD()
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            text = "\n".join(_lines(_records(section)) for section in _sections(ole))
            title, author = _summary(ole)
    except (OSError, ValueError, LookupError, TypeError, struct.error, zlib.error) as error:
        raise DAMAGED() from error
    return Page(text, spare=Facts(own_title(title), author=author))


def _sections(ole: Any) -> Iterator[bytes]:
    """Yield the bytes of each section in order, unpacked."""
    [flags] = struct.unpack_from("<I", ole.openstream("FileHeader").read(), 36)
    if flags & _LOCKS:
        raise LOCKED()
    if flags & _FOR_DISTRIBUTION:
        raise _DISTRIBUTED()
    left = MOST_UNPACKED
    names = (_SECTION.fullmatch(path[-1]) for path in ole.listdir() if path[0] == "BodyText")
    for number in sorted(int(name[1]) for name in names if name):
        section = ole.openstream(f"BodyText/Section{number}").read()
        if flags & _COMPRESSED:
            unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
            section = unpacking.decompress(section, left)
            if unpacking.unconsumed_tail:
                raise INFLATES()
            left -= len(section) - 1  # never 0, which would mean no bound
        yield section


def _records(data: bytes) -> Iterator[_Record]:
    at = 0
    while at + 4 <= len(data):
        [head] = struct.unpack_from("<I", data, at)
        size, at = head >> 20, at + 4
        if size == _LONG:
            [size] = struct.unpack_from("<I", data, at)
            at += 4
        yield head & 0x3FF, head >> 10 & 0x3FF, data[at : at + size]
        at += size


def _lines(records: Iterator[_Record]) -> str:
    """Return a section's text: a line a paragraph, a line of tabbed cells a row."""
    pieces: list[str] = []
    table = unread = _LONG  # the level of the table, and from which on nothing is read
    row = -1
    for tag, level, content in records:
        unread = unread if level >= unread else _LONG
        table = table if level >= table else _LONG
        if unread < _LONG:
            continue
        if tag == _CONTROL and content[3::-1].decode("latin-1") in _UNREAD:
            unread = level + 1
        elif tag == _MEMO:
            unread = level
        elif tag == _TABLE and table == _LONG:
            table, row = level, -1
        elif tag == _LIST and level == table:
            [found] = struct.unpack_from("<H", content, 10)
            pieces.append("\t" if found == row else "\n")
            row = found
        elif tag == _PARAGRAPH:
            pieces += [" " if table < _LONG else "\n", _text(content, table < _LONG)]
    return tidy("".join(pieces)).strip("\n")


def _text(content: bytes, is_cell: bool) -> str:
    """Return a paragraph's text, without the controls that stand in it."""
    codes = array("H", content[: len(content) // 2 * 2])
    kept = array("H")
    at = 0
    while at < len(codes):
        code = codes[at]
        if code >= 32:
            kept.append(code)
        else:
            shown = "\t" if code == 9 else _ALONE.get(code, "")
            kept.extend(map(ord, " " if shown.isspace() and is_cell else shown))
        at += _CONTROL_CODES if code < 32 and code not in _ALONE else 1
    return kept.tobytes().decode("utf-16-le", "replace")


def _summary(ole: Any) -> tuple[str, str]:
    """Return the title and the author that the document's summary names."""
    if not ole.exists(_SUMMARY):
        return "", ""
    values = ole.getproperties(_SUMMARY)
    # Each ends with a NUL, and may be said to be longer than that.
    title, author = (
        str(values.get(number) or "").partition("\0")[0].strip() for number in (_TITLE, _AUTHOR)
    )
    return title, author
