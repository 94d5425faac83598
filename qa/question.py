"""What a question asks for: its terms, the kind of its answer, and the noun it turns on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kiwipiepy import Token

from embeddings import QuestionError, kiwi, normalise, query_terms, terms

MAX_QUESTION = 2000  # characters

Asks = Literal[
    "when", "quantity", "who", "where", "group", "why", "how", "what", "summary", "titles"
]

_SUMMARY = re.compile(
    r"요약|정리해|무슨 내용|어떤 내용|내용(이|은|을)? ?(뭐|무엇|알려)|무슨 (소식|기사|일)"
    r"|(소식|기사|내용|뉴스)(이|가|은|는|도)? ?(있|알려)|대해 ?(서)? ?(알려|말해|설명)"
    r"|\bsummar|\bwhat is (the|this) (article|news|story) about\b|\btell me about\b",
    re.IGNORECASE,
)
_TITLES = re.compile(r"제목|헤드라인|\b(headline|title)s?\b", re.IGNORECASE)
_FOLLOW_UP = re.compile(
    r"(^|\s)(그|이|저|그런|이런|해당|같은) [가-힣]"
    r"|(^|\s)(그|그녀|그것|이것|거기|여기|그곳|이들|그들|그건|그분|걔)"
    r"(은|는|이|가|을|를|의|에|에서|도|에게|와|과)?(\s|$)"
    r"|^(그럼|그러면|그리고|그래서|또|왜|언제|어디|누가)(\s|\?|$)"
    r"|\b(he|she|it|they|him|her|them|his|their|its|that|there|those)\b",
    re.IGNORECASE,
)

# The nouns that say what kind of thing is asked for ("…한 사람은?"), in the order of precedence.
_WORDS: tuple[tuple[Asks, frozenset[str]], ...] = (
    ("when", frozenset("언제 며칠 몇일 when date year day".split())),
    ("why", frozenset("왜 why".split())),
    ("who", frozenset("누구 누 who whom whose".split())),
    ("where", frozenset("어디 where".split())),
    ("quantity", frozenset("몇 얼마 얼마나 퍼센트".split())),
    ("how", frozenset("어떻게 어떻 어떡하 how".split())),
)
# A compound ends in its head (국무장관, 헌법학자): a head of two syllables or more may end a noun.
_FOCUS: tuple[tuple[Asks, tuple[str, ...]], ...] = (
    ("when", tuple("해 날 년 월 일 때 연도 년도 시점 시각 일자 세기 날짜 시기 요일".split())),
    (
        "who",
        tuple(
            "사람 인물 감독 작가 배우 가수 저자 학자 기자 선수 대통령 총리 왕 장관 대표 "
            "회장 사장 의원 의장 교수 박사 장군 아버지 어머니 아들 딸 부인 남편 아내 형 동생 "
            "주인공 창시자 설립자 창립자 후보 황제 국왕 총장 위원장 시장 지사 대변인 변호사 "
            "검사 판사 의사 화가 작곡가 비서관 사무총장 주장 코치 앵커 person".split()
        ),
    ),
    (
        "group",
        tuple(
            "단체 기관 회사 기업 집단 방송사 언론사 신문사 정당 학교 대학 대학교 은행 조직 팀 "
            "구단 정부 부처 재단 업체 제작사 개발사 출판사 종단 부대 company team "
            "organisation".split()
        ),
    ),
    (
        "where",
        tuple(
            "장소 곳 도시 나라 국가 수도 지역 위치 마을 고향 출생지 본사 섬 대륙 지방 궁 건물 "
            "place city country".split()
        ),
    ),
    ("why", ("이유", "까닭", "원인", "reason")),
    (
        "quantity",
        tuple(
            "수 인구 면적 높이 길이 무게 크기 거리 금액 가격 비용 나이 횟수 비율 기간 규모 "
            "점수 개수 인원 수치 숫자 온도 속도 연봉 매출 number percentage".split()
        ),
    ),
)
# Terms that only ask, and that no answer has; that ask about the articles themselves; that name
# the kind of the answer, which the answering passage rarely does.
_ASKING = frozenset("몇 무슨 어떤 어느 얼마 언제 알리다 알 대하다 관하다 어떻다 어떠하다".split())
_ABOUT = frozenset(
    "기사 소식 뉴스 제목 헤드라인 내용 요약 정리 설명 말하다 보다 있다 주다 articl news summari "
    "headlin titl stori".split()
)
_GENERIC = frozenset(
    "이름 성명 명칭 사람 인물 곳 장소 해 연도 년도 날짜 날 시기 때 것 내용 이유 수 정도 무엇 "
    "있다 없다 하다 되다 이다 name person place".split()
)
_NAME = frozenset("이름 성명 명칭 name".split())  # of what? the noun before it tells
_NOUNS = ("NNG", "NNP", "NNB", "NP", "SL", "XSN")

Idf = Callable[[str], float]
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    `terms` are its content terms, to search with; `wanted` are those of them that the answering
    passage should have (not 이름 in "총리의 이름은?"). `context` are the wanted terms of the
    question that it follows up on. `focus` is the noun that names what is asked for ("" where
    there is none), `unit` the counter after 몇 ("개", "명", …).
    """

    text: str
    terms: tuple[str, ...]
    wanted: tuple[str, ...]
    context: tuple[str, ...]
    asks: Asks
    focus: str
    unit: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question with what its terms weigh in the index that is asked: their idf."""

    question: Question
    wanted: Weights
    context: Weights

    @classmethod
    def of(cls, question: Question, idf: Idf) -> Query:
        """Weigh a question's terms."""
        wanted = {term: idf(term) for term in question.wanted}
        return cls(question, wanted, {term: idf(term) for term in question.context})


def understand(text: str, history: Sequence[object] = ()) -> Question:
    """Analyse a question, and the earlier one that it follows up on.

    `history` holds earlier messages, oldest first: mappings of "role" and "content" as Gradio
    passes them, or plain questions. Raises QuestionError for a question that is empty, too long
    or without a word.
    """
    text = " ".join(normalise(text).split())
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
    earlier = _earlier_questions(history)
    context: list[str] = []
    if earlier and _FOLLOW_UP.search(text):
        context = query_terms(earlier[-1][:MAX_QUESTION])
    focus, unit = _focus(tokens), _unit(tokens)
    asks = _asks(text, tokens, focus, unit)
    found = terms(text, tokens)
    searched = _without(found, _ASKING | (_ABOUT if asks in ("summary", "titles") else set()))
    wanted = _without(searched, _GENERIC)
    earlier_terms = _without(context, _ASKING | _GENERIC)
    return Question(text, searched, wanted or searched, earlier_terms, asks, focus, unit)


def _without(found: Sequence[str], needless: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(term for term in found if term not in needless)


def _earlier_questions(history: Sequence[object]) -> list[str]:
    questions = []
    for message in history:
        if isinstance(message, str):
            questions.append(normalise(message))
        elif isinstance(message, Mapping) and message.get("role") == "user":
            questions.append(normalise(_content(message.get("content"))))
    return [question for question in questions if question.strip()]


def _content(content: object) -> str:
    """Return the text of a message: a string, or a list of parts such as Gradio's."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return " ".join(str(part.get("text", "")) for part in parts if isinstance(part, Mapping))


def _asks(text: str, tokens: Sequence[Token], focus: str, unit: str) -> Asks:
    if _SUMMARY.search(text):
        return "summary"
    if _TITLES.search(text):
        return "titles"
    if unit in ("년", "월", "일", "시", "세기"):
        return "when"
    words = {token.form.lower() for token in tokens}
    if re.search(r"\bhow (many|much|old|long|far|tall|big)\b", text, re.IGNORECASE):
        return "quantity"
    for kind, known in _WORDS:
        if words & known:
            return kind
    for kind, heads in _FOCUS:
        if any(focus == head or (len(head) > 1 and focus.endswith(head)) for head in heads):
            return kind
    return "what"


def _focus(tokens: Sequence[Token]) -> str:
    """Return the noun that the question turns on, or "".

    It follows 어느, 어떤 or 무슨; else it is the last noun before a topic or subject particle
    ("…을 검거한 장소는 어디인가?", "…의 수도는?"), question words aside.
    """
    for at, token in enumerate(tokens[:-1]):
        if token.form in ("어느", "어떤", "무슨", "which", "what") and tokens[at + 1].tag in _NOUNS:
            return _head(tokens, at + 1)
    for at in range(len(tokens) - 1, 0, -1):
        before = tokens[at - 1].tag
        if tokens[at].tag in ("JX", "JKS") and before in _NOUNS and before != "NP":
            return _named(tokens, at - 1)
    nouns = [token.form for token in tokens if token.tag in ("NNG", "NNB", "NNP")]
    return str(nouns[-1]) if nouns else ""


def _named(tokens: Sequence[Token], at: int) -> str:
    """Return the noun at `at`, or for a name's noun that whose name it is ("총리의 이름은")."""
    if tokens[at].form in _NAME and at:
        before = at - 2 if tokens[at - 1].tag == "JKG" else at - 1
        if before >= 0 and tokens[before].tag == "NNG":
            return str(tokens[before].form)
    return str(tokens[at].form)


def _head(tokens: Sequence[Token], at: int) -> str:
    """Return the last noun of the run of nouns that starts at `at`."""
    while at + 1 < len(tokens) and tokens[at + 1].tag in _NOUNS:
        at += 1
    return str(tokens[at].form)


def _unit(tokens: Sequence[Token]) -> str:
    """Return the counter after 몇, or ""."""
    for token, following in pairwise(tokens):
        if token.form == "몇" and following.tag in ("NNB", "NNG", "SW"):
            return str(following.form)
    return ""
