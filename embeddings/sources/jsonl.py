"""The lines of a .jsonl file, each an article; a bad line is reported, and the others are read."""

from __future__ import annotations

import codecs
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any, BinaryIO

from embeddings.article import Article
from embeddings.errors import Failure, SeedError
from embeddings.sources.html_facts import web_address
from embeddings.sources.reading import LONG_TEXT, MOST_BYTES, MOST_TEXT, NO_TEXT, Reading
from embeddings.text.dates import parse_date
from embeddings.text.decoding import decode, decode_line, is_marked_or_wide, normalise, one_line

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
_NOT_OBJECT = partial(
    SeedError,
    "the line is not a JSON object",
    'write {"title": …, "text": …}',
    key="line-no-object",
)
_MISSING_TEXT = partial(
    SeedError,
    'the line has no "text"',
    "give it the article's text as a string",
    key="line-no-text",
)
_SAME_ID = partial(
    SeedError, 'the id "{id}" is on an earlier line too', "give each its own", key="line-same-id"
)
_BAD_ID = partial(
    SeedError,
    'the "id" is neither a string nor a number',
    "write one, or leave it out",
    key="line-bad-id",
)


def read_lines(file: BinaryIO, name: str, size: int) -> Reading:
    """Return the articles of the first `size` bytes of a .jsonl file, one a line. Never raises.

    Lines fail one by one, so each is decoded by itself.
    """
    digest = hashlib.sha256()
    pieces = _lines(file, size, digest.update)
    articles: dict[str, Article] = {}
    failed: list[Failure] = []
    try:
        lines = _decodable(pieces, size)
    except SeedError as error:
        return Reading.failure(name, error)
    for number, line in enumerate(lines, start=1):
        try:
            if line.strip():
                article = _read_line(line, name, number)
                if article.id in articles:
                    raise _SAME_ID(id=article.id)
                articles[article.id] = article
        except SeedError as error:
            failed.append(Failure.of(f"{name}:{number}", error))
        if len(line) > MOST_BYTES:
            break
    for _ in pieces:  # what was not read has its part in the SHA-256 too
        pass
    if not articles and not failed:
        failed.append(Failure.of(name, NO_TEXT()))
    return Reading([*articles.values()], failed, digest.hexdigest())


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
    """Return the article of one JSON line. Its text is taken as it is, without page cleaning.

    Raises SeedError for what is no article.
    """
    record = _parse(data)
    text = _string(record, "text")
    if not text.strip():
        raise _MISSING_TEXT()
    if len(text) > MOST_TEXT:
        raise LONG_TEXT()
    return Article(
        id=_own_id(record) or f"{source}#{number}",
        title=one_line(_string(record, "title")),
        text=text,
        outlet=one_line(_string(record, "outlet")),
        author=one_line(_string(record, "author")),
        published=parse_date(_string(record, "published")),
        url=web_address(record.get("url")),
        source=source,
    )


def _parse(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise _LONG_LINE()
    line = decode_line(data)
    if line is None:
        raise _BAD_LINE()
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _BAD_JSON() from error
    if not isinstance(record, dict):
        raise _NOT_OBJECT()
    return record


def _string(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    return normalise(value) if isinstance(value, str) else ""


def _own_id(record: dict[str, Any]) -> str:
    value = record.get("id")
    if value is None or isinstance(value, str):
        return one_line(_string(record, "id"))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _BAD_ID()
    return str(value)
