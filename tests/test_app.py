"""The chat page in a real browser: answers, citations, languages, hostile articles, failures."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar

import pytest
from conftest import READY, ask, serve
from hypothesis import given, strategies as st
from playwright.sync_api import Browser, Page, expect
from starlette.requests import Request

from app import build_page, main
from embeddings import ArticlesError, Failure, build_index
from embeddings.text.analysis import Sentence
from embeddings.text.passages import Passage
from qa import Answer, Article, Citation, Hit, Part
from qa.phrase import with_particles
from qa.web.examples import example_question, example_questions
from qa.web.kept import Asked
from qa.web.library import Library
from qa.web.page import examples_html, marked, notice_html, said, status_html
from qa.web.rates import Questions
from qa.web.reading import article_html
from qa.web.routes import Desk

ROOT = Path(__file__).parent.parent
TEXTS = json.loads((ROOT / "qa" / "web" / "page.json").read_text("utf-8"))
SEED = next((ROOT / "seeds").glob("*.txt")).name
TITLE = "벡테노프 총리 “모든 지원 아끼지 않겠다” 화답"
QUESTION = "카자흐스탄에 진출한 한국 기업은 몇 개인가요?"
HOSTILE = (
    "![x](http://127.0.0.1:9/x.png)<script>window.pwned=1</script>"
    "<img src=x onerror=window.pwned=1>${window.pwned=1}{{value}}$x^2$"
)
SENTENCE = f"다온군의 새 청사는 {HOSTILE} 2031년 5월에 완공된다."


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("app")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    hostile = {
        "id": "hostile",
        "title": f"다온군 새 청사 {HOSTILE}",
        "text": f"{SENTENCE}\n\n다온군은 주민 설명회를 연다.",
        "outlet": HOSTILE,
        "url": "javascript:window.pwned=1",
    }
    (folder / "seeds" / "hostile.jsonl").write_text(json.dumps(hostile), "utf-8")
    with serve(folder / "seeds", folder / "index") as url:
        yield url


class TestAnswers:
    def test_a_question_asked_early_is_answered(self, url: str, visit: Callable[..., Page]) -> None:
        page = visit(url)
        page.locator("#box textarea").fill(QUESTION)
        page.locator("#box textarea").press("Enter")
        expect(page.locator("#chat .answer .sources")).to_be_visible(timeout=READY)
        expect(page.locator("#chat .answer .short")).to_have_text("약 700개")

    def test_a_citation_shows_its_quote_in_the_article(
        self, url: str, visit: Callable[..., Page]
    ) -> None:
        page = visit(url)
        answer = ask(page, QUESTION)
        expect(answer.locator(".short")).to_have_text("약 700개")
        mark = page.locator("#panel mark")
        expect(mark).to_be_in_viewport()
        page.locator("#panel .text").evaluate("text => text.scrollTop = 0")
        answer.locator(".cite").first.click()
        expect(mark).to_be_in_viewport()
        expect(mark).to_be_focused()
        expect(page.locator("#live")).to_have_text(f"기사를 열었습니다: {TITLE}")
        assert mark.inner_text() in answer.locator(".said").inner_text()
        assert mark.inner_text().startswith("특히 “카자흐스탄의 희토류와")
        expect(mark.locator("strong")).to_have_text("약 700개")
        expect(page.locator("#panel h2")).to_have_text(TITLE)
        expect(page.locator("#panel .facts")).to_have_text(f"조선비즈 · {SEED}")

    def test_on_a_phone_the_answer_is_read_first_and_a_citation_opens_a_sheet(
        self, url: str, visit: Callable[..., Page]
    ) -> None:
        page = visit(url, width=390)
        answer = ask(page, QUESTION)
        sheet = page.locator("#right")
        expect(answer.locator(".short").first).to_be_in_viewport()
        expect(sheet).to_be_hidden()
        answer.locator(".cite").first.press("Enter")
        expect(page.locator("#panel mark")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        sheet.get_by_role("button", name="← 대화로").click()
        expect(sheet).to_be_hidden()
        expect(answer.locator(".cite").first).to_be_focused()

    def test_what_is_not_in_the_articles_is_said_not_to_be(
        self, url: str, visit: Callable[..., Page]
    ) -> None:
        page = visit(url)
        answer = ask(page, "손흥민은 이번 시즌 몇 골을 넣었나?")
        expect(answer).to_contain_text("기사에서 답을 찾지 못했습니다.")
        expect(answer.locator(".source .words mark").first).to_have_text("이번")
        words = answer.locator(".source .words").first.inner_text()
        nearest = answer.locator(".source .open").first
        title = nearest.inner_text()
        nearest.click()
        expect(page.locator("#panel h2")).to_have_text(title)
        expect(page.locator("#panel mark")).to_have_text(words)

    def test_an_example_question_is_answered_when_clicked(
        self, url: str, visit: Callable[..., Page]
    ) -> None:
        page = visit(url)
        example = page.locator("#examples button").last
        expect(example).to_be_visible(timeout=READY)
        question = example.inner_text()
        example.click()
        expect(page.locator("#chat .answer .cite").first).to_be_visible()
        expect(page.locator("#chat .question")).to_have_text(question)

    def test_a_bad_question_gets_one_line_and_an_empty_one_nothing(
        self, url: str, visit: Callable[..., Page]
    ) -> None:
        page = visit(url)
        answer = ask(page, "가" * 100_000)
        said = "질문이 100,000자입니다. 2,000자 이하로 줄여 주세요"
        expect(answer.locator(".notice")).to_have_text(said)
        page.locator("#box textarea").fill("   ")
        page.locator("#send").click()
        ask(page, "글?")
        expect(page.locator("#chat .turn")).to_have_count(2)

    def test_a_conversation_is_one_visitors_own(self, url: str, visit: Callable[..., Page]) -> None:
        first, second = visit(url), visit(url)
        ask(first, QUESTION)
        ask(second, "다온군의 새 청사는 언제 완공되나요?")
        expect(first.locator("#panel h2")).to_have_text(TITLE)
        expect(second.locator("#chat")).not_to_contain_text("카자흐스탄")


class Answering:
    """An assistant with one answer to everything."""

    notice = ""

    def ask(self, question: str, *given: object) -> Answer:
        return Answer((Part("글이다.", Citation(1, article("글이다."), 0, 4), "quote"),), 0.9)


class TestRoutes:
    """What the page's scripts are told, and how often, while questions are answered."""

    def answers(self, library: Library, questions: int = 1) -> list[str]:
        """Ask so many questions before the articles are read, if they aren't; return the HTML."""
        desk = Desk(library, Questions(questions))
        request = Request({"type": "http", "headers": [(b"accept-language", b"ko")]})

        async def settle() -> None:
            library.assistant = Answering()  # type: ignore[assignment]
            library.settled.set()

        async def ask() -> Any:
            [reply] = [one async for one in desk.answers(Asked(question="무슨 글인가?"), request)]
            return reply

        async def all_asked() -> list[Any]:
            return await asyncio.gather(*(ask() for _ in range(questions)), settle())

        with ThreadPoolExecutor(1) as own:  # in this thread the browser's loop may be running
            replies = own.submit(asyncio.run, all_asked()).result()[:-1]
        return [reply.html for reply in replies]

    def test_an_answer_that_is_asked_for_early_comes_when_the_articles_are_read(self) -> None:
        [html] = self.answers(Library())
        assert "글이다." in html and "출처" in html

    def test_those_that_find_no_room_are_told_so(self) -> None:
        told = self.answers(Library(), 60)
        busy = notice_html(TestHtml.TEXTS["busy"])
        assert ["said" in html for html in told] == [True] * 32 + [False] * 28
        assert told[32:] == [busy] * 28


class TestPage:
    def test_nothing_goes_through_gradios_queue(self) -> None:
        assert build_page().fns == {}

    @pytest.mark.parametrize(
        ("locale", "title", "placeholder", "counts"),
        [
            ("ko-KR", "기사에 물어보기", "기사에 대해 질문해 주세요", "기사 2건 · 제목 20건"),
            ("en-US", "Ask the articles", "Ask a question about the articles", "Articles: 2"),
        ],
    )
    def test_it_speaks_the_browsers_language(
        self,
        url: str,
        visit: Callable[..., Page],
        locale: str,
        title: str,
        placeholder: str,
        counts: str,
    ) -> None:
        page = visit(url, locale)
        expect(page.locator("h1")).to_have_text(title)
        expect(page).to_have_title(title)
        expect(page.locator("#box textarea")).to_have_attribute("placeholder", placeholder)
        expect(page.locator("#status")).to_contain_text(counts, timeout=READY)

    def test_a_hostile_article_is_shown_as_it_is_written(
        self, url: str, browser: Browser, visit: Callable[..., Page]
    ) -> None:
        page = visit("about:blank")
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(url)
        answer = ask(page, f"다온군의 새 청사는 언제 완공되나요? {HOSTILE}")
        expect(answer.locator(".said")).to_contain_text(SENTENCE)
        expect(answer.locator(".source").first).to_contain_text(HOSTILE)
        expect(page.locator("#chat .question")).to_contain_text(HOSTILE)
        expect(page.locator("#panel mark")).to_contain_text(SENTENCE)
        expect(page.locator("#panel h2")).to_contain_text(HOSTILE)
        expect(page.locator("#panel .facts")).to_have_text(f"{HOSTILE} · hostile.jsonl")
        expect(page.locator("#panel a, #chat img, #panel img, .katex")).to_have_count(0)
        assert page.evaluate("window.pwned") is None
        assert [request for request in requests if not request.startswith((url, "data:"))] == []

    def test_a_missing_folder_is_named_on_the_page(
        self, tmp_path: Path, visit: Callable[..., Page]
    ) -> None:
        with serve(tmp_path / "nowhere", tmp_path / "index") as url:
            page = visit(url)
            said = f"기사 폴더 {tmp_path}/nowhere이(가) 없습니다. 기사가 든 폴더를 지정해 주세요"
            error = page.locator("#status .error")
            expect(error).to_have_text(said, timeout=READY)
            assert error.inner_text() == said and "Traceback" not in page.content()
            expect(ask(page, QUESTION).locator(".notice")).to_have_text(said)

            page = visit(url, "en-US")
            problem = f"the seeds folder {tmp_path}/nowhere does not exist"
            said = f"{problem}; name the folder with the articles"
            expect(page.locator("#status .error")).to_have_text(said, timeout=READY)
            expect(ask(page, QUESTION).locator(".notice")).to_have_text(said)

    def test_a_damaged_index_is_told_and_the_one_before_answers(
        self, tmp_path: Path, visit: Callable[..., Page]
    ) -> None:
        seeds, index = tmp_path / "seeds", tmp_path / "index"
        seeds.mkdir()
        for length in ("300", "400"):
            (seeds / "a.txt").write_text(f"다온군 새 다리\n\n다온군 새 다리는 {length}미터이다.")
            build_index(seeds, index)
        (index / "gen-000002" / "catalogue.sqlite").write_bytes(b"damaged")
        with serve(tmp_path / "nowhere", index) as url:
            page = visit(url)
            older = "이전 색인으로 답합니다. 최신 기사와 다를 수 있습니다."
            problem = f"{index}/gen-000002/catalogue.sqlite이(가) 없거나 손상되었습니다"
            remedy = f"python -m embeddings build --index {index} 명령으로 다시 만들어 주세요"
            missing = f"기사 폴더 {tmp_path}/nowhere이(가) 없습니다. 기사가 든 폴더를 지정해 주세요"
            expect(page.locator("#status .error")).to_have_text(
                [f"{older} {problem}. {remedy}", missing], timeout=READY
            )
            answer = ask(page, "다온군 새 다리는 몇 미터인가?")
            expect(answer.locator(".short")).to_have_text("300미터")


def article(text: str, **given: object) -> Article:
    return Article(**{"id": "a", "title": "새 다리", "text": text, **given})  # type: ignore[arg-type]


def hit(found: Article) -> Hit:
    return Hit(found, 1.0, 1.0, 0.5, (), Passage((Sentence(0, len(found.text), ()),)))


KEYED = ArticlesError("{path} is broken", "mend {path}", key="index-damaged", path="a", index="b")


class TestProblems:
    """What could not be read or done, in the page's language; where it has no words for it, as is.

    TestPage has these lines on the page.
    """

    OWN = ArticlesError("two\nlines", "one", key="of nobody's")

    @pytest.mark.parametrize(
        ("error", "language", "line"),
        [
            (
                KEYED,
                "ko",
                "a이(가) 없거나 손상되었습니다. "
                "python -m embeddings build --index b 명령으로 다시 만들어 주세요",
            ),
            (KEYED, "en", "a is broken; mend a"),
            (OWN, "ko", "two lines; one"),
            (OWN, "en", "two lines; one"),
        ],
    )
    def test_one_line(self, error: ArticlesError, language: str, line: str) -> None:
        assert said(error, TEXTS[language]) == line
        assert said(Failure.of("a.txt", error), TEXTS[language]) == line

    @pytest.mark.parametrize(
        ("language", "html"),
        [
            (
                "ko",
                '<div role="status">기사 2건<details><summary>읽지 못한 곳 1건</summary><ul>'
                "<li>a.txt: 파일이 비어 있습니다. "
                "기사 본문을 넣어 저장하거나 파일을 지워 주세요</li></ul></details>"
                '<p class="error">이전 색인으로 답합니다. 최신 기사와 다를 수 있습니다. '
                "a이(가) 없거나 손상되었습니다. "
                "python -m embeddings build --index b 명령으로 다시 만들어 주세요</p>"
                '<p class="error">two lines; one</p></div>',
            ),
            (
                "en",
                '<div role="status">기사 2건<details><summary>Not readable: 1</summary><ul>'
                "<li>a.txt: it is empty; fill it</li></ul></details>"
                '<p class="error">An earlier index answers, which may be older. '
                "a is broken; mend a</p>"
                '<p class="error">two lines; one</p></div>',
            ),
        ],
    )
    def test_all_that_the_page_says(self, language: str, html: str) -> None:
        empty = Failure("a.txt", "it is empty", "fill it", "file-empty", {})
        assert status_html(["기사 2건"], [empty], KEYED, self.OWN, TEXTS[language]) == html

    def test_where_all_is_well_only_the_counts_stand_there(self) -> None:
        html = '<div role="status">기사 2건 · 제목 1건</div>'
        assert status_html(["기사 2건", "제목 1건"], [], None, None, TEXTS["ko"]) == html


class TestHtml:
    TEXTS = TEXTS["ko"]

    def test_spans_stand_in_one_another_and_text_is_escaped(self) -> None:
        spans = [(2, 8, "mark"), (4, 6, "strong"), (7, 9, "small")]
        assert marked("<a>345678", spans) == "&lt;a<mark>&gt;3<strong>45</strong>67</mark>8"

    def test_only_a_web_address_becomes_a_link(self) -> None:
        safe = article("글", url='https://example.org/?a=1&b="', published=date(2031, 5, 6))
        html = article_html(safe, [], [], self.TEXTS)
        assert 'href="https://example.org/?a=1&amp;b=&quot;"' in html and "2031년 5월 6일" in html
        assert 'rel="noopener noreferrer"' in html
        unsafe = article("글", url="data:text/html,x")
        assert "<a " not in article_html(unsafe, [], [], self.TEXTS)

    def test_a_headline_says_that_it_is_one(self) -> None:
        html = article_html(article("새 다리", kind="headline"), [(0, 4)], [], self.TEXTS)
        assert "제목만 있는 기사" in html and "<h2><mark>새 다리</mark></h2>" in html


class Shown(HTMLParser):
    """What a browser makes of HTML: its elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[tuple[str, ...]] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add((tag, *(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


ANYTHING = st.lists(
    st.sampled_from(["<", ">", '"', "'", "&", "&lt;", "`", "${", "{{", "=", "/", "javascript:"])
    | st.sampled_from(["<script>", "</p>", "<img src=x onerror=a>", "<!--", "]]>", "onclick"])
    | st.text(st.characters(blacklist_categories=["Cc", "Cs", "Cn", "Co"]), max_size=3),
    max_size=12,
).map("".join)


class TestWalls:
    ARTICLE: ClassVar = {
        ("article", "data-article", "aria-label"),
        ("header",),
        ("h2",),
        ("p", "class"),
        ("div", "class", "tabindex"),
    }
    LINK: ClassVar = {("a", "href", "target", "rel")}

    @given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
    def test_whatever_an_article_says_is_text(
        self, title: str, text: str, outlet: str, url: str
    ) -> None:
        given = article(text, title=title, outlet=outlet, url=url, source="a.txt")
        shown = Shown(article_html(given, [], [], TestHtml.TEXTS))
        assert shown.elements - self.LINK == self.ARTICLE
        assert shown.text == f"{title or 'a.txt'}{outlet and f'{outlet} · '}a.txt{text}"

    STATUS: ClassVar = {
        ("div", "role"),
        ("details",),
        ("summary",),
        ("ul",),
        ("li",),
        ("p", "class"),
    }

    @given(ANYTHING)
    def test_whatever_is_found_is_text(self, given: str) -> None:
        examples = Shown(examples_html([given], "?"))
        assert examples.elements == {("p", "class"), ("button", "type", "data-ask")}

        failure = Failure(given, given, given, "", {})
        named = ArticlesError("{path}", "{index}", key="index-damaged", path=given, index=given)
        other = ArticlesError(given, given)
        shown = Shown(status_html([given], [failure], named, other, TestHtml.TEXTS))
        assert shown.elements == self.STATUS
        line = " ".join(f"{given}; {given}".split())
        remedy = f"python -m embeddings build --index {given} 명령으로 다시 만들어 주세요"
        damage = with_particles(f"{given}이(가) 없거나 손상되었습니다. {remedy}")
        damage = " ".join(damage.split())
        older = "이전 색인으로 답합니다. 최신 기사와 다를 수 있습니다."
        assert shown.text == f"{given}읽지 못한 곳 1건{given}: {line}{older} {damage}{line}"
        checking = ArticlesError("{name}", "", key="index-checking", name=given)
        shown = Shown(status_html([], [], checking, None, TestHtml.TEXTS))
        files = " ".join(f"{given}의 파일을 아직 검사하고 있습니다. 하실 일은 없습니다".split())
        assert shown.text == files


class TestExamples:
    @pytest.mark.parametrize(
        ("title", "kind", "question"),
        [
            ("새 다리 “곧” 개통", "article", "“새 다리 ‘곧’ 개통” 기사 내용을 요약해 줘"),
            ("[속보] 새 다리 개통…한때 정체", "headline", "“새 다리 개통”에 관한 소식이 있나요?"),
            ("A new bridge... opens", "headline", "“A new bridge”에 관한 소식이 있나요?"),
            ("", "article", None),
            ("개통…", "headline", None),
        ],
    )
    def test_they_are_made_from_titles(self, title: str, kind: str, question: str | None) -> None:
        made = example_question(article("글", title=title, kind=kind))
        assert (made and made.ko) == question

    def test_each_is_in_two_languages(self) -> None:
        summary = example_question(article("글", title="새 다리 개통"))
        assert summary and summary.en == "Summarize the article “새 다리 개통”"
        news = example_question(article("글", title="새 다리 개통", kind="headline"))
        assert news and news.en == "Tell me about “새 다리 개통”"

    def test_only_those_are_proposed_that_are_answered_from_their_article(self) -> None:
        articles = [
            article("글", id=str(n), title=f"새 다리 {n}", kind="headline") for n in range(9)
        ]

        def answer(question: str) -> Answer:
            found = [a for a in articles if f"“{a.title}”" in question and int(a.id) % 2]
            return Answer(tuple(Part("글", Citation(1, a, 0, 1), "quote") for a in found), 0.5)

        found = example_questions(articles, answer)
        assert [question.ko[6] for question in found] == ["1", "3", "5", "7"]


def test_a_port_in_use_is_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "app.py", f"--port={port}"]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ)
    assert run.returncode == 1
    assert (
        run.stderr.strip() == f"error: can't serve at 127.0.0.1:{port}; choose another with --port"
    )


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["--auth", "kim:password", "--open"], "--auth and --open exclude each other; leave one"),
        (["--port", "65536"], "'--port': 65536 is not in the range 0<=x<=65535."),
        (["--per-minute", "0"], "'--per-minute': 0 is not in the range x>=1."),
        (["seeds"], "Got unexpected extra argument (seeds)"),
    ],
)
def test_wrong_usage(call: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(call) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("Usage: python app.py [OPTIONS]\n") and said in printed.err


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            ["--auth", "kim"],
            "--auth takes USER:FILE; write the password in the file's first line",
        ),
        (
            ["--allow-host", "a/b"],
            "'a/b' is no host's name; give a name or an address, without a scheme or a port",
        ),
    ],
)
def test_a_stated_problem(call: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(call) == 1
    assert capsys.readouterr() == ("", f"error: {said}\n")
