"""A follow-up in a language model's words that stand alone, which add nothing to what was said."""

from __future__ import annotations

from embeddings import Article

from ..question import MAX_QUESTION, Question, rewritten
from .backend import Message
from .claims import Evidence, missing, tokens
from .prompt import language
from .sentences import sentences

_RULES = {
    "ko": """\
마지막 질문을, 앞의 말을 모르는 사람도 알아듣는 한 문장의 질문으로 고쳐 쓴다. '그', '거기' 같은 \
말은 가리키는 이름으로 바꾸고, 빠진 말은 채운다. 새 내용을 보태거나 답하지 않고, 고친 질문만 \
쓴다.""",
    "en": """\
Rewrite the last question so that someone who hasn't heard what came before understands it: in one \
sentence, with names for words that point back, and with what is left out. Add nothing, don't \
answer, and write the question only.""",
}
_SAID = {
    "ko": "앞선 질문: {}\n앞선 답: {}\n마지막 질문: {}",
    "en": "Earlier question: {}\nEarlier answer: {}\nLast question: {}",
}
_ASKING = frozenset(
    "이유 까닭 방법 시기 때 장소 곳 날짜 사람 이름 결과 내용 정도 기사 설명 요약 질문".split()
)
_MARKS = "“”\"'‘’ "


def asked_of(question: Question) -> list[Message]:
    """Return the prompt that has a follow-up rewritten; no article is in it."""
    spoken = language(question.text)
    said = _SAID[spoken].format(*_said(question))
    return [{"role": "system", "content": _RULES[spoken]}, {"role": "user", "content": said}]


def standing_alone(question: Question, text: str) -> Question | None:
    """Return a follow-up as a model has rewritten it.

    None where it wrote no single sentence, or a noun, value or quotation that wasn't said.
    """
    written = [one.text for one in sentences([text])]
    line = written[0].rpartition(": ")[2].strip(_MARKS) if len(written) == 1 else ""
    if not any(map(str.isalnum, line)) or len(line) > MAX_QUESTION:
        return None
    said = " ".join(_said(question))
    is_added = missing(line, [Evidence(said, Article("", "", said))]) or _nouns(line, said)
    return None if is_added else rewritten(question, line)


def _nouns(line: str, said: str) -> list[str]:
    """Return the nouns of a question that weren't said, but for those that ask."""
    nouns = [token.form for token in tokens(line) if token.tag in ("NNG", "NNP", "SL")]
    return [noun for noun in nouns if noun not in said and noun not in _ASKING]


def _said(question: Question) -> tuple[str, str, str]:
    """Return the earlier question, its answer as far as it is known, and the follow-up."""
    further = question.follow_up
    earlier, said = (further.earlier, further.said) if further else ("", "")
    return earlier, said or "-", question.text
