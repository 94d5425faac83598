"""What several test modules share: the page, served by a process of its own, and a browser."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent
READY = 60_000  # ms that the models may take to load
expect.set_options(timeout=20_000)  # ms: a machine may be busy

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox --disable-quic --disable-background-networking "
    "--disable-component-update --disable-sync --no-first-run"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        reason = f"no browser: install one of {', '.join(_NAMES)}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS.split())
        yield browser
        browser.close()


@contextmanager
def serve(
    seeds: Path, index: Path, *options: str, program: Sequence[str] = ("app.py",)
) -> Iterator[str]:
    with serving(seeds, index, *options, program=program) as (url, _):
        yield url


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(
    seeds: Path, index: Path, *options: str, program: Sequence[str] = ("app.py",)
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Yield the page's address, and the process of a program that serves it as app.py does."""
    port = free_port()
    command = [sys.executable, *program, f"--port={port}", f"--seeds={seeds}", f"--index={index}"]
    command += options
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        try:
            assert f"http://127.0.0.1:{port}" in line
            yield f"http://127.0.0.1:{port}/", server
        finally:
            server.terminate()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def opened(url: str, locale: str = "ko-KR", width: int = 1280) -> Page:
        size = {"width": width, "height": 800}
        contexts.append(browser.new_context(locale=locale, viewport=size))
        page = contexts[-1].new_page()
        page.goto(url, timeout=READY)
        return page

    yield opened
    for context in contexts:
        context.close()


def ask(page: Page, question: str) -> Locator:
    """Ask a question; return the answer, complete."""
    answers = page.locator("#chat .answer")
    before = answers.count()
    page.locator("#box textarea").fill(question)
    page.locator("#box textarea").press("Enter")
    answer = answers.nth(before)
    expect(answer.locator(".actions")).to_be_visible(timeout=READY)
    return answer
