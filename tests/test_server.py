"""What stands between the network and the page: real requests, a real browser, hostile articles."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from conftest import READY, ROOT, serve
from playwright.sync_api import Browser, BrowserContext, Page, expect

TEXTS = json.loads((ROOT / "qa" / "page.json").read_text("utf-8"))
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
<meta http-equiv="refresh" content="0;url=http://HERE/20">
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
    return [
        payload.replace("HERE", here[number % 2]) for number, payload in enumerate(FETCHES)
    ] + SCRIPTS


def place(number: int) -> str:
    """The village of a payload: a name that its articles alone share."""
    syllables = "가나다라마바사아자차카타파하"
    return f"{syllables[number // 14]}{syllables[number % 14]}온군"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, payloads: list[str]) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    seeds = folder / "seeds"
    seeds.mkdir()
    (seeds / "news.txt").symlink_to(next((ROOT / "seeds").glob("*.txt")))
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
    return payload.replace("/", "\\")  # browsers read \\ as / in an address


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
        page = context.new_page()
        fetched, ran = 0, 0
        for payload in payloads:
            if "meta http" in payload:
                continue  # it would lead away from the page
            elsewhere.hits.clear()
            elsewhere.page = f"<!doctype html><body>{payload}"
            page.goto(f"http://{elsewhere.address}/control")
            page.wait_for_timeout(50)
            ran += page.evaluate("window.pwned === 1")
            fetched += bool(elsewhere.hits)
        context.close()
        assert fetched >= 15 and ran >= 15

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
        opened: set[str] = set()
        numbered = [*enumerate(payloads)]
        for first in range(0, len(numbered), len(pages)):
            asked = [*zip(pages, numbered[first : first + len(pages)], strict=False)]
            for page, (number, payload) in asked:
                question = f"{place(number)}의 새 다리 공사는 언제 끝나나요? {payload}"
                page.locator("#box textarea").fill(question)
                page.locator("#box textarea").press("Enter")
            for page, (number, payload) in asked:
                opened |= self.opened(page, first // len(pages), number, payload)
        assert opened >= {title(*pair) for pair in numbered}
        assert opened >= {f"{file_name(payload)}.jsonl" for payload in payloads}
        assert [page.evaluate("window.pwned") for page in pages] == [None] * len(pages)
        assert [watch.seen for watch in watches] == [[]] * len(pages) and elsewhere.hits == []
        for context in contexts:
            context.close()

    def opened(self, page: Page, turn: int, number: int, payload: str) -> set[str]:
        """Open every article that an answer lists; return what they are called on the page."""
        answer = page.locator("#chat .answer").nth(turn)
        expect(answer.locator(".sources")).to_be_visible(timeout=READY)
        expect(page.locator("#chat .question").nth(turn)).to_contain_text(payload)
        expect(answer.locator(".sources")).to_contain_text(payload)
        names = set()
        for at, source in enumerate(answer.locator(".source").all()):
            view = source.get_attribute("data-view")
            if at:  # the first opens by itself
                source.evaluate("source => source.click()")
            expect(page.locator(f"#panel article[data-shown='{view}']")).to_be_visible()
            expect(page.locator("#panel .text")).to_contain_text(payload)
            names.add(page.locator("#panel h2").inner_text())
        return names
