"""What the page's scripts and the server say to each other.

Of an answer the browser keeps no word of an article, only ids and places, from which it is made
again, and a checksum that tells whether an article still says there what it said.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, NonNegativeInt

from .articles import Chosen

_MOST = 100  # parts, citations, copies and hits of an answer; turns of a conversation

Place = tuple[NonNegativeInt, NonNegativeInt]  # start and end in an article's text
_Text = Annotated[str, Field(max_length=10_000)]


class KeptPart(BaseModel):
    """A part: its place in what it cites, or its words where they are no article's.

    A phrase has them in Korean and in English.
    """

    kind: str
    citation: int | None = None
    place: Place | None = None
    text: _Text = ""
    phrase: tuple[_Text, _Text] | None = None
    follows: bool = False
    others: list[int] = Field([], max_length=_MOST)
    lacking: list[_Text] = Field([], max_length=_MOST)


class KeptCitation(BaseModel):
    """A citation, and the checksum of its quote."""

    number: int
    article: str
    place: Place
    short: Place | None
    copies: list[str] = Field(max_length=_MOST)
    checksum: int


class KeptHit(BaseModel):
    """A hit: a passage and what it scored."""

    article: str
    place: Place
    score: float
    lexical: float
    dense: float
    reader: float | None


class KeptFault(BaseModel):
    """Why a language model's answer isn't there: an error."""

    problem: _Text
    remedy: _Text
    key: _Text
    values: dict[str, _Text] = Field(max_length=_MOST)


class KeptWriting(BaseModel):
    """What a language model took to write an answer, and why there is none by it."""

    model: _Text
    host: _Text
    tokens_in: NonNegativeInt
    tokens_out: NonNegativeInt
    seconds: float
    fault: KeptFault | None = None


class KeptAnswer(BaseModel):
    """An answer."""

    parts: list[KeptPart] = Field(max_length=_MOST)
    citations: list[KeptCitation] = Field(max_length=_MOST)
    nearest: list[KeptHit] = Field(max_length=_MOST)
    confidence: float
    changes: list[_Text] = Field([], max_length=_MOST)
    alone: _Text = ""
    day: date | None = None  # from which what it says of time counts
    writing: KeptWriting | None = None


class Turn(BaseModel):
    """A question, and what is kept of its answer."""

    question: str
    answer: KeptAnswer | None = None


Turns = Annotated[list[Turn], Field(max_length=_MOST)]


class Asked(BaseModel):
    """A question, of which articles it is asked, the turns before it, and their tokens."""

    question: str
    history: Turns = []
    filters: Chosen = Chosen()
    spent: NonNegativeInt = 0


class Opened(BaseModel):
    """An article to read, and the places and short answers that are cited of it."""

    article: str
    places: list[Place] = Field([], max_length=_MOST)
    shorts: list[Place] = Field([], max_length=_MOST)


class Conversation(BaseModel):
    """A conversation to be written down."""

    title: _Text
    turns: Turns


class Rated(Turn):
    """A turn whose answer was said to be good, or not."""

    good: bool


class Reply(BaseModel):
    """What is shown, as HTML; what is to be kept of an answer; a text to take away."""

    html: str = ""
    answer: KeptAnswer | None = None
    text: str = ""
