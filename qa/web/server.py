"""What stands between the network and the page: who may ask, from where, how much and how often.

    browser -> Sealed -> hosts -> login -> Gate -> body limit -> Gradio's application
               every     400      401      403     413
               response's                  404
               headers                     429

The page uses a dozen of Gradio's many routes, and the others (uploads, files, proxies, API,
monitoring) are not there.
"""

from __future__ import annotations

import re
import socket
from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from hashlib import sha256
from ipaddress import ip_address
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from embeddings import MOST_BYTES, ServerError

from .login import Login
from .rates import PER_MINUTE, Limit, client_of

_REQUESTS = 20  # times as many requests: a question takes two, and a page being loaded ten
_BODY = 512 * 1024  # bytes: a question that is far too long still gets an answer that says so
_IDLE = 75  # seconds that an idle connection stays; uvicorn's 5 can end as it is used again
THIS_MACHINE = "127.0.0.1,::1"  # its addresses
_LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]

# Gradio compiles the templates of its HTML components with Function(), hence 'unsafe-eval'. What
# is written into the page still runs no script: inline ones run by their hashes alone.
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval' {}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY.format(""),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FORWARDED = (b"x-forwarded-", b"x-gradio-")  # Gradio would believe anybody's word
_STATIC = r"/(assets|static)(/[\w-]+)+(\.[\w-]+)+"
_OWN = r"/page/\w+\.(js|css)"
_FILES = "/page/files"
_ROUTES = re.compile(
    rf"""(?:GET|HEAD)\ /(theme\.css|favicon\.ico|manifest\.json)?
       | (?:GET|HEAD)\ {_STATIC}
       | GET\ {_OWN}
       | POST\ /page/(answer|again|article|more|export|rate)
       | GET\ /page/(library|building|files|articles)
       | POST\ /page/(build|correct)
       | (?:PUT|DELETE)\ {_FILES}
       | GET\ /api(/(search|articles|article|openapi\.json))?
       | POST\ /api/ask
       | (?:GET|POST|DELETE)\ /mcp
       | GET\ /gradio_api/app_id""",
    re.VERBOSE,
)
_BASE = re.compile(rb"<base [^>]*>")  # it says what is so anyway, and the policy forbids it
_INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


async def _not_understood(request: Request, error: Exception) -> Response:
    """Answer a request that isn't of its form: a program is told where, without an echo."""
    if not (isinstance(error, RequestValidationError) and request.url.path.startswith("/api/")):
        return PlainTextResponse("Not understood", status_code=422)
    found = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    said = {"problem": "; ".join(found), "remedy": "mend the request", "key": "request-form"}
    return JSONResponse(said, status_code=422)


UNSPOKEN: dict[str, Any] = {  # for FastAPI: no description of its routes, no echo of a bad request
    "openapi_url": None,
    "docs_url": None,
    "redoc_url": None,
    "exception_handlers": {RequestValidationError: _not_understood},
}


class Gate:
    """Passes on what the page asks for, from the page itself, as often as a client may."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        """Stand before `app`, for clients that may ask `per_minute` questions."""
        self._app = app
        self._limit = Limit(_REQUESTS * per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that is refused, and pass on any other."""
        refused = self._refusal(Request(scope)) if scope["type"] == "http" else None
        await (refused or self._app)(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        path, origin = request.url.path, request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers["host"]:
            return PlainTextResponse("Another site's page can't ask here", status_code=403)
        if not _ROUTES.fullmatch(f"{request.method} {path}"):
            return PlainTextResponse("Not found", status_code=404)
        if path == "/" and request.url.query:  # Gradio's own views, its API's among them
            return RedirectResponse("/")
        client = client_of(request)
        if not re.fullmatch(f"{_STATIC}|{_OWN}", path) and not self._limit.hit(client):
            return self._limit.refusal(client)
        return None


class BodyLimits:
    """Refuses a body that is too long: that of a file may have as much as a seed, others little."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._file = RequestBodyLimitMiddleware(app, max_body_size=MOST_BYTES)
        self._other = RequestBodyLimitMiddleware(app, max_body_size=_BODY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as long as its body is not too long."""
        is_file = scope["type"] == "http" and (scope["method"], scope["path"]) == ("PUT", _FILES)
        await (self._file if is_file else self._other)(scope, receive, send)


class Sealed:
    """Puts the security headers on every response of an application, its errors included."""

    def __init__(self, app: ASGIApp, head: str = "") -> None:
        """Stand around `app`, whose page gets `head` into its head, before all else there."""
        self._app, self._head = app, head.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request without what others say of our address, and its response sealed."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        page, static = scope["path"] == "/", re.fullmatch(_STATIC, scope["path"])
        own = re.fullmatch(_OWN, scope["path"])
        send = _whole(send, self._head) if page else send
        dropped = (*_FORWARDED, b"accept-encoding") if page else _FORWARDED
        kept = [pair for pair in scope["headers"] if not pair[0].startswith(dropped)]

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                if not static:
                    headers["Cache-Control"] = "no-cache" if own else "no-store"
            await send(message)

        await self._app({**scope, "headers": kept}, receive, sealed)


def _whole(send: Send, head: bytes) -> Send:
    """Return a `send` that holds the page back till it is whole, and lets its own scripts run."""
    parts: list[Message] = []

    async def held(message: Message) -> None:
        parts.append(message)
        if message["type"] == "http.response.start" or message.get("more_body"):
            return
        html = _BASE.sub(b"", b"".join(part["body"] for part in parts[1:]))
        html = html.replace(b"<head>", b"<head>" + head, 1)
        digests = (b64encode(sha256(script).digest()) for script in _INLINE.findall(html))
        hashes = " ".join(f"'sha256-{digest.decode()}'" for digest in digests)
        headers = MutableHeaders(scope=parts[0])
        headers["Content-Security-Policy"] = _POLICY.format(hashes)
        del headers["Content-Length"]
        await send(parts[0])
        await send({"type": "http.response.body", "body": html})

    return held


def guarded(
    hosts: Iterable[str] = (), login: Login | None = None, per_minute: int = PER_MINUTE
) -> FastAPI:
    """Return an empty application behind all the walls but `Sealed`, for Gradio to be mounted in.

    It answers to the names of this machine itself and to `hosts`; to `login` alone if there is one.
    """
    walls = [
        Middleware(TrustedHostMiddleware, allowed_hosts=[*_LOOPBACK, *hosts], www_redirect=False),
        Middleware(Gate, per_minute=per_minute),
        Middleware(BodyLimits),
    ]
    if login:
        door = Middleware(AuthenticationMiddleware, backend=login, on_error=login.refusal)
        walls.insert(1, door)
    return FastAPI(**UNSPOKEN, middleware=walls)


def listen(host: str, port: int, exposed: bool) -> socket.socket:
    """Return a socket that listens at an address.

    Raises ServerError where others could reach it and that isn't meant (`exposed`), and where it
    can't be had.
    """
    if not exposed and not is_loopback(host):
        raise ServerError(
            "others can reach {host}, and would read the articles",
            "ask them for a password with --auth USER:FILE, or let everybody in with --open",
            key="host-exposed",
            host=host,
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ServerError(
            "can't serve at {host}:{port}",
            "choose another with --port",
            key="address-taken",
            host=host,
            port=port,
        ) from error


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach an address."""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host.lower() == "localhost"


def serve(
    app: ASGIApp, listening: socket.socket, proxied: str | None = None, head: str = ""
) -> None:
    """Serve an application, sealed, until the process is interrupted; see `Sealed` for `head`.

    `proxied` are the addresses, parted by commas, that are believed for whom they ask.
    """
    config = uvicorn.Config(
        Sealed(app, head),
        proxy_headers=proxied is not None,
        forwarded_allow_ips=proxied,
        timeout_keep_alive=_IDLE,
        ws="none",
        log_level="warning",
        server_header=False,
    )
    run = partial(uvicorn.Server(config).run, sockets=[listening])
    thread = Thread(target=run, daemon=True)  # open pages don't keep the process from ending
    thread.start()
    with suppress(KeyboardInterrupt):
        thread.join()


def host_name(given: str) -> str:
    """Return a host as a Host header names it. Raises ServerError for what is none."""
    with suppress(ValueError):
        address = ip_address(given.strip("[]"))
        return f"[{address}]" if address.version == 6 else str(address)
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)*", given):
        raise ServerError(
            "{host} is no host's name",
            "give a name or an address, without a scheme or a port",
            key="host-name",
            host=repr(given),
        )
    return given.lower()
