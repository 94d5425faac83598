"""The page at work, in a real browser: answers, flow, conversations, reading, phone, languages.

Each is tried on a wide screen and on a phone, in light and in dark, in Korean and in English, two
of them at a time, so that each pair occurs. Nothing may be complained of in the browser's console,
and nothing asked of anybody but the server.
"""

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import READY, ROOT, ask, serve
from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Locator,
    Page,
    Route,
    expect,
)
from test_phrase import DAYS

from qa.phrase import Language, days_label

TEXTS = json.loads((ROOT / "qa" / "web" / "page.json").read_text("utf-8"))
AXE = ROOT / "build" / "node_modules" / "axe-core" / "axe.min.js"

BRIDGE = (
    "다온군은 새 다리를 2031년 5월 6일에 연다.\n\n"
    "다리의 길이는 300미터이고 폭은 20미터이다.\n\n"
    "공사비는 모두 410억 원이 들었다.\n\n"
    "김가람 군수는 개통식에서 “주민의 오랜 바람이 이루어졌다”고 말했다."
)
ARTICLES = [
    {
        "title": "다온군 새 다리 개통",
        "text": BRIDGE,
        "outlet": "다온일보",
        "published": "2031-05-06",
    },
    {
        "title": "다온군에 다리 놓여",
        "text": BRIDGE,
        "outlet": "가람신문",
        "published": "2031-05-07",
    },
    {"title": "하람시 도서관 신축", "text": "하람시는 도서관을 새로 짓는다. 책은 5만 권을 들인다."},
    {
        "title": "나래구 창고 불",
        "text": "나래구 창고에서 6일 불이 나 작업자 9명이 다쳤다. 불은 세 시간 만에 꺼졌다.",
        "outlet": "가람신문",
        "published": "2031-06-06",
    },
    {
        "title": "나래구 창고 불 뒤",
        "text": "나래구 창고에서 6일 불이 나 작업자 14명이 다쳤다. 공장 한 동이 모두 탔다.",
        "outlet": "다온일보",
        "published": "2031-06-07",
    },
]
COUNT = 5
OPENS = "다온군 새 다리는 언제 여나요?"
LENGTH = "다온군 새 다리의 길이는 몇 미터인가요?"
NOWHERE = "손흥민은 다온군 다리에서 몇 골을 넣었나?"
SUMMARY = "다온군 새 다리에 대해 알려 줘"
HURT = "나래구 창고 불로 몇 명이 다쳤나요?"
NOTHING = {"ko": "기사에서 답을 찾지 못했습니다.", "en": "The articles don't say."}
OF_MAY = "2031년 5월 6일자 기사에서 다온군 새 다리의 길이는 몇 미터인가요?"


class Look(NamedTuple):
    """How somebody looks at the page."""

    width: int
    colours: str
    locale: str

    @property
    def language(self) -> Language:
        return "ko" if self.locale.startswith("ko") else "en"

    @property
    def texts(self) -> dict[str, str]:
        return dict(TEXTS[self.language])

    def day(self, *given: int) -> str:
        """A day as the page says it."""
        return days_label(date(*given), date(*given)).said(self.language)


WIDE_LIGHT_KO, PHONE_DARK_EN = Look(1360, "light", "ko-KR"), Look(390, "dark", "en-US")
WIDE_DARK_EN, PHONE_LIGHT_KO = Look(1360, "dark", "en-US"), Look(390, "light", "ko-KR")
ONE = pytest.mark.parametrize("look", [WIDE_LIGHT_KO, PHONE_DARK_EN], ids=str, indirect=True)
OTHER = pytest.mark.parametrize("look", [WIDE_DARK_EN, PHONE_LIGHT_KO], ids=str, indirect=True)
PHONE = pytest.mark.parametrize("look", [PHONE_LIGHT_KO, PHONE_DARK_EN], ids=str, indirect=True)
WIDE = pytest.mark.parametrize("look", [WIDE_LIGHT_KO, WIDE_DARK_EN], ids=str, indirect=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workbench")
    (folder / "seeds").mkdir()
    lines = (json.dumps(article, ensure_ascii=False) for article in ARTICLES)
    (folder / "seeds" / "news.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with serve(folder / "seeds", folder / "index", "--per-minute=1000") as url:
        yield url


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Look:
    return Look(*request.param)


@pytest.fixture
def context(browser: Browser, url: str, look: Look) -> Iterator[BrowserContext]:
    size = {"width": look.width, "height": 800}
    context = browser.new_context(
        locale=look.locale, viewport=size, color_scheme=look.colours, has_touch=look.width < 500
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url)
    wrong: list[str] = []
    context.on("console", lambda said: said.type == "error" and wrong.append(said.text))
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context
    context.close()
    assert wrong == []
    assert [one for one in asked if not one.startswith((url, "data:", "blob:"))] == []


@pytest.fixture
def page(context: BrowserContext, url: str) -> Page:
    return opened(context, url)


def opened(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    expect(page.locator("#tools button").last).to_be_visible(timeout=READY)
    return page


def send(page: Page, question: str) -> None:
    page.locator("#box textarea").fill(question)
    page.locator("#box textarea").press("Enter")


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def is_within(page: Page) -> bool:
    """Whether nothing stands out of the page at its sides."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


class TestAnswers:
    @ONE
    def test_a_sure_one_has_its_short_answer_its_quote_and_its_source(
        self, page: Page, look: Look
    ) -> None:
        answer = ask(page, LENGTH)
        expect(answer.locator(".said .short")).to_have_text("300미터")
        expect(answer.locator(".said blockquote strong")).to_have_text("300미터")
        card = answer.locator(".source").first
        expect(card.locator(".open").first).to_have_text("다온군 새 다리 개통")
        facts = f"다온일보 · {look.day(2031, 5, 6)} · news.jsonl"
        expect(card.locator(".facts").first).to_have_text(facts)
        card.locator("summary").click()
        expect(card.locator(".copies .open")).to_have_text("다온군에 다리 놓여")
        answer.locator(".evidence summary").click()
        names = [look.texts[name] for name in ("lexical", "dense")]
        expect(answer.locator("tr").first).to_contain_text(re.compile(".*".join(names)))
        assert is_within(page)

    @OTHER
    def test_it_and_its_quote_are_copied_with_their_source(self, page: Page, look: Look) -> None:
        answer = ask(page, LENGTH)
        line = f"다온군 새 다리 개통, 다온일보, {look.day(2031, 5, 6)}"
        answer.get_by_role("button", name=look.texts["copy"], exact=True).click()
        expect(page.locator("#live")).to_have_text(look.texts["copied"])
        said = answer.locator("blockquote .words").first.inner_text()
        assert clipboard(page).startswith(f"300미터 [1]\n\n{said}")
        assert clipboard(page).endswith(f"[1] {line}")
        answer.locator("blockquote").first.hover()
        answer.locator("blockquote .copy").first.click()
        page.wait_for_function("async () => (await navigator.clipboard.readText())[0] === '“'")
        assert clipboard(page) == f"“{said}”\n— {line}"

    @OTHER
    def test_a_refusal_quotes_what_comes_nearest(self, page: Page, look: Look) -> None:
        answer = ask(page, NOWHERE)
        expect(answer.locator(".said-near")).to_have_count(1)
        assert {"다온군", "다리"} <= {*answer.locator(".said mark").all_inner_texts()}
        expect(answer.locator(".source .open").first).to_contain_text("다온군")
        assert is_within(page)

    @OTHER
    def test_articles_that_disagree_stand_in_a_table(self, page: Page, look: Look) -> None:
        answer = ask(page, HURT)
        expect(answer.locator(".said .short")).to_have_text("14명")
        expect(answer.locator(".said-lead")).to_have_text(look.texts["differ"])
        rows = answer.locator(".values tbody tr")
        expect(rows).to_have_text(
            [
                f"14명{look.day(2031, 6, 7)}다온일보 · 나래구 창고 불 뒤[1]",
                f"9명{look.day(2031, 6, 6)}가람신문 · 나래구 창고 불[2]",
            ]
        )
        assert is_within(page)
        rows.last.locator(".cite").click()
        expect(page.locator("#panel mark strong")).to_have_text("9명")

    @ONE
    def test_what_it_wants_of_the_articles_is_shown_and_edited(
        self, page: Page, look: Look
    ) -> None:
        answer = ask(page, OF_MAY)
        day = look.day(2031, 5, 6)
        chip = answer.locator(".understood li:not(.lead)")
        expect(chip).to_have_text(look.texts["wants published"].format(day))
        page.reload()
        expect(chip).to_have_text(look.texts["wants published"].format(day), timeout=READY)
        chip.locator("[data-edit]").click()
        box = page.locator(".turn textarea")
        assert (
            box.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)") in OF_MAY
        )
        box.press("Escape")
        chip.get_by_role("button", name=look.texts["ask without"].format(day)).click()
        expect(page.locator(".question")).to_have_text(
            OF_MAY.replace("2031년 5월 6일자 기사에서 ", "")
        )
        expect(answer.locator(".said .short")).to_have_text("300미터")
        expect(chip).to_have_count(0)

    @OTHER
    def test_phrases_are_in_the_language_of_the_page(self, page: Page, look: Look) -> None:
        said = ask(page, NOWHERE).locator(".said > p").first
        expect(said).to_have_text(NOTHING[look.language])

    @ONE
    def test_questions_to_go_on_with_are_asked_by_a_click(self, page: Page, look: Look) -> None:
        ask(page, LENGTH)
        more = page.locator(".more button")
        expect(more.first).to_be_visible()
        assert 1 <= more.count() <= 3
        question = more.first.inner_text()
        more.first.click()
        expect(page.locator(".question").last).to_have_text(question)


class Held:
    """Questions on their way to the server, which go on when they are let."""

    def __init__(self, page: Page) -> None:
        self.routes: list[Route] = []
        page.route("**/page/answer", lambda route: self.routes.append(route))

    def let_go(self, page: Page) -> None:
        while not self.routes:
            page.wait_for_timeout(20)
        self.routes.pop(0).continue_()


def type_syllable(keyboard: CDPSession, syllable: str) -> None:
    """Type as an input method does; Enter ends the syllable."""
    key = {"type": "rawKeyDown", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", {**key, "key": "Process", "code": "KeyD"})
    caret = {"selectionStart": 1, "selectionEnd": 1}
    keyboard.send("Input.imeSetComposition", {"text": syllable, **caret})
    keyboard.send("Input.dispatchKeyEvent", {**key, "key": "Enter", "code": "Enter"})
    keyboard.send("Input.insertText", {"text": syllable})


class TestFlow:
    @ONE
    def test_questions_wait_their_turn_and_are_answered_in_order(
        self, page: Page, look: Look
    ) -> None:
        held, turns = Held(page), page.locator(".turn")
        send(page, LENGTH)
        send(page, OPENS)
        expect(turns.nth(0).locator(".pending")).to_contain_text(look.texts["searching"])
        expect(turns.nth(1).locator(".pending")).to_contain_text(look.texts["waiting"])
        held.let_go(page)
        expect(turns.nth(0).locator(".short")).to_have_text("300미터")
        expect(turns.nth(1).locator(".pending")).to_contain_text(look.texts["searching"])
        held.let_go(page)
        expect(turns.nth(1).locator(".sources")).to_be_visible()

    @OTHER
    def test_one_is_stopped_and_asked_again(self, page: Page, look: Look) -> None:
        held, turn = Held(page), page.locator(".turn").first
        send(page, LENGTH)
        turn.get_by_role("button", name=look.texts["stop"]).click()
        expect(turn.locator(".notice")).to_have_text(look.texts["stopped"])
        held.routes.clear()
        turn.get_by_role("button", name=look.texts["again"]).click()
        held.let_go(page)
        expect(turn.locator(".short")).to_have_text("300미터")

    @ONE
    def test_one_is_put_in_other_words_in_its_place(self, page: Page, look: Look) -> None:
        ask(page, LENGTH)
        ask(page, NOWHERE)
        turn = page.locator(".turn").first
        turn.hover()
        turn.get_by_role("button", name=look.texts["edit"]).click()
        turn.locator("textarea").fill(OPENS)
        turn.locator("textarea").press("Enter")
        expect(turn.locator(".question")).to_have_text(OPENS)
        expect(turn.locator(".said")).to_contain_text("5월 6일")
        expect(page.locator(".turn")).to_have_count(2)

    @OTHER
    def test_the_arrows_recall_earlier_ones(self, page: Page, look: Look) -> None:
        ask(page, LENGTH)
        ask(page, NOWHERE)
        box = page.locator("#box textarea")
        for key, shown in [("Up", NOWHERE), ("Up", LENGTH), ("Down", NOWHERE), ("Down", "")]:
            box.press(f"Arrow{key}")
            expect(box).to_have_value(shown)

    @ONE
    def test_what_is_changed_of_a_recalled_one_stays(self, page: Page, look: Look) -> None:
        ask(page, LENGTH)
        ask(page, NOWHERE)
        box, keyboard = page.locator("#box textarea"), page.context.new_cdp_session(page)
        box.press("ArrowUp")
        box.press("Backspace")
        box.press("ArrowUp")
        expect(box).to_have_value(NOWHERE[:-1])
        box.fill("")
        box.press("ArrowUp")
        type_syllable(keyboard, "왜")
        box.press("ArrowUp")
        expect(box).to_have_value(f"{NOWHERE}왜")

    @OTHER
    def test_enter_belongs_to_the_syllable_that_is_typed(self, page: Page, look: Look) -> None:
        box, keyboard = page.locator("#box textarea"), page.context.new_cdp_session(page)
        box.fill("다리")
        type_syllable(keyboard, "는")
        safari = "new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true})"
        box.evaluate(f"box => box.dispatchEvent({safari})")
        expect(box).to_have_value("다리는")
        expect(page.locator(".turn")).to_have_count(0)

    @ONE
    def test_what_is_being_written_stays_as_an_answer_comes(self, page: Page, look: Look) -> None:
        held, turn = Held(page), page.locator(".turn")
        send(page, LENGTH)
        turn.hover()
        turn.get_by_role("button", name=look.texts["edit"]).click()
        page.keyboard.type("가")
        held.let_go(page)
        expect(turn.locator(".short")).to_have_text("300미터")
        page.keyboard.type("나")
        expect(turn.locator("textarea")).to_have_value(f"{LENGTH}가나")
        turn.locator("textarea").press("Escape")
        expect(turn.locator(".question")).to_have_text(LENGTH)

    @OTHER
    def test_what_is_being_written_outlives_a_reload(self, page: Page, look: Look) -> None:
        ask(page, LENGTH)
        box = page.locator("#box textarea")
        box.fill(OPENS)
        page.reload()
        expect(box).to_have_value(OPENS, timeout=READY)
        box.press("Enter")
        expect(page.locator(".turn").nth(1).locator(".sources")).to_be_visible()
        expect(page.locator(".turn").nth(1).locator(".question")).to_be_in_viewport(ratio=1)
        expect(box).to_have_value("")


# The page, whose answers take as long as there is a file at `held`; `asked` holds what is asked.
HOLDING = """
import sys, time
from pathlib import Path
from app import main
from qa import Assistant

folder, ask = Path(sys.argv.pop(1)), Assistant.ask

def held(self, question, *given):
    if Path(folder, "held").exists():
        Path(folder, "asked").write_text(question, "utf-8")
    while Path(folder, "held").exists():
        time.sleep(0.01)
    return ask(self, question, *given)

Assistant.ask = held
sys.exit(main(sys.argv[1:]))
"""


class Gate:
    """Holds back what the server answers, from when it is closed on."""

    def __init__(self, folder: Path) -> None:
        self._held, self._asked = folder / "held", folder / "asked"
        self._asked.touch()

    def close(self) -> None:
        self._held.touch()

    def open(self) -> None:
        self._held.unlink(missing_ok=True)

    def wait_for(self, page: Page, question: str) -> None:
        """Wait until the server is at work on a question."""
        while self._asked.read_text("utf-8") != question:
            page.wait_for_timeout(20)


class TestAnAnswerInWork:
    @pytest.fixture(scope="class")
    @classmethod
    def own(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return tmp_path_factory.mktemp("held")

    @pytest.fixture(scope="class")
    @classmethod
    def url(cls, folder: Path, own: Path) -> Iterator[str]:
        program = ["-c", HOLDING, str(own)]
        with serve(folder / "seeds", own / "index", "--per-minute=1000", program=program) as url:
            yield url

    @pytest.fixture
    def gate(self, own: Path) -> Iterator[Gate]:
        gate = Gate(own)
        yield gate
        gate.open()

    @ONE
    def test_it_is_stopped_the_next_one_is_answered_and_it_is_asked_again(
        self, page: Page, gate: Gate, look: Look
    ) -> None:
        expect(page.locator("#examples button").first).to_be_visible(timeout=READY)
        gate.close()
        send(page, LENGTH)
        gate.wait_for(page, LENGTH)
        send(page, NOWHERE)
        first, second = page.locator(".turn").first, page.locator(".turn").nth(1)
        first.get_by_role("button", name=look.texts["stop"]).click()
        expect(first.locator(".notice")).to_have_text(look.texts["stopped"])
        gate.wait_for(page, NOWHERE)
        expect(second.locator(".pending")).to_contain_text(look.texts["searching"])
        gate.open()
        expect(second.locator(".said")).to_contain_text(NOTHING[look.language])
        expect(first.locator(".answer")).not_to_contain_text("300미터")  # it came too late
        first.get_by_role("button", name=look.texts["again"]).click()
        expect(first.locator(".short")).to_have_text("300미터")
        expect(page.locator(".turn")).to_have_count(2)

    @OTHER
    def test_a_reload_and_another_tab_take_it_up(
        self, context: BrowserContext, page: Page, gate: Gate, url: str, look: Look
    ) -> None:
        expect(page.locator("#examples button").first).to_be_visible(timeout=READY)
        gate.close()
        send(page, LENGTH)
        gate.wait_for(page, LENGTH)
        page.reload()
        expect(page.locator(".pending")).to_contain_text(look.texts["searching"], timeout=READY)
        other = opened(context, url)
        expect(other.locator(".pending")).to_contain_text(look.texts["searching"])
        page.close()
        gate.open()
        expect(other.locator(".turn .short")).to_have_text("300미터")
        expect(other.locator(".turn")).to_have_count(1)

    @OTHER
    def test_a_copy_of_the_tab_asks_nothing_twice(
        self, context: BrowserContext, page: Page, look: Look
    ) -> None:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        with context.expect_page() as copied:
            page.evaluate("window.open(location.href)")
        copy = copied.value
        expect(copy.locator("#tools button").last).to_be_visible(timeout=READY)
        ask(page, LENGTH)
        expect(copy.locator(".turn .short")).to_have_text("300미터")
        assert len([one for one in asked if one.endswith("/page/answer")]) == 1

    @ONE
    def test_it_is_stopped_in_another_tab_and_what_is_pressed_twice_is_asked_once(
        self, context: BrowserContext, page: Page, gate: Gate, url: str, look: Look
    ) -> None:
        example = page.locator("#examples button").first
        expect(example).to_be_visible(timeout=READY)
        question = example.inner_text()
        gate.close()
        example.evaluate("one => (one.click(), one.click())")
        gate.wait_for(page, question)
        expect(page.locator(".turn")).to_have_count(1)
        other = opened(context, url)
        other.get_by_role("button", name=look.texts["stop"]).click()
        for one in (page, other):
            expect(one.locator(".turn .notice")).to_have_text(look.texts["stopped"])
        gate.open()
        send(page, LENGTH)
        expect(other.locator(".turn .short")).to_have_text("300미터")
        expect(page.locator(".turn").first.locator(".notice")).to_have_text(look.texts["stopped"])


def conversations(page: Page, look: Look) -> Any:
    page.get_by_role("button", name=look.texts["conversations"]).click()
    return page.locator("#conversations")


class TestConversations:
    @OTHER
    def test_a_reload_and_a_second_tab_lose_nothing(
        self, context: BrowserContext, page: Page, url: str, look: Look
    ) -> None:
        ask(page, LENGTH)
        second = opened(context, url)
        expect(second.locator(".turn .short")).to_have_text("300미터")
        ask(second, NOWHERE)
        expect(page.locator(".turn")).to_have_count(2)
        expect(page.locator(".turn").last.locator(".said-near")).to_be_visible()
        page.reload()
        expect(page.locator(".turn .short")).to_have_text("300미터", timeout=READY)
        expect(page.locator(".turn").last.locator(".said-near")).to_be_visible()

    @ONE
    def test_a_long_one_comes_back_at_its_last_question(self, page: Page, look: Look) -> None:
        for question in (SUMMARY, HURT, LENGTH):
            ask(page, question)
        last, more = page.locator(".turn").last, page.locator(".more:visible button")
        expect(more.first).to_be_visible()
        stood = last.bounding_box()
        page.reload()
        expect(more.first).to_be_visible(timeout=READY)
        expect(page.locator(".turn .sources")).to_have_count(3)
        assert last.bounding_box() == stood

    @OTHER
    def test_on_paper_it_is_whole_and_black_on_white(self, page: Page, look: Look) -> None:
        for question in (SUMMARY, HURT, LENGTH):
            ask(page, question)
        page.emulate_media(media="print")
        for hidden in ("#box", "#tools", "#articles", ".actions", ".more"):
            expect(page.locator(hidden).first).to_be_hidden()
        box = "box => [box.scrollHeight - box.clientHeight, getComputedStyle(box).overflowY]"
        for whole in ("#chat", "#left", "body"):
            assert page.locator(whole).evaluate(box) == [0, "visible"]
        expect(page.locator(".said .words").last).to_have_css("color", "rgb(0, 0, 0)")
        expect(page.locator("html")).to_have_css("background-color", "rgb(255, 255, 255)")
        expect(page.locator(".sources .copies .open").first).to_be_visible()
        assert is_within(page)

    @ONE
    def test_a_question_that_waits_is_asked_after_a_reload(self, page: Page, look: Look) -> None:
        page.route("**/page/answer", lambda route: None)
        send(page, LENGTH)
        expect(page.locator(".pending")).to_be_visible()
        page.unroute_all(behavior="ignoreErrors")
        page.reload()
        expect(page.locator(".turn .short")).to_have_text("300미터", timeout=READY)

    @ONE
    def test_no_word_of_an_article_is_kept_in_the_browser(self, page: Page, look: Look) -> None:
        ask(page, LENGTH)
        kept = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
        assert LENGTH in kept
        words = {*BRIDGE.split(), "개통", "다온일보"} - {*LENGTH.split()}
        assert [word for word in words if word in kept] == []

    @OTHER
    def test_one_is_begun_named_and_deleted(self, page: Page, look: Look) -> None:
        ask(page, LENGTH)
        page.get_by_role("button", name=look.texts["new"]).click()
        expect(page.locator(".turn")).to_have_count(0)
        ask(page, NOWHERE)
        drawer = conversations(page, look)
        expect(drawer.locator(".name")).to_have_text([NOWHERE, LENGTH])
        box = "one => [one.getBoundingClientRect().top, one.getBoundingClientRect().bottom]"
        [_, end], [top, _] = (drawer.locator(one).first.evaluate(box) for one in (".head", "li"))
        assert end <= top
        drawer.get_by_role("button", name=f"{look.texts['rename']}: {LENGTH}").click()
        drawer.locator("input").fill("다리 취재")
        drawer.locator("input").press("Enter")
        expect(drawer.locator(".name")).to_have_text(["다리 취재", NOWHERE])
        drawer.get_by_role("button", name=f"{look.texts['rename']}: {NOWHERE}").click()
        drawer.locator("input").fill("")
        drawer.locator("input").press("Escape")
        expect(drawer.locator(".name").nth(1)).to_be_focused()
        drawer.get_by_role("button", name=f"{look.texts['delete']}: {NOWHERE}").click()
        expect(drawer).to_contain_text(look.texts["delete?"].format(NOWHERE))
        drawer.get_by_role("button", name=look.texts["cancel"]).click()
        expect(drawer.locator(".name")).to_have_count(2)
        drawer.get_by_role("button", name=f"{look.texts['delete']}: {NOWHERE}").click()
        drawer.get_by_role("button", name=look.texts["delete"], exact=True).click()
        expect(drawer.locator(".name")).to_have_text(["다리 취재"])
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        conversations(page, look)
        drawer.get_by_role("button", name=f"{look.texts['rename']}: 다리 취재").click()
        drawer.locator("input").fill(" ")
        drawer.locator("input").press("Enter")
        drawer.get_by_role("button", name=LENGTH, exact=True).click()
        expect(page.locator(".question")).to_have_text(LENGTH)

    @ONE
    def test_what_the_browser_has_no_room_for_goes_on_and_is_told(
        self, page: Page, look: Look
    ) -> None:
        ask(page, LENGTH)
        page.evaluate("""() => { for (let size = 1 << 22; size; size >>= 1) {
            try { localStorage["full" + size] = "x".repeat(size); } catch {} } }""")
        answer = ask(page, OPENS)
        expect(answer.locator(".sources")).to_be_visible()
        drawer = conversations(page, look)
        expect(drawer.locator(".name")).to_have_text([LENGTH])
        expect(drawer.locator(".notice")).to_have_text(look.texts["unkept"])

    @OTHER
    def test_where_the_browser_keeps_nothing_the_page_does(
        self, context: BrowserContext, url: str, look: Look
    ) -> None:
        context.add_init_script("""for (const kept of ["localStorage", "sessionStorage"]) {
            delete window[kept];
            const get = () => { throw new DOMException("denied", "SecurityError"); };
            Object.defineProperty(window, kept, { get, configurable: true }); }""")
        page = opened(context, url)
        ask(page, LENGTH)
        page.locator("#look").click()
        drawer = conversations(page, look)
        expect(drawer.locator(".name")).to_have_text([LENGTH])
        expect(drawer.locator(".notice")).to_have_text(look.texts["unkept"])

    @ONE
    def test_one_is_taken_away_as_markdown(self, page: Page, look: Look) -> None:
        said = ask(page, LENGTH).locator("blockquote .words").first.inner_text()
        drawer = conversations(page, look)
        with page.expect_download() as downloading:
            drawer.get_by_role("button", name=f"{look.texts['export']}: {LENGTH}").click()
        taken = downloading.value
        assert taken.suggested_filename == "다온군 새 다리의 길이는 몇 미터인가요 .md".replace(
            " .", "."
        )
        lines = Path(taken.path()).read_text("utf-8").splitlines()
        assert lines[:3] == [f"# {LENGTH}", "", f"## {LENGTH}"]
        assert f"> {said} \\[1\\] ({look.texts['more'].format(1)})" in lines
        assert lines[-1] == f"- [1] 다온군 새 다리 개통, 다온일보, {look.day(2031, 5, 6)}"

    @OTHER
    def test_what_is_said_of_an_answer_is_noted(self, page: Page, look: Look, folder: Path) -> None:
        answer = ask(page, LENGTH)
        answer.locator(".evidence summary").click()
        with page.expect_response("**/page/rate"):
            answer.get_by_role("button", name=look.texts["good"]).click()
        pressed = answer.get_by_role("button", name=look.texts["good"])
        expect(pressed).to_have_attribute("aria-pressed", "true")
        expect(pressed).to_be_focused()
        expect(answer.locator(".evidence")).to_have_attribute("open", "")
        noted = json.loads((folder / "feedback.jsonl").read_text("utf-8").splitlines()[-1])
        assert (noted["question"], noted["good"], noted["answer"]) == (LENGTH, True, "300미터")
        assert noted["must_quote"] == [answer.locator("blockquote .words").first.inner_text()]
        assert noted["given"]["citations"][0]["article"]["title"] == "다온군 새 다리 개통"


class TestReading:
    @ONE
    def test_a_citation_is_opened_by_its_number_marked_announced_and_left(
        self, page: Page, look: Look
    ) -> None:
        answer = ask(page, LENGTH)
        said = answer.locator("blockquote .words").first.inner_text()
        page.locator("h1").click()
        page.keyboard.press("1")
        mark = page.locator("#panel mark.current, #panel mark:only-of-type").first
        expect(mark).to_be_focused()
        expect(mark).to_be_in_viewport()
        expect(mark).to_have_text(said)
        expect(page.locator("#live")).to_have_text(
            look.texts["opened"].format("다온군 새 다리 개통")
        )
        page.keyboard.press("Escape")
        expect(page.locator("#panel article")).to_have_count(0)
        expect(answer.locator(".cite").first).to_be_focused()
        expect(page.locator("#preview")).to_be_hidden()
        page.keyboard.press("/")
        expect(page.locator("#box textarea")).to_be_focused()
        expect(page.locator("#box textarea")).to_have_value("")

    @WIDE
    def test_pointing_at_a_citation_shows_what_it_quotes(self, page: Page, look: Look) -> None:
        answer = ask(page, LENGTH)
        said = answer.locator("blockquote .words").first.inner_text()
        answer.locator(".said-short .cite").hover()
        expect(page.locator("#preview p")).to_have_text(said)
        expect(page.locator("#preview small")).to_contain_text("다온군 새 다리 개통 · 다온일보")
        page.locator("h1").hover()
        expect(page.locator("#preview")).to_be_hidden()

    @OTHER
    def test_the_hits_of_an_article_are_walked_through(self, page: Page, look: Look) -> None:
        answer = ask(page, SUMMARY)
        answer.locator(".said .cite").first.click()
        marks = page.locator("#panel mark")
        expect(marks.first).to_be_focused()
        count = marks.count()
        assert count > 1
        page.get_by_role("button", name=look.texts["next"]).click()
        expect(marks.nth(1)).to_be_focused()
        expect(page.locator("#panel .count")).to_have_text(f"2 / {count}")
        page.keyboard.press("ArrowRight")
        expect(page.locator("#panel mark.current")).to_be_focused()

    @ONE
    def test_the_other_copies_of_an_article_are_listed_and_read(
        self, page: Page, look: Look
    ) -> None:
        ask(page, LENGTH).locator(".said .cite").first.click()
        expect(page.locator("#panel mark")).to_be_focused()
        copies = page.locator("#panel .copies")
        for name, facts in (
            ("다온군에 다리 놓여", "가람신문"),
            ("다온군 새 다리 개통", "다온일보"),
        ):
            copies.locator("summary").click()
            expect(copies.locator("summary")).to_have_text(look.texts["copies"].format(1))
            expect(copies.locator(".open")).to_have_text(name)
            copies.locator(".open").click()
            expect(page.locator("#panel h2")).to_have_text(name)
            expect(page.locator("#panel header > .facts")).to_contain_text(facts)


def listed(page: Page) -> Locator:
    """The list of the articles; on a phone it is a drawer."""
    if page.locator("#to-list").is_visible():
        page.locator("#to-list").click()
    return page.locator("#articles")


def leave(page: Page) -> None:
    """Go back to the chat, where something is over it."""
    if page.locator("#articles .back").is_visible():
        page.locator("#articles .back").click()


def bring_in(page: Page, what: str, count: int, look: Look) -> None:
    """Bring in what is newer in the folder, till there are so many articles."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(".newer")).to_contain_text(what)
    page.get_by_role("button", name=look.texts["bring in"]).click()
    counts = look.texts["counts"].format(count, 0)
    expect(page.locator("#status")).to_contain_text(counts, timeout=READY)


class TestArticles:
    @ONE
    def test_they_are_filtered_and_questions_obey(self, page: Page, look: Look) -> None:
        shelf = listed(page)
        shelf.locator('[data-field="outlet"]').select_option("다온일보")
        expect(shelf.locator(".total")).to_have_text(look.texts["articles fit"].format(2))
        expect(shelf.locator(".rows b")).to_have_text(["나래구 창고 불 뒤", "다온군 새 다리 개통"])
        assert is_within(page)
        leave(page)
        chip = page.locator("#scope li:not(.lead)")
        expect(chip).to_have_text(look.texts["chip outlet"].format("다온일보"))
        said = ask(page, HURT).locator(".said")
        expect(said).to_contain_text("14명")
        expect(said).not_to_contain_text("9명")
        chip.get_by_role("button").click()
        expect(chip).to_have_count(0)
        asked_of = page.locator(".turn .of li:not(.lead)")
        expect(asked_of).to_have_text(look.texts["chip outlet"].format("다온일보"))
        asked_of.get_by_role("button").click()
        expect(said).to_contain_text("9명")
        expect(asked_of).to_have_count(0)

    @OTHER
    def test_a_file_is_put_in_and_brought_in_behind_the_page(
        self, page: Page, folder: Path, look: Look
    ) -> None:
        listed(page).get_by_role("button", name=look.texts["files"], exact=True).click()
        path = folder / "seeds" / "등대.txt"
        text = "마루섬 등대는 높이가 45미터이다. 뱃길을 밝힌다."
        given = {"name": path.name, "mimeType": "text/plain", "buffer": text.encode()}
        page.locator("#files input[type=file]").set_input_files([given])  # type: ignore[list-item]
        expect(page.locator("#files .stored small")).to_have_text(look.texts["stored"])
        assert is_within(page)
        page.locator("#files").get_by_role("button", name=look.texts["close"]).click()
        leave(page)
        bring_in(page, look.texts["new files"].format(1), COUNT + 1, look)
        answer = ask(page, "마루섬 등대는 높이가 몇 미터인가요?")
        expect(answer.locator(".said .short")).to_have_text("45미터")
        path.unlink()
        bring_in(page, look.texts["removed files"].format(1), COUNT, look)


class TestPhone:
    @PHONE
    def test_the_sheet_covers_the_chat_and_goes_back_to_where_one_was(
        self, page: Page, look: Look
    ) -> None:
        answer = ask(page, LENGTH)
        expect(page.locator("#right")).to_be_hidden()
        top = answer.bounding_box()
        answer.locator(".cite").first.tap()
        expect(page.locator("#panel mark")).to_be_in_viewport()
        page.get_by_role("button", name=look.texts["back"]).tap()
        expect(page.locator("#right")).to_be_hidden()
        assert answer.bounding_box() == top
        assert is_within(page)

    @PHONE
    def test_a_sheet_goes_back_to_the_list_or_by_a_touch_beside_it(
        self, page: Page, look: Look
    ) -> None:
        listed(page).locator(".row").first.tap()
        page.get_by_role("button", name=look.texts["back to list"]).tap()
        expect(page.locator("#articles .row").first).to_be_visible()
        page.touchscreen.tap(60, 20)
        expect(page.locator("#right")).to_be_hidden()

    @PHONE
    def test_nothing_moves_as_an_answer_comes(self, page: Page, look: Look) -> None:
        expect(page.locator("#status")).to_contain_text(
            str(COUNT)
        )  # what the index holds is told above
        held = Held(page)
        send(page, LENGTH)
        question = page.locator(".question")
        expect(page.locator(".pending")).to_be_visible()
        before = question.bounding_box()
        held.let_go(page)
        expect(page.locator(".more button").first).to_be_visible()
        assert question.bounding_box() == before


class TestLanguages:
    @ONE
    def test_the_other_one_is_chosen_and_stays(
        self, page: Page, context: BrowserContext, url: str, look: Look
    ) -> None:
        for question in (NOWHERE, HURT, LENGTH):
            ask(page, question)
        said = page.locator(".said")
        expect(said.first).to_contain_text(NOTHING[look.language])
        language: Language = "en" if look.language == "ko" else "ko"
        other = Look(look.width, look.colours, language)
        changed = TEXTS[language]
        page.get_by_role("button", name=look.texts["language name"]).click()
        expect(page.locator("h1")).to_have_text(changed["title"], timeout=READY)
        expect(page.locator("#box textarea")).to_have_attribute(
            "placeholder", changed["placeholder"]
        )
        expect(page.locator("#send")).to_have_text(changed["send"])
        expect(page.locator(".sources .lead").first).to_have_text(changed["sources"])
        expect(page.locator("html")).to_have_attribute("lang", language)
        # What was answered before is said in it, too: around the quotes, which stay as they are.
        expect(said.first).to_contain_text(NOTHING[language])
        expect(said.nth(1).locator(".said-lead")).to_have_text(changed["differ"])
        expect(said.nth(1).locator("td").first).to_have_text(other.day(2031, 6, 7))
        expect(page.locator(".more .lead")).to_have_text(changed["more questions"])
        more = re.compile({"ko": "에 관해 뭐라고 하나요", "en": "^What is said about"}[language])
        expect(page.locator(".more button").first).to_have_text(more)
        again = opened(context, url)
        expect(again.locator("h1")).to_have_text(changed["title"])
        expect(again).to_have_title(changed["title"])

    @OTHER
    def test_days_are_said_in_the_same_words_by_the_scripts(self, page: Page, look: Look) -> None:
        pairs = [[one and one.isoformat() for one in (since, until)] for since, until, *_ in DAYS]
        script = """async (pairs) => {
          const { daysOf } = await import("/page/dates.js");
          return pairs.map(([since, until]) => daysOf({ since, until }));
        }"""
        assert page.evaluate(script, pairs) == [
            {"ko": korean, "en": english}[look.language] for *_, korean, english in DAYS
        ]

    @OTHER
    def test_the_other_colours_are_chosen_and_stay(self, page: Page, look: Look) -> None:
        ground = "getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"
        dark, light = "rgb(20, 21, 23)", "rgb(247, 247, 245)"
        now, then = (dark, light) if look.colours == "dark" else (light, dark)
        assert page.evaluate(ground) == now
        key = "light" if look.colours == "dark" else "dark"
        page.get_by_role("button", name=look.texts[key]).click()
        assert page.evaluate(ground) == then
        page.reload()
        expect(page.locator("#tools button").last).to_be_visible(timeout=READY)
        assert page.evaluate(ground) == then

    def test_each_has_the_same_words(self) -> None:
        assert TEXTS["ko"].keys() == TEXTS["en"].keys()
        holes = {
            key: (TEXTS["ko"][key].count("{}"), text.count("{}"))
            for key, text in TEXTS["en"].items()
        }
        assert {key: pair for key, pair in holes.items() if pair[0] != pair[1]} == {}


@pytest.fixture
def axe() -> str:
    """The source of axe-core, which .ci/run installs."""
    if not AXE.is_file():
        reason = f"no axe-core at {AXE}: npm install --prefix build axe-core"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return AXE.read_text("utf-8")


class TestAccessibility:
    LOOKS = pytest.mark.parametrize(
        "look", [WIDE_LIGHT_KO, PHONE_DARK_EN, WIDE_DARK_EN, PHONE_LIGHT_KO], ids=str, indirect=True
    )

    @LOOKS
    def test_nothing_serious_is_found(self, page: Page, look: Look, axe: str) -> None:
        page.evaluate(axe)
        expect(page.locator("#status")).to_contain_text(str(COUNT))
        found = self.problems(page)
        ask(page, NOWHERE)
        ask(page, HURT)
        answer = ask(page, OF_MAY)
        answer.locator(".evidence summary").click()
        found |= self.problems(page)
        answer.locator(".cite").first.click()
        expect(page.locator("#panel mark")).to_be_in_viewport()
        found |= self.problems(page)
        page.keyboard.press("Escape")
        conversations(page, look)
        found |= self.problems(page)
        page.keyboard.press("Escape")
        shelf = listed(page)
        found |= self.problems(page)
        shelf.get_by_role("button", name=look.texts["files"], exact=True).click()
        expect(page.locator("#files .lying li")).to_have_count(1)
        found |= self.problems(page)
        page.keyboard.press("Escape")
        shelf.locator(".row").first.click()
        page.get_by_role("button", name=look.texts["correct"]).click()
        expect(page.get_by_label(look.texts["title field"], exact=True)).to_be_focused()
        assert found | self.problems(page) == {}

    def problems(self, page: Page) -> dict[str, list[str]]:
        """What is serious, by rule: the elements in question."""
        page.wait_for_timeout(300)  # the sheet comes to rest
        violations = page.evaluate("axe.run().then(({ violations }) => violations)")
        return {
            one["id"]: [node["html"][:160] for node in one["nodes"]]
            for one in violations
            if one["impact"] in ("serious", "critical")
        }
