"""The wire to a real server of a real language model, and that its bad Korean is withheld."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from embeddings import Article, Passage, analyse_one
from qa import Answer, Hit, Part, Writer
from qa.answer import Citation
from qa.question import understand
from qa.snapshot import reader
from qa.writing.backend import Backend
from tests.small_model import KEY, llama

WAIT = 120.0  # seconds, on a busy machine
TOKENS = 40
QUESTION = "버스 요금은?"
ARTICLE = Article("a", "버스", "가람시 버스는 1,500원을 받는다.")
QUOTED = Part("1,500원", Citation(1, ARTICLE, 8, 14), "short")
HIT = Hit(ARTICLE, 1.0, 1.0, 1.0, (), Passage(tuple(analyse_one(ARTICLE.text))))
INSTEAD = Answer((QUOTED,), 0.8, (HIT,))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with llama() as url:
        yield url


def write(url: str, key: str = KEY, instead: Answer = INSTEAD) -> list[Answer]:
    writer = Writer(Backend("smollm2", url, key, patience=WAIT, most_tokens=TOKENS))
    return [*writer.write(understand(QUESTION), lambda _: instead, reader().entailed)]


def test_it_streams_and_counts_and_what_no_article_says_is_withheld(url: str) -> None:
    *growing, last = write(url)
    assert growing[0].parts[0].kind == "draft"
    assert last.writing is not None
    assert last.writing.tokens_in > 100
    assert last.writing.tokens_out > 5
    kinds = {part.kind for part in last.parts}
    assert "supported" not in kinds or last.writing.fault is None
    if last.writing.fault:
        assert last.parts == INSTEAD.parts


def test_a_wrong_key_is_told(url: str) -> None:
    last = write(url, "falsch")[-1]
    assert last.writing and last.writing.fault
    assert (last.writing.fault.key, last.parts) == ("llm-key", INSTEAD.parts)


def test_what_overflows_its_context_is_told(url: str) -> None:
    long = Article("b", "버스", "가람시 버스는 1,500원을 받는다. " * 60)
    hit = Hit(long, 1.0, 1.0, 1.0, (), Passage(tuple(analyse_one(long.text))))
    last = write(url, instead=Answer((QUOTED,), 0.8, (hit,)))[-1]
    assert last.writing and last.writing.fault
    assert (last.writing.fault.key, last.parts) == ("llm-refused", INSTEAD.parts)


def test_hanging_up_leaves_the_server_free_for_the_next(url: str) -> None:
    writer = Writer(Backend("smollm2", url, KEY, patience=WAIT, most_tokens=TOKENS))
    answers = writer.write(understand(QUESTION), lambda _: INSTEAD, reader().entailed)
    next(answers)
    answers.close()
    assert write(url)[0].parts[0].kind == "draft"


def test_the_server_is_spoken_to_alone(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        last = write(url)[-1]
    assert last.writing and last.writing.host == urlsplit(url).netloc
    assert last.writing.tokens_out > 0
