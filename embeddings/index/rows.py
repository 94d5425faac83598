"""How the catalogue writes articles, passages and filters in SQL, and reads them again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from ..article import Article
from ..text.analysis import Sentence
from ..text.passages import Passage
from .store import Filters, Order

SCHEMA = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    kind TEXT NOT NULL, outlet TEXT NOT NULL, author TEXT NOT NULL, published TEXT,
    url TEXT NOT NULL, source TEXT NOT NULL, captions TEXT NOT NULL, pages TEXT NOT NULL,
    content TEXT NOT NULL, address TEXT NOT NULL, title_terms TEXT NOT NULL,
    original INTEGER NOT NULL  -- the number of the first article that says the same: its own, or
);                             -- that of the one it is a copy of
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles (number),
    sentences TEXT NOT NULL
);
CREATE INDEX passages_article ON passages (article);
CREATE TABLE sketches (  -- see copies.py
    hash INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (hash, article)
) WITHOUT ROWID;
"""
INDEXES = """  -- which are made faster at the end
CREATE UNIQUE INDEX articles_id ON articles (id);
CREATE INDEX articles_content ON articles (content);
CREATE INDEX articles_source ON articles (source);
CREATE INDEX articles_address ON articles (address) WHERE address != '';
CREATE INDEX articles_original ON articles (original) WHERE original != number;
CREATE INDEX articles_listed ON articles (published, outlet, author, kind, id);  -- spares the text
"""
FIELDS = tuple(field.name for field in fields(Article))
ARTICLE = ", ".join(FIELDS)
GIVEN = "(SELECT value FROM json_each(:numbers))"  # any number of them is one parameter
_LISTS = ("captions", "pages")  # columns of JSON
_NEWEST = "ifnull(-replace(published, '-', ''), 1)"
ORDERS: dict[Order, str] = {  # columns by which articles stand in an order, each ascending
    "newest": _NEWEST,
    "oldest": "published IS NULL, published",
    "title": "title",
    "outlet": f"outlet = '', outlet, {_NEWEST}",
}
_COMPARED = {
    "since": "published >= :since",
    "until": "published <= :until",
    **{
        column: f"{column.removesuffix('s')} IN (SELECT value FROM json_each(:{column}))"
        for column in ("ids", "outlet", "author")
    },
}
_SAYS = r"(title LIKE :word{0} ESCAPE '\' OR text LIKE :word{0} ESCAPE '\')"


def given(numbers: Sequence[int]) -> dict[str, Any]:
    """Return the values of GIVEN."""
    return {"numbers": json.dumps([*numbers])}


def by_index(order: str) -> str:
    """Return one of the ORDERS as an index has it, which then gives the first without sorting."""
    return order.replace(_NEWEST, "published DESC")


def fits(filters: Filters) -> str:
    """Return a condition on an article, with the names of `asked` in it."""
    names = [name for name, value in asdict(filters).items() if value is not None]
    conditions = [_COMPARED.get(name, f"{name} = :{name}") for name in names if name != "words"]
    says = [_SAYS.format(at) for at in range(len(_words(filters)))]
    return " AND ".join([*conditions, *says]) or "TRUE"


def asked(filters: Filters) -> dict[str, Any]:
    """Return the values of `fits`."""
    dates = {"since": filters.since, "until": filters.until}
    values = asdict(filters) | {name: day and day.isoformat() for name, day in dates.items()}
    words = {f"word{at}": f"%{_literal(word)}%" for at, word in enumerate(_words(filters))}
    names = {"outlet": filters.outlet, "author": filters.author}
    several = {name: [own] if isinstance(own, str) else own for name, own in names.items()}
    several["ids"] = filters.ids
    return values | {name: json.dumps(own) for name, own in several.items()} | words


def _words(filters: Filters) -> list[str]:
    return (filters.words or "").split()


def _literal(word: str) -> str:
    """Return a word as LIKE has it, in which % and _ stand for something."""
    return re.sub(r"([\\%_])", r"\\\1", word)


def pack(passage: Passage) -> str:
    """Return a passage as it is written."""
    return json.dumps(
        [[s.start, s.end, " ".join(s.terms)] for s in passage.sentences], ensure_ascii=False
    )


def unpack(packed: str) -> Passage:
    """Return the passage that `pack` wrote."""
    rows = json.loads(packed)
    return Passage(tuple(Sentence(start, end, tuple(terms.split())) for start, end, terms in rows))


def content_hash(article: Article) -> str:
    """Return the SHA-256 of what an article's passages and vectors are made from."""
    made_from = f"{article.kind}\0{article.title}\0{article.text}"
    return hashlib.sha256(made_from.encode()).hexdigest()


def row_of(article: Article) -> dict[str, Any]:
    """Return an article's columns."""
    values = article.to_dict()
    lists = {name: json.dumps(values[name]) for name in _LISTS}
    return {name: values[name] for name in FIELDS} | lists


def article_of(row: Sequence[Any]) -> Article:
    """Return the article of the columns ARTICLE."""
    values = dict(zip(FIELDS, row, strict=True))
    return Article.from_dict(values | {name: json.loads(values[name]) for name in _LISTS})
