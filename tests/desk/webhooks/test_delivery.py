"""Webhooks over real HTTP: signed, in order, at least once with one id, patient but not for ever."""

import asyncio
import datetime as dt
import json

import pytest
from standardwebhooks import WebhookVerificationError

from desk.cases.changes import INTERNAL, Actor, ChangeKind
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent, Role
from desk.notes.service import add_note
from desk.outbox import letters
from desk.outbox.service import DEAD, DONE, PENDING
from desk.outbox.worker import LEASE
from desk.webhooks import sending, service
from desk.webhooks.events import EventType, type_of
from desk.webhooks.schemas import EndpointPatch
from desk.webhooks.sending import MOST_BODY, Sender, Unreachable
from tests.desk.builders import on_sqlite
from tests.desk.webhooks.hooking import Hooking
from tests.desk.webhooks.receiver import Receiver, Reply, receiver

PERSONAL = ("欧阳明", "13912345678", "同志街", "不加热", "好运电器行", "电饭煲")


async def test_a_change_arrives_signed_and_tells_nothing_personal(
    hooking: Hooking, listening: Receiver
) -> None:
    _, secret = await hooking.register(listening.url, [EventType.MOVED])
    case = await hooking.file()
    await hooking.act(case, CaseEvent.ACCEPT, reason="欧阳明的材料齐全")
    await hooking.deliver()
    (got,) = listening.got  # the filing was not asked for
    told = got.verified(secret)
    at, change_id = told["data"].pop("at"), told["data"].pop("change_id")
    assert told == {
        "type": "case.moved",
        "timestamp": at,
        "data": {
            "case_id": case.id,
            "case_no": case.case_no,
            "kind": "complaint",
            "state": "accepted",
            "event": "accept",
            "agency_id": None,
            "version": 2,
        },
    }
    assert dt.datetime.fromisoformat(at) == hooking.clock()
    assert got.headers["webhook-id"] == change_id
    assert got.headers["content-type"] == "application/json"
    assert not any(word in json.dumps(told, ensure_ascii=False) for word in PERSONAL)


async def test_a_signature_of_another_secret_or_body_is_not_ours(
    hooking: Hooking, listening: Receiver
) -> None:
    _, secret = await hooking.register(listening.url)
    _, other = await hooking.register(listening.url, [EventType.RATED])
    await hooking.file()
    await hooking.deliver()
    (got,) = listening.got
    assert got.verified(secret)
    with pytest.raises(WebhookVerificationError):
        got.verified(other)


async def test_what_fails_is_sent_again_with_the_same_id_and_body_and_in_order(
    hooking: Hooking, listening: Receiver
) -> None:
    _, secret = await hooking.register(listening.url, [EventType.MOVED])
    case = await hooking.file()
    await hooking.act(case, CaseEvent.ACCEPT, CaseEvent.MEDIATE, CaseEvent.START_TEST)
    listening.replies = [Reply(503), Reply(429), Reply(204), Reply(500)]
    for _ in range(6):
        await hooking.deliver()
        hooking.clock.advance(seconds=5)
    events = [got.verified(secret)["data"]["event"] for got in listening.got]
    assert events == ["accept", "accept", "accept", "mediate", "mediate", "start_test"]
    ids = [got.headers["webhook-id"] for got in listening.got]
    assert len(set(ids)) == 3
    assert len({(got.headers["webhook-id"], got.body) for got in listening.got}) == 3
    assert listening.got[0].headers["webhook-timestamp"] < listening.got[2].headers["webhook-timestamp"]


async def test_a_failing_case_holds_back_no_other_case_and_no_other_endpoint(
    hooking: Hooking, listening: Receiver
) -> None:
    with receiver() as other:
        await hooking.register(other.url, [EventType.MOVED])
        await hooking.register(listening.url, [EventType.MOVED])
        first, second = await hooking.file(), await hooking.file()
        await hooking.act(first, CaseEvent.ACCEPT, CaseEvent.MEDIATE)
        listening.replies = [Reply(503)]
        await hooking.deliver()
        await hooking.act(second, CaseEvent.ACCEPT)
        await hooking.deliver()
        assert [json.loads(got.body)["data"]["case_id"] for got in listening.got] == [first.id, second.id]
        assert len(other.got) == 3


async def test_a_worker_that_dies_after_sending_sends_again_under_the_same_id(
    hooking: Hooking, listening: Receiver
) -> None:
    await hooking.register(listening.url, [EventType.MOVED])
    case = await hooking.file()
    await hooking.act(case, CaseEvent.ACCEPT)
    dying = hooking.worker()
    item = await dying._claim()
    assert item
    await dying._carry_out(item)  # sent; and then nothing of it is committed
    await hooking.deliver()
    assert len(listening.got) == 1  # under the lease nobody else takes it
    hooking.clock.advance(seconds=LEASE.total_seconds() + 1)
    await hooking.deliver()
    first, second = listening.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


async def test_gone_switches_the_endpoint_off_and_what_waits_becomes_dead_letters(
    hooking: Hooking, listening: Receiver
) -> None:
    endpoint, _ = await hooking.register(listening.url, [EventType.MOVED])
    case = await hooking.file()
    await hooking.act(case, CaseEvent.ACCEPT, CaseEvent.MEDIATE)
    listening.replies = [Reply(410)]
    await hooking.deliver()
    found = await hooking.endpoint(endpoint.id)
    assert (found.active, found.disabled_reason) == (False, "http_410")
    assert [(item.state, item.error_code) for item in await hooking.items()] == [
        (DEAD, "http_410"),
        (DEAD, "endpoint_inactive"),
    ]
    await hooking.act(case, CaseEvent.START_TEST)
    assert len(await hooking.items()) == 2  # nothing more is written for it


async def test_a_dead_letter_is_sent_when_the_endpoint_is_back(hooking: Hooking, listening: Receiver) -> None:
    endpoint, secret = await hooking.register(listening.url, [EventType.MOVED])
    await hooking.act(await hooking.file(), CaseEvent.ACCEPT)
    listening.replies = [Reply(410)]
    await hooking.deliver()
    async with hooking.database.write() as session:
        await service.change(
            session,
            hooking.vault,
            endpoint.id,
            EndpointPatch(active=True),
            by="admin",
            private=True,
            now=hooking.clock(),
        )
    (item,) = await hooking.items()
    async with hooking.database.write() as session:
        await letters.retry(session, hooking.vault, item.id, actor="client:admin", now=hooking.clock())
    await hooking.deliver()
    first, second = listening.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert second.verified(secret)["data"]["event"] == "accept"
    assert [item.state for item in await hooking.items()] == [DONE]


@pytest.mark.parametrize(
    ("reply", "state", "code"),
    [
        (Reply(200, body=b"ok"), DONE, None),
        (Reply(202), DONE, None),
        (Reply(302, {"Location": "/elsewhere"}), PENDING, "http_302"),
        (Reply(400), DEAD, "http_400"),
        (Reply(422), DEAD, "http_422"),
        (Reply(401), PENDING, "http_401"),
        (Reply(404), PENDING, "http_404"),
        (Reply(429), PENDING, "http_429"),
        (Reply(500), PENDING, "http_500"),
    ],
    ids=lambda value: str(value)[:20],
)
@on_sqlite
async def test_each_answer_means_one_thing(
    hooking: Hooking, listening: Receiver, reply: Reply, state: str, code: str | None
) -> None:
    await hooking.register(listening.url)
    await hooking.file()
    listening.replies = [reply]
    await hooking.deliver()
    (item,) = await hooking.items()
    assert (item.state, item.error_code) == (state, code)
    assert [got.path for got in listening.got] == ["/hook"]  # a redirect is not followed


@on_sqlite
@pytest.mark.parametrize(
    ("asked", "seconds"), [("120", 120), ("999999", 3600), ("soon", 1), ("", 1), ("-5", 1), ("0", 1)]
)
async def test_a_pause_that_is_asked_for_is_kept_within_bounds(
    hooking: Hooking, listening: Receiver, asked: str, seconds: int
) -> None:
    await hooking.register(listening.url)
    await hooking.file()
    listening.replies = [Reply(503, {"Retry-After": asked})]
    await hooking.deliver()
    (item,) = await hooking.items()
    assert (item.next_try_at - hooking.clock()).total_seconds() == seconds


@on_sqlite
async def test_an_endpoint_that_never_answers_is_given_up_after_three_days(hooking: Hooking) -> None:
    await hooking.register("http://127.0.0.1:9/hook", [EventType.MOVED])
    case = await hooking.file()
    await hooking.act(case, CaseEvent.ACCEPT, CaseEvent.MEDIATE)
    for hours in (0, 24, 47, 2):
        hooking.clock.advance(hours=hours)
        await hooking.deliver()
    first, second = await hooking.items()
    assert (first.state, first.attempts, first.error_code) == (PENDING, 4, "ConnectError")
    hooking.clock.advance(hours=1)
    await hooking.deliver()
    first, second = await hooking.items()
    assert (first.state, second.state) == (DEAD, PENDING)
    for _ in range(5):  # what waited behind it gets a few tries of its own, not three more days
        await hooking.deliver()
        hooking.clock.advance(seconds=20)
    assert (await hooking.items())[1].state == DEAD


@on_sqlite
async def test_during_a_rotation_both_secrets_verify_and_then_only_the_new_one(
    hooking: Hooking, listening: Receiver
) -> None:
    endpoint, old = await hooking.register(listening.url, [EventType.FILED])
    async with hooking.database.write() as session:
        _, new = await service.rotate_secret(
            session, hooking.vault, endpoint.id, by="admin", now=hooking.clock()
        )
    await hooking.file()
    await hooking.deliver()
    (got,) = listening.got
    assert len(got.headers["webhook-signature"].split(" ")) == 2
    assert got.verified(old) == got.verified(new)
    hooking.clock.advance(hours=24)
    found = await hooking.endpoint(endpoint.id)
    assert service.signing_secrets(hooking.vault, found, now=hooking.clock()) == [new]
    before = hooking.clock() - dt.timedelta(seconds=1)
    assert service.signing_secrets(hooking.vault, found, now=before) == [new, old]


@on_sqlite
async def test_what_is_on_its_way_to_a_deleted_endpoint_is_dropped(
    hooking: Hooking, listening: Receiver
) -> None:
    endpoint, _ = await hooking.register(listening.url)
    await hooking.file()
    async with hooking.database.write() as session:
        await service.remove(session, hooking.vault, endpoint.id, by="admin", now=hooking.clock())
    await hooking.deliver()
    assert (listening.got, [item.state for item in await hooking.items()]) == ([], [DONE])


@on_sqlite
async def test_neither_payload_nor_secret_lies_in_the_database_in_clear(
    hooking: Hooking, listening: Receiver
) -> None:
    endpoint, secret = await hooking.register(listening.url)
    case = await hooking.file()
    (item,) = await hooking.items()
    assert secret not in str(vars(await hooking.endpoint(endpoint.id)))
    assert case.case_no not in str(vars(item))


def test_every_kind_of_line_has_a_type_of_event_except_the_offices_own() -> None:
    assert {type_of(kind) for kind in ChangeKind if kind not in INTERNAL} == set(EventType)


@on_sqlite
async def test_a_note_of_the_office_is_told_to_no_other_system(hooking: Hooking) -> None:
    await hooking.register("https://hooks.example.org/x")
    case = await hooking.file()
    before = len(await hooking.items())
    async with hooking.database.write() as session:
        locked = await find_case(session, case.id, lock=True)
        actor = Actor(Role.OFFICER, "zhang")
        await add_note(session, hooking.desk, locked, "先打电话", actor=actor, now=hooking.clock())
    assert len(await hooking.items()) == before


class TestSender:
    """One POST and its bounds."""

    async def test_an_answer_that_is_too_slow_is_no_answer(
        self, listening: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sending, "TIMEOUT", 0.2)
        listening.replies = [Reply(200, delay=1.0)]
        sender = Sender(private=True)
        with pytest.raises(Unreachable, match="timeout"):
            await sender.post(listening.url, b"{}", {})
        assert (await sender.post(listening.url, b"{}", {})).status == 204
        await sender.close()

    async def test_a_huge_answer_is_not_read_to_its_end(self, listening: Receiver) -> None:
        listening.replies = [Reply(200, body=b"x" * (200 * MOST_BODY))]
        sender = Sender(private=True)
        assert (await sender.post(listening.url, b"{}", {})).status == 200
        assert (await sender.post(listening.url, b"{}", {})).status == 204
        await sender.close()

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
    async def test_this_machine_is_not_connected_to(self, listening: Receiver, host: str) -> None:
        sender = Sender(private=False)
        with pytest.raises(Unreachable, match="address_refused"):
            await sender.post(listening.url.replace("127.0.0.1", host), b"{}", {})
        assert listening.got == []
        await sender.close()

    async def test_a_name_that_leads_inside_is_not_connected_to(
        self, listening: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The name was harmless when it was registered; what counts is the address at the time of connecting."""

        async def resolve(*_args: object, **_named: object) -> list[object]:
            return [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("10.0.0.7", 80))]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
        sender = Sender(private=False)
        with pytest.raises(Unreachable, match="address_refused"):
            await sender.post("http://hooks.example.org/", b"{}", {})
        await sender.close()

    async def test_an_unknown_name_is_unreachable(self) -> None:
        sender = Sender(private=True)
        with pytest.raises(Unreachable, match="ConnectError"):
            await sender.post("http://nothing.invalid/", b"{}", {})
        await sender.close()
