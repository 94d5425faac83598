"""What a question wants of the articles that are to answer it, and the words that say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Wanted = Literal["published", "outlet", "author", "mark", "phrase"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What an article must be: published within days, or one of `names` in what is `wanted`.

    `said` are the question's words for it, at [start, end), without which it would ask of all
    articles; `label` says it in few words. A `mark` stands in a title, such as [사설]; a `phrase`
    anywhere in an article. Days are inclusive, and an open side is None.
    """

    wanted: Wanted
    start: int
    end: int
    said: str
    label: str
    names: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "wanted": self.wanted,
            "said": self.said,
            "label": self.label,
            "names": [*self.names],
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
        }


def stated(conditions: Sequence[Condition], korean: bool) -> str:
    """Return conditions as one line, "" where there are none."""
    labels = " · ".join(one.label for one in conditions)
    return labels and f"{'조건' if korean else 'Only'}: {labels}"
