"""The articles beside the chat, in a real browser: listed, filtered, added, corrected, deleted."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from conftest import READY, ask, serve
from playwright.sync_api import Locator, Page, expect

from qa.web.conversation import TEXTS

HOSTILE = '<img src=x onerror=window.pwned=1>${window.pwned=1}"'
LIGHTHOUSE = "마루섬 등대는 높이가 45미터이다. 뱃길을 밝힌다."


def bridge(place: str, length: int, **known: str) -> dict[str, str]:
    text = f"{place}의 새 다리는 길이가 {length}미터이다. 주민들이 걸어서 건넌다."
    return {"id": place, "title": f"{place} 새 다리 개통", "text": text} | known


def write(path: Path, articles: list[dict[str, str]]) -> None:
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in articles), "utf-8")


def fill(folder: Path) -> Path:
    """Three bridges of different lengths, and 150 notices of 15 months."""
    folder.mkdir()
    bridges = [
        bridge("다온군", 300, outlet="다온신문", author="이영희", published="2024-06-13"),
        bridge("가람시", 450, outlet="가람일보", author="김철수", published="2024-05-02"),
        bridge("나래구", 620, outlet=HOSTILE, author=HOSTILE),
    ]
    notices = [
        {
            "id": f"알림 {n}",
            "title": f"알림 {n}",
            "text": f"{n}번째 알림이다.",
            "outlet": "가람일보",
            "published": f"{2022 + n // 120}-{n // 10 % 12 + 1:02d}-{n % 10 + 1:02d}",
        }
        for n in range(150)
    ]
    write(folder / "다리.jsonl", bridges)
    write(folder / "알림.jsonl", notices)
    (folder / "빈.txt").touch()
    return folder


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page that nobody changes anything of."""
    folder = tmp_path_factory.mktemp("pane")
    with serve(fill(folder / "seeds"), folder / "index", "--proxied") as url:
        yield url


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is changed: each test has files of its own in it."""
    return fill(tmp_path_factory.mktemp("own") / "seeds")


@pytest.fixture(scope="module")
def own(seeds: Path) -> Iterator[str]:
    """A page of that folder."""
    with serve(seeds, seeds.parent / "index") as url:
        yield url


def rows(page: Page) -> Locator:
    return page.locator("#articles .rows li")


def first(page: Page, name: str) -> None:
    expect(rows(page).first.locator("b")).to_have_text(name, timeout=READY)


def choose(page: Page, field: str, value: str) -> None:
    page.locator(f'#articles [data-field="{field}"]').select_option(value)


def chips(page: Page) -> Locator:
    return page.locator("#scope li:not(.lead)")


def focus(page: Page) -> None:
    """The page gets the focus, as when one comes back to it from another window."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def close(page: Page) -> None:
    """Close the article that was opened by an answer."""
    expect(page.locator("#panel mark").first).to_be_visible()
    page.keyboard.press("Escape")


class TestTheList:
    def test_it_has_what_is_there_newest_first_and_more_on_scrolling(
        self, url: str, visit: Callable[..., Page]
    ) -> None:
        page = visit(url)
        first(page, "다온군 새 다리 개통")
        expect(rows(page).first.locator("small")).to_have_text(
            "다온신문 · 이영희 · 2024년 6월 13일"
        )
        expect(page.locator("#articles .total")).to_have_text("153건")
        expect(rows(page)).to_have_count(100)
        page.locator("#articles .rows").evaluate("rows => rows.scrollTop = rows.scrollHeight")
        expect(rows(page)).to_have_count(153)
        expect(rows(page).last.locator("b")).to_have_text("나래구 새 다리 개통")  # it has no date
        page.locator("#articles .order").select_option("oldest")
        first(page, "알림 0")

    def test_it_is_searched_and_filtered(self, url: str, visit: Callable[..., Page]) -> None:
        page = visit(url)
        first(page, "다온군 새 다리 개통")
        page.locator("#articles input[type=search]").fill("길이 가람")
        first(page, "가람시 새 다리 개통")
        expect(page.locator("#articles .total")).to_have_text("1건")
        expect(chips(page)).to_have_text(["낱말 “길이 가람”"])
        page.locator("#articles input[type=search]").fill("")
        expect(chips(page)).to_have_count(0)
        choose(page, "outlet", "가람일보")
        expect(page.locator("#articles .total")).to_have_text("151건")
        choose(page, "author", "김철수")
        expect(page.locator("#articles .total")).to_have_text("1건")
        page.locator('#articles [data-field="until"]').fill("2024-05-01")
        expect(page.locator("#articles .total")).to_have_text("맞는 기사가 없습니다.")
        expect(chips(page)).to_have_text(
            ["언론사 가람일보", "기자 김철수", "날짜 2024년 5월 1일까지"]
        )
        for _ in range(3):
            chips(page).first.locator("button").click()
        expect(page.locator("#articles .total")).to_have_text("153건")
        expect(page.locator('#articles [data-field="outlet"]')).to_have_value("")

    def test_a_bar_of_the_strip_chooses_its_time(
        self, url: str, visit: Callable[..., Page]
    ) -> None:
        page = visit(url)
        bars = page.locator("#articles .strip button")
        expect(bars).to_have_count(30, timeout=READY)  # months from 2022-01 to 2024-06
        expect(bars.nth(2)).to_have_attribute("aria-label", "2022년 3월: 10건")
        bars.nth(2).click()
        expect(page.locator("#articles .total")).to_have_text("10건")
        expect(chips(page)).to_have_text(["날짜 2022년 3월"])
        expect(bars).to_have_count(30)
        expect(bars.nth(2)).to_have_attribute("aria-pressed", "true")
        bars.nth(2).click()
        expect(page.locator("#articles .total")).to_have_text("153건")

    def test_a_click_reads_an_article_and_back(self, url: str, visit: Callable[..., Page]) -> None:
        page = visit(url)
        first(page, "다온군 새 다리 개통")
        rows(page).nth(1).locator(".row").click()
        expect(page.locator("#panel h2")).to_have_text("가람시 새 다리 개통")
        expect(page.locator("#panel .text")).to_contain_text("길이가 450미터이다.")
        expect(page.locator("#articles .rows")).to_be_hidden()
        page.keyboard.press("Escape")
        expect(page.locator("#articles .rows")).to_be_visible()
        expect(rows(page).nth(1).locator(".row")).to_be_focused()

    def test_what_an_article_says_is_text(self, url: str, visit: Callable[..., Page]) -> None:
        page = visit(url)
        page.locator("#articles input[type=search]").fill("나래구")
        first(page, "나래구 새 다리 개통")
        expect(rows(page).first.locator("small")).to_have_text(f"{HOSTILE} · {HOSTILE}")
        choose(page, "author", HOSTILE)
        expect(chips(page).last).to_have_text(f"기자 {HOSTILE}")
        expect(page.locator("#articles img, #scope img")).to_have_count(0)
        assert page.evaluate("window.pwned") is None

    def test_on_a_phone_it_is_a_drawer(self, url: str, visit: Callable[..., Page]) -> None:
        page = visit(url, "en-US", width=390)
        expect(page.locator("#articles .rows")).to_be_hidden()
        page.get_by_role("button", name="Articles", exact=True).click()
        first(page, "다온군 새 다리 개통")
        expect(rows(page).first).to_be_in_viewport(ratio=1)
        rows(page).first.locator(".row").click()
        expect(page.locator("#panel h2")).to_be_in_viewport()
        page.keyboard.press("Escape")
        page.locator("#articles .back").click()
        expect(page.locator("#box textarea")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


class TestTheScope:
    ASKED = "새 다리는 길이가 몇 미터인가?"

    def test_questions_obey_the_filters_and_what_was_ticked(
        self, url: str, visit: Callable[..., Page]
    ) -> None:
        page = visit(url)
        first(page, "다온군 새 다리 개통")
        choose(page, "outlet", "가람일보")
        expect(page.locator("#articles .total")).to_have_text("151건")
        expect(ask(page, self.ASKED).locator(".said")).to_contain_text("450미터")
        close(page)
        chips(page).locator("button").click()
        first(page, "다온군 새 다리 개통")
        rows(page).first.locator("input").check()
        expect(chips(page)).to_have_text(["고른 기사 1건에서만"])
        answer = ask(page, self.ASKED)
        expect(answer.locator(".said")).to_contain_text("300미터")
        expect(page.locator("#chat")).not_to_contain_text("620미터")
        close(page)
        chips(page).locator("button").click()
        expect(rows(page).first.locator("input")).not_to_be_checked()


class TestTheFolder:
    def test_what_is_newer_is_brought_in_behind_the_page(
        self, own: str, seeds: Path, visit: Callable[..., Page]
    ) -> None:
        page = visit(own)
        status, newer = page.locator("#status"), page.locator("#status .newer")
        expect(status).to_contain_text("기사 153건", timeout=READY)
        expect(newer).to_be_hidden()
        write(seeds / "새.jsonl", [bridge("보람군", 810, published="2024-08-01")])
        focus(page)
        expect(newer).to_contain_text("1개의 새 파일")
        told = page.locator("#status .progress progress")
        newer.get_by_role("button", name="반영하기").click()
        expect(told.or_(status.get_by_text("기사 154건"))).to_be_visible()
        expect(ask(page, "다온군의 새 다리는 몇 미터인가?").locator(".said")).to_contain_text(
            "300미터"
        )
        expect(status).to_contain_text("기사 154건", timeout=READY)
        expect(told).to_be_hidden()
        expect(newer).to_be_hidden()
        close(page)
        first(page, "보람군 새 다리 개통")
        answer = ask(page, "보람군의 새 다리는 몇 미터인가?")
        expect(answer.locator(".said")).to_contain_text("810미터")

    def test_files_are_put_in_and_taken_out(
        self, own: str, seeds: Path, visit: Callable[..., Page]
    ) -> None:
        page = visit(own)
        expect(page.locator("#status")).to_contain_text("기사 15", timeout=READY)
        page.get_by_role("button", name="파일", exact=True).click()
        lying = page.locator("#files .lying li")
        expect(lying.first).to_contain_text("빈.txt")
        expect(lying.first.locator(".error")).to_contain_text("파일이 비어 있습니다.")
        given = [
            {"name": "학교.txt", "mimeType": "text/plain", "buffer": "학교를 지었다.".encode()},
            {"name": "a.exe", "mimeType": "application/x-dosexec", "buffer": b"MZ"},
        ]
        page.locator("#files input[type=file]").set_input_files(given)  # type: ignore[arg-type]
        stored = page.locator("#files .stored li small")
        expect(stored).to_have_text(["담았습니다", re.compile("^읽을 수 없는 종류의 파일입니다.")])
        assert (seeds / "학교.txt").read_text("utf-8") == "학교를 지었다."
        expect(lying.filter(has_text="학교.txt")).to_contain_text("아직 반영되지 않음")
        lying.first.get_by_role("button", name="빈.txt 지우기").click()
        assert (seeds / "빈.txt").exists()  # it is asked whether that is meant
        lying.first.get_by_role("button", name="옮기기").click()
        expect(lying.first).not_to_contain_text("옮길까요")
        assert (seeds / ".trash" / "빈.txt").exists() and not (seeds / "빈.txt").exists()
        page.keyboard.press("Escape")
        newer = page.locator("#status .newer")
        expect(newer).to_contain_text("1개의 새 파일, 1개의 없어진 파일")

    def test_only_a_file_may_be_large(self, own: str, seeds: Path) -> None:
        most = 20_000_000
        with httpx.Client(base_url=own, timeout=60) as client:
            for size, status in ((most, 200), (most + 1, 413)):
                file = {"name": "큰 글.txt"}, b"a" * size
                response = client.put("/page/files", params=file[0], content=file[1])
                assert response.status_code == status
            assert client.post("/page/correct", content=b"a" * 600_000).status_code == 413
        (seeds / "큰 글.txt").unlink()

    def test_a_file_is_dropped_onto_the_page(
        self, own: str, seeds: Path, visit: Callable[..., Page]
    ) -> None:
        page = visit(own)
        expect(page.locator("#status")).to_contain_text("기사 15", timeout=READY)
        dropped = page.evaluate_handle(
            """() => { const data = new DataTransfer();
            data.items.add(new File(["시장을 열었다."], "시장.txt"));
            data.items.add(new File([new Uint8Array(20_000_001)], "큰 시장.txt")); return data; }"""
        )
        page.dispatch_event("body", "dragenter", {"dataTransfer": dropped})
        expect(page.locator("#dropping")).to_be_visible()
        page.dispatch_event("body", "drop", {"dataTransfer": dropped})
        stored = page.locator("#files .stored li small")
        expect(stored).to_have_text(["담았습니다", "20MB가 넘는 파일입니다"])
        expect(page.locator("#dropping")).to_be_hidden()
        assert not (seeds / "큰 시장.txt").exists()
        assert (seeds / "시장.txt").read_text("utf-8") == "시장을 열었다."

    def test_what_was_misread_is_corrected_in_its_place(
        self, own: str, seeds: Path, visit: Callable[..., Page]
    ) -> None:
        page = visit(own)
        page.locator("#articles input[type=search]").fill("다온군")
        first(page, "다온군 새 다리 개통")
        rows(page).first.locator(".row").click()
        page.get_by_role("button", name="고치기").click()
        page.get_by_label("제목", exact=True).fill("다온군, 새 다리 열다")
        page.get_by_label("날짜", exact=True).fill("2024-09-01")
        page.get_by_role("button", name="저장").click()
        expect(page.locator("#panel .notice")).to_have_text(TEXTS["ko"]["corrected"])
        line = {"id": "다온군", "title": "다온군, 새 다리 열다", "published": "2024-09-01"}
        assert json.loads((seeds / "corrections.jsonl").read_text("utf-8")) == line
        page.keyboard.press("Escape")
        first(page, "다온군, 새 다리 열다")
        expect(rows(page).first.locator("small")).to_have_text("다온신문 · 이영희 · 2024년 9월 1일")

    def test_what_is_being_corrected_stays_as_an_answer_comes(
        self, own: str, visit: Callable[..., Page]
    ) -> None:
        page = visit(own)
        page.locator('[data-field="words"]').fill("가람시")
        first(page, "가람시 새 다리 개통")
        rows(page).first.locator(".row").click()
        page.get_by_role("button", name="고치기").click()
        title = page.get_by_label("제목", exact=True)
        title.fill("가람시 다리")
        ask(page, "가람시 새 다리의 길이는 몇 미터인가요?")
        expect(title).to_have_value("가람시 다리")
        title.press("Escape")
        expect(page.locator("#panel h2")).to_have_text("가람시 새 다리 개통")

    def test_others_may_not_change_it(self, url: str, visit: Callable[..., Page]) -> None:
        page = visit(url)
        first(page, "다온군 새 다리 개통")
        rows(page).first.locator(".row").click()
        expect(page.locator("#panel h2")).to_be_visible()
        expect(page.get_by_role("button", name="고치기")).to_have_count(0)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="파일", exact=True).click()
        expect(page.locator("#files .lying li")).to_have_count(3)
        expect(page.locator("#files :is(.drop, .bin)")).to_have_count(0)


class TestOffline:
    def test_what_is_not_done_is_said_and_made_up_for(
        self, url: str, visit: Callable[..., Page]
    ) -> None:
        page, unreachable = visit(url), TEXTS["ko"]["unreachable"]
        answer = ask(page, "다온군 새 다리의 길이는 몇 미터인가요?")
        close(page)
        page.context.set_offline(True)
        page.locator('[data-field="words"]').fill("가람시")
        expect(page.locator("#articles .total")).to_have_text(TEXTS["ko"]["unlisted"])
        good = answer.get_by_role("button", name="도움이 됐어요")
        good.click()
        expect(page.locator("#live.shown")).to_have_text(unreachable)
        expect(good).to_have_attribute("aria-pressed", "false")
        page.get_by_role("button", name="대화 목록").click()
        page.locator("#conversations .export").click()
        expect(page.locator("#conversations #live.shown")).to_have_text(unreachable)
        page.context.set_offline(False)
        page.keyboard.press("Escape")
        focus(page)
        expect(rows(page)).to_have_count(1)


class TestRest:
    def test_an_idle_page_asks_for_nothing(self, url: str, visit: Callable[..., Page]) -> None:
        page = visit(url)
        first(page, "다온군 새 다리 개통")
        page.wait_for_load_state("networkidle")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.wait_for_timeout(3000)
        assert asked == []
        focus(page)
        page.wait_for_timeout(500)
        assert [address.removeprefix(url) for address in asked] == ["page/library"]


def test_an_empty_folder_is_filled_from_the_page(
    tmp_path: Path, visit: Callable[..., Page]
) -> None:
    (tmp_path / "seeds").mkdir()
    with serve(tmp_path / "seeds", tmp_path / "index") as address:
        page = visit(address)
        expect(page.locator("#articles .total")).to_have_text(
            "아직 기사가 없습니다.", timeout=READY
        )
        expect(page.locator("#status .error")).to_contain_text("색인할 기사가 없습니다")
        page.get_by_role("button", name="파일", exact=True).click()
        given = {"name": "등대.txt", "mimeType": "text/plain", "buffer": LIGHTHOUSE.encode()}
        page.locator("#files input[type=file]").set_input_files([given])  # type: ignore[list-item]
        expect(page.locator("#files .lying li")).to_contain_text("등대.txt아직 반영되지 않음")
        page.keyboard.press("Escape")
        newer = page.locator("#status .newer")
        expect(newer).to_contain_text("1개의 새 파일")
        newer.get_by_role("button", name="반영하기").click()
        expect(page.locator("#status")).to_contain_text("기사 1건", timeout=READY)
        expect(page.locator("#status .error")).to_have_count(0)
        expect(rows(page)).to_have_count(1)
        answer = ask(page, "마루섬 등대는 높이가 몇 미터인가요?")
        expect(answer.locator(".short")).to_have_text("45미터")


def test_an_older_version_is_marked_and_leads_to_the_newer(
    tmp_path: Path, visit: Callable[..., Page]
) -> None:
    url = "https://daon.example/1"
    old = bridge("다온군", 300, url=url, published="2024-06-13") | {"id": "old"}
    new = bridge("다온군", 310, url=url, published="2024-06-14") | {"id": "new"}
    (tmp_path / "seeds").mkdir()
    write(tmp_path / "seeds" / "다리.jsonl", [old, new])
    with serve(tmp_path / "seeds", tmp_path / "index") as address:
        page = visit(address)
        first(page, "다온군 새 다리 개통")
        expect(rows(page).nth(1)).to_contain_text("이전 판")
        expect(rows(page).nth(0)).not_to_contain_text("이전 판")
        rows(page).nth(1).locator(".row").click()
        panel = page.locator("#panel")
        expect(panel).to_contain_text("이전 판")
        expect(panel.locator(".text")).to_contain_text("300미터")
        panel.get_by_role("button", name="최신 판 보기").click()
        expect(panel.locator(".text")).to_contain_text("310미터")
        expect(panel).not_to_contain_text("이전 판")
