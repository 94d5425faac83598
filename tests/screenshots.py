"""Take pictures of the page as people see it: of the seed, and of articles that disagree.

python tests/screenshots.py

README shows two of them, which are kept; the others are put into build/screenshots.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import READY, ROOT, ask, serve
from playwright.sync_api import Browser, Page, sync_playwright

SHOWN, OTHERS = ROOT / "tests" / "screenshots", ROOT / "build" / "screenshots"
QUESTION = "카자흐스탄에 진출한 한국 기업은 몇 개인가요?"
FIRE = "{}시 {}동의 한 창고에서 6일 새벽 불이 나 작업자 {}명이 다쳤다. 불은 {} 만에 꺼졌다."
FIRES = [
    ("다온일보", "2031-05-06", 9),
    ("가람신문", "2031-05-07", 14),
    ("나래뉴스", "2031-05-06", 9),
]
HURT = "하람시 창고 불로 몇 명이 다쳤나?"


def main() -> None:
    """Take them all."""
    for folder in (SHOWN, OTHERS):
        folder.mkdir(parents=True, exist_ok=True)
    path = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--lang=ko-KR"]
        )
        with serve(ROOT / "seeds", Path(folder, "seed")) as url:
            of_the_seed(browser, url)
        fill(Path(folder, "fires"))
        with serve(Path(folder, "fires"), Path(folder, "index")) as url:
            of_others(browser, url, Path(folder, "fires"))


def of_the_seed(browser: Browser, url: str) -> None:
    """First arrival, a filtered list, and an answer with its citation open, in each look."""
    with opened(browser, url) as page:
        page.locator("#articles .rows li").first.wait_for()
        page.screenshot(path=OTHERS / "arrival.png")
        page.locator('#articles [data-field="kind"]').select_option("headline")
        page.locator("#articles input[type=search]").fill("북한")
        page.wait_for_timeout(500)
        page.screenshot(path=OTHERS / "filtered.png")
    for where, width, dark, locale in (
        (SHOWN / "wide", 1360, False, "ko-KR"),
        (SHOWN / "phone", 390, True, "ko-KR"),
        (OTHERS / "dark", 1360, True, "ko-KR"),
        (OTHERS / "english", 1360, False, "en-US"),
    ):
        with opened(browser, url, width=width, dark=dark, locale=locale) as page:
            answer = ask(page, QUESTION)
            page.wait_for_load_state("networkidle")  # questions to go on with are there
            answer.locator(".cite").first.click()
            page.locator("#panel mark").first.wait_for()
            page.wait_for_timeout(500)  # the sheet comes to rest
            page.screenshot(path=where.with_suffix(".png"))


def of_others(browser: Browser, url: str, seeds: Path) -> None:
    """Articles that disagree, and a build that goes on behind the page."""
    with opened(browser, url) as page:
        ask(page, HURT)
        page.locator("#panel mark").first.wait_for()
        page.screenshot(path=OTHERS / "disagreeing.png")
        lines = (notice(number) for number in range(20_000))
        Path(seeds, "알림.jsonl").write_text("\n".join(lines), "utf-8")
        page.evaluate("window.dispatchEvent(new Event('focus'))")
        page.locator(".newer button").click()
        page.locator("progress[value]").wait_for(timeout=READY)
        page.wait_for_timeout(3000)
        page.screenshot(path=OTHERS / "building.png")


def fill(seeds: Path) -> None:
    """Write articles that tell of a fire, and don't agree on it."""
    seeds.mkdir()
    told = [
        {"title": f"하람시 창고에 불… {hurt}명 다쳐", "outlet": outlet, "published": day}
        | {"text": FIRE.format("하람", "물빛", hurt, hours)}
        for (outlet, day, hurt), hours in zip(FIRES, ("세 시간", "네 시간", "세 시간"), strict=True)
    ]
    lines = (json.dumps(one, ensure_ascii=False) for one in told)
    Path(seeds, "불.jsonl").write_text("\n".join(lines), "utf-8")


def notice(number: int) -> str:
    """Return an article of little interest."""
    text = f"{number}번째 알림이다. 물빛동 주민은 {number % 28 + 1}일에 모인다. " * 4
    return json.dumps({"title": f"알림 {number}", "text": text}, ensure_ascii=False)


@contextmanager
def opened(
    browser: Browser, url: str, *, width: int = 1360, dark: bool = False, locale: str = "ko-KR"
) -> Iterator[Page]:
    """Open the page as somebody has it before them, all drawn."""
    look = {"viewport": {"width": width, "height": 760}, "locale": locale}
    page = browser.new_page(**look, color_scheme="dark" if dark else "light")
    page.goto(url)
    page.locator("#examples button").first.wait_for(timeout=READY)
    yield page
    page.close()


if __name__ == "__main__":
    main()
