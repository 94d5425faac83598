"""How well sentences are borne out by what they cite, by ALCE's measures; on a scripted server."""

import json
from pathlib import Path
from typing import Any

import pytest

from embeddings import Article, Passage, WritingError, analyse_one
from embeddings.metrics import Figure
from qa import Hit, Writer
from qa.__main__ import main
from qa.evaluation.measure import evaluate
from qa.evaluation.written import BORNE_OUT, Statement, measured
from qa.writing.backend import Backend
from tests.scripted_model import Model, pieces, served


def hit(id_: str, text: str) -> Hit:
    return Hit(Article(id_, "", text), 1.0, 1.0, 1.0, (), Passage(tuple(analyse_one(text))))


RAIL, BUS = hit("rail", "가람시 지하철은 1,550원이다."), hit("bus", "가람시 버스는 1,500원이다.")
OWN = "가람시 지하철 요금은 1,550원이다."
BOTH = "가람시 지하철은 1,550원이고 가람시 버스는 1,500원이다."


def entails(pairs: Any) -> list[float]:
    """All is entailed: what these tests are about is decided before."""
    return [9.0 for _ in pairs]


@pytest.mark.parametrize(
    ("text", "cited", "values"),
    [
        (OWN, (RAIL,), [1, 1, 1]),
        (OWN, (BUS,), [0, 0, 0]),
        (OWN, (RAIL, BUS), [1, 1, 0.5]),  # the second is needless
        (BOTH, (RAIL, BUS), [1, 1, 1]),  # each bears a half
        (BOTH, (RAIL,), [0, 0, 0]),
        (OWN, (), [1, 0]),  # the page finds its source; nothing is cited that could be precise
        (OWN, (RAIL, None), [1, 0, 0]),  # the second number is that of no passage
        ("달에는 토끼가 산다.", (), [0, 0]),
    ],
)
def test_a_sentence_is_measured(
    text: str, cited: tuple[Hit | None, ...], values: list[float]
) -> None:
    given = measured(entails, [Statement(text, cited)], [RAIL, BUS])
    assert [value for _, value in given] == values


def test_an_answer_is_measured_by_the_mean_of_its_sentences_and_citations() -> None:
    said = [Statement(OWN, (RAIL, BUS)), Statement(OWN, ()), Statement(BOTH, (RAIL,))]
    assert dict(measured(entails, said, [RAIL, BUS])) == {
        "sentences supported": pytest.approx(2 / 3),
        "citation recall": pytest.approx(1 / 3),
        "citation precision": pytest.approx(1 / 3),
    }
    assert not [*measured(entails, [], [RAIL])]


ARTICLE = {
    "id": "bridge",
    "title": "별빛대교 개통",
    "text": "별빛대교가 2021년 5월 12일 통영에서 개통했다. 길이는 820미터이다.",
}
QUESTIONS = [
    {
        "question": "별빛대교는 언제 개통했나?",
        "relevant": ["bridge"],
        "answers": ["2021년 5월 12일"],
    },
    {"question": "별빛대교는 무슨 색인가?", "must_quote": None},
]
SAID = "별빛대교는 2021년 5월 12일 통영에서 개통했다 [1]. 별빛대교는 2019년에 개통했다 [1]."
NONE = "기사에서 답을 찾지 못했습니다."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles.jsonl").write_text(json.dumps(ARTICLE) + "\n", "utf-8")
    lines = "".join(json.dumps(row) + "\n" for row in QUESTIONS)
    (tmp_path / "questions.jsonl").write_text(lines, "utf-8")
    return tmp_path


def says(request: dict[str, Any]) -> Any:
    """What a model writes to each question: an answer, or that there is none."""
    is_known = "언제" in request["messages"][-1]["content"]
    return pieces(SAID if is_known else NONE)(request)


def test_a_model_is_measured_beside_the_quoted_answers(folder: Path) -> None:
    with served(Model(says)) as model:
        found = evaluate(folder, writer=Writer(Backend("한글-1b", model.url)))
    assert found.answers["written: given"].mean == 0.5
    assert [found.answers[name] for name in BORNE_OUT[1:4]] == [Figure(0.5, 0.5, 0.5)] * 3
    assert found.answers["quoted: citation recall"] == Figure(1.0, 1.0, 1.0)


def test_a_model_is_named_on_the_command_line(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(Model(says)) as model:
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        assert main(["evaluate", str(folder), "--llm", "한글-1b"]) == 0
    assert "written: citation recall" in capsys.readouterr().out
    assert main(["evaluate", "--self", "--llm-model", "한글-1b"]) == 2
    assert "a language model is measured on a folder" in capsys.readouterr().err


def test_a_server_that_fails_ends_the_measurement(folder: Path) -> None:
    with served(Model(says, status=401)) as model, pytest.raises(WritingError, match="key"):
        evaluate(folder, writer=Writer(Backend("한글-1b", model.url)))
