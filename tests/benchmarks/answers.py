"""Measure answers on a folder of questions: cited sentences, short answers and refusals.

    python tests/benchmarks/answers.py DIR [--limit N]

DIR holds `articles.jsonl` and `questions.jsonl`, as BEIR has them, with accepted `answers`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
from metrics import exact_match, f1

from embeddings import build_index
from qa import evidence as ev
from qa.assistant import Assistant
from qa.question import understand


def main() -> None:
    """Print the figures of the threshold in force, and the trade-off at others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, help="only the first N questions")
    options = parser.parse_args()
    questions = [json.loads(line) for line in (options.folder / "questions.jsonl").open()]
    with tempfile.TemporaryDirectory() as folder:
        seeds, index = Path(folder, "seeds"), Path(folder, "index")
        seeds.mkdir()
        shutil.copy(options.folder / "articles.jsonl", seeds)
        build_index(seeds, index)
        measure(Assistant.open(index), questions[: options.limit])


def measure(assistant: Assistant, questions: list[dict]) -> None:
    """Ask each question of all articles, of all but its own, and of all but its own subject's."""
    titles = {article.id: article.title for article in assistant.articles()}
    snapshot = assistant._live()
    learned = ev.weights()
    found, exact, near, kept, gone, foreign = [], [], [], [], [], []
    for row in questions:
        question, own, answers = understand(row["question"]), set(row["relevant"]), row["answers"]
        subjects = {titles[article] for article in own}
        hits = snapshot.search(question, 30, None)
        without = [hit for hit in hits if hit.article.id not in own]
        stranger = [hit for hit in without if hit.article.title not in subjects]
        ranked = ev.rank(question, hits[:10], snapshot.idf, learned)
        quote = short = ""
        if ranked:
            best = ranked[0]
            text = best.hit.article.text
            quote = text[best.sentence.start : best.sentence.end]
            short = text[best.short[0] : best.short[1]] if best.short else ""
        found.append(float(any(answer in quote for answer in answers)))
        exact.append(exact_match(short, answers))
        near.append(f1(short, answers))
        for some, scores in ((hits, kept), (without, gone), (stranger, foreign)):
            some = some[:10]
            order = ev.rank(question, some, snapshot.idf, learned)
            features = ev.confidence_row(question, some, order, snapshot.idf)
            scores.append(ev.dot(features, learned["confidence"]))
    threshold = learned["confidence"]["threshold"]
    answered = np.array(kept) >= threshold
    print(f"{len(questions)} questions; first cited sentence holds an accepted answer:")
    print(f"  {np.mean(found):.3f} (never refusing), {np.mean(found * answered):.3f} (refusing)")
    print(f"short answer: exact match {np.mean(exact):.3f}, F1 {np.mean(near):.3f}")
    for name, limit in [
        ("the threshold in force", threshold),
        *((f"refusing {s:.0%}", np.quantile(kept, s)) for s in (0.02, 0.05, 0.1, 0.15, 0.2)),
    ]:
        shares = [np.mean(np.array(scores) < limit) for scores in (kept, gone, foreign)]
        print(
            f"{name}: refused {shares[0]:.3f} of the answerable, {shares[1]:.3f} without their "
            f"paragraph, {shares[2]:.3f} without their article"
        )


if __name__ == "__main__":
    main()
