"""One map on a Ray cluster, by Ray Data: connecting, actors, and what its failures are called."""

from __future__ import annotations

import logging
import os
import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..errors import ArticlesError
from .connection import PATIENCE

LOCAL = "local"
_ADDRESS = re.compile(r"([^/\s:]+):([0-9]+)")
_MEMORY = 300_000_000  # bytes of the object store, where Ray is started here
_QUIET = {  # what fails is raised, and told once
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_USAGE_STATS_ENABLED": "0",
}
_HERE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}  # it listens on 127.0.0.1 alone


def check(address: str) -> None:
    """Raise ArticlesError where Ray isn't installed, or nobody listens at the address."""
    for name, value in (_QUIET | (_HERE if address == LOCAL else {})).items():
        os.environ.setdefault(name, value)  # which Ray reads when it is imported
    try:
        import ray  # noqa: F401
    except ImportError as error:
        raise ArticlesError(
            "the package ray is not installed",
            'install it with: pip install -e ".[cluster]"',
            key="ray-package",
        ) from error
    if address == LOCAL:
        return
    if not (match := _ADDRESS.fullmatch(address)):
        raise ArticlesError(
            "{text} is no address of a Ray cluster",
            "write it like this: 127.0.0.1:6379; or local, for this machine's cores",
            key="ray-address",
            text=repr(address),
        )
    try:
        socket.create_connection((match[1], int(match[2])), PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise ArticlesError(
            "the Ray cluster {address} can't be reached",
            "check the address and that it runs: ray status --address {address}",
            key="ray-unreachable",
            address=address,
        ) from error


def connect(address: str) -> None:
    """Connect to the cluster at HOST:PORT, or LOCAL: start one of this machine's cores; once."""
    import ray

    options: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.CRITICAL}
    if address == LOCAL:
        options |= {"include_dashboard": False, "object_store_memory": _MEMORY}
    if not ray.is_initialized():
        with _told():
            ray.init(address, **options)


def leave() -> None:
    """Leave the cluster; one that was started here ends."""
    import ray

    ray.shutdown()


def mapped(
    items: Sequence[bytes], maker: type[object], arguments: tuple[object, ...]
) -> Iterator[dict[str, Any]]:
    """Yield what actors, one a core, return for {"item": …} of each item, in any order.

    An actor that ends is started anew; what it was at is done again. Raises what the actor does
    where that is an ArticlesError, else one that says what Ray has met.
    """
    import ray
    import ray.data

    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars, context.raise_original_map_exception = False, True
    cores = min(int(ray.cluster_resources().get("CPU", 1)), len(items))
    pool = ray.data.ActorPoolStrategy(min_size=1, max_size=cores, initial_size=cores)
    rows = ray.data.from_items([{"item": item} for item in items], override_num_blocks=len(items))
    with _told():
        done = rows.map(maker, fn_constructor_args=arguments, compute=pool, num_cpus=1)
        yield from done.iter_rows()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # Ray raises whatever it meets, a node that doesn't start Exception
        cause = getattr(error, "cause", error)  # what an actor has raised; Ray adds lines to it
        if isinstance(cause, ArticlesError):
            raise cause from error
        raise ArticlesError(
            "the Ray cluster fails ({reason})",
            "see its logs, then build again: what is done is not done again",
            key="ray-fails",
            reason=f"{type(cause).__name__}: {cause}".splitlines()[0][:200],
        ) from error
