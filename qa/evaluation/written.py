"""How well an answer's sentences are borne out by what they cite, as ALCE measures it.

Gao et al., "Enabling Large Language Models to Generate Text with Citations", EMNLP 2023, section 4:
whether a sentence follows from passages is asked of the check that answers are held to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from embeddings import WritingError

from ..answer import Answer
from ..question import Question
from ..retrieval.ranking import Hit
from ..snapshot import reader
from ..writing.check import Entails, check, nearest
from ..writing.sentences import Written
from ..writing.writer import Writer

_OF_THE_MODEL = ("llm-slow", "llm-cut")  # faults that are no reason to measure no further
_MEASURED = ("sentences supported", "citation recall", "citation precision")
BORNE_OUT = (
    "written: given",
    *(f"{who}: {what}" for who in ("written", "quoted") for what in _MEASURED),
)
"""What is measured, in the order of the table."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer with the hits that it cites; None is a citation of nothing."""

    text: str
    cited: tuple[Hit | None, ...]


def borne_out(writer: Writer, question: Question, answer: Answer) -> Iterator[tuple[str, float]]:
    """Yield what a model's answer is worth, and the one in the articles' own words beside it.

    Where the model says that there is no answer, or comes to no end, none is given. Raises
    WritingError where its server fails.
    """
    try:
        sent, said = writer.sentences(question, answer)
    except WritingError as error:
        if error.key not in _OF_THE_MODEL:
            raise
        sent, said = [], []
    yield "written: given", float(bool(said))
    for who, statements, among in (
        ("written", [_statement(one, sent) for one in said], sent),
        ("quoted", quoted(answer), answer.nearest),
    ):
        for what, value in measured(reader().entailed, statements, among):
            yield f"{who}: {what}", value


def _statement(sentence: Written, sent: Sequence[Hit]) -> Statement:
    known = dict(enumerate(sent, start=1))
    return Statement(sentence.text, tuple(map(known.get, sentence.cited)))


def quoted(answer: Answer) -> list[Statement]:
    """Return the sentences that an answer quotes, each citing the hit that it stands in."""
    found = []
    for citation in answer.citations:
        if hit := answer.hit(citation):
            text = hit.article.text
            found += [
                Statement(text[one.start : one.end], (hit,))
                for one in hit.passage.sentences
                if citation.start <= one.start and one.end <= citation.end
            ]
    return found


def measured(
    entails: Entails, statements: Sequence[Statement], among: Sequence[Hit]
) -> Iterator[tuple[str, float]]:
    """Yield an answer's measures, each 0 to 1; none where it has no sentence, or no citation.

    The share of the sentences that are supported by what they cite, or else by the one of the hits
    that comes nearest; the share that what they cite supports (recall); and of the citations the
    share of those whose sentence is, and would not be as well without them (precision).
    """
    if not statements:
        return
    held = {one: _holds(entails, one.text, one.cited) for one in statements}
    shown = (held[one] or _is_nearly_cited(entails, one, among) for one in statements)
    yield "sentences supported", fmean(shown)
    yield "citation recall", fmean(held[one] for one in statements)
    precise = [
        held[one] and not _is_needless(entails, one, at)
        for one in statements
        for at in range(len(one.cited))
    ]
    if precise:
        yield "citation precision", fmean(precise)


def _holds(entails: Entails, text: str, cited: Sequence[Hit | None]) -> bool:
    """Say whether a sentence follows from hits; from none, or from nothing, it doesn't."""
    known = [hit for hit in cited if hit]
    return len(known) == len(cited) > 0 and check(entails, text, known).is_supported


def _is_nearly_cited(entails: Entails, one: Statement, among: Sequence[Hit]) -> bool:
    """Say whether the page finds a source for a sentence that cites nothing."""
    known = [hit for hit in one.cited if hit] or [nearest(one.text, among)[0].hit]
    return _holds(entails, one.text, known)


def _is_needless(entails: Entails, one: Statement, at: int) -> bool:
    """Say whether a citation doesn't support its sentence, and the others do without it."""
    others = (*one.cited[:at], *one.cited[at + 1 :])
    alone = _holds(entails, one.text, one.cited[at : at + 1])
    return not alone and _holds(entails, one.text, others)
