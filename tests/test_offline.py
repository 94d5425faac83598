"""Without a network all works, and nothing is looked up.

The one test runs this file again in a network namespace of its own, with nothing in it but the
loopback interface; there pytest collects the `offline_` functions.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

ROOT = Path(__file__).parent.parent
QUESTION = "카자흐스탄에 진출한 한국 기업은 몇 개인가요?"
READY = 120_000  # ms that the models may take to load, and the browser to start
_ADDRESS = re.compile(r'sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')


def namespace() -> list[str]:
    """The command that runs another one in a network namespace, which only root may make, or
    anybody as the root of a namespace of users."""
    for command in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        trial = [*command, "sh", "-c", "ip link set lo up && strace -o /dev/null true"]
        if shutil.which("unshare") and subprocess.run(trial, capture_output=True).returncode == 0:
            return command
    reason = "no network namespace: needs unshare, ip and strace, and the right to use them"
    pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


def test_all_works_without_a_network() -> None:
    python = f"{sys.executable} -m pytest -q -o python_functions='offline_*' {__file__}"
    command = [*namespace(), "sh", "-c", f"ip link set lo up && exec {python}"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("offline")


def traced(folder: Path, *arguments: str) -> list[str]:
    """The command that runs Python, noting every call that has to do with a network."""
    options = ["-f", "-qq", "--seccomp-bpf", "-e", "trace=network", "-o", str(folder / "trace")]
    return ["strace", *options, sys.executable, *arguments]


def contacted(folder: Path) -> set[tuple[str, int]]:
    """Every address and port that a traced process bound, sent to or tried to reach."""
    found = _ADDRESS.findall((folder / "trace").read_text())
    return {(address, int(port)) for port, address in found}


def offline_a_look_up_would_be_seen(folder: Path) -> None:
    code = "import socket; socket.getaddrinfo('example.org', 443)"
    run = subprocess.run(traced(folder, "-c", code), capture_output=True, check=False)
    assert run.returncode == 1
    assert {port for _, port in contacted(folder)} == {53}


def offline_an_index_is_built(folder: Path) -> None:
    arguments = ["build", "--seeds", str(ROOT / "seeds"), "--index", str(folder / "index")]
    run = subprocess.run(
        traced(folder, "-m", "embeddings", *arguments), cwd=ROOT, capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("21 added")
    assert contacted(folder) == set()


def offline_a_question_is_answered_in_the_shell(folder: Path) -> None:
    arguments = ["ask", QUESTION, "--index", str(folder / "index"), "--json"]
    run = subprocess.run(
        traced(folder, "-m", "qa", *arguments), cwd=ROOT, capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout)["short"] == "약 700개"
    assert contacted(folder) == set()


def offline_a_model_that_is_not_there_is_said_in_one_line(folder: Path) -> None:
    arguments = ["build", "--index", str(folder / "other"), "--model", "BAAI/bge-m3"]
    run = subprocess.run(
        [sys.executable, "-m", "embeddings", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 1
    [line] = run.stderr.splitlines()
    start = "error: cannot load the embedding model 'BAAI/bge-m3' (no such folder, and the hub "
    assert line.startswith(start)


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = [f"--port={port}", f"--seeds={ROOT / 'seeds'}", f"--index={folder / 'index'}"]
    command = traced(folder, "app.py", *arguments)
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        assert server.stdout is not None
        assert f"http://127.0.0.1:{port}" in server.stdout.readline()
        yield f"http://127.0.0.1:{port}/"
        os.killpg(server.pid, signal.SIGTERM)  # strace itself holds out until the server ends


def offline_the_chat_answers_and_shows_the_citation(
    url: str, folder: Path, browser: Browser
) -> None:
    page = browser.new_page(locale="ko-KR")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(url)
    page.locator("#box textarea").fill(QUESTION)
    page.locator("#box textarea").press("Enter")
    answer = page.locator("#chat .answer")
    expect(answer.locator(".short")).to_have_text("약 700개", timeout=READY)
    answer.locator(".cite").first.click()
    expect(page.locator("#panel mark")).to_contain_text("700개")
    assert [request for request in requests if not request.startswith((url, "data:"))] == []
    places = contacted(folder)
    assert {address for address, _ in places} == {"127.0.0.1"}
    assert int(url[:-1].rpartition(":")[2]) in {port for _, port in places}
    assert 53 not in {port for _, port in places}
