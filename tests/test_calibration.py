"""Learning how sure an answer is: the fit against an oracle, and all from end to end."""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from embeddings import EvaluationError, Overlap, SeedError
from qa.__main__ import main
from qa.answering.confidence import learned, probability
from qa.evaluation.calibration import (
    RELATED_KEPT,
    SURE_KEPT,
    Kind,
    Trial,
    calibrate,
    drawn,
    learn,
    page_trials,
    table,
    write_seeds,
)
from qa.reader.data import Question, hold_out, read_material

ROOT = Path(__file__).parents[1]
ISLANDS = [
    "마라도",
    "가파도",
    "우도",
    "비양도",
    "추자도",
    "홍도",
    "흑산도",
    "거문도",
    "욕지도",
    "소매물도",
]
GRADES = ("sure", "related")
THINGS = ["등대", "학교", "시장", "다리", "병원", "도서관", "우체국", "공원", "선착장", "박물관"]


def rows() -> list[dict]:
    """A hundred texts, each with a question that it answers; of ten questions texts have none."""
    made: list[dict] = []
    for at, (island, thing) in enumerate((i, t) for i in ISLANDS for t in THINGS):
        year = f"{1900 + at}년"
        text = (
            f"{island} {thing} 공사는 섬 사람들이 맡았다. {island} {thing}의 완공은 {year}이었다."
        )
        made.append(
            {
                "question": f"{island} {thing}의 완공은 언제인가?",
                "title": f"{island} {thing}",
                "context": text,
                "answers": [{"text": year, "start": text.index(year)}],
            }
        )
    asked = [
        {**row, "question": row["question"].replace("완공", "철거"), "answers": []} for row in made
    ]
    return [*made, *asked[::10]]


def write_lines(path: Path, lines: Sequence[dict]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in lines), encoding="utf-8")
    return path


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "questions.jsonl", rows())


@pytest.fixture
def wikipedia(tmp_path: Path) -> Path:
    articles = [
        {"title": "등대", "text": "등대는 밤에 뱃길을 밝힌다. 섬마다 하나씩 있다."},
        {"title": "돌고래", "text": "돌고래는 무리를 지어 산다."},
    ]
    return write_lines(tmp_path / "wikipedia.jsonl", articles)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Give two pages, asked one fact six times, once of what they don't tell, and to list."""
    folder = tmp_path / "harbours"
    (folder / "pages").mkdir(parents=True)
    opened = "가람항이 3월 5일 문을 열었다. 공사에는 70억 원이 들었다."
    closed = "나루항이 9월 1일 문을 닫았다. 마지막 배는 12명을 태웠다."
    for name, text in (("a.txt", opened), ("b.txt", closed)):
        (folder / "pages" / name).write_text(text, encoding="utf-8")
    first, cost = "가람항이 3월 5일 문을 열었다.", "공사에는 70억 원이 들었다."
    asked: list[dict] = [
        {"question": "가람항 언제 문 열었어?", "must_quote": [first], "file": "a.txt"},
        {"question": "가람항 공사비 얼마야?", "must_quote": [cost], "file": "a.txt"},
        {
            "question": "그 공사에 얼마 들었어?",
            "must_quote": [cost],
            "file": "a.txt",
            "history": ["가람항 언제 문 열었어?", first],
        },
        {"question": "나루항 부두 이름 뭐야?", "must_quote": None},
        {"question": "항구 기사 목록 보여줘", "must_quote": [first], "type": "list"},
    ]
    write_lines(folder / "questions.jsonl", asked)
    return folder


def held_out(path: Path) -> list[Question]:
    return hold_out(read_material([path], path.parent, Overlap(), articles=0))[1].questions


def test_how_sure_an_answer_is_is_learned_from_end_to_end(
    questions: Path, wikipedia: Path, pages: Path, tmp_path: Path
) -> None:
    target = tmp_path / "confidence.json"
    said, of_pages = calibrate([questions], wikipedia, target, pages=[pages]).split("\n\nof pages")
    asked = held_out(questions)
    answerable = sum(one.answer is not None for one in asked)
    unanswerable = len(asked) - answerable
    first, blank, heading, line, *shares = said.splitlines()
    assert first.startswith(f"of texts held out: {answerable} answerable questions, for ")
    assert first.endswith(f"; {answerable} without their texts; {unanswerable} unanswerable")
    assert of_pages.startswith(", in people's own words: 3 answerable questions, for ")
    assert (blank, heading.count("|"), line) == ("", 5, "|---|---|---|---|")
    kept = ["0.97", "0.95", "0.90", "0.85", "0.80", "0.70", "0.60", "0.50"]
    assert [share.split(" | ")[0] for share in shares] == [f"| {share}" for share in kept]
    written = json.loads(target.read_text(encoding="utf-8"))
    assert written.keys() == learned().keys()
    assert all(value == round(value, 3) for value in written.values())
    assert 0 <= written["related"] <= written["sure"] <= 1


def test_a_number_of_the_questions_is_drawn_with_all_their_texts(questions: Path) -> None:
    asked = held_out(questions)
    every = {one.question: [o for o in asked if o.question == one.question] for one in asked}
    assert drawn(asked) == every
    few = drawn(asked, 2)
    assert few == {question: every[question] for question in few}
    assert (len(few), few) == (2, drawn(asked, 2))


def test_the_texts_held_out_lie_among_articles(
    questions: Path, wikipedia: Path, tmp_path: Path
) -> None:
    asked = held_out(questions)
    ids = write_seeds(tmp_path, asked, wikipedia)
    lines = (tmp_path / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    texts = list(dict.fromkeys(one.text for one in asked))
    own = [
        {"id": f"own-{at}", "title": text.title, "text": text.text} for at, text in enumerate(texts)
    ]
    others = [json.loads(line) for line in wikipedia.read_text(encoding="utf-8").splitlines()]
    assert [json.loads(line) for line in lines] == [
        *own,
        *({"id": str(at), **other} for at, other in enumerate(others)),
    ]
    assert ids == {row["text"]: row["id"] for row in own}


def test_one_fact_is_asked_of_pages_follow_ups_too(pages: Path) -> None:
    kinds = [(one.group, one.kind, one.in_own_words) for one in page_trials(pages)]
    assert kinds == [("harbours", "answerable", True)] * 3 + [("harbours", "unanswerable", True)]
    assert [one.is_right for one in page_trials(pages)][-1] is False
    assert [one.row["meant"] for one in page_trials(pages)] == [0.0, 0.0, 1.0, 0.0]


def test_a_folder_without_pages_is_told(questions: Path, wikipedia: Path, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    with pytest.raises(
        EvaluationError, match=r"there is no articles\.jsonl and no folder of seeds"
    ):
        calibrate([questions], wikipedia, tmp_path / "to.json", pages=[tmp_path / "bare"])
    assert not (tmp_path / "to.json").exists()


def trials(count: int, noise: float) -> list[Trial]:
    """Questions that are answered where their first feature is high, but for noise."""
    rng = random.Random(0)
    made = []
    for at in range(count):
        kinds: list[tuple[Kind, bool]] = [("answerable", at % 4 > 0), ("away", False)]
        for kind, is_right in [*kinds, *([("unanswerable", False)] if at % 2 else [])]:
            row = {"bias": 1.0, "span": 10.0 * is_right + rng.gauss(0, noise), "lead": rng.random()}
            made.append(Trial(f"{kind == 'unanswerable'} {at}", kind, row, is_right))
    return made


def test_the_weights_are_those_of_a_logistic_regression() -> None:
    some = trials(40, noise=8)
    features = np.array([[trial.row["span"], trial.row["lead"]] for trial in some])
    mean, scale = features.mean(axis=0), features.std(axis=0)
    labels = np.array([trial.is_right for trial in some])

    def loss(weights: np.ndarray) -> float:
        odds = weights[0] + (features - mean) / scale @ weights[1:]
        likely = np.where(labels, expit(odds), expit(-odds))
        return float(-np.log(likely).sum() + (weights[1:] ** 2).sum() / 2)

    bias, *weights = minimize(loss, np.zeros(3)).x
    span, lead = weights / scale
    oracle = {"bias": bias - np.dot([span, lead], mean), "span": span, "lead": lead}
    found = learn(some)
    assert {name: found[name] for name in oracle} == pytest.approx(oracle, abs=2e-3)
    sure = [probability(found, trial.row) for trial in some if trial.kind == "answerable"]
    kept = [sum(value >= found[grade] for value in sure) for grade in ("sure", "related")]
    assert kept == [34, 40]  # of 40: .84 and .99 at the least


def test_where_people_asked_in_their_own_words_that_tells_the_thresholds() -> None:
    some = trials(40, noise=8)
    own = [replace(t, in_own_words=True) for t in some if t.kind != "away"][::2]
    found = learn([*some, *own])
    sure = [probability(found, one.row) for one in own if one.kind == "answerable"]
    assert [sum(value >= found[grade] for value in sure) / len(sure) for grade in GRADES] == [
        pytest.approx(kept, abs=1 / len(sure)) for kept in (SURE_KEPT, RELATED_KEPT)
    ]


def test_the_table_says_what_it_costs_to_keep_more() -> None:
    some = [t for t in trials(40, noise=0.1) if t.is_right or t.kind != "answerable"]
    shares = ["0.97", "0.95", "0.90", "0.85", "0.80", "0.70", "0.60", "0.50"]
    assert table(some).splitlines() == [
        "of texts held out: 30 answerable questions, for 1.00 the first sentence holds the answer; "
        "40 without their texts; 20 unanswerable",
        "",
        "| answerable kept | given and right | refused, texts away | refused, unanswerable |",
        "|---|---|---|---|",
        *(f"| {share} | 1.00 | 1.00 | 1.00 |" for share in shares),
    ]
    assert table([trial for trial in some if trial.kind != "unanswerable"]).endswith("| – |")


@pytest.mark.parametrize(("right", "every"), [(4, 20), (16, 20), (0, 0)])
def test_too_few_questions_teach_nothing(right: int, every: int) -> None:
    some = [Trial(str(at), "answerable", {"bias": 1.0}, at < right) for at in range(every)]
    with pytest.raises(EvaluationError) as raised:
        learn(some)
    assert str(raised.value) == (
        f"of what was read for the held-out questions, {right} of {every} hold the answer; "
        "give more questions: 5 must, and 5 mustn't"
    )


def test_what_is_wrong_is_said_in_one_line(
    questions: Path, wikipedia: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = write_lines(tmp_path / "few.jsonl", rows()[:1])
    assert main(["calibrate", str(few), str(wikipedia)]) == 1
    assert capsys.readouterr().err.startswith("error: of what was read for the held-out questions")
    bare = write_lines(tmp_path / "bare.jsonl", [{"question": "누가?"}])
    with pytest.raises(SeedError, match="lacks what its kind needs"):
        calibrate([bare], wikipedia, tmp_path / "confidence.json")
    (tmp_path / "broken.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(SeedError, match="not whole JSON lines"):
        calibrate([questions], tmp_path / "broken.jsonl", tmp_path / "confidence.json")
    assert not (tmp_path / "confidence.json").exists()


def test_no_other_module_needs_the_libraries_of_learning() -> None:
    imported = re.compile(r"^\s*(?:from|import) (?:scipy|sklearn)\b", re.MULTILINE)
    sources = [*ROOT.glob("qa/**/*.py"), *ROOT.glob("embeddings/**/*.py")]
    needing = [path.name for path in sources if imported.search(path.read_text(encoding="utf-8"))]
    assert needing == ["calibration.py"]
