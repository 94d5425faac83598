"""Time the page in a browser: how soon it is up, can answer, does, and shows what a citation cites.

    python tests/benchmarks/page.py [--seeds seeds] [--questions 20]

Starting is told as a multiple of a bare `python -c "import numpy"` in the same run, too. The index
is built beforehand: a page that is started again has one.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from embeddings import build_index
from qa import Assistant
from qa.web.examples import example_question

ROOT = Path(__file__).parents[2]
BARE = [sys.executable, "-c", "import numpy"]
READY = 120_000  # ms
PAUSE = 500  # ms between questions, in which those to go on with are made
OPENED = 20  # times that a citation is opened

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
    const mark = document.querySelector("#panel mark")?.getBoundingClientRect();
    const seen = mark?.height && mark.top >= 0 && mark.bottom <= innerHeight;
    if (seen) done(performance.now() - clicked);
    else requestAnimationFrame(look);
  };
  look();
})"""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds")
    parser.add_argument("--questions", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as index:
        build_index(options.seeds, index)
        made = [*filter(None, map(example_question, Assistant.open(index).articles()))]
        questions = (made * options.questions)[: options.questions]
        measure(["--seeds", str(options.seeds), "--index", index], questions)


def measure(options: list[str], questions: list[str]) -> None:
    """Start the page, ask it the questions in a browser, and print how long that took."""
    bare = median(bare_seconds() for _ in range(5))
    port = free_port()
    path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"]).new_page()
        started = time.perf_counter()
        command = [sys.executable, "app.py", f"--port={port}", *options]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as server:
            try:
                assert server.stdout is not None
                server.stdout.readline()  # it says where it is served as soon as it is
                page.goto(f"http://127.0.0.1:{port}/")
                page.locator("#box textarea").wait_for(timeout=READY)
                first = time.perf_counter() - started
                ask(page, questions[0])
                ready = time.perf_counter() - started
                times = [ask(page, question) for question in questions]
                opened = [page.evaluate(OPEN, at) / 1000 for at in range(OPENED)]
            finally:
                server.terminate()
    print(f"python with NumPy alone {bare:.2f} s")
    for name, seconds in (("first page", first), ("first answer", ready)):
        print(f"{name} after {seconds:.2f} s: {seconds / bare:.1f}x")
    print(f"from a click on a citation to its mark: median {median(opened):.3f} s")
    print(f"from Enter to the last word: median {median(times):.3f} s, worst {max(times):.3f} s")


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
