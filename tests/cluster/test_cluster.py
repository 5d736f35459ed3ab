"""`make test-cluster`: parts of a cluster are lost and replaced under load, and nothing is lost, doubled or out of order."""

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import psycopg
import pytest
import requests

from desk.conversations.rules import LEASE
from tests.cluster.cluster import NODES, Cluster
from tests.cluster.people import PATIENCE, Complaint, all_at_once

PEOPLE = 10
UNDER_WAY = 25  # turns answered before something happens: everybody is in the middle of something


def counted(cluster: Cluster, query: str, *values: Any) -> int:
    with psycopg.connect(cluster.database) as connection:
        row = connection.execute(query.encode(), values).fetchone()
    assert row is not None
    return int(row[0])


def turns_done(cluster: Cluster) -> int:
    return counted(cluster, "SELECT count(*) FROM turns WHERE state = 'done'")


@contextmanager
def under_load(cluster: Cluster, people: int = PEOPLE) -> Iterator[list[Complaint]]:
    """People in the middle of complaints; at the end, everything is looked at."""
    before = turns_done(cluster)
    complaints, threads = all_at_once(cluster.url, people)
    deadline = time.monotonic() + PATIENCE
    while turns_done(cluster) < before + UNDER_WAY:
        assert time.monotonic() < deadline, [complaint.failed for complaint in complaints]
        time.sleep(0.05)
    yield complaints
    for thread in threads:
        thread.join(2 * PATIENCE)
    assert_whole(cluster, complaints)


def assert_whole(cluster: Cluster, complaints: list[Complaint]) -> None:
    for complaint in complaints:
        if complaint.failed:
            raise complaint.failed
    numbers = [complaint.case_no for complaint in complaints]
    assert len(set(numbers)) == len(numbers), "two people, one case"
    for number in numbers:
        assert counted(cluster, "SELECT count(*) FROM cases WHERE case_no = %s", number) == 1
    for complaint in complaints:
        assert_answered_in_order(complaint)
    assert counted(cluster, "SELECT count(*) FROM turns WHERE state NOT IN ('done')") == 0
    assert counted(cluster, "SELECT count(*) FROM outbox WHERE state = 'dead'") == 0


def assert_answered_in_order(complaint: Complaint) -> None:
    """Each message once, in the order it was sent, each answered before the next; the stream told each reply once."""
    messages = complaint.page.everything()
    mine = [message["message_id"] for message in messages if message["from"] == "user"]
    assert mine == complaint.page.sent
    replies = [message["id"] for message in messages if message["from"] != "user"]
    answered = Counter("user" if message["from"] == "user" else "reply" for message in messages)
    assert answered["reply"] >= answered["user"]
    for before, after in pairwise(messages):
        assert (before["from"], after["from"]) != ("user", "user"), "two messages, one answer"
    eventually(lambda: complaint.reader.told == replies, lambda: (complaint.reader.told, replies))
    complaint.reader.stop()


def eventually(holds: Callable[[], bool], what: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, what()
        time.sleep(0.1)


def test_both_desks_and_both_brains_work(cluster: Cluster) -> None:
    with under_load(cluster):
        pass
    for node in ("desk-1", "desk-2"):
        assert "turn done" in cluster.log(node), node
    for node in ("brain-1", "brain-2"):
        metrics = requests.get(
            f"http://127.0.0.1:{cluster.ports[node]}/webhooks/desk/metrics",
            headers={"Authorization": f"Bearer {cluster.env['BRAIN_TOKEN']}"},
            timeout=10,
        )
        assert answered_turns(metrics.text) > 0, node


def answered_turns(metrics: str) -> float:
    return sum(
        float(line.rpartition(" ")[2])
        for line in metrics.splitlines()
        if line.startswith("xiaobao_brain_turns_total")
    )


@pytest.mark.parametrize("node", ["desk-2", "brain-2"])
def test_one_of_two_dies_under_load_and_the_other_carries_on(cluster: Cluster, node: str) -> None:
    with under_load(cluster):
        cluster.stop(node, signal.SIGKILL)
    cluster.start(node)
    cluster.wait(node)


def test_one_of_two_desks_hangs_under_load_for_longer_than_its_leases_and_goes_on(cluster: Cluster) -> None:
    """Its turns are answered by the other one; what it still has to tell of them counts no more."""
    with under_load(cluster):
        cluster.running["desk-2"].send_signal(signal.SIGSTOP)
        time.sleep(1.5 * LEASE.total_seconds())
        cluster.running["desk-2"].send_signal(signal.SIGCONT)


def test_the_action_server_dies_under_load_and_comes_back(cluster: Cluster) -> None:
    with under_load(cluster):
        cluster.stop("actions", signal.SIGKILL)
        time.sleep(2)
        cluster.start("actions")
        cluster.wait("actions")


def test_redis_dies_under_load_and_comes_back(cluster: Cluster) -> None:
    with under_load(cluster):
        cluster.redis.kill()
        time.sleep(3)
        cluster.redis.again()


def test_postgresql_dies_under_load_and_comes_back(cluster: Cluster) -> None:
    with under_load(cluster):
        cluster.postgres.kill()
        time.sleep(2)
        cluster.postgres.again()


def test_every_process_is_replaced_one_after_another_and_nobody_waits_for_it(cluster: Cluster) -> None:
    """An upgrade as docs/operations.md tells it: out of the proxy, an end in peace, a new one, back in."""
    before, stop = tried_again(cluster), threading.Event()
    with under_load(cluster, people=6) as complaints:
        crowd = threading.Thread(target=keep_coming, args=(cluster, complaints, stop))
        crowd.start()
        try:
            for node in (node for node in NODES if node != "actions"):
                replace(cluster, node)
        finally:
            stop.set()
            crowd.join()
    assert tried_again(cluster) == before, "an upgrade was felt"


def tried_again(cluster: Cluster) -> int:
    return counted(cluster, "SELECT count(*) FROM turns WHERE attempts > 1")


def replace(cluster: Cluster, node: str) -> None:
    cluster.take_out(node)
    time.sleep(1)  # what it was already given comes to its end
    cluster.stop(node)
    cluster.start(node)
    cluster.wait(node)
    cluster.put_back(node)


def keep_coming(cluster: Cluster, complaints: list[Complaint], stop: threading.Event) -> None:
    """One more person after another, so that there is load while everything is replaced."""
    while not stop.is_set():
        person = Complaint(cluster.url)
        person.run()
        complaints.append(person)
