"""Two-turn dialogues: how many second questions are answered with what must be cited.

    python tests/benchmarks/dialogues.py [-v]

The first answer is handed on as it was given. The articles are the seeds and
`tests/dialogue_articles.jsonl`, in one index. Those marked `unseen` were kept from whoever set the
rules of follow-ups: they are counted apart, and -v doesn't show them.
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
    right: dict[bool, list[bool]] = {True: [], False: []}
    with tempfile.TemporaryDirectory() as work:
        assistant = opened(Path(work))
        for dialogue in dialogues:
            first = assistant.ask(dialogue["first"])
            answer = assistant.ask(dialogue["then"], [dialogue["first"], first])
            quotes = " ".join(citation.quote for citation in answer.citations[:SHOWN])
            is_right = all(words in quotes for words in dialogue["must_quote"])
            is_unseen = dialogue.get("unseen", False)
            right[is_unseen].append(is_right)
            if "-v" in sys.argv and not is_right and not is_unseen:
                print(dialogue["first"], "|", dialogue["then"], "->", answer.grade, quotes[:100])
    for is_unseen, each in right.items():
        print(f"{sum(each)} of {len(each)} {'unseen' if is_unseen else 'others'} right")


if __name__ == "__main__":
    main()
