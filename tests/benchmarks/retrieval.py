"""Measure retrieval: BM25 on white space, BM25 on Kiwi, dense and hybrid, side by side.

    python tests/benchmarks/retrieval.py DIR [DIR …] [--model NAME]

Each DIR holds `articles.jsonl` and `questions.jsonl`, as BEIR has them. nDCG@10 at article level:
an article ranks where its best passage does.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from embeddings import DEFAULT_MODEL, build_index
from embeddings.lexical import LexicalIndex
from qa.assistant import Assistant
from qa.question import understand
from qa.retrieval import CANDIDATES, complete, fuse

LEGS = ("whitespace", "kiwi", "dense", "hybrid")


def main() -> None:
    """Print a row of nDCG@10 for each folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--model", default=DEFAULT_MODEL)
    options = parser.parse_args()
    print(f"{'nDCG@10':<14}" + "".join(f"{leg:>12}" for leg in LEGS))
    for folder in options.folders:
        means = measure(folder, options.model)
        print(f"{folder.name:<14}" + "".join(f"{means[leg]:12.4f}" for leg in LEGS), flush=True)


def measure(folder: Path, model: str) -> dict[str, float]:
    """Build an index of the folder's articles, ask its questions, return each leg's mean."""
    with tempfile.TemporaryDirectory() as work:
        seeds, index = Path(work, "seeds"), Path(work, "index")
        seeds.mkdir()
        shutil.copy(folder / "articles.jsonl", seeds)
        build_index(seeds, index, model=model)
        questions = [json.loads(line) for line in (folder / "questions.jsonl").open()]
        assistant = Assistant.open(index)
        words = Path(work, "words")
        articles = assistant.articles()
        LexicalIndex.write(words, ((n, f"{a.title} {a.text}") for n, a in enumerate(articles)))
        whitespace = LexicalIndex(words)
        totals = dict.fromkeys(LEGS, 0.0)
        for row in questions:
            relevant = set(row["relevant"])
            found = whitespace.search(row["question"].split(), CANDIDATES, pair_weight=0)
            ranked = {"whitespace": [articles[number].id for number in found]}
            ranked |= legs(assistant, row["question"])
            for leg in LEGS:
                totals[leg] += ndcg(ranked[leg], relevant)
    return {leg: total / len(questions) for leg, total in totals.items()}


def legs(assistant: Assistant, text: str) -> dict[str, list[str]]:
    """Return the ids of the articles that each leg, and both, rank first."""
    snapshot = assistant._live()
    generation = snapshot.generation
    question = understand(text)
    vector = snapshot.encoder.encode_query(question.text, question.terms)
    kiwi = generation.lexical.search(question.terms, CANDIDATES, pair_weight=0)
    lexical = generation.lexical.search(question.terms, CANDIDATES)
    dense = generation.dense.search(vector, CANDIDATES)
    fused = fuse(lexical, complete(generation, dense, lexical, vector))
    entries = generation.catalogue.passages(list(kiwi.keys() | fused.keys()))
    return {
        leg: list(dict.fromkeys(entries[number].article.id for number in numbers))
        for leg, numbers in (("kiwi", kiwi), ("dense", dense), ("hybrid", fused))
    }


def ndcg(ranked: Sequence[str], relevant: Iterable[str], k: int = 10) -> float:
    """Return the normalised discounted cumulative gain of a ranking, 0 to 1."""
    wanted = set(relevant)
    gain = sum(1 / math.log2(at + 2) for at, id_ in enumerate(ranked[:k]) if id_ in wanted)
    return gain / sum(1 / math.log2(at + 2) for at in range(min(k, len(wanted))))


if __name__ == "__main__":
    main()
