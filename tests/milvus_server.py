"""A Milvus server for tests: milvus-lite's on this machine, or a real one that MILVUS_URI names."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from conftest import free_port

from embeddings.cluster.connection import Address


@contextmanager
def milvus(folder: Path) -> Iterator[Address]:
    """Yield the address (see `Address`) of an index that isn't there yet."""
    name = f"t{uuid4().hex[:12]}"
    if uri := os.environ.get("MILVUS_URI"):
        scheme, _, server = uri.partition("://")
        yield Address(server, name, encrypted=scheme == "https")
        return
    port = free_port()
    command = [sys.executable, "-m", "milvus_lite", "server", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--data-dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(server, port)
            yield Address(f"127.0.0.1:{port}", name)
        finally:
            server.terminate()


def wait_for(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until a process listens at a port."""
    for _ in range(600):
        assert server.poll() is None
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise TimeoutError(port)
