"""A Ray cluster for tests: its nodes are processes of this machine, and listen on 127.0.0.1."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from conftest import free_port

ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # or 127.0.0.1 is taken for an outer address
    "RAY_memory_monitor_refresh_ms": "0",  # it kills where others have filled the machine
}
TRIES = 5  # a node ends itself where its helpers, on a busy machine, take 15 s to start


@contextmanager
def cluster(workers: int) -> Iterator[Any]:
    """Yield a `ray.cluster_utils.Cluster`: a head that doesn't work, and nodes of a core that do.

    The environment stays as it is set for it.
    """
    os.environ.update(ENVIRONMENT)
    from ray.cluster_utils import Cluster

    found = Cluster()
    try:
        for cores in (0, *[1] * workers):
            add_node(found, cores)
        yield found
    finally:
        found.shutdown()


def add_node(cluster: Any, cores: int) -> None:
    """Add a node, and wait for it."""
    for attempt in range(TRIES):
        head = {} if cluster.head_node else {"gcs_server_port": free_port()}
        place = {"node_ip_address": "127.0.0.1", "include_dashboard": False, **head}
        try:
            cluster.add_node(num_cpus=cores, **place)
            return
        except Exception:  # Ray raises no other
            if attempt == TRIES - 1:
                raise
