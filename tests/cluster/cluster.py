"""A cluster on one machine: two desks, two brains, the action server, PostgreSQL, Redis and the shipped proxies, all real."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from operations.environment import ROOT, environment
from operations.processes import commands, end, free_port, launch, migrate, until_ready
from tests.deploy.proxying import Proxy, nginx
from tests.services import Server, fresh_database, running_postgres, running_redis

NODES = {"desk-1": "desk", "desk-2": "desk", "brain-1": "brain", "brain-2": "brain", "actions": "actions"}
PLACES = {"desk": 8801, "brain": 5006}  # where the inner proxy has them, in the shipped configuration
MODEL = ROOT / "models" / "brain.tar.gz"


class Cluster:
    """Its processes by name. What people reach is `url`; what other systems inside reach is `inside`."""

    def __init__(self, data: Path, database: str, postgres: Server, redis: Server) -> None:
        self.data, self.database, self.postgres, self.redis = data, database, postgres, redis
        self.ports = {node: free_port() for node in NODES}
        self.inner = {kind: free_port() for kind in PLACES}
        self.public = free_port()
        places = self.inner | {"actions": self.ports["actions"]}
        self.env = environment(data, places) | {
            "DATABASE_URL": database,
            "REDIS_URL": redis.url,
            "XIAOBAO_BEHIND_PROXY": "true",
            "XIAOBAO_CONSOLE_HTTPS": "true",
            "XIAOBAO_SERVICE_HOURS": "always",
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.proxies: dict[str, Proxy] = {}

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.public}"

    @property
    def inside(self) -> str:
        return f"http://127.0.0.1:{self.inner['desk']}"

    def start(self, node: str) -> None:
        kind = NODES[node]
        ports = self.inner | {"actions": self.ports["actions"], kind: self.ports[node]}
        env = self.env | {f"{kind.upper()}_PORT": str(self.ports[node])}
        self.running[node] = launch(commands(self.data, ports, MODEL)[kind], env, self._log(node))

    def wait(self, node: str) -> None:
        until_ready(NODES[node], self.ports[node], self.running[node], self._log(node))

    def stop(self, node: str, how: signal.Signals = signal.SIGTERM) -> None:
        end(self.running.pop(node), how)

    def stop_all(self) -> None:
        for node in list(self.running):
            self.stop(node)

    def take_out(self, node: str) -> None:
        """As docs/operations.md tells it: `down` behind its line, and the proxy reads its configuration again."""
        for proxy in self.proxies.values():
            proxy.mark(self.ports[node], down=True)

    def put_back(self, node: str) -> None:
        for proxy in self.proxies.values():
            proxy.mark(self.ports[node], down=False)

    def _log(self, node: str) -> Path:
        return self.data / "logs" / f"{node}.log"

    def log(self, node: str) -> str:
        return self._log(node).read_text("utf-8", "replace")


@contextmanager
def running_cluster(data: Path) -> Iterator[Cluster]:
    """Raises ServiceMissing where PostgreSQL or Redis is not installed."""
    with (
        running_postgres(durable=True) as postgres,
        fresh_database(postgres.url, "cluster") as database,
        running_redis() as redis,
    ):
        cluster = Cluster(data, database, postgres, redis)
        servers = {node: port for node, port in cluster.ports.items() if NODES[node] in PLACES}
        inner = {PLACES[kind]: port for kind, port in cluster.inner.items()}
        public = {8443: cluster.public, 8080: free_port()}
        migrate(cluster.env)
        try:
            for node in NODES:
                cluster.start(node)
            for node in NODES:
                cluster.wait(node)
            with (
                nginx(data / "inner", "inner.conf", listens=inner, servers=servers) as cluster.proxies[
                    "inner"
                ],
                nginx(data / "public", "public.conf", listens=public, servers=servers) as cluster.proxies[
                    "public"
                ],
            ):
                yield cluster
        finally:
            cluster.stop_all()
