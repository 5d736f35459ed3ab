"""What is no text is refused where it comes in, whatever it was meant for: on PostgreSQL a NUL is a crash, and bytes that
are no UTF-8 are one anywhere."""

import httpx
import pytest
from sanic import Sanic

from desk.app import create_app
from desk.errors import InvalidBody
from desk.settings import Settings
from desk.web.texts import NotText, check_texts
from tests.connectors.wechat.builders import account
from tests.desk.builders import on_sqlite, unique
from tests.desk.console.conftest import csrf_in

NO_UTF8 = b"\xff\xfe"


@pytest.fixture
def app(settings: Settings) -> Sanic:  # type: ignore[type-arg]
    Sanic.test_mode = True
    return create_app(settings, name=unique("desk"), wechat_account=account())


@on_sqlite
async def test_a_header_that_is_no_text_is_refused(api: httpx.AsyncClient) -> None:
    paths = ("/", "/api/v1/cases", "/webchat/api/messages", "/webhooks/wechat/callback", "/nowhere")
    for path in paths:
        for header in ("authorization", "cookie", "last-event-id", "idempotency-key"):
            answer = await api.get(path, headers=[(header.encode(), b"Bearer " + NO_UTF8)])
            assert (answer.status_code, answer.json()["code"]) == (400, NotText.code), (path, header)


@on_sqlite
async def test_staff_get_a_page_that_says_so(api: httpx.AsyncClient) -> None:
    for cookie in (b"xb_staff=" + NO_UTF8, b"xb_visit=" + NO_UTF8):
        answer = await api.get("/console/sign-in", headers=[(b"cookie", cookie), (b"accept", b"text/html")])
        assert answer.status_code == 400
        assert NotText.title in answer.text
        assert answer.headers["content-type"].startswith("text/html")


async def test_a_nul_in_an_address_is_refused(api: httpx.AsyncClient) -> None:
    for address in (
        "/api/v1/agencies/a%00b",
        "/api/v1/cases?cursor=a%00b",
        "/console/cases/register?number=%00",
        "/webchat/assets/%00",
    ):
        assert (await api.get(address)).status_code == 400, address


async def test_a_nul_in_a_form_is_refused(api: httpx.AsyncClient) -> None:
    csrf = csrf_in(await api.get("/console/sign-in"))
    answer = await api.post("/console/sign-in", data={"name": "a\0b", "password": "x", "csrf": csrf})
    assert answer.status_code == 400
    assert NotText.title in answer.text


async def test_json_that_spells_no_text_is_refused(api: httpx.AsyncClient) -> None:
    for text, code in ((b"a\\u0000b", "control_character"), (b"a\\ud800b", "string_unicode")):
        body = b'{"region": null, "scene": "%s"}' % text
        answer = await api.post(
            "/webchat/api/sessions", content=body, headers={"content-type": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (422, InvalidBody.code)
        assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/scene", code)]


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ("\0", ""),
        ({"a": {"\ud800": 1}}, "/a"),
        ({"a/b": [1, {"c~": "\0"}]}, "/a~1b/1/c~0"),
        ([["\udfff"]], "/0/0"),
    ],
)
def test_it_is_found_wherever_it_stands(told: object, place: str) -> None:
    with pytest.raises(InvalidBody) as refused:
        check_texts(told)
    assert [error.pointer for error in refused.value.errors] == [place]


def test_what_people_write_is_text() -> None:
    check_texts({"名": ["👩‍👩‍👧\u202e\ufeff\u200b\t\n", 1, None, True, {"": 1.5}]})
