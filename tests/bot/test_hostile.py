"""The brain's only door, met by what tests/fuzz/planted.py holds: with the token and without, in every place of every route."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.fernet import Fernet

from bot.sealing import SealBroken, Sealer
from bot.settings import BadSetting
from bot.tracker_store import CompactTrackerStore
from tests.bot.brain import Brain, Desk
from tests.bot.test_channel import rows
from tests.fuzz.calls import JSON, Call, places, planted, quoted, with_body
from tests.fuzz.planted import SHAPES, TEXTS

PREFIX = "/webhooks/desk"
ADDRESS = 5000  # bytes of a path
# Loads the model file anew, which the tests of renewing do; what is said there is not read.
READS_NOTHING = f"POST {PREFIX}/model"


def routes(server: Brain) -> list[tuple[str, str]]:
    """(method, path) of everything that is served below the channel."""
    return sorted(
        (
            method,
            "/" + route.path.replace("<conversation_id:str>", "{id}").replace("<conversation_id>", "{id}"),
        )
        for route in server.app.router.routes
        if f"/{route.path}".startswith(PREFIX)
        for method in route.methods
        if method not in ("HEAD", "OPTIONS")
    )


def sent(url: str, call: Call, token: str | None) -> tuple[int, str]:
    """(status, body)"""
    address = urlsplit(url)
    assert address.hostname
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    headers: dict[str, Any] = {**({} if token is None else {"authorization": token}), **call.headers}
    try:
        connection.request(call.method, call.url[:7000], call.content, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def as_path(text: str) -> str:
    while len(quoted(text)) > ADDRESS:
        text = text[: len(text) // 2]
    return text


def calls(desk: Desk, method: str, path: str) -> list[tuple[str, Call]]:
    """(name of the row, call) at one route."""
    good = Call(method, path, {"id": "c-1"} if "{id}" in path else {})
    found = [(name, bend(with_body(good, JSON, desk.body("你好")))) for name, (_why, bend) in SHAPES.items()]
    if good.path:
        found += [(one.name, Call(method, path, {"id": as_path(one.text)})) for one in TEXTS]
    if method == "POST":
        body = desk.body("你好")
        for one in TEXTS:
            found += [
                (
                    one.name,
                    with_body(good, JSON, planted(body | {"message_id": f"{one.name}{n}"}, place, one.text)),
                )
                for n, place in enumerate(places(body))
            ]
    return found


@pytest.mark.parametrize("with_token", [True, False])
def test_whatever_is_sent_to_the_brain_is_answered_and_it_goes_on(
    desk: Desk, server: Brain, store: CompactTrackerStore, with_token: bool
) -> None:
    wrong, number = [], 0
    token = desk.headers["Authorization"] if with_token else None
    for method, path in routes(server):
        if f"{method} {path}" == READS_NOTHING and with_token:
            continue
        for name, call in calls(desk, method, path):
            number += 1
            before = len(rows(store))
            status, told = sent(desk.url, call, token)
            if status >= 500 or "Traceback" in told or 'File "/' in told:
                wrong.append(f"{method} {path}: {name}: {status} {told[:200]}")
            if status >= 400 and len(rows(store)) != before:
                wrong.append(f"{method} {path}: {name}: kept something")
    assert not wrong, "\n".join(wrong)
    assert number > 24 * 4
    assert desk.texts("还在吗") is not None


@pytest.mark.parametrize("text", [one.text for one in TEXTS], ids=[one.name for one in TEXTS])
def test_a_typed_text_is_never_an_intent(desk: Desk, text: str) -> None:
    response = desk.post(desk.body(text))
    assert response.status_code in (200, 400), response.text
    if response.status_code == 200:
        assert response.json()["explanation"]["intent"]["name"] != "complain"


def test_a_sealed_row_with_any_byte_changed_or_cut_off_does_not_open() -> None:
    sealer = Sealer((Fernet.generate_key().decode(),))
    content = {"slots": {"name": "王小明"}}
    sealed = sealer.seal(content, "c-1")
    assert sealer.open(sealed, "c-1") == content
    for place in range(len(sealed)):
        bent = bytearray(sealed)
        bent[place] ^= 1
        for other in (bytes(bent), sealed[:place], sealed + sealed[place:]):
            try:
                opened = sealer.open(other, "c-1")
            except SealBroken:
                continue
            assert opened == content  # the padding of base64 says nothing


@pytest.mark.parametrize("key", ["", "x", "钥匙", "=" * 44, "A" * 44, "A" * 43 + "é"])
def test_a_key_that_is_none_stops_the_start(key: str) -> None:
    with pytest.raises(BadSetting):
        Sealer((key,))
