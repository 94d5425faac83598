"""Everything that can go wrong and be put right, as one tree.

ArticlesError           catch this one; str() is a single line: what is wrong; and the remedy
├── SeedError           a seed file cannot be read (a build reports it and goes on)
├── IndexFolderError    the index folder is missing, damaged, or made by another model or version
├── StoreError          a store on other machines can't be reached, or refuses
├── ModelError          the embedding model cannot be loaded
├── QuestionError       the question is empty, too long, or has no words
├── WritingError        a language model can't be reached, answers amiss, or costs too much
├── EvaluationError     a folder of questions to measure by is not of its form
└── ServerError         the page can't be served as it was asked for
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any


class ArticlesError(Exception):
    """Base of every problem that has a one-line remedy.

    `problem` and `remedy` are clauses without a full stop. Where there are `values`, they fill the
    {places} of both. `key` names the pair, so that a page can say it in another language with the
    same values.
    """

    def __init__(self, problem: str, remedy: str, *, key: str = "", **values: object) -> None:
        """Fill the problem and the remedy with the values."""
        self.key = key
        self.values = {name: str(value) for name, value in values.items()}
        self.problem, self.remedy = (
            text.format_map(self.values) if values else text for text in (problem, remedy)
        )
        super().__init__(joined(self.problem, self.remedy))

    def __reduce__(self) -> tuple[Any, ...]:
        """Let another process raise it, too."""
        return _again, (type(self), vars(self))


class SeedError(ArticlesError):
    """A seed file, or the seeds folder, cannot be read."""


class IndexFolderError(ArticlesError):
    """The index folder is missing, damaged, or made by another model or version."""


class StoreError(ArticlesError):
    """A store on other machines can't be reached, refuses, or holds no index."""


class ModelError(ArticlesError):
    """The embedding model cannot be loaded."""


class QuestionError(ArticlesError):
    """The question is empty, too long, or has no words."""


class WritingError(ArticlesError):
    """A language model can't be reached, answers amiss, or costs too much."""


class EvaluationError(ArticlesError):
    """A folder of questions to measure by is not of its form."""


class ServerError(ArticlesError):
    """The page can't be served at this address, or with this login."""


@dataclass(frozen=True)
class Failure:
    """What could not be read, and why: the problem, the remedy, the key and values of an error.

    `place` is the file's name (see `Seed.name`), with ":line" (from 1) for a line of .jsonl.
    """

    place: str
    problem: str
    remedy: str
    key: str
    values: dict[str, str]

    @classmethod
    def of(cls, place: str, error: ArticlesError) -> Failure:
        """Return what an error says of a place."""
        return cls(place, error.problem, error.remedy, error.key, error.values)

    @property
    def file(self) -> str:
        """The file's name alone."""
        return re.sub(r":[0-9]+$", "", self.place)

    @property
    def reason(self) -> str:
        """One line: the problem, and the remedy."""
        return joined(self.problem, self.remedy)

    @property
    def pair(self) -> tuple[str, str]:
        """The place and the reason."""
        return self.place, self.reason


class Told:
    """What a build and a status have in common: `failures`, told as pairs and as JSON."""

    failures: list[Failure]

    @property
    def failed(self) -> list[tuple[str, str]]:
        """What could not be read, as (place, reason)."""
        return [failure.pair for failure in self.failures]

    def to_dict(self) -> dict[str, Any]:
        """Return all fields as JSON has them, with `failed` for `failures`."""
        values = {name: value for name, value in vars(self).items() if name != "failures"}
        return values | {"failed": self.failed}


def _again(kind: type[ArticlesError], said: dict[str, Any]) -> ArticlesError:
    error = kind.__new__(kind, joined(said["problem"], said["remedy"]))
    vars(error).update(said)
    return error


def joined(problem: str, remedy: str) -> str:
    """Return a problem and its remedy as the one line that is shown."""
    return f"{problem}; {remedy}"
