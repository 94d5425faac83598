"""The three collections of a generation in Milvus, and the rows in them.

    NAME_g000007            a passage a row: its terms as a sparse vector, a field for each leg
    NAME_g000007_articles   a row for each PIECE of an article's text; the first has all of it
    NAME_g000007_terms      in how many passages a term stands, or a pair; and the manifest

The alias NAME points at the first, whose name tells the others': all switch at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from ..article import Article
from ..index.dense import FLAT_LIMIT
from ..index.rows import pack, unpack
from ..index.segment import Entry
from ..text.passages import Excerpt, Passage
from .conditions import folded, known
from .connection import PATIENCE
from .weights import Statistics

if TYPE_CHECKING:
    from pymilvus import MilvusClient

ARTICLES, TERMS = "_articles", "_terms"
MANIFEST = " "  # its row's key
SPARSE = "terms"  # the field of the sparse vectors
OVERLAP = 256  # characters that the next piece has, too: a word of so many stands whole in one
_PIECE = 15_000  # characters: at most 60,000 bytes, of the 65,535 that a string may have
_PIECES = 1000  # an article has at most 1,000,000 characters
_MOST = 65_535
_NO_VECTOR = [0.0, 0.0]  # each collection must have a vector


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a collection: its type, what it is found by, and what it can hold."""

    name: str
    type: str = "INT64"
    index: str = ""
    limits: Mapping[str, Any] = field(default_factory=dict)


def create(client: MilvusClient, base: str, dimensions: Mapping[str, int], passages: int) -> None:
    """Make the collections of a generation, with the dimensions of each leg."""
    create_one(client, base, _passages(dimensions, passages))
    create_one(client, base + ARTICLES, _articles())
    create_one(client, base + TERMS, _terms())


def create_one(client: MilvusClient, name: str, fields: Sequence[Field]) -> None:
    """Make a collection of which the first field is the key; other clients see what is written."""
    from pymilvus import DataType

    schema, indexes = client.create_schema(auto_id=False), client.prepare_index_params()
    for at, one in enumerate(fields):
        schema.add_field(one.name, DataType[one.type], is_primary=at == 0, **one.limits)
        if one.index:
            metric = {"metric_type": "IP"} if "VECTOR" in one.type else {}
            indexes.add_index(one.name, index_type=one.index, **metric)
    client.create_collection(name, schema=schema, consistency_level="Strong", timeout=PATIENCE)
    client.create_index(name, indexes, timeout=PATIENCE, sync=False)  # nothing is in it yet
    client.load_collection(name, timeout=PATIENCE)


def _passages(dimensions: Mapping[str, int], passages: int) -> list[Field]:
    index = "FLAT" if passages <= FLAT_LIMIT else "AUTOINDEX"  # exact while that is fast
    legs = [Field(leg, "FLOAT_VECTOR", index, {"dim": n}) for leg, n in dimensions.items()]
    sparse = Field(SPARSE, "SPARSE_FLOAT_VECTOR", "SPARSE_INVERTED_INDEX")
    return [Field("number"), *_known(), packed_field(), sparse, *legs]


def _articles() -> list[Field]:
    texts = [Field(name, "VARCHAR", limits={"max_length": _MOST}) for name in ("title", "folded")]
    return [Field("row"), Field("piece"), *_known(), *texts, packed_field(), _none()]


def _terms() -> list[Field]:
    key = Field("key", "VARCHAR", "INVERTED", {"max_length": _MOST})
    return [
        Field("row"),
        key,
        Field("frequency"),
        Field("is_term", "BOOL"),
        packed_field(),
        _none(),
    ]


def _known() -> list[Field]:
    """Return the fields that `known` fills."""
    names = ("id", "outlet", "author", "source", "kind")
    strings = [Field(name, "VARCHAR", "INVERTED", {"max_length": _MOST}) for name in names]
    return [*(Field(name, index="INVERTED") for name in ("article", "original", "day")), *strings]


def packed_field() -> Field:
    """Return the field of what `pieces` makes."""
    from pymilvus import DataType

    limits = {"element_type": DataType.VARCHAR, "max_capacity": 4096, "max_length": _MOST}
    return Field("packed", "ARRAY", limits=limits)


def _none() -> Field:
    return Field("none", "FLOAT_VECTOR", "FLAT", {"dim": len(_NO_VECTOR)})


def passage_rows(
    number: int, entry: Entry, original: int, first: int, stats: Statistics
) -> Iterator[dict[str, Any]]:
    """Yield an article's passages as rows, without their vectors."""
    weights, fields = stats.weights, known(number, original, entry.article)
    for at, excerpt in enumerate(entry.excerpts, start=first):
        yield {
            "number": at,
            **fields,
            "packed": packed_excerpt(excerpt),
            SPARSE: weights.of_passage(excerpt.terms),
        }


def packed_excerpt(excerpt: Excerpt) -> list[str]:
    """Return a passage and its title's terms as they are written."""
    title_terms = json.dumps([*excerpt.title_terms], ensure_ascii=False)
    return pieces(title_terms + pack(excerpt.passage))


def passage_of(packed: list[str]) -> tuple[tuple[str, ...], Passage]:
    """Return the title's terms, and the passage, that `packed_excerpt` wrote."""
    text = "".join(packed)
    title_terms, end = json.JSONDecoder().raw_decode(text)
    return tuple(title_terms), unpack(text[end:])


def article_rows(number: int, article: Article, original: int) -> Iterator[dict[str, Any]]:
    """Yield an article as rows: the first has all of it, each a piece of its title or its text."""
    packed = pieces(json.dumps(article.to_dict(), ensure_ascii=False))
    said = [*pieces(article.title, OVERLAP), *pieces(article.text, OVERLAP)]
    for piece, text in enumerate(said or [""]):
        yield {
            "row": number * _PIECES + piece,
            "piece": piece,
            **known(number, original, article),
            "title": article.title[:_PIECE],
            "folded": folded(text),
            "packed": [] if piece else packed,
            "none": _NO_VECTOR,
        }


def article_of(packed: list[str]) -> Article:
    """Return the article that `article_rows` wrote."""
    return Article.from_dict(json.loads("".join(packed)))


def term_rows(stats: Statistics, manifest: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what is counted of terms and pairs, and the manifest, as rows."""
    terms = ((term, count) for term, count in stats.frequency.items() if len(term) <= _PIECE)
    pairs = ((pair_key(dimension), count) for dimension, count in stats.repeated())
    for row, (key, count) in enumerate(chain([(MANIFEST, 0)], terms, pairs)):
        yield {
            "row": row,
            "key": key,
            "frequency": count,
            "is_term": not key.startswith(" "),
            "packed": pieces(json.dumps(manifest)) if key == MANIFEST else [],
            "none": _NO_VECTOR,
        }


def pair_key(dimension: int) -> str:
    """Return the key of the pairs that have a dimension; no term begins with a space."""
    return f" {dimension}"


def pieces(text: str, overlap: int = 0) -> list[str]:
    """Return a text in parts that a field can hold, each with the beginning of the next."""
    return [text[at : at + _PIECE + overlap] for at in range(0, len(text), _PIECE)]
