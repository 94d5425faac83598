"""Compare retrieval with other libraries' quick starts, on the same articles and questions.

    python tests/benchmarks/peers/compare.py FOLDER [--questions N]

FOLDER holds `articles.jsonl` and `questions.jsonl` as `python -m qa evaluate` takes them. Each
library is set up as its own introduction has it: once with its keyword search, which needs no
model, and once with this project's embedding in the place of the one that it would fetch. Each runs
in a process of its own; build seconds, a query's median and peak memory are also told as ratios to
this project's, which retrieves here without its reader.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from embeddings import analyse, build_index, load_encoder, ndcg, query_terms
from qa import Assistant

TOP = 10
Row = dict[str, Any]
Found = list[tuple[str, str]]  # articles' ids and passages' texts, best first
Search = Callable[[str], Found]


def ours(articles: Sequence[Row]) -> Search:
    """Build an index of a folder of seeds."""
    folder = Path(tempfile.mkdtemp())
    (folder / "seeds").mkdir()
    lines = [json.dumps(row, ensure_ascii=False) for row in articles]
    (folder / "seeds" / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "seeds", folder / "index")
    assistant = Assistant.open(folder / "index")
    return lambda question: [
        (one.id, hit.text)
        for hit in assistant.search(question, TOP)
        for one in (hit.article, *hit.copies)
    ]


def haystack_keywords(articles: Sequence[Row]) -> Search:
    """Documents in memory, BM25."""
    from haystack import Document
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore()
    store.write_documents([Document(content=text(row), meta={"of": row["id"]}) for row in articles])
    retriever = InMemoryBM25Retriever(document_store=store, top_k=TOP)
    return lambda question: [
        (one.meta["of"], one.content) for one in retriever.run(query=question)["documents"]
    ]


def haystack_vectors(articles: Sequence[Row]) -> Search:
    """Documents in memory, by embedding."""
    from haystack import Document
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    vectors = encoded([text(row) for row in articles])
    store.write_documents(
        [
            Document(content=text(row), meta={"of": row["id"]}, embedding=vector)
            for row, vector in zip(articles, vectors, strict=True)
        ]
    )
    retriever = InMemoryEmbeddingRetriever(document_store=store, top_k=TOP)
    return lambda question: [
        (one.meta["of"], one.content)
        for one in retriever.run(query_embedding=asked(question))["documents"]
    ]


def llama_index_keywords(articles: Sequence[Row]) -> Search:
    """Nodes of the default splitter, BM25."""
    from llama_index.retrievers.bm25 import BM25Retriever

    retriever = BM25Retriever.from_defaults(nodes=_nodes(articles), similarity_top_k=TOP)
    return partial(_retrieved, retriever)


def llama_index_vectors(articles: Sequence[Row]) -> Search:
    """Nodes of the default splitter in the default vector index."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding

    class Own(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return asked(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return asked(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return encoded([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return encoded(texts)

    index = VectorStoreIndex(_nodes(articles), embed_model=Own(embed_batch_size=256))
    return partial(_retrieved, index.as_retriever(similarity_top_k=TOP))


def _nodes(articles: Sequence[Row]) -> list[Any]:
    from llama_index.core import Document
    from llama_index.core.node_parser import SentenceSplitter

    documents = [Document(text=text(row), metadata={"of": row["id"]}) for row in articles]
    return SentenceSplitter().get_nodes_from_documents(documents)


def _retrieved(retriever: Any, question: str) -> Found:
    return [(one.metadata["of"], one.get_content()) for one in retriever.retrieve(question)]


def langchain_keywords(articles: Sequence[Row]) -> Search:
    """Chunks of 1,000 characters, BM25."""
    from langchain_community.retrievers import BM25Retriever

    retriever = BM25Retriever.from_documents(_chunks(articles), k=TOP)
    return lambda question: [
        (one.metadata["of"], one.page_content) for one in retriever.invoke(question)
    ]


def langchain_vectors(articles: Sequence[Row]) -> Search:
    """Chunks of 1,000 characters in a vector store in memory."""
    from langchain_core.embeddings import Embeddings
    from langchain_core.vectorstores import InMemoryVectorStore

    class Own(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return encoded(texts)

        def embed_query(self, text: str) -> list[float]:
            return asked(text)

    store = InMemoryVectorStore.from_documents(_chunks(articles), Own())
    return lambda question: [
        (one.metadata["of"], one.page_content) for one in store.similarity_search(question, k=TOP)
    ]


def _chunks(articles: Sequence[Row]) -> list[Any]:
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    documents = [Document(page_content=text(row), metadata={"of": row["id"]}) for row in articles]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    return splitter.split_documents(documents)


def txtai_keywords(articles: Sequence[Row]) -> Search:
    """An index of keywords."""
    return _txtai(articles, keyword=True)


def txtai_vectors(articles: Sequence[Row]) -> Search:
    """An index of vectors from outside."""
    import numpy as np

    def transform(texts: list[str]) -> Any:
        made = [asked(texts[0])] if len(texts) == 1 else encoded(texts)
        return np.array(made, dtype=np.float32)

    return _txtai(articles, method="external", transform=transform)


def _txtai(articles: Sequence[Row], **settings: Any) -> Search:
    from txtai import Embeddings

    index = Embeddings(content=True, **settings)
    index.index([(row["id"], text(row), None) for row in articles])
    return lambda question: [(one["id"], one["text"]) for one in index.search(question, TOP)]


SYSTEMS: dict[str, Callable[[Sequence[Row]], Search]] = {
    "this project": ours,
    "haystack, keywords": haystack_keywords,
    "haystack, our embedding": haystack_vectors,
    "llama-index, keywords": llama_index_keywords,
    "llama-index, our embedding": llama_index_vectors,
    "langchain, keywords": langchain_keywords,
    "langchain, our embedding": langchain_vectors,
    "txtai, keywords": txtai_keywords,
    "txtai, our embedding": txtai_vectors,
}


def text(row: Row) -> str:
    """Return an article as the others take it: title and text."""
    return f"{row['title']}\n{row['text']}"


@cache
def encoder() -> Any:
    """Return this project's default encoder."""
    return load_encoder()


def encoded(texts: Sequence[str]) -> list[list[float]]:
    """Return the vectors of passages."""
    terms = [[term for one in each for term in one.terms] for each in analyse(texts)]
    vectors: list[list[float]] = encoder().encode_passages(texts, terms).tolist()
    return vectors


def asked(question: str) -> list[float]:
    """Return a question's vector."""
    vector: list[float] = encoder().encode_query(question, query_terms(question)).tolist()
    return vector


def figures(name: str, folder: Path, most: int) -> dict[str, float]:
    """Measure one system, in this process."""
    articles, questions = (
        [json.loads(line) for line in (folder / f"{what}.jsonl").read_text("utf-8").splitlines()]
        for what in ("articles", "questions")
    )
    started = time.perf_counter()
    search = SYSTEMS[name](articles)
    built = time.perf_counter() - started
    search(questions[0]["question"])
    gains, holds, times = [], [], []
    for row in questions[:most]:
        started = time.perf_counter()
        found = search(row["question"])
        times.append(time.perf_counter() - started)
        gains.append(ndcg(list(dict.fromkeys(id_ for id_, _ in found)), {*row["relevant"]}))
        holds.append(any(answer in found[0][1] for answer in row["answers"]) if found else False)
    return {
        "nDCG@10": statistics.mean(gains),
        "first holds": statistics.mean(holds),
        "build s": built,
        "query ms": 1000 * statistics.median(times),
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    """Print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--only", choices=SYSTEMS)
    options = parser.parse_args()
    if options.only:
        print(json.dumps(figures(options.only, options.folder, options.questions)))
        return
    first: dict[str, float] = {}
    for name in SYSTEMS:
        run = [sys.executable, __file__, *sys.argv[1:], "--only", name]
        out = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True).stdout
        found = json.loads(out.splitlines()[-1])
        if not first:
            first = found
            print(f"| | {' | '.join(found)} |\n|---|{'---|' * len(found)}")
        cells = [f"{found[k]:.3f}" for k in ("nDCG@10", "first holds")]
        for k in ("build s", "query ms", "peak MB"):
            cells.append(f"{found[k]:,.1f} ({found[k] / first[k]:.1f}x)")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
