"""Analysis in several processes: the same as in one, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from embeddings import Article, ArticlesError
from embeddings.text.analysts import Analysts, analyse_articles

TEXT = "다온군은 강을 건너는 다리를 {}개 놓았다. 길이는 모두 300미터이다.\n\n누구나 건넌다."
ARTICLES = [Article(f"{n}", f"다리 {n}호", TEXT.format(n)) for n in range(40)]
ARTICLES += [Article("표", "가람시 소식", "가람시 소식", kind="headline"), Article("빈", "", "…")]
BATCHES = [ARTICLES[at : at + 9] for at in range(0, len(ARTICLES), 9)]


def children() -> set[str]:
    """The processes that this one has started to analyse."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return {pid for pid in listed if "analysts" in Path(f"/proc/{pid}/cmdline").read_text()}


@pytest.fixture(scope="module")
def expected() -> list[object]:
    return [analyse_articles(batch) for batch in BATCHES]


@pytest.mark.parametrize(("processes", "alone"), [(1, 0), (2, 0), (2, 20), (2, 1_000)])
def test_however_many_they_are_the_analysis_is_the_same_and_in_order(
    processes: int, alone: int, expected: list[object]
) -> None:
    asked: list[Sequence[Article]] = []
    batches = (asked.append(batch) or batch for batch in BATCHES)  # type: ignore[func-returns-value]
    with Analysts(processes, alone) as analysts:
        found = []
        for analysed in analysts.analyse(batches):
            found.append(analysed)
            assert len(asked) <= len(found) + 2  # no more is read ahead than is under way
    assert found == expected
    assert children() == set()


def test_a_headline_is_one_sentence() -> None:
    text = "[톺아보기] 적자에 분쟁까지... 멀어지는 상장의 꿈"
    ((title, (passage,)),) = analyse_articles([Article("표", text, text, kind="headline")])
    (sentence,) = passage.sentences
    assert (title, sentence.start, sentence.end) == ((), 0, len(text))
    assert {"적자", "상장", "꿈"} <= {*sentence.terms}


def test_one_that_is_killed_is_told() -> None:
    with Analysts(2, 0) as analysts:
        found = analysts.analyse(BATCHES)
        next(found)
        for pid in children():
            os.kill(int(pid), signal.SIGKILL)
        with pytest.raises(ArticlesError, match="has ended; see that there is memory left"):
            list(found)


KILLED = """
import os, signal
from test_analysts import BATCHES, children
from embeddings.text.analysts import Analysts
with Analysts(2, 0) as analysts:
    next(analysts.analyse(BATCHES))
    print(*children(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_they_end_where_the_build_is_killed() -> None:
    run = subprocess.run(
        [sys.executable, "-c", KILLED], cwd=Path(__file__).parent, stdout=subprocess.PIPE, text=True
    )
    pids = run.stdout.split()
    assert len(pids) == 2
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        time.sleep(0.05)  # until they have noticed
