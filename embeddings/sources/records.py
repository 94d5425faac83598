"""Articles as objects of JSON: what each field of a record says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from embeddings.article import Article
from embeddings.errors import Failure, SeedError
from embeddings.sources.html_facts import web_address
from embeddings.text.dates import parse_date
from embeddings.text.decoding import decode, normalise, one_line

_NOT_JSON = partial(
    SeedError,
    "the file is not valid JSON",
    "write one object, or a list of them",
    key="json-invalid",
)
_NOT_OBJECT = partial(
    SeedError, "it is not a JSON object", 'write {"title": …, "text": …}', key="record-no-object"
)
_MISSING_TEXT = partial(
    SeedError,
    'it has no "text"',
    "give it the article's text as a string",
    key="record-no-text",
)
_BAD_ID = partial(
    SeedError,
    'the "id" is neither a string nor a number',
    "write one, or leave it out",
    key="record-bad-id",
)


def read_json(data: bytes, source: str) -> Iterator[Article | Failure]:
    """Yield the article of a JSON object, or of each in a list, by the id `source#n`, n from 1.

    Raises SeedError for what is no JSON.
    """
    try:
        found = json.loads(decode(data))
    except (ValueError, RecursionError) as error:
        raise _NOT_JSON() from error
    if not isinstance(found, list):
        yield read_record(found, source, source)
        return
    for number, record in enumerate(found, start=1):
        try:
            yield read_record(record, source, f"{source}#{number}")
        except SeedError as error:
            yield Failure.of(f"{source}#{number}", error)


def read_record(record: object, source: str, place: str) -> Article:
    """Return the article of a JSON object, by its own id or else by its place.

    Its text is taken as it is, without page cleaning. Raises SeedError for what is no article.
    """
    if not isinstance(record, dict):
        raise _NOT_OBJECT()
    text = _string(record, "text")
    if not text.strip():
        raise _MISSING_TEXT()
    return Article(
        id=_own_id(record) or place,
        title=one_line(_string(record, "title")),
        text=text,
        outlet=one_line(_string(record, "outlet")),
        author=one_line(_string(record, "author")),
        published=parse_date(_string(record, "published")),
        url=web_address(record.get("url")),
        source=source,
    )


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
