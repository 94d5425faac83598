"""A follow-up is put by the model into words that stand alone, and that add nothing."""

from dataclasses import replace
from typing import Any

import pytest

from embeddings import Article, Passage, analyse_one
from qa import Answer, Budget, Hit, Part, Writer
from qa.answer import Citation
from qa.question import Question, understand
from qa.writing.backend import Backend
from qa.writing.standalone import standing_alone
from tests.scripted_model import Model, pieces, served

EARLIER, QUESTION = "가람시 지하철 요금은 얼마인가요?", "그럼 버스는?"
ALONE = "가람시 버스 요금은 얼마인가요?"
BUSES = Article("buses", "버스", "가람시 버스는 1,500원을 받는다. 마을버스는 오르지 않는다.")
CITED = Citation(1, BUSES, 0, 20)
PASSAGE = Hit(BUSES, 1.0, 1.0, 1.0, (), Passage(tuple(analyse_one(BUSES.text))))
QUOTED = Answer((Part("1,500원", CITED, "short"),), 0.8, (PASSAGE,))
SAID = "가람시 버스는 1,500원을 받는다 [1]."


def follow_up() -> Question:
    return understand(QUESTION, [EARLIER, {"role": "assistant", "content": "1,550원입니다."}])


@pytest.mark.parametrize(
    "text",
    [
        ALONE,
        f"{ALONE}\n",
        f"질문: {ALONE}",
        f"“{ALONE}”",
        f"<think>지하철이 아니라 버스?</think>{ALONE}",
    ],
)
def test_what_stands_alone_is_taken_for_the_question(text: str) -> None:
    given = follow_up()
    alone = standing_alone(given, text)
    assert alone and (alone.text, alone.understood, alone.context) == (ALONE, ALONE, ())
    assert (alone.terms, alone.asks) == (understand(ALONE).terms, "fact")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "나루시 버스 요금은 얼마인가요?",  # nobody spoke of that town
        "가람시 버스 요금은 2,000원인가요?",
        "가람시 버스 요금은 “동결”인가요?",
        f"{ALONE} 지하철 요금은 1,550원입니다.",
        "가" * 2001,
    ],
)
def test_what_adds_to_what_was_said_is_not(text: str) -> None:
    assert standing_alone(follow_up(), text) is None


def test_where_it_looks_stays_as_it_was() -> None:
    history = [EARLIER, Answer((Part("1,500원", CITED, "short"),), 0.9, question=EARLIER)]
    given = understand("이 기사에서 버스는?", history)
    alone = standing_alone(given, ALONE)
    assert alone and alone.follow_up
    assert (alone.follow_up.scope, alone.follow_up.cited) == ("only", ("buses",))


def written(rewritten: str, **limits: int) -> tuple[list[Question], Answer, Model]:
    """What was asked of the articles, the answer, and the model, which rewrites a question so."""
    asked: list[Question] = []

    def says(request: dict[str, Any]) -> Any:
        is_rewriting = "마지막 질문" in request["messages"][-1]["content"]
        return pieces(rewritten if is_rewriting else SAID, usage=(100, 20))(request)

    def ask(question: Question) -> Answer:
        asked.append(question)
        return replace(QUOTED, alone=question.understood, question=question.said or question.text)

    with served(Model(says)) as model:
        writer = Writer(Backend("한글-1b", model.url), Budget(**limits))
        *_, answer = writer.write(follow_up(), ask, lambda pairs: [9.0 for _ in pairs])
    return asked, answer, model


def test_a_follow_up_is_asked_as_the_model_puts_it() -> None:
    asked, answer, model = written(ALONE)
    assert [question.text for question in asked] == [ALONE]
    assert (answer.question, answer.alone, answer.understood) == (QUESTION, ALONE, ALONE)
    assert [part.kind for part in answer.parts] == ["supported"]
    first, second = (request["messages"][-1]["content"] for request in model.asked)
    assert first == f"앞선 질문: {EARLIER}\n앞선 답: 1,550원입니다.\n마지막 질문: {QUESTION}"
    assert second.endswith(f"질문: {ALONE}")


def test_what_it_costs_is_part_of_the_answers_cost() -> None:
    writing = written(ALONE)[1].writing
    assert writing and (writing.tokens_in, writing.tokens_out) == (200, 40)
    limited = written(ALONE, conversation=300)[1].writing
    assert limited and limited.fault and limited.fault.key == "llm-conversation"
    assert limited.tokens == 120


def test_a_follow_up_that_the_model_fails_at_stays_what_it_was_taken_for() -> None:
    asked, answer, _ = written("나루시 버스 요금은?")
    assert [question.text for question in asked] == [QUESTION]
    assert answer.alone == f"{EARLIER} {QUESTION}"
    assert [part.kind for part in answer.parts] == ["supported"]


def test_a_question_that_stands_alone_is_not_rewritten() -> None:
    with served(Model(pieces(SAID))) as model:
        writer = Writer(Backend("한글-1b", model.url))
        *_, answer = writer.write(understand(ALONE), lambda _: QUOTED, lambda _: [9.0])
    assert len(model.asked) == 1
    assert [part.kind for part in answer.parts] == ["supported"]
