"""Articles as objects of JSON: what each field of a record says."""

from __future__ import annotations

import json
import re
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

_NAMES = {  # by their usual names, in small letters and without spaces
    "title": "제목 기사제목 title headline",
    "text": "본문 내용 기사본문 기사내용 text content body",
    "outlet": "언론사 매체 매체명 신문사 outlet publisher source press media",
    "author": "기고자 기자 기자명 작성자 글쓴이 author reporter writer byline",
    "published": "일자 날짜 게재일 게재일자 보도일 보도일자 발행일 작성일 date published",
    "url": "url 링크 주소 원문링크 link",
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split()}


def field_of(name: str) -> str:
    """Return the field of an article that a column or a key usually names; "" for any other."""
    return _FIELDS.get(re.sub(r"[\s_]", "", name).lower(), "")


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

    Its keys may be other usual names of the fields, as a table's columns are. Its text is taken as
    it is, without page cleaning. Raises SeedError for what is no article.
    """
    if not isinstance(record, dict):
        raise _NOT_OBJECT()
    record = {field_of(name): value for name, value in reversed(record.items())} | record
    text = _string(record, "text")
    if not text.strip():
        raise _MISSING_TEXT()
    return Article(
        id=_own_id(record) or place,
        title=one_line(_string(record, "title")),
        text=text,
        outlet=one_line(_string(record, "outlet")),
        author=one_line(_string(record, "author")),
        published=parse_date(str(record.get("published", ""))),
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
