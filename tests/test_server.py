"""What stands between the network and the page: real requests, a real browser, hostile articles."""

import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import httpx
import pytest
from conftest import READY, ROOT, ask, free_port, serve
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from starlette.testclient import TestClient

from embeddings import ServerError
from qa.web.login import read_login
from qa.web.server import Sealed, guarded, host_name, listen

TEXTS = json.loads((ROOT / "qa" / "web" / "page.json").read_text("utf-8"))
QUESTION = "카자흐스탄에 진출한 한국 기업은 몇 개인가요?"
AWAY = "unresolvable.invalid"  # no such name exists, by RFC 2606

# Each would have a browser ask HERE, an address, for something, if it were taken for HTML, for
# Markdown or for CSS.
FETCHES = """
![a](http://HERE/1.png)
![a](<http://HERE/2.png> "t")
![a][r] [r]: http://HERE/3.png
[![a](http://HERE/4.png)](http://HERE/5)
<http://HERE/6>
![a](//HERE/7.png)
<img src="http://HERE/8.png">
<IMG SRC=http://HERE/9.png>
<img srcset="http://HERE/10.png 1x">
<picture><source srcset="http://HERE/11.png"><img></picture>
<video poster="http://HERE/12.png" src="http://HERE/13.mp4" autoplay></video>
<audio src="http://HERE/14.mp3" autoplay></audio>
<iframe src="http://HERE/15"></iframe>
<object data="http://HERE/16"></object>
<embed src="http://HERE/17">
<link rel="stylesheet" href="http://HERE/18.css">
<link rel="prefetch" href="http://HERE/19"><link rel="preconnect" href="http://HERE">
<base href="http://HERE/"><img src="21.png">
<form action="http://HERE/22" method="post"><button>a</button></form>
<div style="background:url(http://HERE/23.png)">a</div>
<style>@import url(http://HERE/24.css);</style>
<style>body{background:url(http://HERE/25.png)}</style>
<svg><image href="http://HERE/26.png" width="9" height="9"/></svg>
<svg><use href="http://HERE/27.svg#a"/></svg>
<a href="http://HERE/28" ping="http://HERE/29">a</a>
<table background="http://HERE/30.png"><tr><td>a</table>
<body background="http://HERE/31.png">
<input type="image" src="http://HERE/32.png">
<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='http://HERE/33'/></svg>">
""".strip().splitlines()

LEADS_AWAY = '<meta http-equiv="refresh" content="0;url=http://HERE/20">'

# Each would set window.pwned, if it were taken for HTML, for a script or for a template.
SCRIPTS = """
<script>window.pwned=1</script>
<ScRiPt >window.pwned=1</sCrIpT >
</script><script>window.pwned=1</script>
</textarea><script>window.pwned=1</script>
<img src=x onerror=window.pwned=1>
<img src=x onerror="window.pwned=1"//
<svg onload=window.pwned=1>
<svg><script>window.pwned=1</script></svg>
<svg><animate onbegin=window.pwned=1 attributeName=x dur=1s>
<body onload=window.pwned=1>
<details open ontoggle=window.pwned=1>
<input autofocus onfocus=window.pwned=1>
<video><source onerror=window.pwned=1></video>
<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>
<iframe src="javascript:parent.pwned=1"></iframe>
<a href="javascript:window.pwned=1">a</a>
<a href="JaVa&#x09;ScRiPt&colon;window.pwned=1">a</a>
javascript:window.pwned=1
[a](javascript:window.pwned=1)
"><img src=x onerror=window.pwned=1>
' onmouseover='window.pwned=1' onfocus='window.pwned=1' tabindex='0' autofocus='
<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=window.pwned=1>">
<noscript><p title="</noscript><img src=x onerror=window.pwned=1>">
${window.pwned=1} {{window.pwned=1}} {{constructor.constructor('window.pwned=1')()}}
$\\href{javascript:window.pwned=1}{x}$ ```mermaid A["<img src=x onerror=window.pwned=1>"]```
""".strip().splitlines()

SECURED = {  # on every response
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'none'"],
}


def policy(response: httpx.Response) -> dict[str, list[str]]:
    """The response's policy, without the hashes of inline scripts."""
    parts = [part.split() for part in response.headers["content-security-policy"].split(";")]
    return {name: [s for s in rest if not s.startswith("'sha256-")] for name, *rest in parts}


def assert_secured(response: httpx.Response) -> None:
    assert {name: response.headers.get(name) for name in SECURED} == SECURED
    assert policy(response) == POLICY


class Elsewhere(ThreadingHTTPServer):
    """An address that notes who comes; as a page of its own it holds payloads without a wall."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.address = f"127.0.0.1:{self.server_address[1]}"
        self.hits: list[str] = []
        self.page = ""


class Answering(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.path == "/control":
            self.wfile.write(self.server.page.encode())
        elif self.path != "/favicon.ico":
            self.server.hits.append(self.path)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def payloads(elsewhere: Elsewhere) -> list[str]:
    """Every payload, for the address that counts and, every other one, for one that isn't there."""
    here = [elsewhere.address, AWAY]
    fetches = [payload.replace("HERE", here[at % 2]) for at, payload in enumerate(FETCHES)]
    return [*fetches, *SCRIPTS, LEADS_AWAY.replace("HERE", elsewhere.address)]


def place(number: int) -> str:
    """The village of a payload: a name that its articles alone share."""
    syllables = "가나다라마바사아자차카타파하"
    return f"{syllables[number // 14]}{syllables[number % 14]}온군"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, payloads: list[str]) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    seeds = folder / "seeds"
    seeds.mkdir()
    shutil.copy(next((ROOT / "seeds").glob("*.txt")), seeds / "news.txt")
    rows = []
    for number, payload in enumerate(payloads):
        said = f"{place(number)}의 새 다리 {payload} 공사는 2031년 5월에 끝난다."
        link = payload if "script:" in payload else f"https://{AWAY}/{payload}"
        rows.append({"title": title(number, payload), "text": said, "outlet": payload, "url": link})
        write(seeds / f"{file_name(payload)}.jsonl", [{"text": said}])  # called by its file's name
        (seeds / f"{file_name(payload)}.txt").touch()  # listed as not readable
    write(seeds / "bridges.jsonl", rows)
    with serve(seeds, folder / "index", "--proxied", "--per-minute=100000") as url:
        yield url


def title(number: int, payload: str) -> str:
    return f"{place(number)} 다리 {payload}"


def file_name(payload: str) -> str:
    return payload.replace("/", "\\")  # which browsers read as / in an address


def write(path: Path, rows: list[dict[str, str]]) -> None:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=30) as client:
        yield client


class Watch:
    """What a browser does that a page of ours never asks for."""

    def __init__(self, context: BrowserContext, own: str) -> None:
        self.seen: list[str] = []
        context.on("request", lambda request: self._request(request.url, own))
        context.on("page", self._page)
        context.on("dialog", lambda dialog: (self.seen.append("dialog"), dialog.dismiss()))
        context.on("console", lambda message: self._said(message.text))

    def _request(self, url: str, own: str) -> None:
        if not url.startswith((own, "data:")):
            self.seen.append(url)

    def _page(self, page: Page) -> None:
        page.on("websocket", lambda websocket: self.seen.append(websocket.url))
        page.on("pageerror", lambda error: self.seen.append(str(error)))

    def _said(self, text: str) -> None:
        if "Content Security Policy" in text or "violates" in text:
            self.seen.append(text)


class TestHostileArticles:
    """Every payload as title, body, outlet, address, file name and question."""

    def test_without_walls_the_payloads_fetch_and_run(
        self, browser: Browser, elsewhere: Elsewhere, payloads: list[str]
    ) -> None:
        context = browser.new_context()
        control = f"http://{elsewhere.address}/control"
        watch = Watch(context, control)
        page = context.new_page()
        fetched, ran = [], []
        for payload in payloads[:-1]:  # the last would lead away from the page
            watch.seen.clear()
            elsewhere.page = f"<!doctype html><body>{payload}"
            page.goto(control)
            page.wait_for_timeout(50)
            if page.evaluate("window.pwned === 1"):
                ran.append(payload)
            if watch.seen and payload not in SCRIPTS:
                fetched.append(payload)
        context.close()
        assert elsewhere.hits and len(fetched) >= 18 and len(ran) >= 15

    def test_behind_them_nothing_is_fetched_and_nothing_runs(
        self,
        url: str,
        browser: Browser,
        elsewhere: Elsewhere,
        payloads: list[str],
    ) -> None:
        elsewhere.hits.clear()
        contexts = [browser.new_context(locale="ko-KR") for _ in range(6)]
        watches = [Watch(context, url) for context in contexts]
        pages = [context.new_page() for context in contexts]
        for page in pages:
            page.goto(url)
        failed = pages[0].locator("#status details")
        expect(failed).to_be_visible(timeout=READY)
        failed.locator("summary").click()
        expect(failed.locator("li")).to_have_count(20)
        assert {row.partition(".txt: ")[2] for row in failed.locator("li").all_inner_texts()} == {
            "파일이 비어 있습니다. 기사 본문을 넣어 저장하거나 파일을 지워 주세요"
        }
        numbered = [*enumerate(payloads)]
        opened: set[str] = set()
        for first in range(0, len(numbered), len(pages)):
            asked = [*zip(pages, numbered[first : first + len(pages)], strict=False)]
            for page, (number, payload) in asked:
                question = f"{place(number)}의 새 다리 공사는 언제 끝나나요? {payload}"
                page.locator("#box textarea").fill(question)
                page.locator("#box textarea").press("Enter")
            answers = [page.locator("#chat .answer").nth(first // len(pages)) for page in pages]
            for (page, (_, payload)), answer in zip(asked, answers, strict=False):
                expect(answer.locator(".sources")).to_contain_text(payload, timeout=READY)
                expect(page.locator("#chat .question").last).to_contain_text(payload)
            for at in range(2):  # the article that is quoted, and the one that says the same
                ids = []
                for answer in answers[: len(asked)]:
                    source = answer.locator(".source .open").nth(at)
                    ids.append(source.get_attribute("data-article"))
                    if at:  # the first opens by itself
                        source.evaluate("source => source.click()")
                for (page, (_, payload)), id_ in zip(asked, ids, strict=True):
                    named = json.dumps(id_, ensure_ascii=False)  # as a string of CSS, too
                    article = page.locator(f"#panel article[data-article={named}]")
                    expect(article.locator(".text")).to_contain_text(payload)
                    opened.add(article.locator("h2").inner_text())
        assert opened >= {title(*pair) for pair in numbered}
        assert opened >= {f"{file_name(payload)}.jsonl" for payload in payloads}
        assert [page.evaluate("window.pwned") for page in pages] == [None] * len(pages)
        assert [watch.seen for watch in watches] == [[]] * len(pages) and elsewhere.hits == []
        for context in contexts:
            context.close()


class TestAnswersToRequests:
    @pytest.mark.parametrize(
        ("method", "path", "status", "kept"),
        [
            ("GET", "/", 200, "no-store"),
            ("GET", "/theme.css", 200, "no-store"),
            ("GET", "/static/img/logo.svg", 200, None),
            ("GET", "/gradio_api/app_id", 200, "no-store"),
            ("GET", "/gradio_api/queue/data", 404, "no-store"),
            ("GET", "/gradio_api/heartbeat/a", 404, "no-store"),
            ("GET", "/page/page.js", 200, "no-cache"),
            ("GET", "/page/page.css", 200, "no-cache"),
            ("GET", "/page/errors.json", 404, "no-store"),
            ("GET", "/page/nowhere.js", 404, "no-cache"),
            ("POST", "/page/answer", 422, "no-store"),
            ("POST", "/page/again", 422, "no-store"),
            ("POST", "/page/article", 422, "no-store"),
            ("POST", "/page/more", 422, "no-store"),
            ("POST", "/page/export", 422, "no-store"),
            ("GET", "/static/nowhere.js", 404, None),
            ("GET", "/nowhere", 404, "no-store"),
            ("DELETE", "/", 404, "no-store"),
            ("POST", "/gradio_api/queue/join", 404, "no-store"),
            ("POST", "/gradio_api/run/predict", 404, "no-store"),
            ("GET", "/page/library", 200, "no-store"),
            ("GET", "/page/articles?since=June", 422, "no-store"),
            ("GET", "/page/files", 200, "no-store"),
            ("PUT", "/page/files?name=a.txt", 404, "no-store"),
            ("DELETE", "/page/files?name=news.txt", 404, "no-store"),
            ("POST", "/page/correct", 404, "no-store"),
            ("GET", "/api/search", 422, "no-store"),
            ("GET", "/api/article?id=none", 404, "no-store"),
            ("POST", "/api/ask", 422, "no-store"),
            ("GET", "/api", 404, "no-store"),
            ("POST", "/mcp", 404, "no-store"),
        ],
    )
    def test_every_one_carries_the_headers(
        self, client: httpx.Client, method: str, path: str, status: int, kept: str | None
    ) -> None:
        response = client.request(method, path)
        assert (response.status_code, response.headers.get("cache-control")) == (status, kept)
        assert_secured(response)

    def test_a_failure_of_our_own_does_too(self) -> None:
        app = guarded()

        @app.get("/theme.css")
        def broken() -> None:
            raise RuntimeError("a secret")

        here = TestClient(Sealed(app), "http://localhost", raise_server_exceptions=False)
        response = here.get("/theme.css")
        assert (response.status_code, response.text) == (500, "Internal Server Error")
        assert_secured(response)

    def test_the_page_asks_nobody_else_and_has_a_hash_for_each_of_its_scripts(
        self, client: httpx.Client
    ) -> None:
        page = client.get("/")
        sources = re.findall(
            r"<(?:script|link|img|iframe|base)\b[^>]*(?:src|href)=\"([^\"]*)", page.text
        )
        assert sources and [source for source in sources if "//" in source] == []
        hashes = re.findall(r"'sha256-[\w+/=]{44}'", page.headers["content-security-policy"])
        assert len(hashes) == len(re.findall(r"<script(?![^>]* src)", page.text)) > 3

    @pytest.mark.parametrize(
        "host",
        ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "10.0.0.1", "localhost@x"],
    )
    def test_a_foreign_host_is_refused(self, client: httpx.Client, host: str) -> None:
        for path in ("/", "/page/library", "/api/articles"):
            response = client.get(path, headers={"Host": host})
            assert (response.status_code, response.text) == (400, "Invalid host header")
            assert_secured(response)

    def test_the_names_of_this_machine_are_answered(self, client: httpx.Client) -> None:
        port = client.base_url.port
        for name in ("localhost", "127.0.0.1", "LOCALHOST", "[::1]"):
            assert client.get("/", headers={"Host": f"{name}:{port}"}).status_code == 200

    @pytest.mark.parametrize(
        "origin",
        ["http://evil.example", "null", "http://localhost:1", "http://127.0.0.1", "file://", ""],
    )
    def test_another_sites_page_gets_no_answer(self, client: httpx.Client, origin: str) -> None:
        for method, path in (("POST", "/page/build"), ("PUT", "/page/files"), ("GET", "/")):
            response = client.request(method, path, headers={"Origin": origin})
            assert response.status_code == 403
            assert "access-control-allow-origin" not in response.headers
            assert_secured(response)

    def test_nobody_else_says_what_our_address_is(self, client: httpx.Client) -> None:
        forged = {
            "X-Forwarded-Host": "evil.example",
            "X-Gradio-Server": "http://evil.example",
            "X-Forwarded-Prefix": "/evil.example",
        }
        assert "evil.example" not in client.get("/", headers=forged).text

    def test_a_view_of_gradios_own_is_the_page(self, client: httpx.Client) -> None:
        for view in ("view=api", "view=settings", "deep_link=a", "__theme=dark"):
            response = client.get(f"/?{view}")
            assert (response.status_code, response.headers["location"]) == (307, "/")
            assert_secured(response)


class TestBodies:
    ASK, PROGRAM = "/page/answer", "/api/ask"
    JSON: ClassVar = {"Content-Type": "application/json"}

    @pytest.mark.parametrize("chunked", [False, True])
    def test_one_that_is_too_large_is_413(self, client: httpx.Client, chunked: bool) -> None:
        body = b" " * (600 * 1024)
        parts = (body[at : at + 8192] for at in range(0, len(body), 8192))
        response = client.post(self.ASK, content=parts if chunked else body, headers=self.JSON)
        assert response.status_code == 413
        assert_secured(response)

    @pytest.mark.parametrize(
        "body",
        [
            "[" * 100_000,
            '{"data":' * 20_000,
            '{"data": ' + "[" * 50_000 + "]" * 50_000 + "}",
            '{"data": [' + "9" * 400_000 + "]}",
            '{"fn_index": 1e999, "data": []}',
            "\x00",
            '"\\ud800"',
            "",
        ],
        ids=["open", "objects", "lists", "number", "infinite", "null", "surrogate", "empty"],
    )
    def test_one_that_makes_no_sense_is_refused(self, client: httpx.Client, body: str) -> None:
        for path in (self.ASK, self.PROGRAM):
            response = client.post(path, content=body, headers=self.JSON)
            assert 400 <= response.status_code < 500
            assert len(response.content) < 10_000 and "Traceback" not in response.text
            assert_secured(response)

    def test_a_file_is_taken_nowhere(self, client: httpx.Client) -> None:
        for path in ("/gradio_api/upload", "/upload", "/gradio_api/upload?upload_id=a"):
            response = client.post(path, files={"files": ("a.txt", b"a")})
            assert response.status_code == 404
            assert_secured(response)
        for path in ("/gradio_api/component_server", "/gradio_api/process_recording"):
            assert client.post(path, files={"video": ("a.txt", b"a")}).status_code == 404


class TestFiles:
    PROBES: ClassVar = [
        "/gradio_api/file=SEEDS",
        "/gradio_api/file=INDEX",
        "/gradio_api/file=APP",
        "/gradio_api/file=app.py",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=/proc/self/environ",
        "/gradio_api/file=PASSWORD",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/file=..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/gradio_api/file=http://127.0.0.1:1/",
        "/file=/etc/passwd",
        "/file=APP",
        "/gradio_api/proxy=http://127.0.0.1:1/",
        "/proxy=https://evil.hf.space/",
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%5c..%5c..%5cetc%5cpasswd",
        "/assets/..%2f..%2f..%2froutes.py",
        "/assets//etc/passwd",
        "/svelte/../../routes.py",
        "/gradio_api/stream/a/b/1/playlist-file",
        "/gradio_api/custom_component/a/client/component/..%2f__init__.py",
        "/theme.css/../app.py",
        "/seeds/news.txt",
        "/.git/config",
    ]

    @pytest.mark.parametrize("probe", PROBES)
    def test_none_is_handed_out(self, url: str, tmp_path: Path, probe: str) -> None:
        secret = tmp_path / "password"
        secret.write_text("the password of the test\n")
        seed = next((ROOT / "seeds").glob("*.txt"))
        places = {
            "SEEDS": seed,
            "INDEX": ROOT / "index" / "CURRENT",
            "APP": ROOT / "app.py",
            "PASSWORD": secret,
        }
        for name, path in places.items():
            probe = probe.replace(name, str(path))
        response = raw_get(url, probe)
        assert (response.status_code, response.text) == (404, "Not found")
        assert_secured(response)


def raw_get(url: str, path: str) -> httpx.Response:
    """Ask for a path just as it is written: an ordinary client would take .. out of it."""
    connection = HTTPConnection(httpx.URL(url).netloc.decode())
    connection.putrequest("GET", path)
    connection.endheaders()
    answer = connection.getresponse()
    found = httpx.Response(answer.status, headers=answer.getheaders(), content=answer.read())
    connection.close()
    return found


WHO = ("kim", "열려라 참깨")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder without seeds and index: no question is answered from it."""
    return tmp_path_factory.mktemp("login")


@pytest.fixture(scope="module")
def locked(folder: Path) -> Iterator[str]:
    (folder / "password").write_text(f"{WHO[1]}\nsomething else\n", "utf-8")
    (folder / "password").chmod(0o600)
    options = f"--auth={WHO[0]}:{folder / 'password'}", "--proxied", "--per-minute=5"
    with serve(folder / "seeds", folder / "index", *options) as url:
        yield url


@pytest.fixture
def missing(folder: Path) -> str:
    """What is said instead of an answer."""
    return f"기사 폴더 {folder / 'seeds'}이(가) 없습니다. 기사가 든 폴더를 지정해 주세요"


@pytest.fixture
def enter(locked: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page of one who knows the password, at an address of its own."""
    contexts = []

    def entered(address: str, locale: str = "ko-KR") -> Page:
        known = {"username": WHO[0], "password": WHO[1]}
        told = {"X-Forwarded-For": address}
        contexts.append(
            browser.new_context(http_credentials=known, extra_http_headers=told, locale=locale)
        )
        page = contexts[-1].new_page()
        page.goto(locked)
        return page

    yield entered
    for context in contexts:
        assert context.cookies() == []
        context.close()


UNREADABLE = (
    "can't read the password in PATH: {reason}; "
    "name a text file with the password in its first line"
)
EMPTY = "the first line of PATH is empty; write the password there"
OPEN = "every user can get at the password in PATH; run: chmod o= PATH"


def notice(answer: Locator) -> Locator:
    """What an answer says that is none."""
    return answer.locator(".notice")


class TestLogin:
    @pytest.mark.parametrize(
        "asked",
        [
            "GET /",
            "GET /theme.css",
            "GET /static/img/logo.svg",
            "GET /config",
            "GET /info",
            "GET /gradio_api/info",
            "GET /gradio_api/app_id",
            "GET /gradio_api/queue/data?session_hash=a",
            "GET /gradio_api/heartbeat/a",
            "GET /gradio_api/file=/etc/passwd",
            "GET /gradio_api/startup-events",
            "GET /monitoring/summary",
            "GET /login",
            "GET /nowhere",
            "POST /login",
            "GET /page/page.js",
            "POST /page/answer",
            "POST /page/again",
            "POST /page/article",
            "POST /page/more",
            "POST /page/export",
            "POST /gradio_api/queue/join",
            "POST /gradio_api/cancel",
            "POST /gradio_api/reset",
            "GET /page/library",
            "GET /page/articles",
            "PUT /page/files?name=a.txt",
            "DELETE /page/files?name=a.txt",
            "POST /page/build",
            "GET /api/articles",
            "POST /api/ask",
            "POST /mcp",
            "POST /gradio_api/upload",
            "POST /gradio_api/run/ask",
            "POST /gradio_api/call/ask",
        ],
    )
    def test_no_route_answers_a_stranger(self, locked: str, asked: str) -> None:
        method, path = asked.split()
        response = httpx.request(method, f"{locked}{path[1:]}")
        assert (response.status_code, response.text) == (401, "Not logged in")
        assert response.headers["www-authenticate"] == 'Basic realm="articles", charset="UTF-8"'
        assert "set-cookie" not in response.headers
        assert_secured(response)

    def test_the_page_works_for_one_who_knows_the_password(
        self, enter: Callable[..., Page], missing: str
    ) -> None:
        expect(notice(ask(enter("10.1.1.1"), QUESTION))).to_have_text(missing, timeout=READY)

    def test_guesses_are_limited_for_the_one_who_guesses(self, locked: str) -> None:
        guess = {"auth": ("kim", "wrong"), "headers": {"X-Forwarded-For": "10.9.9.9"}}
        codes = [httpx.get(locked, **guess).status_code for _ in range(12)]
        assert codes == [401] * 9 + [429] * 3
        known = WHO[0].encode(), WHO[1].encode()
        refused = httpx.get(locked, auth=known, headers=guess["headers"])
        assert refused.status_code == 429 and 1 <= int(refused.headers["retry-after"]) <= 60
        assert_secured(refused)
        assert httpx.get(locked, auth=known).status_code == 200

    @pytest.mark.parametrize(
        ("content", "mode", "said"),
        [
            (None, 0, UNREADABLE.format(reason="No such file or directory")),
            (b"", 0o600, EMPTY),
            (b"\nsecret", 0o600, EMPTY),
            (b"secret", 0o604, OPEN),
            (b"secret", 0o602, OPEN),
            (b"\xff\xfe", 0o600, UNREADABLE.format(reason="it isn't UTF-8 text")),
        ],
    )
    def test_a_bad_password_file_is_one_line(
        self, tmp_path: Path, content: bytes | None, mode: int, said: str
    ) -> None:
        file = tmp_path / "password"
        if content is not None:
            file.write_bytes(content)
            file.chmod(mode)
        with pytest.raises(ServerError) as raised:
            read_login(f"kim:{file}")
        assert str(raised.value) == said.replace("PATH", str(file))

    @pytest.mark.parametrize("given", ["kim", "kim:", ":file", ""])
    def test_another_form_is_one_line(self, given: str) -> None:
        with pytest.raises(ServerError) as raised:
            read_login(given)
        remedy = "write the password in the file's first line"
        assert str(raised.value) == f"--auth takes USER:FILE; {remedy}"


class TestManyQuestions:
    def test_each_is_answered_or_told_that_there_is_no_room_and_the_page_goes_on(
        self, url: str
    ) -> None:
        command = [sys.executable, "tests/benchmarks/burst.py", url, "--questions=60"]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        # Each room is given again as soon as it is free, so that more than 32 may be answered.
        outcomes = {name: int(n) for name, n in re.findall(r"^(.+): (\d+)$", run.stdout, re.M)}
        answered, busy = outcomes.pop("answered"), outcomes.pop("busy", 0)
        assert (outcomes, answered + busy) == ({}, 60)  # none failed
        assert answered >= 32
        assert float(re.findall(r"answered ([\d.]+) s later", run.stdout)[0]) < 30

    def test_a_client_that_asks_too_often_is_told_so(
        self, locked: str, enter: Callable[..., Page], missing: str
    ) -> None:
        expect(enter("10.2.2.1").locator("#status .error")).to_have_text(missing, timeout=READY)
        page = enter("10.2.2.2")  # nothing is waited for any more: what is asked counts at once
        for _ in range(5):
            expect(notice(ask(page, QUESTION))).to_have_text(missing)
        expect(notice(ask(page, QUESTION))).to_have_text(TEXTS["ko"]["often"])
        expect(notice(ask(enter("10.2.2.2", "en-US"), QUESTION))).to_have_text(TEXTS["en"]["often"])
        expect(notice(ask(enter("10.3.3.3"), QUESTION))).to_have_text(missing)
        known = WHO[0].encode(), WHO[1].encode()
        told = {"X-Forwarded-For": "10.2.2.2"}
        with httpx.Client(base_url=locked, auth=known, headers=told) as client:
            refused = [client.get("/gradio_api/app_id") for _ in range(100)][-1]
            assert (refused.status_code, refused.text) == (429, "Too many requests")
            assert 1 <= int(refused.headers["retry-after"]) <= 60
            assert_secured(refused)
            assert client.get("/static/img/logo.svg").status_code == 200


def codes_of(port: int, here: str) -> list[int]:
    """Ask for the page from an address, each time for another; return how that is answered."""
    with httpx.Client(transport=httpx.HTTPTransport(local_address=here), timeout=60) as client:
        forwarded = [{"X-Forwarded-For": f"10.0.0.{n}"} for n in range(21)]
        asked = [client.get(f"http://127.0.0.1:{port}", headers=one) for one in forwarded]
    return [response.status_code for response in asked]


EXPOSED = (
    "others can reach {}, and would read the articles; "
    "ask them for a password with --auth USER:FILE, or let everybody in with --open"
)


class TestReach:
    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "articles.example"])
    def test_a_network_is_not_served_unless_that_is_meant(self, host: str) -> None:
        with pytest.raises(ServerError) as raised:
            listen(host, 0, exposed=False)
        assert str(raised.value) == EXPOSED.format(host)

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
    def test_this_machine_is(self, host: str) -> None:
        listen(host, 0, exposed=False).close()

    def test_the_command_says_so_and_fails(self) -> None:
        command = [sys.executable, "app.py", "--host=0.0.0.0", "--port=0"]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert (run.returncode, run.stderr) == (1, f"error: {EXPOSED.format('0.0.0.0')}\n")

    def test_an_open_server_says_what_that_means_and_believes_no_other_proxy_than_is_named(
        self, tmp_path: Path
    ) -> None:
        proxy, port = "127.0.0.2", free_port()
        command = [sys.executable, "app.py", "--open", f"--port={port}", "--per-minute=1"]
        command += [f"--proxied={proxy}"]
        command += [f"--seeds={tmp_path / 'seeds'}", f"--index={tmp_path / 'index'}"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            lines = [server.stdout.readline() for _ in range(2)]
            try:
                codes = {here: codes_of(port, here) for here in ("127.0.0.1", proxy)}
            finally:
                server.send_signal(signal.SIGINT)
            assert server.wait(60) == 0
        assert lines[1] == "open: whoever can reach this address can read the articles\n"
        assert codes == {"127.0.0.1": [200] * 20 + [429], proxy: [200] * 21}

    def test_a_proxy_is_named_by_its_address(self) -> None:
        command = [sys.executable, "app.py", "--proxied=nginx.example", "--port=0"]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        said = "'nginx.example' does not appear to be an IPv4 or IPv6 network"
        assert run.returncode == 2 and said in run.stderr

    @pytest.mark.parametrize(
        ("given", "name"),
        [("Articles.Office", "articles.office"), ("::1", "[::1]"), ("[::1]", "[::1]")],
    )
    def test_a_name_is_as_browsers_write_it(self, given: str, name: str) -> None:
        assert host_name(given) == name

    @pytest.mark.parametrize("given", ["", "*", "a b", "http://a", "a:80", "a/b"])
    def test_no_name_is_refused(self, given: str) -> None:
        with pytest.raises(ServerError) as raised:
            host_name(given)
        remedy = "give a name or an address, without a scheme or a port"
        assert str(raised.value) == f"{given!r} is no host's name; {remedy}"
