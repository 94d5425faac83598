"""A Ray cluster for tests: its nodes are processes of this machine, and listen on 127.0.0.1."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

PATIENCE = 300  # seconds that a node may take to start on a busy machine
ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # or 127.0.0.1 is taken for an outer address
    "RAY_raylet_start_wait_time_s": f"{PATIENCE}",
    "RAY_memory_monitor_refresh_ms": "0",  # it kills where others have filled the machine
}
# Which a node else waits 15 s for its helpers to choose, and ends itself.
_PORTS = (
    "dashboard_agent_listen_port",
    "metrics_agent_port",
    "metrics_export_port",
    "runtime_env_agent_port",
)


@contextmanager
def cluster(workers: int) -> Iterator[Any]:
    """Yield a `ray.cluster_utils.Cluster`: a head that doesn't work, and nodes of a core that do.

    The environment stays as it is set for it.
    """
    os.environ.update(ENVIRONMENT)
    from ray.cluster_utils import Cluster

    found = Cluster()
    try:
        add_node(found, 0, "gcs_server_port")
        for _ in range(workers):
            add_node(found, 1)
        yield found
    finally:
        found.shutdown()


def add_node(cluster: Any, cores: int, *ports: str) -> None:
    """Add a node, and wait for it."""
    names = [*_PORTS, *ports]
    chosen = dict(zip(names, free_ports(len(names)), strict=True))
    place = {"node_ip_address": "127.0.0.1", "include_dashboard": False}
    cluster.add_node(wait=False, num_cpus=cores, **place, **chosen)
    cluster.wait_for_nodes(PATIENCE)


def free_ports(count: int) -> list[int]:
    """Return ports on which nobody listens."""
    with ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in found]
