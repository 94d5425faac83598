"""A server of a language model that does as it is told: other servers' quirks, and faults."""

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Said = Callable[[dict[str, Any]], Iterable[bytes]]  # the lines that a request is answered by


@dataclass
class Model:
    """What the server answers with, and the requests that it was sent."""

    says: Said
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    refuses: frozenset[str] = frozenset()  # fields that are answered 422
    url: str = ""


def pieces(text: str, size: int = 7, usage: tuple[int, int] | None = (90, 30)) -> Said:
    """What a well-behaved server streams of a text."""

    def says(request: dict[str, Any]) -> Iterator[bytes]:
        yield chunk({"role": "assistant", "content": None})
        for at in range(0, len(text), size):
            yield chunk({"content": text[at : at + size]})
        yield event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        if usage and "stream_options" in request:
            told = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
            yield event({"choices": [], "usage": told})
        yield b"data: [DONE]\n\n"

    return says


def chunk(delta: dict[str, Any]) -> bytes:
    return event({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})


def event(values: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(values)}\n\n".encode()


@contextmanager
def served(model: Model) -> Iterator[Model]:
    """Serve a model on 127.0.0.1; its `url` says where."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.asked.append(request)
            model.keys.append(self.headers["Authorization"])
            status = 422 if model.refuses & request.keys() else model.status
            self.send_response(status)
            for name, value in model.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            try:
                for line in model.says(request) if status < 400 else [echo(self.headers)]:
                    self.wfile.write(line)
                    self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other side hung up

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    model.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()


def echo(headers: Any) -> bytes:
    """An error that gives the key away."""
    return json.dumps({"error": {"message": f"no: {headers['Authorization']}"}}).encode()
