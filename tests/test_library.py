"""What the page's scripts are told of the articles and the seeds folder, by a real application."""

import json
import time
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given, strategies as st
from starlette.testclient import TestClient

from qa.web.articles import article_routes, bars
from qa.web.conversation import TEXTS
from qa.web.library import Library, Progress
from qa.web.seeds import progress_of, seed_routes

ARTICLES = [
    {
        "id": "다리",
        "title": "새 다리 개통",
        "text": "다온군은 새 다리를 열었다.",
        "outlet": "다온신문",
        "author": "이영희",
        "published": "2024-06-13",
    },
    {
        "id": "공원",
        "title": "숲 공원",
        "text": "가람시는 숲 공원을 열었다.",
        "outlet": "가람일보",
        "author": "김철수",
        "published": "2024-07-01",
    },
    {
        "id": "도서관",
        "title": "도서관",
        "text": "나래구는 도서관을 지었다.",
        "outlet": "다온신문",
    },
]
KOREAN = {"accept-language": "ko"}


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    lines = (json.dumps(article, ensure_ascii=False) for article in ARTICLES)
    (folder / "a.jsonl").write_text("\n".join(lines), "utf-8")
    (folder / "b.txt").touch()
    return folder


@pytest.fixture
def library(seeds: Path) -> Library:
    made = Library(str(seeds), str(seeds.parent / "index"))
    assert made.start()
    return built(made)


def built(library: Library) -> Library:
    """The same, when it is up to date."""
    while not library.done:
        time.sleep(0.01)
    assert library.error is None
    return library


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(article_routes(library))
    app.include_router(seed_routes(library, editable=True))
    with TestClient(app, headers=KOREAN) as client:
        yield client


def listed(client: TestClient, **asked: Any) -> tuple[list[str], int]:
    told = client.get("/page/articles", params=asked).json()
    return [row["id"] for row in told["articles"]], told["total"]


class TestArticles:
    def test_a_list_tells_what_is_known_of_each(self, client: TestClient) -> None:
        told = client.get("/page/articles").json()
        assert told["articles"][0] == {
            "id": "공원",
            "name": "숲 공원",
            "title": "숲 공원",
            "kind": "article",
            "source": "a.jsonl",
            "outlet": "가람일보",
            "author": "김철수",
            "published": "2024-07-01",
            "older": False,
        }
        assert told["total"] == 3
        assert told["offered"] == {
            "outlet": {"다온신문": 2, "가람일보": 1},
            "author": {"": 1, "김철수": 1, "이영희": 1},
        }
        assert [bar["count"] for bar in told["timeline"]] == [1, 0, 0, 1]
        assert told["timeline"][0] == {"since": "2024-06-10", "until": "2024-06-16", "count": 1}

    @pytest.mark.parametrize(
        ("asked", "ids"),
        [
            ({}, ["공원", "다리", "도서관"]),
            ({"order": "oldest"}, ["다리", "공원", "도서관"]),
            ({"order": "title"}, ["도서관", "다리", "공원"]),
            ({"outlet": "다온신문"}, ["다리", "도서관"]),
            ({"author": "이영희"}, ["다리"]),
            ({"since": "2024-06-14"}, ["공원"]),
            ({"until": "2024-06-14"}, ["다리"]),
            ({"words": "열었 숲"}, ["공원"]),
            ({"kind": "headline"}, []),
            ({"ids": ["도서관", "공원"]}, ["공원", "도서관"]),
            ({"first": 1}, ["다리", "도서관"]),
        ],
    )
    def test_it_holds_those_that_fit_in_order(
        self, client: TestClient, asked: dict[str, Any], ids: list[str]
    ) -> None:
        found, total = listed(client, **asked)
        assert (found, total) == (ids, len(ids) + asked.get("first", 0))

    def test_the_timeline_goes_on_beside_the_dates_that_are_chosen(
        self, client: TestClient
    ) -> None:
        told = client.get("/page/articles", params={"since": "2024-07-01"}).json()
        assert (told["total"], len(told["timeline"])) == (1, 4)

    @pytest.mark.parametrize("asked", [{"since": "June"}, {"order": "best"}, {"first": -1}])
    def test_what_is_none_is_refused(self, client: TestClient, asked: dict[str, Any]) -> None:
        assert client.get("/page/articles", params=asked).status_code == 422


class TestBars:
    @pytest.mark.parametrize(
        ("days", "spans"),
        [
            ([], []),
            (["2024-06-13"], ["2024-06-10 2024-06-16"]),
            (["2024-06-13", "2024-06-17"], ["2024-06-10 2024-06-16", "2024-06-17 2024-06-23"]),
            (["9999-12-31"], ["9999-12-27 9999-12-31"]),
            (["0001-01-01"], ["0001-01-01 0001-01-07"]),
        ],
    )
    def test_weeks(self, days: list[str], spans: list[str]) -> None:
        found = bars(dict.fromkeys(map(date.fromisoformat, days), 1))
        assert [f"{since} {until}" for since, until, _ in found] == spans

    def test_longer_times_have_longer_periods(self) -> None:
        first = date(2001, 2, 3)
        lasts = [date(2003, 3, 1), date(2009, 3, 1), date(2080, 1, 1), date(9999, 1, 1)]
        spans = [[(b[0], b[1]) for b in bars({first: 1, last: 1})][:2] for last in lasts]
        assert spans == [
            [(date(2001, 2, 1), date(2001, 2, 28)), (date(2001, 3, 1), date(2001, 3, 31))],
            [(date(2001, 1, 1), date(2001, 12, 31)), (date(2002, 1, 1), date(2002, 12, 31))],
            [(date(2001, 1, 1), date(2001, 12, 31)), (date(2002, 1, 1), date(2002, 12, 31))],
            [(date(2000, 1, 1), date(2099, 12, 31)), (date(2100, 1, 1), date(2199, 12, 31))],
        ]

    @given(st.dictionaries(st.dates(), st.integers(1, 9), max_size=9))
    def test_each_article_is_counted_once(self, counts: dict[date, int]) -> None:
        found = bars(counts)
        assert sum(count for _, _, count in found) == sum(counts.values())
        assert len(found) <= 102
        for day, count in counts.items():
            assert [bar for bar in found if bar[0] <= day <= bar[1] and bar[2] >= count]
        for (_, until, _), (since, _, _) in pairwise(found):
            assert since.toordinal() == until.toordinal() + 1


class TestSeeds:
    def state(self, client: TestClient) -> dict[str, Any]:
        told: dict[str, Any] = client.get("/page/library").json()
        return told

    def test_the_counts_are_the_live_generations(
        self, client: TestClient, seeds: Path, library: Library
    ) -> None:
        told = self.state(client)
        assert "기사 3건 · 제목 0건" in told["html"] and "읽지 못한 곳 1건" in told["html"]
        assert (told["newer"], told["building"]) == ("", False)
        (seeds / "b.txt").write_text("시장\n\n가람시는 시장을 열었다.", "utf-8")
        (seeds / "c.txt").write_text("학교\n\n나래구는 학교를 지었다.", "utf-8")
        (seeds / "a.jsonl").rename(seeds / "d.jsonl")
        assert self.state(client)["newer"] == "2개의 새 파일, 1개의 바뀐 파일, 1개의 없어진 파일"
        assert client.post("/page/build").json() == {"began": True}
        with client.stream("GET", "/page/building") as stream:
            told_so_far = [*stream.iter_lines()]
        assert told_so_far[-3:-1] == ["event: done", "data: "]
        built(library)
        told = self.state(client)
        assert "기사 5건" in told["html"] and told["newer"] == ""
        assert listed(client)[1] == 5

    def test_a_file_is_put_in_listed_and_taken_out(
        self, client: TestClient, seeds: Path, library: Library
    ) -> None:
        stored = client.put("/page/files", params={"name": "../학교.txt"}, content="학교를 지었다.")
        assert stored.json() == {"done": "학교.txt"}
        assert (seeds / "학교.txt").read_text("utf-8") == "학교를 지었다."
        empty = "파일이 비어 있습니다. 기사 본문을 넣어 저장하거나 파일을 지워 주세요"
        assert client.get("/page/files").json() == {
            "files": [
                {"name": "b.txt", "articles": 0, "problems": [empty], "state": ""},
                {"name": "학교.txt", "articles": 0, "problems": [], "state": "new"},
                {"name": "a.jsonl", "articles": 3, "problems": [], "state": ""},
            ],
            "total": 3,
        }
        assert [f["name"] for f in client.get("/page/files?words=학교").json()["files"]] == [
            "학교.txt"
        ]
        gone = client.delete("/page/files", params={"name": "b.txt"})
        assert gone.json() == {"done": ".trash/b.txt"}
        assert (seeds / ".trash" / "b.txt").exists() and not (seeds / "b.txt").exists()
        assert self.state(client)["newer"] == "1개의 새 파일, 1개의 없어진 파일"

    def test_what_is_refused_says_why(self, client: TestClient) -> None:
        refused = client.put("/page/files", params={"name": "a.exe"}, content=b"MZ")
        assert refused.is_success  # an error would be complained of in the browser's console
        assert refused.json()["problem"].startswith("읽을 수 없는 종류의 파일입니다. 본문을 .txt")
        refused = client.delete("/page/files", params={"name": "../a"})
        assert refused.json() == {"problem": "../a이(가) 이제 없습니다. 페이지를 새로 고쳐 주세요"}
        wrong = {"source": "a.jsonl", "id": "다리", "published": "2024-13-01"}
        refused = client.post("/page/correct", json=wrong)
        assert refused.json()["problem"].startswith('"2024-13-01"은 날짜가 아닙니다')

    def test_a_correction_is_written_down_and_built_with(
        self, client: TestClient, seeds: Path, library: Library
    ) -> None:
        right = {
            "source": "a.jsonl",
            "id": "도서관",
            "outlet": "나래신문",
            "published": "2024-08-02",
        }
        written = client.post("/page/correct", json=right)
        line = {"id": "도서관", "outlet": "나래신문", "published": "2024-08-02"}
        assert written.json() == {"done": line}
        assert json.loads((seeds / "corrections.jsonl").read_text("utf-8")) == line
        built(library)
        assert listed(client, outlet="나래신문") == (["도서관"], 1)

    def test_where_nothing_may_be_changed_there_is_no_way_to(
        self, library: Library, seeds: Path
    ) -> None:
        app = FastAPI()
        app.include_router(seed_routes(library, editable=False))
        client = TestClient(app)
        before = sorted(seeds.iterdir())
        assert client.put("/page/files?name=c.txt", content="글").status_code == 405
        assert client.delete("/page/files?name=b.txt").status_code == 405
        assert client.post("/page/correct", json={}).status_code == 404
        assert sorted(seeds.iterdir()) == before


class TestProgress:
    @pytest.mark.parametrize(
        ("progress", "line", "share"),
        [
            (None, "준비하는 중…", None),
            (Progress("read", 0, 4, 1.0, 1.0), "파일 읽는 중 0/4", 0.0),
            (Progress("read", 3, 4, 1.0, 3.0), "파일 읽는 중 3/4 · 초당 1.5건 · 1초 남음", 0.75),
            (
                Progress("index", 2500, 10000, 0.0, 25.0),
                "색인하는 중 2,500/10,000 · 초당 100건 · 1분 15초 남음",
                0.25,
            ),
            (
                Progress("index", 1, 10001, 0.0, 1.0),
                "색인하는 중 1/10,001 · 초당 1.0건 · 2시간 46분 남음",
                1 / 10001,
            ),
            (Progress("index", 4, 4, 0.0, 1.0), "마무리하는 중…", None),
        ],
    )
    def test_it_is_said_with_rate_and_remaining_time(
        self, progress: Progress | None, line: str, share: float | None
    ) -> None:
        assert progress_of(progress, TEXTS["ko"]) == {"line": line, "share": share}
