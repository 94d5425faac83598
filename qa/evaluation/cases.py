"""The questions that answers are measured by, and the reading of their files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings import EvaluationError

QUOTED, LISTED = 2, 12  # quotations of an answer that count: of a single fact, of several
_SEVERAL = ("list", "why-how", "date", "headline")  # types of question that ask for several
_FORM = (
    '{"question": "…", "relevant": ["article id"], "answers": ["…"]} or '
    '{"question": "…", "must_quote": ["…"], "file": "…"}'
)


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what is known of its answer.

    `relevant` are the names of the articles that answer it. What holds the answer holds one of the
    accepted `answers` or, where there are any, all of `must_quote`; with neither, a question
    measures retrieval alone. Where nothing is relevant either, the articles don't answer it, but to
    quote the `correction` of a false premise is as good as a refusal. `history` holds the questions
    before it; `most` is how many quotations of an answer count;
    `good` is False where what is known was said to be wrong.
    """

    question: str
    relevant: frozenset[str] = frozenset()
    answers: tuple[str, ...] = ()
    must_quote: tuple[str, ...] = ()
    correction: str = ""
    history: tuple[str, ...] = ()
    most: int = QUOTED
    good: bool = True

    @property
    def is_answerable(self) -> bool:
        """Whether the articles answer it."""
        return bool(self.relevant or self.answers or self.must_quote)

    @property
    def is_answer_known(self) -> bool:
        """Whether it is known what holds the answer."""
        return bool(self.answers or self.must_quote)

    def is_held(self, quotes: Iterable[str]) -> bool:
        """Say whether some quotations, together, hold the answer."""
        said = " ".join(quotes)
        if self.must_quote:
            return all(text in said for text in self.must_quote)
        return any(text in said for text in self.answers)

    def is_corrected(self, quotes: Iterable[str]) -> bool:
        """Say whether some quotations correct its false premise."""
        return bool(self.correction) and self.correction in " ".join(quotes)


def read_cases(path: Path) -> Iterator[Case]:
    """Yield the questions of a file. Raises EvaluationError where it isn't one of questions."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(
            "{path} can't be read ({reason})",
            "write lines of {form}",
            key="questions-unreadable",
            path=path,
            reason=error,
            form=_FORM,
        ) from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            case = _case(row)
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(
                "{path}, line {number} is no question",
                "write it as {form}",
                key="question-form",
                path=path,
                number=number,
                form=_FORM,
            ) from error
        if "must_quote" not in row and not case.relevant:
            raise EvaluationError(
                "{path}, line {number} has no relevant article",
                "name at least one",
                key="question-without-article",
                path=path,
                number=number,
            )
        yield case
    if not lines:
        raise EvaluationError(
            "{path} is empty", "write lines of {form}", key="questions-empty", path=path, form=_FORM
        )


def _case(row: dict[str, Any]) -> Case:
    """Return a line's question. Raises ValueError, KeyError or TypeError for what isn't one."""
    if "must_quote" in row:
        relevant, answers = row.get("files") or [row.get("file") or ""], [row.get("answer") or ""]
    else:
        relevant, answers = row["relevant"], row.get("answers", [])
    (question,) = _texts([row["question"]])
    return Case(
        question,
        frozenset(_texts(relevant)),
        _texts(answers),
        _texts(row.get("must_quote") or []),
        "".join(_texts([row.get("corrective_quote") or ""])),
        _texts(row.get("history", [])),
        LISTED if row.get("type") in _SEVERAL else QUOTED,
        row.get("good", True) is not False,
    )


def _texts(values: object) -> tuple[str, ...]:
    """Return a list's texts but for empty ones. Raises TypeError for anything else."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError("no list of texts")
    return tuple(filter(None, values))
