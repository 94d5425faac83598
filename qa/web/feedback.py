"""What was said of answers, a line each, in a file of one's own: `qa evaluate --rated` reads it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from ..answer import Answer


def note(path: Path, question: str, answer: Answer, good: bool) -> None:
    """Append that an answer was good or not, with what it said and rested on.

    A line has what `qa evaluate` asks of a question, too: the quotes that answer it, and the ids of
    their articles; none where the answer is that the articles don't say.
    """
    line = {
        "question": question,
        "good": good,
        "must_quote": [citation.quote for citation in answer.citations[:1]],
        "files": [citation.article.id for citation in answer.citations],
        "answer": answer.short,
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "given": answer.to_dict(),
    }
    with path.open("a", encoding="utf-8") as out:
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
