"""Patience with a case backend that is slow, away, busy or broken: what is sent again, and what must not be."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from actions.case_backend.http import HttpCaseBackend
from actions.case_backend.port import CaseUnknown, NotNow, Origin, Refused, TooManyTries, Unreachable
from actions.case_backend.transport import Patience
from tests.actions.case_backend.scripted import (
    Act,
    ScriptedServer,
    answers,
    cuts,
    is_silent,
    trickles,
)
from tests.services import free_port

HURRIED = Patience(connect=0.3, read=0.3, deadline=0.8, first_pause=0.01, longest_pause=0.02)
FILING = {"kind": "complaint"}
ORIGIN = Origin("c-1")
AWAY = answers(503, {"code": "unavailable"})


@pytest.fixture
async def backends() -> AsyncIterator[list[HttpCaseBackend]]:
    made: list[HttpCaseBackend] = []
    yield made
    for backend in made:
        await backend.close()


def backend_at(url: str, backends: list[HttpCaseBackend], patience: Patience = HURRIED) -> HttpCaseBackend:
    backends.append(HttpCaseBackend(url, "token", patience=patience))
    return backends[-1]


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(cuts, id="line cut"),
        pytest.param(is_silent(0.4), id="silence"),
        pytest.param(answers(502, {}), id="502"),
        pytest.param(AWAY, id="503"),
        pytest.param(answers(504, {}), id="504"),
        pytest.param(answers(429, {}, Retry_After="0"), id="429 with a time"),
        pytest.param(answers(409, {"code": "idempotency_key_in_flight"}, Retry_After="0"), id="in flight"),
    ],
)
async def test_a_filing_is_sent_again_under_its_key(first: Act, backends: list[HttpCaseBackend]) -> None:
    with ScriptedServer(first, answers(201)) as server:
        case = await backend_at(server.url, backends).file_case(FILING, key="k-1")
    assert case.case_no == "XB00000001"
    assert server.seen == [("POST", "/api/v1/cases", "k-1")] * 2


@pytest.mark.parametrize("first", [cuts, AWAY, answers(429, {}, Retry_After="0")])
async def test_a_look_up_is_not_sent_again(first: Act, backends: list[HttpCaseBackend]) -> None:
    """It has no key, and each try counts against the person."""
    with ScriptedServer(first, answers(200)) as server:
        with pytest.raises((Unreachable, TooManyTries)):
            await backend_at(server.url, backends).look_up("XB00000001", "1234", conversation_id="c-1")
        assert len(server.seen) == 1


async def test_a_wait_longer_than_the_deadline_is_not_waited(backends: list[HttpCaseBackend]) -> None:
    with ScriptedServer(answers(429, {}, Retry_After="60")) as server, pytest.raises(Unreachable):
        await backend_at(server.url, backends).file_case(FILING, key="k-1")
    assert len(server.seen) == 1


@pytest.mark.parametrize("act", [is_silent(60), trickles], ids=["silence", "trickle"])
async def test_a_call_is_over_at_its_deadline(act: Act, backends: list[HttpCaseBackend]) -> None:
    with ScriptedServer(act) as server:
        with pytest.raises(Unreachable):
            await backend_at(server.url, backends).file_case(FILING, key="k-1")
        assert server.finished == 0


async def test_the_event_loop_goes_on_while_the_backend_is_silent(backends: list[HttpCaseBackend]) -> None:
    with ScriptedServer(is_silent(60)) as server:
        calling = asyncio.create_task(backend_at(server.url, backends, Patience()).cases_of("c-1"))
        while not server.seen:
            await asyncio.sleep(0.01)
        assert not calling.done()
        with pytest.raises(Unreachable):
            await calling


async def test_who_comes_next_does_not_wait_for_a_backend_that_was_just_away(
    backends: list[HttpCaseBackend],
) -> None:
    with ScriptedServer(is_silent(60)) as server:
        backend = backend_at(server.url, backends)
        with pytest.raises(Unreachable):
            await backend.cases_of("c-1")
        asked = len(server.seen)
        for _ in range(20):
            with pytest.raises(Unreachable):
                await backend.cases_of("c-1")
        assert len(server.seen) == asked


async def test_a_backend_that_is_back_is_used_again(backends: list[HttpCaseBackend]) -> None:
    port = free_port()
    backend = backend_at(f"http://127.0.0.1:{port}", backends)
    with pytest.raises(Unreachable):
        await backend.file_case(FILING, key="k-1")
    with ScriptedServer(answers(201)) as server:
        backend._transport._base = server.url + "/api/v1"  # the same backend, at an address that answers
        await asyncio.sleep(1.1)  # the breaker's first pause
        assert (await backend.file_case(FILING, key="k-1")).case_no == "XB00000001"


async def test_calls_at_once_share_the_connections_and_keep_apart(backends: list[HttpCaseBackend]) -> None:
    with ScriptedServer(answers(201)) as server:
        backend = backend_at(server.url, backends, Patience())
        keys = [f"k-{n}" for n in range(40)]
        await asyncio.gather(*(backend.file_case(FILING, key=key) for key in keys))
    assert sorted(key or "" for _, _, key in server.seen) == sorted(keys)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (answers(401, {"code": "unauthorized"}), Unreachable),  # the operator's fault: it can be put right
        (answers(404, {"code": "not_found"}), Unreachable),  # the backend is an older one
        (answers(404, {"code": "case_not_found"}), CaseUnknown),
        (answers(404, {"code": "unknown_attachment"}), Refused),
        (answers(409, {"code": "update_not_allowed"}), NotNow),
        (answers(409, {"code": "idempotency_key_in_flight"}), Unreachable),
        (answers(422, {"code": "invalid_body", "errors": [{"pointer": "/text", "code": "length"}]}), Refused),
        (answers(500, {}), Unreachable),
        (answers(302, {}, Location="http://127.0.0.1:9/"), Unreachable),
        (answers(200, ["no case"]), Unreachable),
        (answers(200, {"case_no": "XB1"}), Unreachable),
    ],
)
async def test_answers_become_our_words(
    answer: Act, error: type[Exception], backends: list[HttpCaseBackend]
) -> None:
    with ScriptedServer(answer) as server, pytest.raises(error):
        await backend_at(server.url, backends).supplement(
            "XB00000001", ORIGIN, text="还有一张小票", attachments=(), key="k-1"
        )
    assert len(server.seen) == 1


async def test_a_merged_case_is_shown_as_the_one_it_was_merged_into(backends: list[HttpCaseBackend]) -> None:
    first = {"case_no": "XB0000000A", "state": "accepted", "state_label": "已受理", "closed_at": None,
             "created_at": "2026-11-10T10:30:00+08:00", "next_step": "承办部门会联系双方。"}  # fmt: skip
    merged = first | {"case_no": "XB0000000B", "state": "merged", "duplicate_of": "XB0000000A"}
    with ScriptedServer(answers(200, {"cases": [merged]}), answers(200, first)) as server:
        cases = await backend_at(server.url, backends).cases_of("c-1")
    assert [(case.case_no, case.is_open) for case in cases] == [("XB0000000A", True)]
    assert server.seen[1][1] == "/api/v1/cases/XB0000000A"


async def test_cookies_and_redirects_of_the_backend_are_not_followed(backends: list[HttpCaseBackend]) -> None:
    with ScriptedServer(answers(201, None, Set_Cookie="session=1; Path=/")) as server:
        backend = backend_at(server.url, backends)
        await backend.file_case(FILING, key="k-1")
    assert len(backend._transport._session.cookies) == 0
