"""The earlier turns of a conversation, in whichever form they are handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from embeddings import normalise

from ..answer import Answer


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked before, and what is known of its answer.

    `earlier` is the question that it followed up on, "" where it didn't. `cited` are the ids of
    the articles that the answer cites, in the order of their citations; `said` is its short answer,
    or what was written of it that is supported; or its text, where that alone was handed over.
    """

    question: str
    cited: tuple[str, ...] = ()
    said: str = ""
    earlier: str = ""


def read_turns(history: Sequence[object]) -> list[Turn]:
    """Return the turns of a history, oldest first; what is none of these is left out.

    It holds questions and their answers, each as a string, an `Answer`, its `to_dict()`, a turn, or
    a mapping of "role" ("user", "assistant") and "content" as Gradio passes it. An answer alone is
    a turn as well, for it tells its question.
    """
    turns: list[Turn] = []
    for message in history:
        question, answer = _read(message)
        if answer is None:
            turns += [Turn(question)] if question else []
        elif turns and turns[-1].question == (question or turns[-1].question):
            turns[-1] = replace(answer, question=turns[-1].question)
        elif question:
            turns.append(answer)
    return turns


def _read(message: object) -> tuple[str, Turn | None]:
    """Return a message's question, "" where it tells none, and what it tells as an answer."""
    if isinstance(message, str):
        return _one_line(message), None
    if isinstance(message, Turn):
        return message.question, message
    if isinstance(message, Answer):
        message = message.to_dict()
    if not isinstance(message, Mapping):
        return "", None
    if "citations" in message:
        question, alone = (_one_line(message.get(key)) for key in ("question", "alone"))
        earlier = alone.removesuffix(question).strip() if question else ""
        return question, Turn(question, tuple(_cited(message)), _said(message), earlier)
    said = _one_line(_content(message.get("content")))
    if message.get("role") == "user":
        return said, None
    return "", Turn("", said=said) if message.get("role") == "assistant" else None


def _cited(answer: Mapping[object, object]) -> dict[str, None]:
    """Return the ids of the articles that an answer as JSON cites, else of those related to it."""
    cited: dict[str, None] = {}
    citations = answer.get("citations") or answer.get("related")
    for citation in citations if isinstance(citations, list) else ():
        article = citation.get("article") if isinstance(citation, Mapping) else None
        if isinstance(article, Mapping) and isinstance(article.get("id"), str):
            cited[article["id"]] = None
    return cited


def _said(answer: Mapping[object, object]) -> str:
    """Return what an answer as JSON says that isn't a quotation, as far as it is supported."""
    parts = answer.get("parts")
    every = [one for one in parts if isinstance(one, Mapping)] if isinstance(parts, list) else []
    told = (one.get("text") for one in every if one.get("kind") in ("short", "supported"))
    return " ".join(filter(None, map(_one_line, told)))


def _content(content: object) -> object:
    """Return the text of a message: a string, or a list of parts such as Gradio's."""
    if not isinstance(content, list):
        return content
    return " ".join(str(part.get("text", "")) for part in content if isinstance(part, Mapping))


def _one_line(text: object) -> str:
    return " ".join(normalise(text).split()) if isinstance(text, str) else ""
