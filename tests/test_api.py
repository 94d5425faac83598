"""The same for programs: a real HTTP client and a real MCP client, against the real server."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import serve
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client
from mcp.types import CallToolResult

from qa import Assistant, Filters

ARTICLES = [
    {
        "id": f"{place} 다리",
        "title": f"{place} 새 다리",
        "text": f"{place}의 새 다리는 길이가 {length}미터이다.",
        "outlet": outlet,
        "published": day,
    }
    for place, length, outlet, day in [
        ("다온군", 300, "다온신문", "2024-06-13"),
        ("가람시", 450, "가람일보", "2024-05-02"),
    ]
]
ASKED = "새 다리는 길이가 몇 미터인가?"
WHO = ("kim", "secret")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("api")
    (made / "seeds").mkdir()
    lines = (json.dumps(article, ensure_ascii=False) for article in ARTICLES)
    (made / "seeds" / "a.jsonl").write_text("\n".join(lines), "utf-8")
    (made / "password").write_text(WHO[1])
    (made / "password").chmod(0o600)
    return made


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    options = f"--auth={WHO[0]}:{folder / 'password'}", "--proxied", "--api", "--mcp"
    with serve(folder / "seeds", folder / "index", *options, "--per-minute=9") as url:
        yield url


@pytest.fixture
def client(url: str, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """One that knows the password, at an address of its own."""
    told = {"X-Forwarded-For": address(request)}
    with httpx.Client(base_url=url, auth=WHO, headers=told, timeout=90) as client:
        yield client


def address(request: pytest.FixtureRequest) -> str:
    number = [item.name for item in request.session.items].index(request.node.name)
    return f"10.4.{number // 250}.{number % 250 + 1}"


@pytest.fixture
def assistant(folder: Path, client: httpx.Client) -> Assistant:
    """The index, opened here too: what Python says, the programs must be told."""
    client.get("/api/articles").raise_for_status()  # waits till there is one
    return Assistant.open(folder / "index")


def as_json(told: Any) -> Any:
    return json.loads(json.dumps(told))


class TestRoutes:
    def test_search_gives_what_python_does(
        self, client: httpx.Client, assistant: Assistant
    ) -> None:
        asked: dict[str, Any] = {"question": ASKED, "top_k": 1, "outlet": "가람일보"}
        hits = assistant.search(ASKED, 1, Filters(outlet="가람일보"))
        assert client.get("/api/search", params=asked).json() == [h.to_dict() for h in hits]
        assert hits[0].article.id == "가람시 다리"

    def test_ask_gives_what_python_does(self, client: httpx.Client, assistant: Assistant) -> None:
        filters = {"until": "2024-05-31"}
        told = client.post("/api/ask", json={"question": ASKED, "filters": filters}).json()
        answer = assistant.ask(ASKED, (), Filters(until=date(2024, 5, 31)))
        assert told == as_json(answer.to_dict())
        assert (told["grade"], told["short"]) == ("sure", "450미터")

    def test_a_question_may_follow_up_on_earlier_ones(
        self, client: httpx.Client, assistant: Assistant
    ) -> None:
        history = ["다온군의 새 다리는 어디에 있나?"]
        asked = {"question": "그 다리는 길이가 몇 미터인가?", "history": history}
        answer = assistant.ask(asked["question"], history)
        assert client.post("/api/ask", json=asked).json() == as_json(answer.to_dict())

    def test_articles_are_listed_and_read(self, client: httpx.Client, assistant: Assistant) -> None:
        first, second = assistant.articles()
        told = client.get("/api/articles", params={"order": "oldest", "most": 1}).json()
        assert told == {"articles": [second.about()], "total": 2}
        told = client.get("/api/articles", params={"words": "300미터"}).json()
        assert told == {"articles": [first.about()], "total": 1}
        assert client.get("/api/article", params={"id": first.id}).json() == first.to_dict()

    @pytest.mark.parametrize(
        ("asked", "status", "problem"),
        [
            ("GET /api/search?question=", 400, "the question is empty"),
            ("GET /api/search", 422, "query.question: Field required"),
            ("GET /api/articles?since=June", 422, "query.since: Input should be a valid date"),
            ("GET /api/article?id=none", 404, "there is no such article"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_remedy(
        self, client: httpx.Client, asked: str, status: int, problem: str
    ) -> None:
        method, path = asked.split()
        response = client.request(method, path)
        told = response.json()
        assert response.status_code == status and told["problem"].startswith(problem)
        assert told["remedy"] and told.keys() == {"problem", "remedy", "key"}

    def test_they_are_described(self, client: httpx.Client) -> None:
        told = client.get("/api/openapi.json").json()
        assert [*told["paths"]] == ["/api/search", "/api/ask", "/api/articles", "/api/article"]
        answer = told["components"]["schemas"]["AnswerTold"]
        assert {"found", "grade", "text", "short", "citations"} <= answer["properties"].keys()
        page = client.get("/api")
        assert page.headers["content-type"].startswith("text/html")
        assert "POST /api/ask" in page.text and "<script" not in page.text

    def test_the_limit_and_the_login_hold(self, client: httpx.Client, url: str) -> None:
        for path in ("/api", "/api/articles", f"/api/search?question={ASKED}", "/mcp"):
            assert httpx.get(f"{url}{path[1:]}").status_code == 401
        codes = [client.get("/api/search", params={"question": "다리"}) for _ in range(10)]
        assert [response.status_code for response in codes] == [200] * 9 + [429]
        assert codes[-1].json()["key"] == "questions-often"


class TestTools:
    def call(self, url: str, told: str, *calls: tuple[str, dict[str, Any]]) -> list[CallToolResult]:
        """Call tools as a client of the protocol does; the first result is what it lists."""

        async def called() -> list[Any]:
            headers = {"X-Forwarded-For": told}
            auth = httpx.BasicAuth(*WHO)
            async with (
                streamablehttp_client(f"{url}mcp", headers=headers, auth=auth) as (read, write, _),
                ClientSession(read, write) as session,
            ):
                await session.initialize()
                listed = await session.list_tools()
                return [listed, *[await session.call_tool(*call) for call in calls]]

        return asyncio.run(called())

    def test_a_client_lists_and_calls_them(
        self, url: str, assistant: Assistant, request: pytest.FixtureRequest
    ) -> None:
        filters = {"outlet": "가람일보"}
        listed, found, answered, some, wrong = self.call(
            url,
            address(request),
            ("search", {"question": ASKED, "top_k": 1, "filters": filters}),
            ("ask", {"question": ASKED, "filters": filters}),
            ("articles", {"order": "oldest", "most": 1}),
            ("ask", {"question": ""}),
        )
        tools = {tool.name: tool for tool in listed.tools}  # type: ignore[attr-defined]
        assert [*tools] == ["search", "ask", "articles"]
        assert all(tool.description and tool.outputSchema for tool in tools.values())
        given = Filters(outlet="가람일보")
        hits = [hit.to_dict() for hit in assistant.search(ASKED, 1, given)]
        assert found.structuredContent == {"result": hits}
        assert answered.structuredContent == as_json(assistant.ask(ASKED, (), given).to_dict())
        oldest = assistant.articles()[1].about()
        assert some.structuredContent == {"articles": [oldest], "total": 2}
        assert wrong.isError
        assert wrong.content[0].text.endswith("the question is empty; type one")  # type: ignore[union-attr]

    def test_the_limit_holds_for_them(self, url: str, request: pytest.FixtureRequest) -> None:
        calls = [("search", {"question": "다리"})] * 10
        _, *results = self.call(url, address(request), *calls)
        assert [result.isError for result in results] == [False] * 9 + [True]
        said = results[-1].content[0].text  # type: ignore[union-attr]
        assert "there were too many questions in a short time" in said


def test_neither_is_there_unless_it_is_asked_for(folder: Path) -> None:
    with serve(folder / "seeds", folder / "index") as url:
        codes = [
            httpx.get(f"{url}{path}").status_code for path in ("api", "api/openapi.json", "mcp")
        ]
        assert codes == [404, 404, 404]
        assert httpx.get(f"{url}api/articles", timeout=90).json()["total"] == 2
