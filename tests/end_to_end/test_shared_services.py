"""The same system on PostgreSQL and Redis: nothing but two variables changes."""

from collections.abc import Iterator

import pytest
import requests

from operations.processes import Stack
from operations.webchat import WebChat
from tests.end_to_end.person import asked, file_complaint, texts, up_to
from tests.services import ServiceMissing, fresh_database, postgres_server, redis_server


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    try:
        with (
            postgres_server() as postgres,
            fresh_database(postgres, "xiaobao") as database,
            redis_server() as redis,
        ):
            extra = {"DATABASE_URL": database, "REDIS_URL": redis}
            with Stack(tmp_path_factory.mktemp("shared"), extra=extra) as stack:
                yield stack
    except ServiceMissing as reason:
        pytest.skip(str(reason))


def test_a_complaint_is_filed_and_found_again(shared: Stack) -> None:
    chat = WebChat(shared.url).open()
    case = file_complaint(chat)
    assert case["case_no"] in texts(chat.say("查进度"))
    headers = {"Authorization": f"Bearer {shared.env['CASE_API_TOKEN']}"}
    stored = requests.get(f"{shared.url}/api/v1/cases/{case['case_no']}", headers=headers, timeout=10).json()
    assert stored["state"] == "submitted"


def test_a_draft_survives_a_restart_of_the_brain(shared: Stack) -> None:
    chat = WebChat(shared.url).open()
    up_to(chat, "phone")
    shared.stop("brain")
    shared.start("brain")
    shared.wait("brain")
    assert asked(chat.say("13800138021")) == "address"


def test_no_sqlite_file_is_written(shared: Stack) -> None:
    assert not list(shared.data.glob("*.db"))
