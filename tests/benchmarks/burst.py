"""Ask a running page many questions at once, and time how soon it answers an ordinary one again.

    python app.py --proxied
    python tests/benchmarks/burst.py [http://127.0.0.1:7860] [--questions 200]

Each question comes from an address of its own, as told by the proxy that this script plays.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter
from pathlib import Path

import httpx

QUESTION = "카자흐스탄에 진출한 한국 기업은 몇 개인가요?"
TEXTS = Path(__file__).parents[2] / "qa/web/page.json"
BUSY = json.loads(TEXTS.read_text("utf-8"))["ko"]["busy"]


async def ask(client: httpx.AsyncClient, question: str, address: str) -> str:
    """Ask a question from an address; return "answered", "busy" or what went wrong."""
    headers = {"X-Forwarded-For": address, "Accept-Language": "ko"}
    try:
        told = await client.post("/page/answer", json={"question": question}, headers=headers)
    except httpx.HTTPError as error:
        return f"failed: {type(error).__name__}"
    if told.status_code != 200:
        return f"failed: {told.status_code}"
    reply = told.json()
    if reply["answer"]:
        return "answered"
    return "busy" if BUSY in reply["html"] else "failed: no answer"


async def burst(url: str, questions: int) -> tuple[Counter[str], float]:
    """Ask so many questions at once; return what came of them, and the seconds till recovery.

    Recovery is when a question that is asked after all the others are done with is answered.
    """
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=120) as client:
        addresses = (f"10.0.{n // 250}.{n % 250}" for n in range(questions))
        outcomes = Counter(await asyncio.gather(*(ask(client, QUESTION, a) for a in addresses)))
        ended = time.perf_counter()
        while await ask(client, QUESTION, "10.1.0.0") != "answered":
            await asyncio.sleep(0.1)
        return outcomes, time.perf_counter() - ended


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:7860")
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    started = time.perf_counter()
    outcomes, recovery = asyncio.run(burst(options.url, options.questions))
    seconds = time.perf_counter() - started - recovery
    for outcome, count in outcomes.most_common():
        print(f"{outcome}: {count}")
    print(
        f"all done with after {seconds:.1f} s; an ordinary question answered {recovery:.1f} s later"
    )


if __name__ == "__main__":
    main()
