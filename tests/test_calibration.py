"""Learning the weights: the fits against oracles, the cases by hand, and all from end to end."""

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from embeddings import EvaluationError, SeedError, build_index
from qa.answering.evidence import rank, weights
from qa.assistant import Assistant
from qa.evaluation.calibration import calibrate, main, write
from qa.evaluation.cases import Neighbours, read_asked, write_seeds
from qa.evaluation.fit import CONFIDENCE_DECAY, Row, confidence, listwise
from qa.question import Query, understand

ROOT = Path(__file__).parents[1]
PLACES = ["통영", "강릉", "목포", "춘천", "여수", "안동"]
OPENERS = ["김바다", "이하늘", "박나무", "최구름", "정바위", "한노래"]
GOODS = ["감자", "고등어", "사과", "옥수수", "미역", "대추"]


def paragraph(at: int) -> str:
    return (
        f"{PLACES[at]} 새벽시장은 {1990 + at}년 3월 {at + 2}일 문을 열었다. "
        f"시장을 처음 연 사람은 상인 {OPENERS[at]} 씨였다. "
        f"가장 많이 팔리는 것은 {GOODS[at]}이다."
    )


def another(at: int) -> str:
    """A paragraph of the same article, without an answer, as long as one must be."""
    return (
        f"{PLACES[at]} 새벽시장의 지붕은 2015년 태풍으로 크게 부서져 두 달 동안 문을 닫았다. "
        f"상인 {40 + at}명이 손님들과 함께 모금하여 지붕을 다시 올렸고 주차장도 넓혔다고 한다."
    )


def asked(at: int) -> list[dict]:
    pairs = [
        (f"{PLACES[at]} 새벽시장은 언제 문을 열었나?", f"{1990 + at}년 3월 {at + 2}일"),
        (f"{PLACES[at]} 새벽시장을 처음 연 사람은?", OPENERS[at]),
    ]
    common = {"title": f"{PLACES[at]} 새벽시장", "context": paragraph(at)}
    return [{**common, "question": q, "answers": [{"text": a}]} for q, a in pairs]


def write_lines(path: Path, rows: Sequence[dict]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    rows = [row for at in range(len(PLACES)) for row in asked(at)]
    return write_lines(tmp_path / "questions.jsonl", rows)


@pytest.fixture
def wikipedia(tmp_path: Path) -> Path:
    rows = [
        {
            "title": f"{place} 새벽시장",
            "text": f"{paragraph(at)}\n{another(at)}\n{another(at)[::-1]}",
        }
        for at, place in enumerate(PLACES)
    ]
    other = {"title": "등대", "text": "등대는 밤에 뱃길을 밝힌다. 섬마다 하나씩 있다."}
    return write_lines(tmp_path / "wikipedia.jsonl", [*rows, other])


def test_weights_are_learned_from_end_to_end(
    questions: Path, wikipedia: Path, tmp_path: Path
) -> None:
    target = tmp_path / "weights.json"
    figures = calibrate(questions, wikipedia, target, validate=True)
    learned = weights(target)
    assert list(learned) == ["sentence", "span", "confidence"]
    for row in learned.values():
        assert all(value == round(value, 3) and abs(value) >= 0.01 for value in row.values())
    assert "threshold" in learned["confidence"]
    negative = {name for name, value in learned["confidence"].items() if value < 0}
    assert negative <= {"bias", "threshold"}
    lines = figures.splitlines()
    assert lines[0] == "sentence 1.000  exact match 0.917  F1 0.979"  # 11 of 12 questions
    assert [line.split(":")[0] for line in lines[1:]] == [
        f"refusing {share}%" for share in (2, 5, 10, 15, 20)
    ]

    assert best_answer(learned, tmp_path) == "1994년 3월 6일"


def best_answer(learned: dict[str, Row], work: Path) -> str:
    """Answer a question by learned weights, from the paragraphs without their questions."""
    seeds, index = work / "seeds", work / "index"
    seeds.mkdir()
    rows = [{"id": str(at), "title": "", "text": paragraph(at)} for at in range(len(PLACES))]
    write_lines(seeds / "articles.jsonl", rows)
    build_index(seeds, index)
    snapshot = Assistant.open(index).snapshot()
    question = understand("여수 시장은 언제 열었나?")
    query = Query.of(question, snapshot.idf)
    best = rank(query, snapshot.search(question, 10), learned)[0]
    assert best.short is not None
    return best.hit.article.text[slice(*best.short)]


def test_the_paragraphs_asked_about_lie_among_others_without_the_answers(
    questions: Path, wikipedia: Path, tmp_path: Path
) -> None:
    write_seeds(tmp_path, read_asked(questions), wikipedia)
    written = (tmp_path / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in written]
    count = len(PLACES)
    titles = [f"{place} 새벽시장" for place in PLACES]
    own = [{"id": f"own-{at}", "title": titles[at], "text": paragraph(at)} for at in range(count)]
    others = [
        {"id": f"{at}-{number}", "title": titles[at], "text": text}
        for at in range(count)
        for number, text in enumerate([another(at), another(at)[::-1]])
    ]
    lighthouse = {
        "id": f"{count}-0",
        "title": "등대",
        "text": "등대는 밤에 뱃길을 밝힌다. 섬마다 하나씩 있다.",
    }
    assert rows == [*own, *others, lighthouse]


def test_a_term_s_neighbours_are_the_eight_of_the_largest_cosine() -> None:
    names = [f"말{degrees}" for degrees in range(0, 90, 9)]
    angles = np.radians(np.arange(0, 90, 9))
    nearest = Neighbours(names, np.column_stack([np.cos(angles), np.sin(angles)]))
    rng = random.Random(0)
    assert {nearest.draw("말9", rng) for _ in range(200)} == set(names[:8])
    assert {nearest.draw("말81", rng) for _ in range(200)} == set(names[2:])
    assert nearest.draw("없는 말", rng) == "없는 말"


GROUPS: list[tuple[list[Row], list[float]]] = [
    ([{"a": 1.0}, {"b": 0.5}, {"a": 0.2, "b": 0.1}], [1.0, 0.0, 0.0]),
    ([{"a": 0.4, "b": 2.0}, {"b": 1.0}], [0.0, 0.6]),
    ([{"b": 0.3}, {"a": 0.9}, {"a": 0.5}, {"b": 1.5}], [0.5, 1.0, 0.0, 0.5]),
]


def listwise_loss(weight: np.ndarray, decay: float) -> float:
    """ListNet's loss, written out group by group."""
    loss = decay * float((weight**2).sum())
    for rows, targets in GROUPS:
        scores = np.array(
            [row.get("a", 0) * weight[0] + row.get("b", 0) * weight[1] for row in rows]
        )
        shares = np.exp(scores) / np.exp(scores).sum()
        loss -= float(np.dot(np.array(targets) / sum(targets), np.log(shares))) / len(GROUPS)
    return loss


@pytest.mark.parametrize("decay", [1e-4, 1e-2, 1.0])
def test_listwise_weights_are_those_of_least_loss(decay: float) -> None:
    simplex = {"xatol": 1e-8, "fatol": 1e-12}
    oracle = minimize(listwise_loss, np.zeros(2), (decay,), method="Nelder-Mead", options=simplex)
    found = listwise(GROUPS, decay)
    assert list(found) == ["a", "b"]
    np.testing.assert_allclose([found["a"], found["b"]], oracle.x, atol=1e-4)


def test_listwise_weights_do_not_depend_on_the_order_of_the_questions() -> None:
    again = listwise(GROUPS[::-1], 1e-2)
    assert again == pytest.approx(listwise(GROUPS, 1e-2), abs=1e-6)


ROWS: list[Row] = [
    {"bias": 1.0, "covered": 0.9, "lead": 0.4},
    {"bias": 1.0, "covered": 0.8, "lead": 0.5},
    {"bias": 1.0, "covered": 0.3, "lead": 0.6},
    {"bias": 1.0, "covered": 0.2, "lead": 0.1},
    {"bias": 1.0, "covered": 0.6, "lead": 0.2},
    {"bias": 1.0, "covered": 0.5, "lead": 0.1},
]
LABELS = [1, 1, 1, 0, 0, 1]


def logistic_regression(names: list[str]) -> dict[str, float]:
    """Another library's fit of the same rows, by the same penalty."""
    matrix = np.array([[row[name] for name in names] for row in ROWS])
    strength = 1 / (2 * CONFIDENCE_DECAY * len(ROWS))
    model = LogisticRegression(C=strength, fit_intercept=False, tol=1e-10, max_iter=10_000)
    return dict(zip(names, model.fit(matrix, LABELS).coef_[0].tolist(), strict=True))


def test_confidence_is_a_logistic_regression_with_a_threshold() -> None:
    found = confidence(ROWS, LABELS)
    threshold = found.pop("threshold")
    oracle = logistic_regression(["bias", "covered", "lead"])
    assert min(oracle["covered"], oracle["lead"]) > 0
    assert found == pytest.approx(oracle, rel=1e-3)
    odds = [sum(row[name] * found[name] for name in row) for row in ROWS]
    answerable = [value for value, label in zip(odds, LABELS, strict=True) if label]
    assert threshold == pytest.approx(np.quantile(answerable, 0.1))


def test_no_evidence_makes_for_less_confidence() -> None:
    misleading = [row | {"lead": -row["lead"]} for row in ROWS]
    found = confidence(misleading, LABELS)
    oracle = logistic_regression(["bias", "covered"])
    assert found["lead"] == 0.0
    assert (found["bias"], found["covered"]) == pytest.approx(tuple(oracle.values()), rel=1e-3)


def test_weights_are_written_without_noise(tmp_path: Path) -> None:
    write({"sentence": {"b": 1.23456, "a": -0.0123, "c": 0.0099}}, tmp_path / "weights.json")
    assert weights(tmp_path / "weights.json") == {"sentence": {"a": -0.012, "b": 1.235}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("{", "Expecting property name"),
        ("[]", "list indices must be integers"),
        ('{"question": "누가?"}', "'answers'"),
        ('{"question": "", "title": "a", "context": "b", "answers": []}', "lacks a text"),
    ],
)
def test_a_file_without_questions_is_said_in_one_line(
    tmp_path: Path, wikipedia: Path, text: str, reason: str
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=reason) as raised:
        read_asked(path)
    assert str(raised.value).endswith(
        'write each line as {"question": "…", "title": "…", "context": "…", '
        '"answers": [{"text": "…"}]}'
    )
    run = CliRunner().invoke(main, [str(path), str(wikipedia)])
    assert (run.exit_code, run.output) == (1, f"Error: {raised.value}\n")


def test_questions_that_nothing_answers_teach_nothing(tmp_path: Path, wikipedia: Path) -> None:
    row = asked(0)[0] | {"answers": [{"text": "아무도 모른다"}]}
    path = write_lines(tmp_path / "questions.jsonl", [row])
    with pytest.raises(EvaluationError, match="no question is answered by what it finds"):
        calibrate(path, wikipedia, tmp_path / "weights.json")
    assert not (tmp_path / "weights.json").exists()


def test_a_wikipedia_that_is_no_json_is_refused(questions: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(SeedError, match="not whole JSON lines"):
        calibrate(questions, tmp_path / "broken.jsonl", tmp_path / "weights.json")


def test_no_other_module_needs_the_libraries_of_learning() -> None:
    imported = re.compile(r"^\s*(?:from|import) (?:scipy|sklearn)\b", re.MULTILINE)
    sources = [*ROOT.glob("qa/**/*.py"), *ROOT.glob("embeddings/**/*.py")]
    needing = [path.name for path in sources if imported.search(path.read_text(encoding="utf-8"))]
    assert needing == ["calibration_fit.py"]
