"""Pairs of articles that disagree, and that agree: how many are told to disagree.

    python tests/benchmarks/conflicts.py QUESTIONS.jsonl [-v]

QUESTIONS.jsonl holds rows of `question`, `context` and `answers`. Of each a pair is made by rules:
the context, and a later one with the answer changed (a number, a date or a name), or another one of
its numbers, or none.
"""

import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from embeddings import build_index
from qa import Answer, Assistant
from qa.values.values import values

DISAGREE, AGREE = 40, 300
NAMED = 10  # of those that disagree, the ones on a name
NAMES = ("한결나래", "두루누리", "새빛마루", "온누리샘")
SEED = 7


def changed(text: str) -> str:
    """Return a number or date with its first digits changed."""
    return re.sub(r"\d+", lambda digits: str(int(digits.group()) % 9 + 2), text, count=1)


def overlaps(one: str, other: str) -> bool:
    """Say whether one text stands in the other."""
    return one in other or other in one


def pairs(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield what a pair is of, its question, its text, and the later text."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["answers"] and len(row["answers"][0]["text"]) < 20]
    random.Random(SEED).shuffle(rows)
    valued = [row for row in rows if re.search(r"\d", row["answers"][0]["text"])]
    named = [row for row in rows if not values(row["answers"][0]["text"])][:NAMED]
    for at, row in enumerate([*named, *valued[: DISAGREE - NAMED]]):
        said = row["answers"][0]["text"]
        other = changed(said) if values(said) else NAMES[at % len(NAMES)]
        yield "disagree", row["question"], row["context"], row["context"].replace(said, other)
    for at, row in enumerate(rows[-AGREE:]):
        said, text = row["answers"][0]["text"], row["context"]
        left = [one for one in values(text) if not overlaps(said, text[one.start : one.end])]
        if at % 2 and left:
            one = left[-1]
            later = text[: one.start] + changed(text[one.start : one.end]) + text[one.end :]
        else:
            later = f"다음은 새로 들어온 소식이다. {text}"
        yield "agree", row["question"], text, later


def is_told(answer: Answer) -> bool:
    """Say whether an answer tells that articles disagree."""
    return sum(part.kind == "short" for part in answer.parts) > 1


def main() -> None:
    """Print how many pairs of each kind are told to disagree."""
    told: dict[str, list[bool]] = {"disagree": [], "agree": []}
    for kind, question, text, later in pairs(Path(sys.argv[1])):
        with tempfile.TemporaryDirectory() as work:
            seeds = Path(work, "seeds")
            seeds.mkdir()
            for day, said in (("2024-08-06", text), ("2024-08-07", later)):
                row = {"title": "", "text": said, "published": day}
                (seeds / f"{day}.jsonl").write_text(json.dumps(row), encoding="utf-8")
            build_index(seeds, Path(work, "index"))
            answer = Assistant.open(Path(work, "index")).ask(question)
        told[kind].append(is_told(answer))
        if "-v" in sys.argv and is_told(answer) == (kind == "agree"):
            print(kind, "|", question, "->", answer.grade, answer.text[:150].replace("\n", " "))
    for kind, each in told.items():
        print(f"{kind}: {sum(each)} of {len(each)} are told to disagree")


if __name__ == "__main__":
    main()
