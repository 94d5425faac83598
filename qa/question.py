"""What a question asks for: its terms, and the question that it follows up on."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set as AbstractSet
from dataclasses import dataclass, replace

from embeddings import QuestionError, Store, kiwi, normalise, query_terms, terms

from .dialogue.follow_up import FollowUp, follow_up
from .dialogue.turns import read_turns
from .phrase import Language
from .request.condition import Condition
from .request.dating import without_press
from .request.kind import TALK, Asks, asks_for_a_title, is_about_articles, request_kind
from .request.narrowing import rest_of
from .request.retiming import retimed, untimed
from .request.sides import sides
from .request.spelling import Change, compounds, respellings

__all__ = [
    "MAX_QUESTION",
    "Asks",
    "Language",
    "Question",
    "narrowed",
    "respelled",
    "rewritten",
    "sides_of",
    "understand",
]  # what it is made of, too

MAX_QUESTION = 2000  # characters

_HANGUL = re.compile("[ㄱ-ㅎ가-힣]")

# Terms that only ask, and that no answer has; that ask about the articles themselves.
_ASKING = frozenset("몇 무슨 어떤 어느 얼마 언제 알리다 알 대하다 관하다 어떻다 어떠하다".split())
_ABOUT = frozenset(
    "기사 소식 뉴스 보도 글 제목 타이틀 헤드라인 내용 요약 정리 설명 목록 리스트 나열 전체 모두 "
    "전부 빠짐없이 줄 문장 마디 줄이다 간추리다 핵심 시간 날짜 순 순서 흐름 중심 다루다 차이 비교 "
    "다르다 다른 서로 각각 두 둘 양쪽 이 그 저 "
    "말하다 보다 보이다 찾다 모으다 고르다 나오다 올라오다 실리다 들어가다 관련 있다 주다 "
    "하다 부탁 부탁하다 궁금 궁금하다 좀 다 싹 쭉 하나 얘기 이야기 뭐 거 것 차례 흐르다 흘러오다 "
    "articl news report summari headlin titl stori list show find "
    "compar differ between two both three four five sentenc line point all me give "
    "오래 먼저 가장 제일 oldest 첫 번".split()
)
_WRITING = frozenset(  # that ask who wrote an article, and when and where it was out
    "쓰다 쓴 작성 작성하다 취재 취재하다 올리다 남기다 기자 글쓴이 작성자 필자 사람 이름 닉네임 "
    "아이디 누구 날짜 일자 보도일 게재 게재일 발행 발행일 신문 신문사 언론사 매체 방송사 며칠 "
    "who wrote write written when publish post which outlet newspap paper piec".split()
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    `terms` are its content terms, to search with. `context` are the terms of the question that it
    follows up on (or may follow up on: see `FollowUp`), none where it stands alone. `language` is
    that of the answer's phrases: what is given, else the question's own. `said` is what was asked
    where `text` is the question before in another time ("그럼 7월은?"), or was rewritten, else "".
    A list is `of_articles`, or of what they tell.
    """

    text: str
    terms: tuple[str, ...]
    context: tuple[str, ...]
    asks: Asks
    follow_up: FollowUp | None = None
    language: Language = "ko"
    said: str = ""
    of_articles: bool = False

    @property
    def understood(self) -> str:
        """The question with the one that it follows up on, "" where it stands alone."""
        if self.said:
            return self.text
        return f"{self.follow_up.earlier} {self.text}" if self.follow_up else ""

    @property
    def is_korean(self) -> bool:
        """Whether it is to be answered in Korean."""
        return self.language == "ko"


def understand(
    text: str, history: Sequence[object] = (), language: Language | None = None
) -> Question:
    """Analyse a question, and the earlier one that it follows up on.

    `history` holds what was said before, oldest first: see `read_turns`. Raises QuestionError for
    a question that is empty, too long or without a word.
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
    asks = request_kind(text, tokens)
    further = follow_up(text, tokens, read_turns(history)) if asks not in TALK else None
    own = _sought(terms(text, tokens), asks)
    earlier = further.earlier if further else ""
    if again := retimed(earlier, text):
        return replace(understand(again, (), language), said=text)
    context = _without(query_terms(untimed(earlier, text)), _ASKING | _ABOUT)
    language = language or ("ko" if _HANGUL.search(text) else "en")
    is_title = asks_for_a_title(text)
    if asks == "summary" and is_title:  # 가게를 정리한다는 기사 제목
        asks = "fact"
    of_articles = asks == "list" and is_about_articles(text) and not is_title
    return Question(text, own, context, asks, further, language, of_articles=of_articles)


def rewritten(question: Question, text: str) -> Question:
    """Return a follow-up in words that stand alone; where it looks stays as it was.

    Raises QuestionError as `understand` does.
    """
    own = understand(text, language=question.language)
    further = question.follow_up and replace(question.follow_up, is_sure=True)
    return replace(own, follow_up=further, said=question.text)


def narrowed(question: Question, conditions: Sequence[Condition]) -> Question:
    """Return a question without the words that became conditions of the articles.

    Where nothing is left but these, or but that there be articles, it asks for a list of them. One
    that says which articles it wants stands alone, unless its words surely tell else.
    """
    if not conditions:
        return question
    if question.follow_up and not question.follow_up.is_sure:
        question = replace(question, context=(), follow_up=None)
    rest, bare = (rest_of(question.text, conditions, phrases=kept) for kept in (True, False))
    asks = question.asks
    if asks == "inventory" or (asks == "fact" and not any(map(str.isalnum, bare))):
        asks = "list"
    if asks == "fact":
        rest = without_press(rest)
    terms = _sought(query_terms(bare if asks in ("list", "timeline") else rest), asks)
    return replace(question, text=rest or question.text, terms=terms, asks=asks)


def sides_of(question: Question) -> list[Question]:
    """Return the two questions of which a comparison is made, none where it names no two things."""
    return [
        replace(question, text=side, terms=_sought(query_terms(side), question.asks), context=())
        for side in sides(question.text) or ()
    ]


def respelled(question: Question, store: Store) -> tuple[Question, list[Change]]:
    """Return a question with its words as the articles spell them, and what that changed."""
    changes = [*respellings(question.text, store)]
    question = changed(question, changes)
    whole = dict.fromkeys((*question.terms, *compounds(question.text, store)))
    return replace(question, terms=(*whole,)), changes


def changed(question: Question, changes: Sequence[Change]) -> Question:
    """Return a question with some words, given in its order, read as others."""
    if not changes:
        return question
    text = question.text
    for one in reversed(changes):
        text = text[: one.start] + one.meant + text[one.end :]
    return replace(question, text=text, terms=_sought(query_terms(text), question.asks))


def _sought(found: Sequence[str], asks: Asks) -> tuple[str, ...]:
    needless = _ASKING if asks == "fact" else _ASKING | _ABOUT
    return _without(found, needless | _WRITING if asks == "byline" else needless)


def _without(found: Sequence[str], needless: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(term for term in found if term not in needless)


def _one_line(text: str) -> str:
    return " ".join(normalise(text).split())
