"""Ask a running page many questions at once, and time how soon it answers an ordinary one again.

    python app.py --proxied
    python tests/benchmarks/burst.py [http://127.0.0.1:7860] [--questions 200]

Each question comes from an address of its own, as told by the proxy that this script plays.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

QUESTION = "카자흐스탄에 진출한 한국 기업은 몇 개인가요?"
TEXTS = Path(__file__).parents[2] / "qa/web/page.json"
BUSY = json.loads(TEXTS.read_text("utf-8"))["ko"]["busy"]


def asking(page: str) -> dict[str, Any]:
    """Return the event of the page that a question is sent by: the one whose output is the chat."""
    found = re.search(r"window\.gradio_config = (\{.*?\});</script>", page)
    assert found, "this is not the page"
    config = json.loads(found[1])
    chat = next(c["id"] for c in config["components"] if c["type"] == "chatbot")
    return next(d for d in config["dependencies"] if chat in d["outputs"] and d["inputs"])


async def ask(client: httpx.AsyncClient, event: dict[str, Any], question: str, address: str) -> str:
    """Ask a question from an address; return "answered", "busy" or what went wrong."""
    session = uuid.uuid4().hex
    headers = {"X-Forwarded-For": address, "Accept-Language": "ko"}
    body = {
        "data": [question, None],
        "event_data": None,
        "fn_index": event["id"],
        "trigger_id": event["targets"][0][0],
        "session_hash": session,
    }
    try:
        joined = await client.post("/gradio_api/queue/join", json=body, headers=headers)
        if joined.status_code != 200:
            return f"failed: {joined.status_code}"
        data = {"session_hash": session}
        told = await client.get("/gradio_api/queue/data", params=data, headers=headers)
    except httpx.HTTPError as error:
        return f"failed: {type(error).__name__}"
    messages = [json.loads(line[6:]) for line in told.text.splitlines() if line.startswith("data:")]
    done = [m for m in messages if m["msg"] == "process_completed"]
    if not done or not done[0]["success"]:
        return "failed: " + ", ".join(sorted({m["msg"] for m in messages}))
    shown = json.dumps([m.get("output") for m in messages], ensure_ascii=False)
    return "busy" if BUSY in shown else "answered" if "said" in shown else "failed: no answer"


async def burst(url: str, questions: int) -> tuple[Counter[str], float]:
    """Ask so many questions at once; return what came of them, and the seconds till recovery.

    Recovery is when a question that is asked after all the others are done with is answered.
    """
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=120) as client:
        event = asking((await client.get("/")).text)
        addresses = (f"10.0.{n // 250}.{n % 250}" for n in range(questions))
        outcomes = Counter(
            await asyncio.gather(*(ask(client, event, QUESTION, a) for a in addresses))
        )
        ended = time.perf_counter()
        while await ask(client, event, QUESTION, "10.1.0.0") != "answered":
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
