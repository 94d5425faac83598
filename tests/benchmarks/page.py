"""Time the page in a browser, and tell what it costs the server to have it open.

    python tests/benchmarks/page.py [--seeds seeds] [--questions 20] [--articles 10000] [--pages 50]

Starting is told as a multiple of a bare `python -c "import numpy"` in the same run, too. The index
is built beforehand: a page that is started again has one. What the server takes while nothing
happens is the processor's time, so that what else the machine does is left aside.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from embeddings import build_index
from qa import Assistant
from qa.web.examples import example_question

ROOT = Path(__file__).parents[2]
BARE = [sys.executable, "-c", "import numpy"]
READY = 120_000  # ms
PAUSE = 500  # ms between questions, in which those to go on with are made
TIMES = 20  # that a citation is opened, and the list is filtered
PAINTED = 5  # pages that are opened one after the other
WATCHED = 30  # seconds in which nothing happens
SETTLED = 10_000  # ms after which a page is at rest
CITIES = "가람 나래 다온 라온 마루 바다 새벽 아람 자람 하람".split()
THINGS = "다리 도서관 시장 공원 박물관 병원 학교 항구 터널 온천".split()

# From the key to the frame in which the sources are seen, which stand last in an answer.
TIMED = """() => {
  const shown = document.querySelectorAll("#chat .answer .sources").length;
  window.answered = new Promise((done) => {
    let pressed;
    const press = () => { pressed = performance.now(); };
    document.addEventListener("keydown", press, { once: true, capture: true });
    const look = () => {
      const last = document.querySelectorAll("#chat .answer .sources")[shown];
      if (last?.getBoundingClientRect().height) done(performance.now() - pressed);
      else requestAnimationFrame(look);
    };
    look();
  });
}"""

# From the click on a citation to the frame in which its mark is seen in the article.
OPEN = """(at) => new Promise((done) => {
  const cites = [...document.querySelectorAll("#chat .said .cite")];
  document.querySelector("#panel .reading").replaceChildren();
  const clicked = performance.now();
  cites[at % cites.length].click();
  const look = () => {
    const [first, ...others] = document.querySelectorAll("#panel mark");
    const current = others.find((one) => one.matches(".current")) ?? first;
    const mark = current?.getBoundingClientRect();
    const seen = mark?.height && mark.top >= 0 && mark.bottom <= innerHeight;
    if (seen) done(performance.now() - clicked);
    else requestAnimationFrame(look);
  };
  look();
})"""

# From what is typed into the search to the frame in which other rows are seen.
FILTER = """(words) => new Promise((done) => {
  const box = document.querySelector("#articles input[type=search]");
  const before = document.querySelector("#articles .rows li");
  const typed = performance.now();
  box.value = words;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  const look = () => {
    const first = document.querySelector("#articles .rows li");
    if (first && first !== before) done(performance.now() - typed);
    else requestAnimationFrame(look);
  };
  look();
})"""

PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds")
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=50)
    options = parser.parse_args()
    path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        index = f"{folder}/index"
        build_index(options.seeds, index)
        proposed = map(example_question, Assistant.open(index).articles())
        made = [one.ko for one in proposed if one]
        questions = (made * options.questions)[: options.questions]
        work(browser, options.seeds, Path(index), questions)
        rest(browser, options.seeds, Path(index), options.pages)
        filtering(browser, Path(folder, "many"), options.articles)


def work(browser: Browser, seeds: Path, index: Path, questions: list[str]) -> None:
    """Start the page, ask it the questions, and print how long that took, and in what memory."""
    bare = median(bare_seconds() for _ in range(5))
    started = time.perf_counter()
    with serving(seeds, index) as (url, process):
        page = browser.new_page()
        page.goto(url)
        page.locator("#box textarea").wait_for(timeout=READY)
        first = time.perf_counter() - started
        ask(page, questions[0])
        ready = time.perf_counter() - started
        times = [ask(page, question) for question in questions]
        opened = [page.evaluate(OPEN, at) / 1000 for at in range(TIMES)]
        painted = [first_paint(browser, url) for _ in range(PAINTED)]
        print(f"python with NumPy alone {bare:.2f} s")
        for name, seconds in (("first page", first), ("first answer", ready)):
            print(f"{name} after {seconds:.2f} s: {seconds / bare:.1f}x")
        print(f"first paint of a page: median {median(painted):.3f} s")
        print(f"from a click on a citation to its mark: median {median(opened):.3f} s")
        print(f"from Enter to the last word: median {median(times):.3f} s, worst {max(times):.3f}")
        print(f"memory after that: {memory(process):.0f} MB, at most {memory(process, 'HWM'):.0f}")
        page.close()


def rest(browser: Browser, seeds: Path, index: Path, count: int) -> None:
    """Print what the server takes while no page is open, and while many are."""
    with serving(seeds, index) as (url, process):
        browser.new_page().goto(url)  # all is read
        browser.contexts[-1].pages[0].locator("#articles .rows li").first.wait_for(timeout=READY)
        browser.contexts[-1].close()
        time.sleep(SETTLED / 1000)
        print(f"no page open: {share(process):.2%} of a core")
        context, requests = browser.new_context(), list[str]()
        for _ in range(count):
            page = context.new_page()
            page.goto(url)
            page.locator("#articles .rows li").first.wait_for(timeout=READY)
        page.wait_for_timeout(SETTLED)
        context.on("request", lambda request: requests.append(request.url))
        taken = share(process, page)
        print(f"{count} pages open: {taken:.2%} of a core, {len(requests)} requests")
        context.close()


def filtering(browser: Browser, seeds: Path, count: int) -> None:
    """Print how long it takes to filter a list of many articles."""
    seeds.mkdir()
    lines = (json.dumps(article(n), ensure_ascii=False) for n in range(count))
    Path(seeds, "many.jsonl").write_text("\n".join(lines), "utf-8")
    build_index(seeds, seeds.with_name("many-index"))
    with serving(seeds, seeds.with_name("many-index")) as (url, _):
        page = browser.new_page()
        page.goto(url)
        page.locator("#articles .rows li").first.wait_for(timeout=READY)
        words = [f"{CITIES[n % 10]}시 {THINGS[n // 2 % 10]}" for n in range(TIMES)]
        times = [filtered(page, each) for each in words]
        print(
            f"{count:,} articles filtered by words: median {median(times):.3f} s, "
            f"worst {max(times):.3f} s, from the key on"
        )


def filtered(page: Page, words: str) -> float:
    """Filter the list by words; return the seconds till the browser shows others."""
    page.wait_for_timeout(PAUSE)
    return float(page.evaluate(FILTER, words)) / 1000


def article(number: int) -> dict[str, str]:
    """Return one of many made articles."""
    city, thing = CITIES[number % 10], THINGS[number // 10 % 10]
    text = f"{city}시는 {number}번째 {thing} 공사를 {number % 12 + 1}월에 마쳤다. " * 3
    day = f"{2010 + number % 15}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    known = {"outlet": f"{city}일보", "author": f"{thing} 담당", "published": day}
    return {"title": f"{city}시 {thing} {number}", "text": text} | known


@contextmanager
def serving(seeds: Path, index: Path) -> Iterator[tuple[str, int]]:
    """Serve the page of an index; yield its address and its process's id."""
    port = free_port()
    command = [sys.executable, "app.py", f"--port={port}", f"--seeds={seeds}", f"--index={index}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            server.stdout.readline()  # it says where it is served as soon as it is
            yield f"http://127.0.0.1:{port}/", server.pid
        finally:
            server.terminate()


def first_paint(browser: Browser, url: str) -> float:
    """Return after how many seconds something is to be seen of a page that is opened anew."""
    page = browser.new_page()
    page.goto(url)
    page.locator("#box textarea").wait_for(timeout=READY)
    seconds = float(page.evaluate(PAINT)) / 1000
    page.close()
    return seconds


def memory(process: int, of: str = "RSS") -> float:
    """Return the MB that a process has in memory, or had at most ("HWM")."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return next(float(line.split()[1]) / 1024 for line in lines if line.startswith(f"Vm{of}"))


def share(process: int, page: Page | None = None) -> float:
    """Return how much of a core's time a process takes, over WATCHED seconds."""
    before = processor_seconds(process)
    if page:
        page.wait_for_timeout(WATCHED * 1000)
    else:
        time.sleep(WATCHED)
    return (processor_seconds(process) - before) / WATCHED


def processor_seconds(process: int) -> float:
    """Return the seconds of the processor that a process has taken so far."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bare_seconds() -> float:
    """Return how long Python takes to start and to import NumPy."""
    started = time.perf_counter()
    subprocess.run(BARE, check=True)
    return time.perf_counter() - started


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def ask(page: Page, question: str) -> float:
    """Ask a question; return the seconds till the browser shows all of the answer."""
    page.locator("#box textarea").fill(question)
    page.evaluate(TIMED)
    page.locator("#box textarea").press("Enter")
    taken = float(page.evaluate("window.answered"))
    page.wait_for_timeout(PAUSE)
    return taken / 1000


if __name__ == "__main__":
    main()
