"""Evaluation of a folder with questions, and of one's own articles with questions made of them."""

import json
import random
from pathlib import Path

import pytest

from embeddings import Article, EvaluationError, IndexFolderError, build_index
from embeddings.metrics import Figure
from qa.__main__ import main
from qa.answer import Answer, Citation, Part, PartKind
from qa.assistant import Assistant
from qa.evaluation.cases import Case, read_cases
from qa.evaluation.made_questions import (
    MOST_ARTICLES,
    evaluate_own,
    evaluate_rated,
    make_questions,
)
from qa.evaluation.measure import evaluate, graded
from qa.web.feedback import note

ARTICLES = [
    {
        "id": "bridge",
        "title": "별빛대교 개통",
        "text": "별빛대교가 2021년 5월 12일 통영에서 개통했다. 길이는 820미터이다.",
    },
    {
        "id": "lighthouse",
        "title": "등대지기",
        "text": "등대지기 김바다 씨는 30년 동안 섬을 지켰다. 그는 매일 새벽 등대에 올랐다.",
    },
    {
        "id": "market",
        "title": "새벽시장",
        "text": "강릉 새벽시장에서 감자가 가장 많이 팔렸다. 상인들은 비가 와도 장사를 쉬지 않았다.",
    },
]
QUESTIONS = [
    {
        "question": "별빛대교는 언제 개통했나?",
        "relevant": ["bridge"],
        "answers": ["2021년 5월 12일"],
    },
    {"question": "섬을 30년 동안 지킨 사람은?", "relevant": ["lighthouse"], "answers": ["김바다"]},
    {"question": "강릉에서 가장 많이 팔린 것은?", "relevant": ["market"]},
]
SURE = Figure(1.0, 1.0, 1.0)


def write(folder: Path, articles: list[dict], questions: list[dict]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in (("articles", articles), ("questions", questions)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder


LEGS = ["BM25, words", "BM25, morphemes", "lexical", "dense", "hybrid"]
METRICS = ["nDCG@10", "recall@1", "recall@5", "recall@10", "recall@100", "MRR"]


def test_each_leg_and_the_answers_are_measured(tmp_path: Path) -> None:
    result = evaluate(write(tmp_path, ARTICLES, QUESTIONS))
    assert (result.articles, result.passages, result.questions) == (3, 3, 3)
    assert list(result.retrieval) == LEGS
    assert result.retrieval["hybrid"] == dict.fromkeys(METRICS, SURE)
    words = result.retrieval["BM25, words"]["recall@100"]
    assert words.mean < 1  # "강릉에서" and "강릉" are two words
    measured = dict(result.answers)
    assert [name for name in measured if "precision" not in name and "right" not in name] == [
        "first citation holds the answer",
        "cited",
        "short answer, exact match",
        "short answer, F1",
        "given",
        *(["related holds it"] if "related holds it" in measured else []),
        "evidence shown",
        "refused",
        "refused, its article removed",
        "refused, its subject removed",
        "refused, its article removed (at 10% of the answerable)",
        "refused, its subject removed (at 10% of the answerable)",
    ]
    assert measured["evidence shown"] == SURE
    assert measured["given"].mean == 1 - measured["refused"].mean


def test_without_accepted_answers_only_retrieval_is_measured(tmp_path: Path) -> None:
    assert evaluate(write(tmp_path, ARTICLES, QUESTIONS[2:])).answers == {}


PAGES = {
    "다리.txt": "별빛대교 개통\n\n별빛대교가 2021년 5월 12일 통영에서 개통했다.",
    "등대.txt": "등대지기\n\n등대지기 김바다 씨는 30년 동안 섬을 지켰다.",
}
ASKED = [
    {"question": "섬을 지킨 등대지기는?", "must_quote": ["김바다", "섬"], "file": "등대.txt"},
    {"question": "거기는 어디에 있나?", "must_quote": ["통영"], "history": ["별빛대교는?"]},
    {"question": "별빛대교는 어떤 색인가?", "must_quote": None, "file": None},
]


def test_seeds_are_named_by_their_files(tmp_path: Path) -> None:
    for name, text in PAGES.items():
        (tmp_path / "pages" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "pages" / name).write_text(text, encoding="utf-8")
    lines = [json.dumps(row) for row in ASKED]
    (tmp_path / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = evaluate(tmp_path, rerank=True)
    assert (result.articles, result.passages, result.questions) == (2, 2, 3)
    assert list(result.retrieval) == [*LEGS, "reranked"]
    assert result.retrieval["hybrid"] == result.retrieval["reranked"]
    assert result.retrieval["reranked"] == dict.fromkeys(METRICS, SURE)  # of one: no history
    assert "refused, unanswerable (at 10% of the answerable)" in result.answers
    assert "short answer, F1" not in result.answers


def test_questions_with_sentences_that_must_be_quoted_are_read(tmp_path: Path) -> None:
    rows = [
        ASKED[0] | {"answer": "김바다", "type": "who"},
        ASKED[1] | {"files": ["a.txt", "b.txt"], "file": "a.txt", "type": "list"},
        ASKED[2] | {"corrective_quote": "색이 없다"},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    who, where, colour = read_cases(path)
    quoted = ("김바다", "섬")
    assert who == Case(
        "섬을 지킨 등대지기는?", frozenset(["등대.txt"]), answers=("김바다",), must_quote=quoted
    )
    assert where == Case(
        "거기는 어디에 있나?",
        frozenset(["a.txt", "b.txt"]),
        must_quote=("통영",),
        history=("별빛대교는?",),
        most=12,
    )
    assert colour == Case("별빛대교는 어떤 색인가?", correction="색이 없다")
    assert [case.is_answerable for case in (who, where, colour)] == [True, True, False]


SENTENCES = ["감은 가다.", "배는 나다.", "귤은 라다."]
COUNTED = Article(id="a", title="셋", text=" ".join(SENTENCES), source="a.txt")


def answer(kind: PartKind, *quoted: int, confidence: float = 0.5) -> Answer:
    """An answer that quotes some of three sentences; the short one is the first word of them."""
    starts = [COUNTED.text.index(SENTENCES[at]) for at in quoted]
    cited = [
        Citation(number, COUNTED, start, start + len(SENTENCES[at]))
        for number, (start, at) in enumerate(zip(starts, quoted, strict=True), start=1)
    ]
    parts = [Part(citation.quote, citation, kind) for citation in cited]
    short = [Part(parts[0].text.split()[1].rstrip("다."), cited[0], "short")] if parts else []
    return Answer((*(short if kind == "quote" else []), *parts, Part("끝")), confidence)


RIGHT = {
    "first citation holds the answer": 1.0,
    "cited": 1.0,
    "evidence shown": 1.0,
    "given": 1.0,
    "refused": 0.0,
    "confidence": 0.5,
    "given and right": 1.0,
}
NOTHING = dict.fromkeys(RIGHT, 0.0) | {"refused": 1.0, "confidence": 0.5}
NOTHING.pop("given and right")
SECOND = RIGHT | {"first citation holds the answer": 0.0}
WRONG = SECOND | {"cited": 0.0, "evidence shown": 0.0, "given and right": 0.0}
RELATED = NOTHING | {"evidence shown": 1.0, "related holds it": 1.0}
SHORT = {"short answer, exact match": 1.0, "short answer, F1": 1.0}
NO_SHORT = dict.fromkeys(SHORT, 0.0)
REFUSED = {"refused, unanswerable": 1.0, "confidence, unanswerable": 0.5}


@pytest.mark.parametrize(
    ("given", "case", "measured"),
    [
        (answer("quote", 0), Case("?", answers=("가", "나")), RIGHT | SHORT),
        (answer("quote", 1, 0), Case("?", answers=("가",)), SECOND | NO_SHORT),
        (answer("quote", 1, 2, 0), Case("?", answers=("가",)), WRONG | NO_SHORT),
        (answer("quote", 0, 1), Case("?", must_quote=("가", "나")), SECOND),
        (answer("quote", 1, 2, 0), Case("?", must_quote=("가",)), WRONG),
        (answer("quote", 1, 2, 0), Case("?", must_quote=("가",), most=12), SECOND),
        (answer("related", 1, 2, 0), Case("?", must_quote=("가", "라")), RELATED),
        (
            answer("related", 1),
            Case("?", answers=("가",)),
            NOTHING | NO_SHORT | {"related holds it": 0.0},
        ),
        (answer("quote"), Case("?", must_quote=("가",)), NOTHING),
        (answer("quote"), Case("?"), REFUSED),
        (answer("related", 0), Case("?", correction="가"), REFUSED),
        (answer("quote", 0), Case("?", correction="가"), REFUSED | {"given and right": 1.0}),
        (
            answer("quote", 0),
            Case("?"),
            REFUSED | {"refused, unanswerable": 0.0, "given and right": 0.0},
        ),
    ],
)
def test_an_answer_is_measured_by_its_grade(
    given: Answer, case: Case, measured: dict[str, float]
) -> None:
    assert dict(graded(given, case)) == measured


def test_a_folder_is_evaluated_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(write(tmp_path, ARTICLES, QUESTIONS[2:]))
    assert main(["evaluate", folder]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["3 articles, 3 passages, 1 questions", ""]
    assert lines[2].split() == METRICS
    assert lines[7:] == ["hybrid          " + " ".join(["1.000 1.000–1.000"] * 6)]
    assert main(["evaluate", folder, "--rerank", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found["retrieval"]) == [*LEGS, "reranked"]
    assert found["retrieval"]["reranked"]["MRR"] == {"mean": 1.0, "low": 1.0, "high": 1.0}


def test_questions_that_nothing_answers_have_no_ranking(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(write(tmp_path, ARTICLES, [{"question": "왜 왔니?", "must_quote": None}]))
    assert main(["evaluate", folder]) == 0
    first, blank, *answers = capsys.readouterr().out.splitlines()
    assert (first, blank) == ("3 articles, 3 passages, 1 questions", "")
    assert answers[-1].startswith("refused, unanswerable  ")


FORM = (
    '{"question": "…", "relevant": ["article id"], "answers": ["…"]} or '
    '{"question": "…", "must_quote": ["…"], "file": "…"}'
)
NO_QUESTION = f", line 1 is no question; write it as {FORM}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", f" is empty; write lines of {FORM}"),
        ("{", NO_QUESTION),
        ("[]", NO_QUESTION),
        ('{"question": "누가?"}', NO_QUESTION),
        ('{"question": 7, "relevant": ["a"]}', NO_QUESTION),
        ('{"question": "누가?", "relevant": "a"}', NO_QUESTION),
        ('{"question": "", "relevant": ["a"]}', NO_QUESTION),
        ('{"question": "누가?", "must_quote": "나"}', NO_QUESTION),
        ('{"question": "누가?", "must_quote": null, "files": "a"}', NO_QUESTION),
        ('{"question": "누가?", "must_quote": null, "history": [{}]}', NO_QUESTION),
        (
            '{"question": "누가?", "relevant": []}',
            ", line 1 has no relevant article; name at least one",
        ),
    ],
)
def test_bad_questions_are_said_in_one_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(EvaluationError) as raised:
        list(read_cases(path))
    assert str(raised.value) == f"{path}{said}"


def test_a_folder_without_articles_or_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError) as raised:
        evaluate(tmp_path)
    remedy = "see --help for what it holds"
    assert str(raised.value) == (
        f"there is no articles.jsonl and no folder of seeds in {tmp_path}; {remedy}"
    )
    (tmp_path / "articles.jsonl").write_text("{}", encoding="utf-8")
    with pytest.raises(EvaluationError) as raised:
        evaluate(tmp_path)
    path = tmp_path / "questions.jsonl"
    problem = f"{path} can't be read ([Errno 2] No such file or directory: '{path}')"
    assert str(raised.value) == f"{problem}; write lines of {FORM}"


def test_evaluate_takes_a_folder_or_self(capsys: pytest.CaptureFixture[str]) -> None:
    for call in (["evaluate"], ["evaluate", "folder", "--self"]):
        assert main(call) == 2
        assert "either a folder, --self or --rated" in capsys.readouterr().err


PLACES = ["통영", "강릉", "목포", "춘천", "여수", "안동"]
THINGS = ["감자", "고등어", "사과", "옥수수", "갓김치", "간고등어"]


def own_articles() -> list[Article]:
    """Six articles of five sentences; the last is a copy of the first under another name."""
    texts = [
        f"{place}에 새로운 시장이 2024년 {at + 1}월 {at + 3}일 문을 열었다. "
        f"{place} 시장에서는 {thing}이 가장 많이 팔렸다. "
        f"상인 {at + 20}명이 {place} 시장의 첫 손님을 맞았다. "
        f"{place}시는 {thing} 축제를 해마다 가을에 연다고 밝혔다. "
        f"{thing}을 사려는 사람들이 {place} 버스 정류장까지 줄을 섰다."
        for at, (place, thing) in enumerate(zip(PLACES, THINGS, strict=True))
    ]
    articles = [
        Article(id=str(at), title=f"{place} 시장", text=text, source="a.jsonl")
        for at, (place, text) in enumerate(zip(PLACES, texts, strict=True))
    ]
    copy = Article(id="copy", title="통영 소식", text=texts[0], source="b.jsonl")
    short = Article(id="short", title="짧은 글", text="한 문장뿐인 글이다.", source="c.txt")
    return [*articles, copy, short]


def test_questions_are_made_of_held_out_and_of_remaining_sentences() -> None:
    articles = own_articles()
    left, cases = make_questions(articles)
    assert [article.id for article in left] == [article.id for article in articles]
    before, after = ({a.id: a.text for a in group} for group in (articles, left))
    held = [case for case in cases if not case.answers]
    asked = [case for case in cases if case.answers]
    assert len(held) == len(PLACES)  # the copy is not asked about again
    for case in held:
        for id_ in case.relevant:
            assert case.question in before[id_]
            assert case.question not in after[id_]
    assert sorted(map(len, (case.relevant for case in held))) == [1, 1, 1, 1, 1, 2]
    assert asked
    for case in asked:
        (accepted,) = case.answers
        assert case.question not in after[min(case.relevant)]
        assert all(accepted in after[id_] for id_ in case.relevant)
    assert after["short"] == before["short"]
    assert make_questions(articles) == (left, cases)


def test_no_more_articles_are_asked_about_than_needed() -> None:
    rng = random.Random(0)
    nouns = ["바다", "하늘", "나무", "구름", "바위", "노래", "편지", "기차", "우산", "접시"]
    texts = [
        " ".join(" ".join(rng.sample(nouns, 6)) + f" {n}{at}번이다." for at in range(4))
        for n in range(MOST_ARTICLES + 20)
    ]
    articles = [
        Article(id=str(n), title="", text=text, source="a.jsonl") for n, text in enumerate(texts)
    ]
    _, cases = make_questions(articles)
    assert MOST_ARTICLES <= len(cases) <= 2 * MOST_ARTICLES + 1


def test_own_articles_are_measured_with_the_index_s_model(tmp_path: Path) -> None:
    seeds, index = tmp_path / "seeds", tmp_path / "index"
    rows = [{"id": a.id, "title": a.title, "text": a.text} for a in own_articles()]
    write(seeds, rows, [])
    (seeds / "questions.jsonl").unlink()
    build_index(seeds, index)
    result = evaluate_own(index)
    assert result.articles == len(rows)
    assert result.retrieval["hybrid"]["recall@10"] == SURE
    assert "evidence shown" in result.answers


def test_there_must_be_something_to_ask_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(IndexFolderError):
        evaluate_own(tmp_path / "none")
    (tmp_path / "a.txt").write_text("제목\n\n한 문장뿐인 글이다.", encoding="utf-8")
    build_index(tmp_path, tmp_path / "index")
    assert main(["evaluate", "--self", "--index", str(tmp_path / "index")]) == 1
    assert "add longer ones" in capsys.readouterr().err


def test_answers_that_were_said_to_be_good_are_measured(tmp_path: Path) -> None:
    index, rated = tmp_path / "index", tmp_path / "feedback.jsonl"
    (tmp_path / "seeds").mkdir()
    lines = [json.dumps(row, ensure_ascii=False) for row in ARTICLES]
    (tmp_path / "seeds" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(tmp_path / "seeds", index)
    assistant = Assistant.open(index)
    good, bad = QUESTIONS[0]["question"], QUESTIONS[1]["question"]
    for question, is_good in ((good, False), (good, True), (bad, True), (bad, False)):
        note(rated, str(question), assistant.ask(str(question)), is_good)
    result = evaluate_rated(rated, index)
    assert (result.questions, result.articles) == (1, len(ARTICLES))
    assert result.retrieval["hybrid"]["recall@10"] == SURE
    rated.write_text("", encoding="utf-8")
    note(rated, str(bad), assistant.ask(str(bad)), False)
    with pytest.raises(EvaluationError) as raised:
        evaluate_rated(rated, index)
    assert raised.value.key == "nothing-rated"
