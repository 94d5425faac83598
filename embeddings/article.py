"""What a seed file is read into: the article, with where each of its parts stands."""

from __future__ import annotations

import reprlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

Kind = Literal["article", "headline"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article, or one headline of a list (its `text` is then the headline itself).

    `text` is NFC. `captions` are (start, end) character offsets of the photo captions in `text`.
    `pages` are the offsets at which each page of a PDF begins in `text`; none elsewhere.
    `published` is None where no date is written: dates are read, never guessed.
    `source` is the seed file's path relative to the seeds folder, with forward slashes.
    """

    id: str
    title: str
    text: str
    kind: Kind = "article"
    outlet: str = ""
    author: str = ""
    published: date | None = None
    url: str = ""
    source: str = ""
    captions: tuple[tuple[int, int], ...] = ()
    pages: tuple[int, ...] = ()

    def __repr__(self) -> str:
        """Return one short line."""
        return f"<Article {brief(self.name)} {self.kind}, {len(self.text):,} characters>"

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Article:
        """Return the article that `to_dict` wrote."""
        day, captions = values["published"], values["captions"]
        known = {
            "published": date.fromisoformat(day) if day else None,
            "captions": tuple((start, end) for start, end in captions),
            "pages": tuple(values["pages"]),
        }
        return cls(**{**values, **known})

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as JSON has it: the date in ISO form or None, the rest as lists."""
        day = self.published.isoformat() if self.published else None
        captions = [[*span] for span in self.captions]
        return asdict(self) | {"published": day, "captions": captions, "pages": [*self.pages]}

    def about(self) -> dict[str, Any]:
        """Return what `to_dict` does, less what it says: an article inside a hit or a citation."""
        values = self.to_dict()
        return {name: values[name] for name in values if name not in ("text", "captions", "pages")}

    @property
    def name(self) -> str:
        """What to call it: its title, or its source where it has none."""
        return self.title or self.source

    def page(self, position: int) -> int | None:
        """Return the page, from 1, on which the character at `position` stands, if known."""
        return bisect_right(self.pages, position) or None

    def captioned(self, position: int) -> bool:
        """Say whether the character at `position` stands in a photo caption."""
        return any(start <= position < end for start, end in self.captions)


def brief(text: str) -> str:
    """Return a text between quotation marks, in one line, and cut where it is long."""
    return reprlib.repr(" ".join(text.split()))
