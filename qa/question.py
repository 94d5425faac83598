"""What a question asks for: its terms, and the question that it follows up on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, replace

from embeddings import QuestionError, kiwi, normalise, query_terms, terms

from .request.condition import Condition
from .request.kind import Asks, request_kind
from .request.narrowing import rest_of

__all__ = ["MAX_QUESTION", "Asks", "Question", "narrowed", "understand"]  # what it is made of, too

MAX_QUESTION = 2000  # characters

_HANGUL = re.compile("[ㄱ-ㅎ가-힣]")
_FOLLOW_UP = re.compile(
    r"(^|\s)(그|이|저|그런|이런|해당|같은) [가-힣]"
    r"|(^|\s)(그|그녀|그것|이것|거기|여기|그곳|이들|그들|그건|그분|걔)"
    r"(은|는|이|가|을|를|의|에|에서|도|에게|와|과)?(\s|$)"
    r"|^(그럼|그러면|그리고|그래서|또|왜|언제|어디|누가)(\s|\?|$)"
    r"|\b(he|she|it|they|him|her|them|his|their|its|that|there|those)\b",
    re.IGNORECASE,
)

# Terms that only ask, and that no answer has; that ask about the articles themselves.
_ASKING = frozenset("몇 무슨 어떤 어느 얼마 언제 알리다 알 대하다 관하다 어떻다 어떠하다".split())
_ABOUT = frozenset(
    "기사 소식 뉴스 보도 글 제목 헤드라인 내용 요약 정리 설명 목록 리스트 나열 전체 모두 전부 "
    "빠짐없이 말하다 보다 보이다 찾다 모으다 고르다 나오다 올라오다 실리다 들어가다 관련 있다 주다 "
    "articl news report summari headlin titl stori list show find".split()
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    `terms` are its content terms, to search with. `context` are the terms of the question that it
    follows up on, none where it stands alone.
    """

    text: str
    terms: tuple[str, ...]
    context: tuple[str, ...]
    asks: Asks

    @property
    def is_korean(self) -> bool:
        """Whether it is to be answered in Korean."""
        return bool(_HANGUL.search(self.text))


def understand(text: str, history: Sequence[object] = ()) -> Question:
    """Analyse a question, and the earlier one that it follows up on.

    `history` holds earlier messages, oldest first: mappings of "role" and "content" as Gradio
    passes them, or plain questions. Raises QuestionError for a question that is empty, too long
    or without a word.
    """
    text = _one_line(text)
    if not text:
        raise QuestionError("the question is empty", "type one", key="question-empty")
    if len(text) > MAX_QUESTION:
        raise QuestionError(
            "the question has {length} characters",
            "shorten it to {most} or fewer",
            key="question-long",
            length=f"{len(text):,}",
            most=f"{MAX_QUESTION:,}",
        )
    tokens = kiwi().tokenize(text)
    if not any(character.isalnum() for character in text):
        raise QuestionError("the question has no words", "ask in words", key="question-wordless")
    questions = _earlier_questions(history)
    earlier = questions[-1][:MAX_QUESTION] if questions and _FOLLOW_UP.search(text) else ""
    asks = request_kind(text, tokens)
    context = _without(query_terms(earlier), _ASKING)
    return Question(text, _sought(terms(text, tokens), asks), context, asks)


def narrowed(question: Question, conditions: Sequence[Condition]) -> Question:
    """Return a question without the words that became conditions of the articles.

    Where nothing is left but these, or but that there be articles, it asks for a list of them.
    """
    if not conditions:
        return question
    rest, bare = (rest_of(question.text, conditions, phrases=kept) for kept in (True, False))
    asks = question.asks
    if asks == "inventory" or (asks == "fact" and not any(map(str.isalnum, bare))):
        asks = "list"
    terms = _sought(query_terms(rest if asks == "fact" else bare), asks)
    return replace(question, text=rest or question.text, terms=terms, asks=asks)


def _sought(found: Sequence[str], asks: Asks) -> tuple[str, ...]:
    return _without(found, _ASKING | (_ABOUT if asks != "fact" else frozenset()))


def _without(found: Sequence[str], needless: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(term for term in found if term not in needless)


def _earlier_questions(history: Sequence[object]) -> list[str]:
    questions = []
    for message in history:
        if isinstance(message, str):
            questions.append(message)
        elif isinstance(message, Mapping) and message.get("role") == "user":
            questions.append(_content(message.get("content")))
    return [*filter(None, map(_one_line, questions))]


def _one_line(text: str) -> str:
    return " ".join(normalise(text).split())


def _content(content: object) -> str:
    """Return the text of a message: a string, or a list of parts such as Gradio's."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return " ".join(str(part.get("text", "")) for part in parts if isinstance(part, Mapping))
