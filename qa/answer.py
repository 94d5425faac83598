"""What an assistant gives back: an answer made of parts, and the citations that they rest on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from embeddings import Article, ArticlesError, brief

from .phrase import Language, Phrase
from .request.condition import Condition, stated
from .retrieval.ranking import Hit

NEAREST = 3  # articles that are named where the answer isn't found

Basis = Literal["article", "headline", "none"]
Grade = Literal["sure", "related", "none"]
PartKind = Literal[
    "short", "quote", "related", "near", "phrase", "supported", "unsupported", "uncited", "draft"
]

_DOUBTS = {
    "unsupported": {"ko": "출처에서 확인되지 않음", "en": "its source doesn't say so"},
    "uncited": {"ko": "뒷받침하는 출처 없음", "en": "no source says so"},
}


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in an article that is quoted, `article.text[start:end]`.

    `short` is the short answer inside it, as (start, end) in `article.text`; None where the
    question doesn't ask for one. `copies` are other articles with the same text, given with the
    first citation of an article.
    """

    number: int
    article: Article
    start: int
    end: int
    short: tuple[int, int] | None = None
    copies: tuple[Article, ...] = ()

    @property
    def quote(self) -> str:
        """The article's own words."""
        return self.article.text[self.start : self.end]

    @property
    def page(self) -> int | None:
        """The page, from 1, on which the quote begins; None where the article has none."""
        return self.article.page(self.start)

    def __repr__(self) -> str:
        """Return one short line."""
        return f"<Citation [{self.number}] {brief(self.quote)} of {brief(self.article.name)}>"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it: the article without its text, of the copies their ids."""
        return {
            "number": self.number,
            "article": self.article.about(),
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "page": self.page,
            "short": [*self.short] if self.short else None,
            "copies": [copy.id for copy in self.copies],
        }


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an answer: what it says, what that rests on, and what is known of its truth.

    kind           citation   what is known
    "short"        yes        the short answer, in the cited article's own words
    "quote"        yes        a sentence or more, in the cited article's own words, that answers
    "related"      yes        a sentence or more, in the cited article's own words, that may not
                              answer
    "near"         yes        the same, beside a sure answer or where there is none
    "phrase"       None       a fixed phrase, which claims nothing of what the articles tell
    "supported"    yes        a language model's sentence, which the cited sentences bear out
    "unsupported"  yes        a language model's sentence, which the cited sentences don't bear out
    "uncited"      None       a language model's sentence, which no passage bears out
    "draft"        None       what a language model is writing, which isn't checked yet

    A part begins a paragraph, or goes on in that of the part before it (`follows`). `others` are
    more citations of a language model's sentence, `lacking` what of it its source doesn't say, in
    the sentence's own words. `phrase` is what it says in each language, None where it is an
    article's or a language model's words.
    """

    text: str
    citation: Citation | None = None
    kind: PartKind = "phrase"
    follows: bool = False
    others: tuple[Citation, ...] = ()
    lacking: tuple[str, ...] = ()
    phrase: Phrase | None = field(default=None, compare=False)

    @classmethod
    def of(cls, phrase: Phrase, *, follows: bool = False) -> Part:
        """Return a fixed phrase; it is in Korean as long as no language was chosen."""
        return cls(phrase.ko, follows=follows, phrase=phrase)

    def said_in(self, language: Language) -> Part:
        """Return it in a language, where it isn't in the words of an article or a model."""
        return replace(self, text=self.phrase.said(language)) if self.phrase else self

    @property
    def cited(self) -> tuple[Citation, ...]:
        """All that it cites."""
        return (self.citation, *self.others) if self.citation else ()

    def __str__(self) -> str:
        """Return its text and, after it, the numbers of its citations, and that it is doubted."""
        numbers = (f"[{citation.number}]" for citation in self.cited)
        return " ".join(filter(None, [self.text, *numbers, self._doubt]))

    @property
    def _doubt(self) -> str:
        if self.kind not in _DOUBTS:
            return ""
        doubt = _DOUBTS[self.kind]["ko" if re.search("[가-힣]", self.text) else "en"]
        return f"({': '.join(filter(None, [doubt, ', '.join(self.lacking)]))})"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it: of the citations their numbers."""
        return {
            "text": self.text,
            "citation": self.citation.number if self.citation else None,
            "kind": self.kind,
            "follows": self.follows,
            "others": [citation.number for citation in self.others],
            "lacking": [*self.lacking],
        }


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language model was asked: which, where, and what it took; `fault` is why it gave none.

    Tokens are as the server counts them, else estimated; `seconds` are from asking to the end.
    """

    model: str
    host: str
    tokens_in: int
    tokens_out: int
    seconds: float
    fault: ArticlesError | None = None

    @property
    def tokens(self) -> int:
        """All that it cost."""
        return self.tokens_in + self.tokens_out

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it: of the fault its line."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return values | {"fault": str(self.fault) if self.fault else None}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer made of quotations or of what a language model wrote, or that there is none.

    `confidence` is the estimated probability, 0 to 1, that what is quoted first answers the
    question; of a summary, the share of what was asked about that its article holds; of a written
    answer, the share of its sentences that are supported. `writing` tells how a language model was
    asked, None where none was. `nearest` are
    the hits that it was sought in, best first. `question` is what was asked, by which a later one
    may follow up on it. Where its words alone don't say how it was taken, that is told by
    `conditions`, what it wanted of the articles, `changes`, words that were read as others, and
    `alone`, the question after the one that it follows up on. All else is told by the parts, whose
    phrases are in `language`.
    """

    parts: tuple[Part, ...]
    confidence: float
    nearest: tuple[Hit, ...] = ()
    conditions: tuple[Condition, ...] = ()
    changes: tuple[str, ...] = ()
    alone: str = ""
    writing: Writing | None = None
    question: str = ""
    language: Language = "ko"

    @property
    def understood(self) -> str:
        """How the question was taken where its words alone don't say, in one line."""
        wanted = stated(self.conditions, self.language == "ko")
        return " · ".join(filter(None, [wanted, *self.changes, self.alone]))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the answer cites, each once, by number; none where it isn't found."""
        return self._cited("short", "quote", "supported", "unsupported")

    @property
    def related(self) -> tuple[Citation, ...]:
        """The nearest passages, which may not answer: all there is where it isn't found."""
        return self._cited("related", "near")

    def _cited(self, *kinds: PartKind) -> tuple[Citation, ...]:
        cited = {c.number: c for part in self.parts if part.kind in kinds for c in part.cited}
        return tuple(cited[number] for number in sorted(cited))

    @property
    def found(self) -> bool:
        """Whether an answer is given, because it is sure enough."""
        return bool(self._cited("short", "quote", "supported"))

    @property
    def grade(self) -> Grade:
        """How sure it is: an answer is given, or related sentences are, or nothing is."""
        return "sure" if self.found else "related" if self._cited("related") else "none"

    @property
    def short(self) -> str:
        """The short answer, "" where there is none."""
        return next((part.text for part in self.parts if part.kind == "short"), "")

    @property
    def basis(self) -> Basis:
        """What it rests on: "headline" where no article's body supports it."""
        kinds = {citation.article.kind for citation in self.citations}
        return "article" if "article" in kinds else "headline" if kinds else "none"

    def said_in(self, language: Language) -> Answer:
        """Return the same answer with its phrases in a language."""
        parts = tuple(part.said_in(language) for part in self.parts)
        return replace(self, parts=parts, language=language)

    @property
    def paragraphs(self) -> list[list[Part]]:
        """The parts, paragraph by paragraph."""
        grouped: list[list[Part]] = []
        for part in self.parts:
            if part.follows and grouped:
                grouped[-1].append(part)
            else:
                grouped.append([part])
        return grouped

    def hit(self, citation: Citation) -> Hit | None:
        """Return the first of the hits that a citation begins in, None where there is none."""
        own = (hit for hit in self.nearest if hit.article.id == citation.article.id)
        return next((hit for hit in own if hit.start <= citation.start < hit.end), None)

    @property
    def nearest_articles(self) -> list[Article]:
        """The articles of the nearest hits, each once, at most NEAREST."""
        found = {hit.article.id: hit.article for hit in self.nearest}
        return [*found.values()][:NEAREST]

    @property
    def text(self) -> str:
        """What to show: the parts with their citations' numbers, but none beside a sure answer.

        Where there is no answer and no passage, the last phrase introduces the nearest titles.
        """
        needed = (ps for ps in self.paragraphs if not (self.found and ps[0].kind == "near"))
        said = "\n\n".join(" ".join(map(str, paragraph)) for paragraph in needed)
        names = dict.fromkeys(hit.article.name for hit in self.nearest)
        titles = () if self.found or self.related else names
        return "\n".join([said, *(f"- {title}" for title in [*titles][:NEAREST])])

    def __repr__(self) -> str:
        """Return one short line."""
        said = f"{self.grade} {brief(self.short or self.text)}"
        return f"<Answer {said} citations={len(self.citations)} confidence={self.confidence:.2f}>"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it; of an article only what is known of it, without its text."""
        return {
            "question": self.question,
            "found": self.found,
            "understood": self.understood,
            "alone": self.alone,
            "conditions": [condition.to_dict() for condition in self.conditions],
            "grade": self.grade,
            "text": self.text,
            "short": self.short,
            "basis": self.basis,
            "confidence": self.confidence,
            "parts": [part.to_dict() for part in self.parts],
            "citations": [citation.to_dict() for citation in self.citations],
            "related": [citation.to_dict() for citation in self.related],
            "nearest": [hit.article.about() for hit in self.nearest],
            "writing": self.writing.to_dict() if self.writing else None,
        }
