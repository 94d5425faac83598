"""The command line of qa, run in process."""

import json
from pathlib import Path

import pytest
from test_documents import PDF_LINES, pdf

from embeddings import DEFAULT_MODEL, build_index
from qa import Assistant
from qa.__main__ import main

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cli") / "index"
    build_index(SEEDS, folder)
    return str(folder)


def test_ask_prints_the_answer_and_its_sources(
    index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "카자흐스탄에 진출한 한국 기업은 몇 개인가요?", "--index", index]) == 0
    printed = capsys.readouterr().out
    short, quote, source = printed.rstrip().split("\n\n")
    assert short == "약 700개 [1]"
    assert quote.startswith("특히 “카자흐스탄의 희토류와")
    assert source == (
        "[1] 벡테노프 총리 “모든 지원 아끼지 않겠다” 화답 · 조선비즈 · 000_87e1646a4b12efe8.txt"
    )


def test_a_source_that_has_pages_names_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "report.pdf").write_bytes(pdf(PDF_LINES))
    index = str(tmp_path / "index")
    build_index(tmp_path / "seeds", index)
    assert main(["ask", "Who opened the new bridge?", "--index", index]) == 0
    assert capsys.readouterr().out.rstrip().endswith("[1] A new bridge · report.pdf · p. 1")


def test_ask_as_json(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "오물 풍선 신고는 몇 건이었나?", "--index", index, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["found"], answer["short"], answer["basis"]) == (True, "66건", "headline")
    assert [part["kind"] for part in answer["parts"]] == ["phrase", "short", "quote", "near"]
    citation = answer["citations"][0]
    assert citation["article"] == {
        "id": "000_87e1646a4b12efe8.txt#31457",
        "title": '경기북부 밤사이 북한 오물 풍선 신고 66건…"피해 없어"',
        "kind": "headline",
        "outlet": "",
        "author": "랭크뉴스",
        "published": "2024-07-19",
        "url": "",
        "source": "000_87e1646a4b12efe8.txt",
    }
    assert citation["quote"] == citation["article"]["title"]


def test_json_is_what_the_assistant_answers(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assistant, question = Assistant.open(index), "카자흐스탄에 진출한 한국 기업은 몇 개인가요?"
    assert main(["ask", question, "--index", index, "--json"]) == 0
    answer = assistant.ask(question)
    assert json.loads(capsys.readouterr().out) == answer.to_dict()
    assert answer.found

    assert main(["search", question, "--index", index, "--json", "-k", "4"]) == 0
    hits = assistant.search(question, top_k=4)
    assert json.loads(capsys.readouterr().out) == [hit.to_dict() for hit in hits]
    assert len(hits) == 4


def test_search_as_json_with_filters(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["search", "체코 원전", "--index", index, "--json", "-k", "3", "--since", "2024-07-19"]
    assert main(call) == 0
    hits = json.loads(capsys.readouterr().out)
    assert len(hits) == 3
    assert hits[0]["text"].startswith("프랑스 반값, 중국보다 낮은 단가")
    assert {hit["article"]["kind"] for hit in hits} == {"headline"}


def test_a_follow_up(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["ask", "그는 어디를 방문 중인가?", "--history", "윤석열 대통령은 누구를 접견했나?"]
    assert main([*call, "--index", index]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "error: the question is empty; type one\n"),
        ("?!", "error: the question has no words; ask in words\n"),
    ],
)
def test_a_stated_problem_is_one_line_and_exit_code_1(
    index: str, capsys: pytest.CaptureFixture[str], question: str, said: str
) -> None:
    assert main(["ask", question, "--index", index]) == 1
    assert capsys.readouterr().err == said


def test_a_missing_index_is_a_stated_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", "질문", "--index", str(tmp_path)]) == 1
    remedy = f"build it with: python -m embeddings build --index {tmp_path}"
    assert capsys.readouterr().err == f"error: there is no index in {tmp_path}; {remedy}\n"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ([], "Usage: python -m qa [OPTIONS] COMMAND"),
        (["ask"], "Missing argument 'QUESTION'."),
        (["search", "질문", "-k", "0"], "'-k': 0 is not in the range x>=1."),
        (["ask", "질문", "--since", "어제"], "'--since': '어제' is not a date (YYYY-MM-DD)"),
        (["ask", "질문", "--kind", "책"], "'책' is not one of 'article', 'headline'."),
        (["evaluate", "--self", "--model", "kiwi"], "the index is measured with its own model"),
        (["evaluate", "--self", "--rated", "a"], "takes either a folder, --self or --rated"),
    ],
)
def test_wrong_usage_is_exit_code_2(
    call: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(call) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err


def test_help_names_the_default_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--help"]) == 0
    assert f"the folder's embedding model (default: {DEFAULT_MODEL})" in capsys.readouterr().out
