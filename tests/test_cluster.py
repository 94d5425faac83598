"""An index in Milvus: copied there, switched, followed; and what is said where that fails."""

import socket
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random

import grpc
import httpx
import pytest
from conftest import serve
from milvus_server import milvus

from app import main as page
from embeddings import build_index
from embeddings.__main__ import main as build
from embeddings.article import Article
from embeddings.cluster.collections import article_of, article_rows
from embeddings.cluster.connection import TOKEN, Address, connect
from embeddings.cluster.copying import check, copy_index
from embeddings.cluster.store import MilvusStore
from embeddings.cluster.weights import Statistics, dimension, pairs_of, rounded
from embeddings.errors import StoreError
from embeddings.index.lexical import LexicalIndex
from embeddings.index.store import Filters
from qa import Assistant
from qa.__main__ import main as ask

BRIDGE = "다온군은 5월에 새 다리를 놓았다. 다리의 길이는 300미터이다."


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    with milvus(tmp_path_factory.mktemp("milvus")) as found:
        yield found


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "다리.txt").write_text(f"새 다리\n\n{BRIDGE}", "utf-8")
    return folder


class Denying(grpc.GenericRpcHandler):
    """Takes no token, as a Milvus server with authorisation does a wrong one, and notes each."""

    def __init__(self) -> None:
        self.tokens: set[str] = set()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        given = dict(handler_call_details.invocation_metadata).get("authorization", "")
        self.tokens.add(b64decode(given).decode())

        def deny(_: bytes, context: grpc.ServicerContext) -> None:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "auth check failure")

        return grpc.unary_unary_rpc_method_handler(deny)


@contextmanager
def serving(handler: grpc.GenericRpcHandler) -> Iterator[int]:
    server = grpc.server(ThreadPoolExecutor(1))
    server.add_generic_rpc_handlers((handler,))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield port
    server.stop(None)


def names(address: Address) -> list[str]:
    """The index's collections of passages."""
    every = connect(address).list_collections()
    return sorted(name for name in every if name.startswith(address.name) and name[-1].isdigit())


class TestCopies:
    def test_a_build_fills_a_new_generation_and_the_alias_moves(
        self, address: Address, seeds: Path, tmp_path: Path
    ) -> None:
        index = tmp_path / "index"
        where = Address(address.server, f"{address.name}_switch")
        build_index(seeds, index)
        assert copy_index(index, where)
        first = MilvusStore.open(where)
        assert not copy_index(index, where)  # nothing has changed
        (seeds / "강.txt").write_text("강\n\n강에는 물고기가 산다.", "utf-8")
        build_index(seeds, index)
        assert copy_index(index, where)
        second = MilvusStore.open(where)
        assert names(where) == [first.name, second.name] == [where.generation(n) for n in (1, 2)]
        assert (len(first.articles()), len(second.articles())) == (1, 2)  # who reads it goes on
        assert (first.live(), second.live()) == (second.name, second.name)
        (seeds / "강.txt").unlink()
        build_index(seeds, index)
        assert copy_index(index, where)
        assert names(where) == [where.generation(n) for n in (2, 3)]

    def test_what_a_copy_that_ended_early_has_left_is_cleared_away(
        self, address: Address, seeds: Path, tmp_path: Path
    ) -> None:
        index = tmp_path / "index"
        where = Address(address.server, f"{address.name}_early")
        client = connect(where)
        for name in (where.generation(9), f"{where.generation(9)}_terms"):
            client.create_collection(name, dimension=2)
        build_index(seeds, index)
        copy_index(index, where)
        assert names(where) == [where.generation(1)]

    def test_a_collection_that_lacks_rows_is_told(
        self, address: Address, seeds: Path, tmp_path: Path
    ) -> None:
        where = Address(address.server, f"{address.name}_short")
        build_index(seeds, tmp_path / "index")
        copy_index(tmp_path / "index", where)
        [name] = names(where)
        check(connect(where), where, name, 1)
        with pytest.raises(StoreError, match=r"holds 1 rows of 2; build again"):
            check(connect(where), where, name, 2)

    def test_another_index_is_left_alone(
        self, address: Address, seeds: Path, tmp_path: Path
    ) -> None:
        where = Address(address.server, f"{address.name}_a")
        other = Address(address.server, where.generation(7))
        build_index(seeds, tmp_path / "index")
        copy_index(tmp_path / "index", other)
        copy_index(tmp_path / "index", where)
        assert names(other) == [other.generation(1)]


class TestRows:
    @pytest.mark.parametrize("size", [0, 1, 15_000, 15_001, 100_000])
    def test_an_article_of_any_length_comes_back(self, size: int) -> None:
        article = Article("id", "긴 글", ("가나다😀\\" * size)[:size], captions=((0, 1),))
        first, *rest = article_rows(7, article, 7)
        assert article_of(first["packed"]) == article
        assert [row["row"] - 7000 for row in (first, *rest)] == [*range(len(rest) + 1)]
        assert all(len(row["folded"].encode()) < 65_536 for row in (first, *rest))

    def test_a_word_is_found_wherever_it_stands_in_a_long_text(
        self, address: Address, tmp_path: Path
    ) -> None:
        folder = tmp_path / "seeds"
        folder.mkdir()
        words = [f"낱말{at}" for at in range(9000)]
        (folder / "긴.txt").write_text("긴 글\n\n" + " ".join(words) + ".", "utf-8")
        build_index(folder, tmp_path / "index")
        where = Address(address.server, f"{address.name}_long")
        copy_index(tmp_path / "index", where)
        store = MilvusStore.open(where)
        [article] = store.articles()
        assert len(article.text) > 40_000
        for word in (*words[::500], "말8999.", "글 긴"):
            assert len(store.list_by("newest", Filters(words=word))) == 1
        assert store.list_by("newest", Filters(words="낱말9000")) == {}


class TestWeights:
    def test_lengths_are_remembered_as_tantivy_does(self) -> None:
        lengths = [0, 1, 39, 40, 41, 42, 55, 56, 59, 60, 87, 88, 95, 96, 1000]
        assert [rounded(length) for length in lengths] == [
            *(0, 1, 39, 40, 40, 42, 54, 56, 56, 60, 84, 88, 88, 96, 984)
        ]

    @pytest.mark.parametrize("seed", range(3))
    def test_a_product_is_the_score_of_the_lexical_leg(self, seed: int, tmp_path: Path) -> None:
        drawn, question, stats = Random(seed), ["가", "나", "가", "바"], Statistics()
        passages = [drawn.choices("가나다라마", k=drawn.randrange(120)) for _ in range(8)]
        for terms in passages:
            stats.add(terms)
        repeated = dict(stats.repeated())
        pairs = {pair: repeated.get(dimension(pair), 1) for pair in pairs_of(question)}
        asked = stats.weights.of_question(question, {**stats.frequency, **pairs})
        scores = {n: _product(asked, stats.weights.of_passage(p)) for n, p in enumerate(passages)}
        LexicalIndex.write(tmp_path / "index", enumerate(map(" ".join, passages)))
        found = LexicalIndex(tmp_path / "index").search(question, 100)
        assert {n: score for n, score in scores.items() if score} == pytest.approx(found, rel=1e-5)


def _product(one: dict[int, float], other: dict[int, float]) -> float:
    return sum(weight * other.get(dimension, 0.0) for dimension, weight in one.items())


class TestUse:
    def test_the_command_lines_build_search_and_ask_in_a_store(
        self,
        address: Address,
        seeds: Path,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        store = f"{address}_lines"
        index = str(tmp_path / "index")
        assert build(["build", "--seeds", str(seeds), "--index", index, "--store", store]) == 0
        capsys.readouterr()
        assert ask(["ask", "다온군은 언제 다리를 놓았나요?", "--store", store]) == 0
        told = capsys.readouterr().out
        assert ask(["ask", "다온군은 언제 다리를 놓았나요?", "--index", index]) == 0
        assert told == capsys.readouterr().out
        assert "5월" in told
        assert ask(["search", "다리", "--store", store, "--json"]) == 0
        assert "다리.txt" in capsys.readouterr().out

    def test_an_assistant_follows_the_alias(
        self, address: Address, seeds: Path, tmp_path: Path
    ) -> None:
        where = Address(address.server, f"{address.name}_follow")
        build_index(seeds, tmp_path / "index")
        copy_index(tmp_path / "index", where)
        assistant = Assistant.open(str(where))
        assert [article.source for article in assistant.articles()] == ["다리.txt"]
        (seeds / "강.txt").write_text("강\n\n강에는 물고기가 산다.", "utf-8")
        build_index(seeds, tmp_path / "index")
        copy_index(tmp_path / "index", where)
        assert {article.source for article in assistant.articles()} == {"강.txt", "다리.txt"}

    def test_the_page_answers_from_a_store_and_builds_nothing(
        self, address: Address, seeds: Path, tmp_path: Path
    ) -> None:
        where = Address(address.server, f"{address.name}_page")
        build_index(seeds, tmp_path / "index")
        asked = {"question": "다온군은 언제 다리를 놓았나요?"}
        with serve(tmp_path / "none", tmp_path / "none", f"--store={where}") as url:
            answer = httpx.post(f"{url}api/ask", json=asked, timeout=60)
            assert answer.json()["key"] == "store-missing"
            copy_index(tmp_path / "index", where)  # it is looked for again at each question
            answer = httpx.post(f"{url}api/ask", json=asked, timeout=60)
            assert answer.json()["short"] == "5월"
            assert httpx.put(f"{url}page/files?name=a.txt", content=b"a").status_code == 404
        assert not (tmp_path / "none").exists()


class TestErrors:
    @pytest.mark.parametrize(
        "text",
        [
            *("", "milvus://", "milvus://a/b", "http://a:1/b", "milvus://a:1/", "milvus://a:1/é"),
            *("https://a:1/b", "milvus+http://a:1/b", "milvus+https://a/b", "milvus://u:p@a:1/b"),
        ],
    )
    def test_an_address_has_a_form(self, text: str) -> None:
        with pytest.raises(StoreError, match="is no address of a store; write it like this"):
            Address.read(text)

    def test_the_page_says_so_before_it_is_served(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert page(["--store=milvus://a/b", "--port=0"]) == 1
        remedy = "write it like this: milvus://127.0.0.1:19530/articles"
        assert (
            capsys.readouterr().err == f"error: milvus://a/b is no address of a store; {remedy}\n"
        )

    @pytest.mark.parametrize(
        ("text", "address", "uri"),
        [
            (
                "milvus://a.example:19530/b",
                Address("a.example:19530", "b"),
                "http://a.example:19530",
            ),
            ("milvus://[::1]:1/b_2", Address("[::1]:1", "b_2"), "http://[::1]:1"),
            (
                "milvus+https://a.example:443/b",
                Address("a.example:443", "b", True),
                "https://a.example:443",
            ),
        ],
    )
    def test_it_names_a_server_with_or_without_tls(
        self, text: str, address: Address, uri: str
    ) -> None:
        assert (Address.read(text), str(address), address.uri) == (address, text, uri)

    @pytest.mark.parametrize("scheme", Address.SCHEMES)
    def test_no_such_host(self, scheme: str, capsys: pytest.CaptureFixture[str]) -> None:
        where = f"{scheme}unresolvable.invalid:19530/a"  # no such name exists, by RFC 2606
        assert ask(["ask", "언제?", "--store", where]) == 1
        said = "can't be reached; check the address and that its server runs"
        assert capsys.readouterr().err == f"error: the store {where} {said}\n"

    def test_no_server(self, capsys: pytest.CaptureFixture[str]) -> None:
        with socket.socket() as taken:  # but nobody listens
            taken.bind(("127.0.0.1", 0))
            where = f"milvus://127.0.0.1:{taken.getsockname()[1]}/a"
            assert ask(["ask", "언제?", "--store", where]) == 1
        said = "can't be reached; check the address and that its server runs"
        assert capsys.readouterr().err == f"error: the store {where} {said}\n"

    def test_no_index(self, address: Address, capsys: pytest.CaptureFixture[str]) -> None:
        where = f"{address}_none"
        assert ask(["ask", "언제?", "--store", where]) == 1
        remedy = f"copy one there with: python -m embeddings build --store {where}"
        assert capsys.readouterr().err == f"error: there is no index in {where}; {remedy}\n"

    def test_a_wrong_token(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(TOKEN, "root:wrong")
        denying = Denying()
        with serving(denying) as port:
            where = f"milvus://127.0.0.1:{port}/a"
            assert ask(["ask", "언제?", "--store", where]) == 1
        assert denying.tokens == {"root:wrong"}
        said = "refuses the token; set MILVUS_TOKEN to one that it takes"
        assert capsys.readouterr().err == f"error: the store {where} {said}\n"
