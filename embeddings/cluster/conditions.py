"""Filters as Milvus has them: an expression over the fields that `known` writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from ..article import Article
from ..index.store import Filters

NONE = "article < 0"
EACH = "article >= 0"
_SAFE = re.compile(r'[^%_\\"\x00-\x1f]+')  # what LIKE takes at its word
_CAPITALS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_NAMES = {"ids": "id"}


def known(number: int, original: int, article: Article) -> dict[str, Any]:
    """Return the fields by which an article, and each of its passages, is found."""
    names = {name: getattr(article, name) for name in ("id", "outlet", "author", "source", "kind")}
    return {"article": number, "original": original, "day": day_of(article.published), **names}


def day_of(day: date | None) -> int:
    """Return a date as a number, 20240613; 0 for none."""
    return day.year * 10_000 + day.month * 100 + day.day if day else 0


def written(day: int) -> str:
    """Return what `day_of` made of a date as YYYY-MM-DD; "" for none."""
    return f"{day // 10_000:04d}-{day // 100 % 100:02d}-{day % 100:02d}" if day else ""


def folded(text: str) -> str:
    """Return a text in small letters (of a to z)."""
    return text.translate(_CAPITALS)


def one_of(name: str, values: Iterable[str | int]) -> str:
    """Return the condition that a field has one of these values."""
    return f"{name} in [{', '.join(map(_literal, values))}]"


def condition(filters: Filters) -> str:
    """Return the condition on an article, but for its words."""
    parts = [EACH]
    for name in ("outlet", "author", "source", "kind", "ids"):
        value = getattr(filters, name)
        values = [value] if isinstance(value, str) else value
        if values is not None:
            parts.append(one_of(_NAMES.get(name, name), values) if values else NONE)
    if filters.since or filters.until:
        parts.append("day > 0")
    parts += [f"day >= {day_of(filters.since)}"] if filters.since else []
    parts += [f"day <= {day_of(filters.until)}"] if filters.until else []
    return " and ".join(parts)


def saying(word: str) -> str:
    """Return the condition that a folded text has a folded word; "" where LIKE can't say it."""
    return f'folded like "%{word}%"' if _SAFE.fullmatch(word) else ""


def _literal(value: str | int) -> str:
    """Return a value as expressions have it, which know no control characters."""
    if isinstance(value, int):
        return str(value)
    return json.dumps(re.sub(r"[\x00-\x1f]", "\ufffd", value), ensure_ascii=False)
