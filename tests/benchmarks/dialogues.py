"""Two-turn dialogues: how many second questions are answered with what must be cited.

    python tests/benchmarks/dialogues.py [-v]

The first answer is handed on as it was given. The articles are the seeds and
`tests/dialogue_articles.jsonl`, in one index.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from embeddings import build_index
from qa import Assistant

TESTS = Path(__file__).parents[1]
SHOWN = 5  # citations that are looked at


def opened(work: Path) -> Assistant:
    """Return an assistant on the articles of the dialogues."""
    shutil.copytree(TESTS.parent / "seeds", work / "seeds")
    shutil.copy(TESTS / "dialogue_articles.jsonl", work / "seeds")
    build_index(work / "seeds", work / "index")
    return Assistant.open(work / "index")


def main() -> None:
    """Print the share of second questions that are answered right, and with -v the others."""
    lines = (TESTS / "dialogues.jsonl").read_text(encoding="utf-8").splitlines()
    dialogues = [json.loads(line) for line in lines]
    right = 0
    with tempfile.TemporaryDirectory() as work:
        assistant = opened(Path(work))
        for dialogue in dialogues:
            first = assistant.ask(dialogue["first"])
            answer = assistant.ask(dialogue["then"], [dialogue["first"], first])
            quotes = " ".join(citation.quote for citation in answer.citations[:SHOWN])
            is_right = all(words in quotes for words in dialogue["must_quote"])
            right += is_right
            if "-v" in sys.argv and not is_right:
                print(dialogue["first"], "|", dialogue["then"], "->", answer.grade, quotes[:100])
    print(f"{right} of {len(dialogues)} right")


if __name__ == "__main__":
    main()
