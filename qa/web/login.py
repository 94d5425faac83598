"""The one login that the page may ask for, by the browser itself (HTTP Basic)."""

from __future__ import annotations

import stat
from base64 import b64encode
from hmac import compare_digest
from pathlib import Path

from starlette.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    AuthenticationError,
    SimpleUser,
)
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response

from embeddings import ServerError

from .rates import Limit, client_of

_LOGINS = 10  # wrong passwords a minute and client


class Login(AuthenticationBackend):
    """One user and password, asked for by the browser itself (HTTP Basic), on every request."""

    def __init__(self, user: str, password: str) -> None:
        """Let this user in."""
        self._user = user
        self._expected = b64encode(f"{user}:{password}".encode())
        self._failures = Limit(_LOGINS)

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, SimpleUser]:
        """Return the user. Raises AuthenticationError for anybody else."""
        client = client_of(conn)
        scheme, _, given = conn.headers.get("authorization", "").partition(" ")
        if self._failures.reached(client):
            raise AuthenticationError
        if scheme.lower() != "basic" or not compare_digest(given.encode(), self._expected):
            if given:
                self._failures.hit(client)
            raise AuthenticationError
        return AuthCredentials(), SimpleUser(self._user)

    def refusal(self, conn: HTTPConnection, _: AuthenticationError) -> Response:
        """Return the answer that makes a browser ask, or 429 after too many wrong passwords."""
        if self._failures.reached(client_of(conn)):
            return self._failures.refusal(client_of(conn))
        headers = {"WWW-Authenticate": 'Basic realm="articles", charset="UTF-8"'}
        return PlainTextResponse("Not logged in", status_code=401, headers=headers)


def read_login(given: str) -> Login:
    """Return the login that USER:FILE stands for; the file's first line is the password.

    Raises ServerError for another form, and for a file that is missing, empty, or
    readable by every user of the machine.
    """
    user, _, path = given.partition(":")
    if not user or not path:
        raise ServerError(
            "--auth takes USER:FILE",
            "write the password in the file's first line",
            key="auth-form",
        )
    try:
        open_to_all = Path(path).stat().st_mode & stat.S_IRWXO
        password = Path(path).read_text("utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", "it isn't UTF-8 text")
        raise ServerError(
            "can't read the password in {path}: {reason}",
            "name a text file with the password in its first line",
            key="password-unreadable",
            path=path,
            reason=reason,
        ) from None
    if open_to_all:
        raise ServerError(
            "every user can get at the password in {path}",
            "run: chmod o= {path}",
            key="password-open",
            path=path,
        )
    if not password:
        raise ServerError(
            "the first line of {path} is empty",
            "write the password there",
            key="password-empty",
            path=path,
        )
    return Login(user, password)
