"""Take the pictures that README shows: the seed is asked in a browser, as one would ask it.

python tests/screenshots.py
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from conftest import READY, ROOT, ask, serve
from playwright.sync_api import Browser, sync_playwright

OUT = ROOT / "tests" / "screenshots"
QUESTION = "카자흐스탄에 진출한 한국 기업은 몇 개인가요?"


def main() -> None:
    """Write a picture of the page on a wide screen, and one on a phone in the dark."""
    OUT.mkdir(exist_ok=True)
    path = shutil.which("chromium")
    with (
        tempfile.TemporaryDirectory() as index,
        serve(ROOT / "seeds", Path(index)) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        take(browser, url, "wide", width=1360, height=760, dark=False)
        take(browser, url, "phone", width=390, height=760, dark=True)


def take(browser: Browser, url: str, name: str, *, width: int, height: int, dark: bool) -> None:
    """Ask the question, open its citation, and take the picture."""
    page = browser.new_page(
        locale="ko-KR",
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
    )
    page.goto(url)
    page.locator("#examples button").first.wait_for(timeout=READY)
    answer = ask(page, QUESTION)
    page.locator(".more button").first.wait_for()
    answer.locator(".cite").first.click()
    page.locator("#panel mark").wait_for()
    page.wait_for_timeout(500)  # the sheet comes to rest
    page.screenshot(path=OUT / f"{name}.png")


if __name__ == "__main__":
    main()
