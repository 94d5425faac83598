"""Where a store is, the connection to it, and what its failures are called."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..errors import StoreError

if TYPE_CHECKING:
    from pymilvus import MilvusClient

TOKEN = "MILVUS_TOKEN"  # the environment's variable
PATIENCE = 10.0  # seconds that a call may take
# A server that isn't told otherwise hangs up on a client that asks more often whether it is there.
_OPTIONS = {"grpc.keepalive_time_ms": 600_000}
_ADDRESS = re.compile(r"milvus(\+https)?://([^/\s@]+:[0-9]+)/([A-Za-z_][A-Za-z0-9_]*)")
_UNREACHABLE = (2, 4, 14)  # pymilvus' code, and gRPC's DEADLINE_EXCEEDED and UNAVAILABLE
_DENIED = (16, 1400, 1401)  # gRPC's UNAUTHENTICATED, and Milvus' not authenticated, not permitted
_GENERATION = r"_g([0-9]{6})(?:_articles|_terms)?"


@dataclass(frozen=True, slots=True)
class Address:
    """Where an index is: a Milvus server (HOST:PORT), and the alias that names its generation.

    Where it is `encrypted`, the connection is made by TLS.
    """

    SCHEMES: ClassVar = ("milvus://", "milvus+https://")

    server: str
    name: str
    encrypted: bool = False

    @classmethod
    def read(cls, text: str) -> Address:
        """Return what milvus://HOST:PORT/NAME, or milvus+https://…, names.

        Raises StoreError for another form.
        """
        match = _ADDRESS.fullmatch(text)
        if not match:
            raise StoreError(
                "{text} is no address of a store",
                "write it like this: milvus://127.0.0.1:19530/articles",
                key="store-address",
                text=text,
            )
        encrypted, server, name = match.groups()
        return cls(server, name, bool(encrypted))

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{self.SCHEMES[self.encrypted]}{self.server}/{self.name}"

    @property
    def uri(self) -> str:
        """The server as pymilvus names it."""
        return f"{'https' if self.encrypted else 'http'}://{self.server}"

    def generation(self, number: int) -> str:
        """Return what the collections of a generation begin with."""
        return f"{self.name}_g{number:06d}"

    def number(self, collection: str) -> int | None:
        """Return the generation that a collection is of; None where it is none of this index's."""
        match = re.fullmatch(re.escape(self.name) + _GENERATION, collection)
        return int(match[1]) if match else None


def connect(address: Address) -> MilvusClient:
    """Return a client, with the token of the environment. Raises StoreError."""
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise StoreError(
            "the package pymilvus is not installed",
            'install it with: pip install -e ".[cluster]"',
            key="store-package",
        ) from error
    if importlib.util.find_spec("scipy"):  # which pymilvus' threads would begin to import at once
        importlib.import_module("scipy.sparse")
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # what fails is raised, and told once
    with told(address):
        token = os.environ.get(TOKEN, "")
        return MilvusClient(address.uri, token=token, timeout=PATIENCE, grpc_options=_OPTIONS)


@contextmanager
def told(address: Address) -> Iterator[None]:
    """Raise as StoreError what a call of pymilvus fails of."""
    import grpc
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, grpc.RpcError) as error:
        # pymilvus calls whatever keeps it from connecting unreachable; the cause says what it was.
        cause = error.__cause__ if isinstance(error.__cause__, grpc.RpcError) else error
        if isinstance(cause, grpc.RpcError):
            raise _named(address, cause.code().value[0], cause.details()) from error
        raise _named(address, cause.code, cause.message) from error


def live(client: MilvusClient, address: Address) -> str:
    """Return what the live generation's collections begin with; "" where there is none."""
    if address.name not in client.list_aliases(timeout=PATIENCE)["aliases"]:
        return ""
    return str(client.describe_alias(address.name, timeout=PATIENCE)["collection_name"])


def _named(address: Address, code: int, message: str) -> StoreError:
    if code in _DENIED:
        return StoreError(
            "the store {address} refuses the token",
            "set MILVUS_TOKEN to one that it takes",
            key="store-token",
            address=address,
        )
    if code in _UNREACHABLE:
        return StoreError(
            "the store {address} can't be reached",
            "check the address and that its server runs",
            key="store-unreachable",
            address=address,
        )
    return StoreError(
        "the store {address} fails ({reason})",
        "see its server's log",
        key="store-fails",
        address=address,
        reason=" ".join(message.split())[:200],
    )
