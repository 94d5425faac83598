"""The lines of a .jsonl file, each an article; a bad line is reported, and the others are read."""

from __future__ import annotations

import codecs
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import BinaryIO

from embeddings.article import Article
from embeddings.errors import Failure, SeedError
from embeddings.sources.records import read_record
from embeddings.sources.result import LONG_TEXT, MOST_BYTES, MOST_TEXT, NO_TEXT, Reading, Take
from embeddings.text.decoding import decode, decode_line, is_marked_or_wide

_WIDE = partial(SeedError, "it is UTF-16 of more than 20 MB", "save it as UTF-8", key="jsonl-wide")
_LONG_LINE = partial(
    SeedError,
    "the line has more than 20 MB, and no line after it was read",
    "split its text",
    key="line-long",
)
_BAD_LINE = partial(
    SeedError, "the line is neither UTF-8 nor CP949", "save the file as UTF-8", key="line-encoding"
)
_BAD_JSON = partial(
    SeedError, "the line is not valid JSON", "write one object a line", key="line-json"
)
_SAME_ID = partial(
    SeedError, 'the id "{id}" is on an earlier line too', "give each its own", key="line-same-id"
)


def read_lines(file: BinaryIO, name: str, size: int, take: Take | None = None) -> Reading:
    """Return the articles of the first `size` bytes of a .jsonl file, one a line. Never raises.

    Lines fail one by one, so each is decoded by itself. Each article is handed to `take`, where
    that is given, and then not returned.
    """
    digest = hashlib.sha256()
    pieces = _lines(file, size, digest.update)
    articles: list[Article] = []
    take, ids = take or articles.append, set[str]()
    failed: list[Failure] = []
    try:
        lines = _decodable(pieces, size)
    except SeedError as error:
        return Reading.failure(name, error)
    for number, line in enumerate(lines, start=1):
        try:
            if line.strip():
                article = _read_line(line, name, number)
                if article.id in ids:
                    raise _SAME_ID(id=article.id)
                ids.add(article.id)
                take(article)
        except SeedError as error:
            failed.append(Failure.of(f"{name}:{number}", error))
        if len(line) > MOST_BYTES:
            break
    for _ in pieces:  # what was not read has its part in the SHA-256 too
        pass
    if not ids and not failed:
        failed.append(Failure.of(name, NO_TEXT()))
    return Reading(articles, failed, digest.hexdigest(), "jsonl")


def has_objects(head: bytes) -> bool:
    """Say whether a line of a file's first bytes begins an object, or none says anything."""
    plain = head.translate(
        None, b"\0\xef\xbb\xbf\xff\xfe"
    ).strip()  # UTF-16 too, and marks of order
    return not plain or any(line.lstrip().startswith(b"{") for line in plain.split(b"\n"))


def _lines(file: BinaryIO, size: int, seen: Callable[[bytes], object]) -> Iterator[bytes]:
    """Yield each line of the first `size` bytes; one that is too long comes in pieces."""
    left = size
    while line := file.readline(min(MOST_BYTES + 1, left)):
        left -= len(line)
        seen(line)
        yield line


def _decodable(lines: Iterator[bytes], size: int) -> Iterator[bytes]:
    """Return the lines of a file of `size` bytes; those of UTF-16 can't be cut as bytes.

    Raises SeedError where there is none, or that is too much to decode at once.
    """
    first = next(lines, b"")
    if first and not is_marked_or_wide(first.removeprefix(codecs.BOM_UTF8)):
        return chain([first], lines)
    if size > MOST_BYTES:
        raise _WIDE()
    return iter(io.BytesIO(decode(first + b"".join(lines)).encode()))


def _read_line(data: bytes, source: str, number: int) -> Article:
    """Return the article of one JSON line. Raises SeedError for what is no article."""
    article = read_record(_parse(data), source, f"{source}#{number}")
    if len(article.text) > MOST_TEXT:
        raise LONG_TEXT()
    return article


def _parse(data: bytes) -> object:
    if len(data) > MOST_BYTES:
        raise _LONG_LINE()
    line = decode_line(data)
    if line is None:
        raise _BAD_LINE()
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _BAD_JSON() from error
    return found
