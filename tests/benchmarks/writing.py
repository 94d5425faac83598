"""What the check of written answers costs, and what we add to a server's first token.

python -m tests.benchmarks.writing

An answer is ten sentences of `tests/statements.jsonl`, of two articles, each held to both of them.
Its cost is told in CPU seconds of this process, which other work on the machine hardly changes: on
idle cores it takes no longer than that. The first token is that of a scripted server, asked by the
client of the server's protocol alone and by our writer, in turns; the medians of both are told, and
of their differences. What is searched and read before is no part of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from statistics import median

import openai

from qa import Answer, Hit, Part, Writer
from qa.answer import Citation
from qa.question import understand
from qa.snapshot import reader
from qa.writing.backend import Backend
from qa.writing.check import check
from qa.writing.prompt import messages
from tests.benchmarks.statements import by_hand
from tests.scripted_model import Model, pieces, served

TIMES = 60  # that a first token is waited for
QUESTION = "버스 요금은 얼마인가요?"


def answers() -> Iterator[tuple[list[str], list[Hit]]]:
    """Yield ten sentences of two articles, and their hits."""
    true = (one for one in by_hand() if one.kind == "true")
    while len(ten := [*islice(true, 10)]) == 10:
        yield [one.text for one in ten], [*{id(one.hit): one.hit for one in ten}.values()]


def checked(sentences: Sequence[str], hits: Sequence[Hit]) -> float:
    """Return the CPU seconds that an answer's check takes."""
    begun = time.process_time()
    for sentence in sentences:
        check(reader().entailed, sentence, hits)
    return time.process_time() - begun


def first(pieces_of: Callable[[], Iterator[object]]) -> float:
    """Return the seconds to the first piece."""
    begun = time.perf_counter()
    pieces = pieces_of()
    next(pieces)
    taken = time.perf_counter() - begun
    for _ in pieces:
        pass
    return taken


def first_tokens() -> list[tuple[float, float]]:
    """Return the seconds of the bare client and of ours, time by time."""
    _, hits = next(answers())
    article = hits[0].article
    part = Part(article.text[:20], Citation(1, article, 0, 20), "quote")
    instead, question = Answer((part,), 0.9, (*hits,)), understand(QUESTION)
    with served(Model(pieces("요금은 1,500원이다 [1]."))) as model:
        client = openai.OpenAI(api_key="none", base_url=model.url)
        writer = Writer(Backend("한글-1b", model.url))
        asked = messages(question.text, question.asks, hits)

        def bare() -> Iterator[object]:
            stream = client.chat.completions.create(model="한글-1b", messages=asked, stream=True)
            return (one for one in stream if one.choices and one.choices[0].delta.content)

        def ours() -> Iterator[object]:
            return writer.write(question, lambda _: instead, reader().entailed)

        return [(first(bare), first(ours)) for _ in range(TIMES)]


def main() -> None:
    every = [*answers()]
    checked(*every[0])  # the reader is loaded
    spent = [checked(*one) for one in every[1:]]
    print(f"check of an answer of 10 sentences, CPU: {_told(spent)} ({len(spent)} answers)")
    times = first_tokens()[5:]
    print(f"first token, the bare client: {_told([bare for bare, _ in times])}")
    print(f"first token, the writer: {_told([ours for _, ours in times])}")
    print(f"the writer's more: {_told([ours - bare for bare, ours in times])}")


def _told(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    worst = ordered[int(0.95 * len(ordered))]
    return f"median {1000 * median(ordered):.1f} ms, 95th percentile {1000 * worst:.1f} ms"


if __name__ == "__main__":
    main()
