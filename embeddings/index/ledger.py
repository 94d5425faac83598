"""What a catalogue says beside its articles: seed files, failures, versions, what was taken out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ..article import Article
from ..errors import Failure

LEDGER = "catalogue.sqlite"  # in a generation's folder
_SCHEMA = """
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, kind TEXT NOT NULL);
CREATE TABLE failures (path TEXT NOT NULL, failure TEXT NOT NULL);
CREATE TABLE as_read (id TEXT PRIMARY KEY, article TEXT NOT NULL);  -- of those that are corrected
CREATE TABLE versions (older TEXT PRIMARY KEY, newer TEXT NOT NULL);  -- ids; see versions.py
CREATE TABLE gone (article INTEGER PRIMARY KEY, first INTEGER NOT NULL, passages INTEGER NOT NULL);
"""
_NAMES = {"files": 3, "failures": 2, "as_read": 2, "versions": 2, "gone": 3}  # and columns


@dataclass
class Ledger:
    """What a catalogue says beside its articles: it is small, and each build writes it anew.

    `files` holds the SHA-256 and the kind of each seed file, `failures` what could not be read in
    it; `as_read` the articles that are corrected, as they were read, by id; `versions` the ids of
    older articles and of the newer one of each; `gone` the passages of each article that is in a
    segment and was taken out since.
    """

    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    failures: dict[str, list[Failure]] = field(default_factory=dict)
    as_read: dict[str, Article] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    gone: dict[int, range] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Ledger:
        """Read what `write` wrote."""
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        rows = {name: connection.execute(f"SELECT * FROM {name} ORDER BY rowid") for name in _NAMES}
        ledger = cls(
            files={name: (sha256, kind) for name, sha256, kind in rows["files"]},
            as_read={id_: Article.from_dict(json.loads(told)) for id_, told in rows["as_read"]},
            versions=dict(rows["versions"]),
            gone={number: range(first, first + count) for number, first, count in rows["gone"]},
        )
        for name, told in rows["failures"]:
            ledger.failures.setdefault(name, []).append(Failure(**json.loads(told)))
        connection.close()
        return ledger

    def write(self, path: Path) -> None:
        """Write it into a new file."""
        connection = sqlite3.connect(path, isolation_level=None)
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        rows: dict[str, Iterable[tuple[object, ...]]] = {
            "files": ((name, *said) for name, said in self.files.items()),
            "failures": (
                (n, _json(asdict(one))) for n, some in self.failures.items() for one in some
            ),
            "as_read": ((id_, _json(article.to_dict())) for id_, article in self.as_read.items()),
            "versions": self.versions.items(),
            "gone": ((n, some.start, len(some)) for n, some in self.gone.items()),
        }
        connection.execute("BEGIN")
        for name, some in rows.items():
            marks = ", ".join("?" * _NAMES[name])
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", some)
        connection.execute("COMMIT")
        connection.close()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
