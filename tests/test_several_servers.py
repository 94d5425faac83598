"""Two page servers on one store behind nginx, as README sets it up, asked by a real browser."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import READY, ask, free_port, serving
from milvus_server import milvus, wait_for
from playwright.sync_api import Page, expect
from test_readme import blocks

from embeddings import build_index
from embeddings.cluster.copying import copy_index

ARTICLES = {
    "다리.txt": "새 다리\n\n다온군은 5월에 새 다리를 놓았다. 다리의 길이는 300미터이다.",
    "강.txt": "새온강\n\n다온군의 새온강에는 물고기가 산다. 강의 깊이는 4미터이다.",
}
BROWSER = "Mozilla"  # as every browser calls itself
WHEN, HOW_LONG = "다온군은 언제 다리를 놓았나요?", "다온군이 놓은 다리의 길이는 몇 미터인가요?"

# What stands around README's file, for one who may not write where Debian's own does.
AROUND = """
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {}
http {
    log_format servers "$http_user_agent $upstream_addr";
    access_log servers.log servers;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include articles.conf;
}
"""


@dataclass
class Balanced:
    """Page servers by their ports, and nginx before them."""

    url: str
    log: Path
    servers: dict[int, "subprocess.Popen[str]"]

    def asked(self, agent: str) -> set[int]:
        """Return the ports of the servers that have answered an agent since this was called.

        nginx writes its log when an answer is out: a line of another test's may still come.
        """
        lines = self.log.read_text().splitlines()
        self.log.write_text("")  # nginx appends
        return {int(line.rpartition(":")[2]) for line in lines if line.startswith(agent)}


@contextmanager
def nginx(folder: Path, servers: list[int]) -> Iterator[str]:
    """Run nginx before the servers at these ports; yield its address."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        reason = "no balancer: install nginx-light"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    port, [config] = free_port(), blocks("nginx")
    ports = iter(servers)
    config, found = re.subn(r"(?<=server 127\.0\.0\.1:)\d+", lambda _: str(next(ports)), config)
    assert (found, config.count("listen 80;")) == (len(servers), 1)
    folder.mkdir()
    (folder / "articles.conf").write_text(config.replace("80;", f"127.0.0.1:{port};"))
    (folder / "nginx.conf").write_text(AROUND)
    command = [program, "-e", "stderr", "-p", str(folder), "-c", "nginx.conf"]
    with subprocess.Popen(command) as process:
        try:
            wait_for(process, port)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def balanced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Balanced]:
    folder = tmp_path_factory.mktemp("servers")
    (folder / "seeds").mkdir()
    for name, text in ARTICLES.items():
        (folder / "seeds" / name).write_text(text, "utf-8")
    build_index(folder / "seeds", folder / "index")
    with milvus(folder / "milvus") as address:
        copy_index(folder / "index", address)
        given = folder / "none", folder / "none", f"--store={address}", "--proxied"
        with serving(*given) as one, serving(*given) as other:
            servers = {httpx.URL(url).port or 0: process for url, process in (one, other)}
            with nginx(folder / "nginx", [*servers]) as url:
                yield Balanced(url, folder / "nginx" / "servers.log", servers)


def test_each_gives_the_same_answers(balanced: Balanced) -> None:
    def told(server: int) -> list[Any]:
        with httpx.Client(base_url=f"http://127.0.0.1:{server}", timeout=60) as client:
            asked = [client.post("api/ask", json={"question": one}) for one in (WHEN, HOW_LONG)]
            asked += [
                client.get("api/search", params={"question": WHEN}),
                client.get("api/articles"),
            ]
            return [response.json() for response in asked]

    one, other = map(told, balanced.servers)
    assert one == other
    assert [answer["short"] for answer in one[:2]] == ["5월", "300미터"]


def test_who_sends_no_cookie_is_answered_by_any(balanced: Balanced) -> None:
    for _ in range(30):
        assert httpx.get(f"{balanced.url}theme.css").headers["set-cookie"].startswith("server=")
    assert balanced.asked("python-httpx") == {*balanced.servers}


def test_a_browser_stays_on_its_server_and_goes_on_at_another_when_that_is_killed(
    balanced: Balanced, visit: Callable[..., Page]
) -> None:
    page = visit(balanced.url)
    expect(ask(page, WHEN).locator(".short")).to_have_text("5월")
    expect(page.locator("#articles .rows li")).to_have_count(2)
    page.reload()
    expect(page.locator("#chat .short")).to_have_text("5월")
    [own] = balanced.asked(BROWSER)
    [other] = balanced.servers.keys() - {own}

    balanced.servers[own].send_signal(signal.SIGSTOP)
    page.locator("#box textarea").fill(HOW_LONG)
    page.locator("#box textarea").press("Enter")
    until_it_has_come(own)
    balanced.servers[own].kill()
    lost = page.locator("#chat .turn").nth(1)
    expect(lost.locator(".notice")).to_be_visible()

    lost.get_by_role("button", name="다시").click()
    expect(lost.locator(".short")).to_have_text("300미터", timeout=READY)
    page.reload()
    expect(page.locator("#chat .short")).to_have_text(["5월", "300미터"])
    assert other in balanced.asked(BROWSER)
    page.reload()
    expect(page.locator("#chat .short")).to_have_text(["5월", "300미터"])
    assert balanced.asked(BROWSER) == {other}


def until_it_has_come(port: int) -> None:
    """Wait until a request lies at a server that doesn't take it (see proc(5) on /proc/net/tcp)."""
    local, established = f"0100007F:{port:04X}", "01"
    while True:
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            _, address, _, state, queues, *_ = line.split()
            waiting = int(queues.partition(":")[2], 16)
            if (address, state) == (local, established) and waiting:
                return
        time.sleep(0.05)
