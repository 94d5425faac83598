"""A written answer on the page: grey as it comes, held to its sources, and none that isn't."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import READY, serve
from playwright.sync_api import Page, expect

from tests.scripted_model import Model, chunk, event, pieces, served

TEXT = "다온군은 새 다리를 2031년 5월 6일에 연다. 다리의 길이는 300미터이다."
QUESTION = "다온군 새 다리의 길이는 몇 미터인가요?"


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with served(Model(pieces(""))) as model:
        yield model


@pytest.fixture(scope="module")
def url(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("written")
    (folder / "seeds").mkdir()
    line = json.dumps({"title": "다온군 새 다리", "text": TEXT}, ensure_ascii=False)
    Path(folder, "seeds", "a.jsonl").write_text(line, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", model.url)
        patch.setenv("OPENAI_API_KEY", "sk-geheim")
        with serve(folder / "seeds", folder / "index", "--llm-model=한글-1b") as url:
            yield url


def send(page: Page, question: str) -> None:
    box = page.locator("#box textarea")
    box.fill(question)
    box.press("Enter")


def test_a_sentence_is_grey_until_its_verdict(
    url: str, model: Model, visit: Callable[..., Page]
) -> None:
    goes_on = threading.Event()

    def says(request: dict[str, Any]) -> Iterator[bytes]:
        yield chunk({"content": "다리의 길이는 300미터이다"})
        goes_on.wait(60)
        yield chunk({"content": " [1]. 다리의 폭은 20미터이다 [1]. ![](http://a.kr/x.png)"})
        yield event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})

    model.says = says
    page = visit(url)
    expect(page.locator("#status")).to_contain_text(f"한글-1b ({model.url[7:-3]})", timeout=READY)
    send(page, QUESTION)
    answer = page.locator("#chat .answer")
    expect(answer.locator(".draft")).to_have_text("다리의 길이는 300미터이다", timeout=READY)
    goes_on.set()
    expect(answer.locator(".checked")).to_have_text(
        "출처와 대조함: 3문장 가운데 1문장이 출처와 맞습니다.", timeout=READY
    )
    expect(answer.locator(".draft")).to_have_count(0)
    expect(answer.locator(".said small").first).to_have_text(
        "출처의 문장이 뒷받침하지 않는 문장입니다. 20미터"
    )
    expect(answer.locator(".said")).to_contain_text("![](http://a.kr/x.png)")
    expect(answer.locator(".said img")).to_have_count(0)
    answer.locator(".evidence summary").click()
    expect(answer.locator(".evidence")).to_contain_text("한글-1b")
    expect(page.locator("#panel mark").first).to_have_text("다리의 길이는 300미터이다.")
    assert "sk-geheim" not in page.content()


def test_where_it_fails_the_quoted_answer_stands_and_one_line_says_why(
    url: str, model: Model, visit: Callable[..., Page]
) -> None:
    model.says = pieces("다리는 부산에 있고 폭은 20미터다 [1].")
    page = visit(url)
    send(page, QUESTION)
    answer = page.locator("#chat .answer")
    expect(answer.locator(".short")).to_have_text("300미터", timeout=READY)
    expect(answer.locator(".notice")).to_have_text(
        "언어 모델이 쓴 말 가운데 기사가 뒷받침하는 것이 없습니다. "
        "다른 말로 질문하거나 다른 모델을 써 주세요"
    )


def test_a_model_whose_answer_is_stopped_is_let_go(
    url: str, model: Model, visit: Callable[..., Page]
) -> None:
    let_go = threading.Event()

    def says(request: dict[str, Any]) -> Iterator[bytes]:
        try:
            for number in range(10_000):
                yield chunk({"content": f"다리가 {number}개라는 말 "})
                time.sleep(0.02)
        finally:
            let_go.set()

    model.says = says
    page = visit(url)
    send(page, QUESTION)
    expect(page.locator("#chat .draft")).to_contain_text("다리가", timeout=READY)
    assert not let_go.is_set()
    page.get_by_role("button", name="멈춤").click()
    assert let_go.wait(20)
