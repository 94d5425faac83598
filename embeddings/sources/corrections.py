"""Corrections made by hand: what a file says wrongly of its article, and what is right."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import Any

from embeddings.article import Article
from embeddings.errors import Failure, SeedError
from embeddings.sources.result import Reading
from embeddings.sources.seeds import CORRECTIONS, Seed, find_seeds
from embeddings.text.decoding import decode, one_line

FIELDS = ("title", "outlet", "author", "published")  # what can be corrected
_NAMES = ("source", "id")  # what says of which article
_WRITING = Lock()  # two that write at once would write over each other

_NO_OBJECT = partial(
    SeedError,
    "the line is not a JSON object",
    'write {"source": …, "title": …}',
    key="correction-no-object",
)
_NAMELESS = partial(
    SeedError,
    "the line doesn't say what it corrects",
    'give it the file\'s "source", or the article\'s "id"',
    key="correction-nameless",
)
_ODD_FIELD = partial(
    SeedError,
    'the line has "{name}", which is not corrected',
    "leave it out; what is corrected are title, outlet, author and published",
    key="correction-odd-field",
)
_NO_STRING = partial(
    SeedError,
    'the "{name}" is no string',
    "write one, or null where there is none",
    key="correction-no-string",
)
_BAD_DATE = partial(
    SeedError, '"{day}" is no date', "write it as YYYY-MM-DD", key="correction-bad-date"
)
_NOTHING = partial(
    SeedError,
    "the line corrects nothing",
    "give it a title, outlet, author or published",
    key="correction-nothing",
)
_NO_ARTICLE = partial(
    SeedError,
    "there is no article of {name} to correct",
    "name a file that gives one, or take the line out",
    key="correction-no-article",
)
_UNREADABLE = partial(
    SeedError,
    "{name} cannot be read ({reason})",
    "mend or remove it first",
    key="corrections-unreadable",
)
_NO_SEED = partial(
    SeedError,
    "{file} is not among the seeds in {folder}",
    "name a file that is",
    key="seed-unknown",
)


@dataclass(frozen=True)
class Correction:
    """One line: what is right of one article. `values` are fields of `Article`, by their names.

    The article is that of this `id`, or else the first one that is read from this `source`.
    """

    place: str
    values: Mapping[str, str | date | None]
    source: str = ""
    id: str = ""


@dataclass(frozen=True)
class Corrections:
    """What the file of corrections says, and which of its lines could not be read."""

    lines: Sequence[Correction] = ()
    failed: Sequence[Failure] = ()
    sha256: str = field(default="", compare=False)

    def correct(self, article: Article, *, is_first: bool) -> Article:
        """Return an article as it is right; later lines win over earlier ones.

        `is_first` says that it is the first article (and no headline) of its source.
        """
        if article.kind == "article":
            for line in self._of_id.get(article.id, []) if not is_first else self.lines:
                if line.id == article.id or (is_first and line.source == article.source):
                    article = replace(article, **line.values)  # type: ignore[arg-type]
        return article

    def unused(self, has: Callable[[str, str], bool]) -> list[Failure]:
        """Return a failure for each line that there is no article for.

        `has` says whether there is one with an id, or from a source.
        """
        return [
            Failure.of(line.place, _NO_ARTICLE(name=line.id or line.source))
            for line in self.lines
            if not has(line.id, line.source)
        ]

    @cached_property
    def _of_id(self) -> dict[str, list[Correction]]:
        found: dict[str, list[Correction]] = {}
        for line in self.lines:
            found.setdefault(line.id, []).append(line)
        return found


def corrections_file(folder: Path) -> list[Seed]:
    """Return the file of corrections in a seeds folder, if there is one."""
    return [Seed(folder, CORRECTIONS)] if os.path.lexists(folder / CORRECTIONS) else []


def read_corrections(file: Seed) -> Corrections:
    """Read the corrections, one JSON object a line; a bad line is reported, the others are read."""
    texts, reading = _read(file)
    lines, failed = [], [*reading.failed]
    for number, text in enumerate(texts, start=1):
        place = f"{file.name}:{number}"
        try:
            if text.strip():
                lines.append(_correction(_record(text), place))
        except SeedError as error:
            failed.append(Failure.of(place, error))
    return Corrections(lines, failed, reading.sha256)


def correct(
    folder: Path, file: str, values: Mapping[str, str], id_: str | None = None
) -> dict[str, Any]:
    """Write down what is right of a file's first article; return its line, as it is then.

    `file` is a path, or a seed's name; `id_` tells another article of it. `values` has some of
    FIELDS, "" for what the article has not. What the line of this article said before of other
    fields is kept. Raises SeedError where the file is not among the seeds, or a value is none.
    """
    source = _named(folder, file)
    named = {"source": source} if id_ is None else {"id": id_}
    record: dict[str, Any] = named | {name: values[name] or None for name in values}
    _correction(record, CORRECTIONS.name)
    with _WRITING:
        return _write(folder, named, record)


def _write(folder: Path, named: Mapping[str, str], record: dict[str, Any]) -> dict[str, Any]:
    kept: list[str] = []
    at = None
    for text in _written(folder):
        if _named_in(text) == named:
            at = len(kept) if at is None else at
            record = _record(text) | record
        else:
            kept.append(text)
    kept.insert(len(kept) if at is None else at, json.dumps(record, ensure_ascii=False))
    _replace(folder / CORRECTIONS, "\n".join(kept) + "\n")
    return record


def _read(file: Seed) -> tuple[list[str], Reading]:
    """Return the file's lines, and what is wrong with it as a whole."""
    lines: list[str] = []

    def read(data: bytes, name: str) -> Reading:
        try:
            lines.extend(decode(data).split("\n") if data.strip() else [])
        except SeedError as error:
            return Reading.failure(name, error)
        return Reading()

    reading = file.read(read)
    return lines, reading


def _record(text: str) -> dict[str, Any]:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _NO_OBJECT() from error
    if not isinstance(record, dict):
        raise _NO_OBJECT()
    return record


def _correction(record: Mapping[str, Any], place: str) -> Correction:
    """Return what a line says. Raises SeedError where it is no correction."""
    for name in record:
        if name not in (*_NAMES, *FIELDS):
            raise _ODD_FIELD(name=name)
    said = {name: _value(name, record[name]) for name in record}
    names = {name: said[name] for name in _NAMES if said.get(name)}
    if len(names) != 1:
        raise _NAMELESS()
    values: dict[str, str | date | None] = {n: said[n] for n in FIELDS if n in said}
    if not values:
        raise _NOTHING()
    if "published" in values:
        values["published"] = _day(said["published"])
    return Correction(place, values, **names)


def _value(name: str, value: Any) -> str:
    if not isinstance(value, str | None):
        raise _NO_STRING(name=name)
    return one_line(value or "")


def _day(value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise _BAD_DATE(day=value) from error


def _named(folder: Path, file: str) -> str:
    """Return the name of the seed that is meant by its path, or by its name. Raises SeedError."""
    names = {seed.name for seed in find_seeds(folder)}
    for path in (os.path.relpath(file, folder), file):
        if (name := Seed(folder, Path(path)).name) in names:
            return name
    raise _NO_SEED(file=file, folder=folder)


def _written(folder: Path) -> list[str]:
    """Return the lines that are written already. Raises SeedError where they can't be read."""
    for file in corrections_file(folder):
        lines, reading = _read(file)
        for failure in reading.failed:
            raise _UNREADABLE(name=file.name, reason=failure.problem)
        return lines[:-1] if lines and not lines[-1] else lines
    return []


def _named_in(text: str) -> dict[str, str]:
    """Return the source or the id that a line corrects, none where it is no correction."""
    try:
        line = _correction(_record(text), "")
    except SeedError:
        return {}
    return {"source": line.source} if line.source else {"id": line.id}


def _replace(path: Path, text: str) -> None:
    """Make a file say something else, all at once."""
    new = path.with_name(f".{path.name}.new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
