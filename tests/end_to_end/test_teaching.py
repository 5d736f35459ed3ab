"""From a consumer's 没用 to a brain that knows better, and back; and an edited answer that is live within seconds.

The real three processes, the real training (some 40 s of processor time), on a copy of the project's data and model.
"""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
import requests
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.clock import utc_now
from desk.knowledge import service as knowledge
from desk.knowledge.shipped import shipped
from desk.privacy.vault import Vault
from desk.review import service as review
from desk.review.model import ReviewItem
from desk.review.rules import Correction
from desk.store.database import Database
from desk.store.models import load_models
from operations.environment import ROOT
from operations.processes import DESK_PYTHON, Stack
from operations.teach.working_copy import copy
from operations.webchat import WebChat

ODD = "他家那个小本本还剩好几格没盖满章，现在不认了"  # a card of stamps, as nobody in the data says it
LABEL = "ask/prepaid_merchant_vanished"
EDITED = "店关了门，先把合同和付款记录存好，再来登记投诉。"
SECONDS = 10.0  # in which an approved answer must be live; it is looked for every two

Made = TypeVar("Made")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    copy(ROOT, folder)
    return folder


@pytest.fixture(scope="module")
def taught(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack with a model file of its own."""
    model = project / "models" / "brain.tar.gz"
    model.parent.mkdir()
    shutil.copy2(ROOT / "models" / "brain.tar.gz", model)
    with Stack(tmp_path_factory.mktemp("taught"), model=model) as running:
        yield running


def in_desk(stack: Stack, work: Callable[[AsyncSession, Vault], Awaitable[Made]]) -> Made:
    """A transaction in the desk's own database, as the console would make it."""

    load_models()

    async def run() -> Made:
        vault = Vault((stack.env["XIAOBAO_KEY"],), stack.env["XIAOBAO_DIGEST_KEY"])
        database = Database(f"sqlite:///{stack.data / 'desk.db'}")
        try:
            async with database.write() as session:
                return await work(session, vault)
        finally:
            await database.close()

    return asyncio.run(run())


def command(stack: Stack, *arguments: str) -> str:
    done = subprocess.run(
        [str(DESK_PYTHON), "-m", *arguments],
        cwd=ROOT,
        env=dict(stack.env) | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def best(stack: Stack, text: str) -> str:
    """What the running brain takes it for, asked as the desk asks."""
    body = {
        "conversation_id": f"asked-{time.monotonic_ns()}", "message_id": "m-1", "text": text, "payload": None,
        "metadata": {"sent_at": utc_now().isoformat(), "channel": "webchat", "attachments": []},
    }  # fmt: skip
    answer = requests.post(
        f"http://127.0.0.1:{stack.ports['brain']}/webhooks/desk/turns",
        json=body,
        headers={"Authorization": f"Bearer {stack.env['BRAIN_TOKEN']}"},
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["explanation"]["topic_ranking"][0]["name"])


def correct(stack: Stack) -> None:
    """A reviewer says what the odd message was."""

    async def work(session: AsyncSession, vault: Vault) -> None:
        (item,) = await session.scalars(select(ReviewItem))
        told = Correction(label=LABEL, wording=ODD, anonymous=True)
        await review.decide(
            session, vault, item.id, told, labels={LABEL}, two_people=False, by="staff:zhang", now=utc_now()
        )

    in_desk(stack, work)


def test_an_approved_answer_is_said_within_seconds_without_a_restart(taught: Stack) -> None:
    topic = "prepaid_merchant_vanished"

    async def publish(session: AsyncSession, vault: Vault) -> None:
        entry = shipped().entries[topic].model_dump(mode="json", exclude_defaults=True) | {"answer": EDITED}
        begun = await knowledge.begin(session, vault, topic, by="staff:zhang", now=utc_now())
        await knowledge.edit(
            session, begun.id, entry=entry, sentences=[], by="staff:zhang", seen=begun.seen, now=utc_now()
        )
        await knowledge.submit(session, vault, begun.id, by="staff:zhang", now=utc_now())
        await knowledge.approve(session, vault, begun.id, by="staff:li", now=utc_now())

    in_desk(taught, publish)
    chat, deadline = WebChat(taught.url).open(), time.monotonic() + SECONDS
    while EDITED not in str(chat.say("健身房关门跑路了怎么办")):
        assert time.monotonic() < deadline, taught.log("actions")[-2000:]
        time.sleep(1)


def test_what_a_reviewer_corrected_is_understood_after_a_training_and_not_after_it_is_taken_back(
    taught: Stack, project: Path
) -> None:
    before = best(taught, ODD)
    assert before != LABEL
    WebChat(taught.url).open().say(ODD)
    correct(taught)
    exported = command(taught, "desk.review", "--project", str(project))
    assert "1 new sentences" in exported
    where = ("--project", str(project), "--model", str(taught.model))
    told = command(taught, "operations.teach", "--no-held-out", *where)
    assert "taken up" in told
    assert "the running brain answers with it" in told
    assert best(taught, ODD) == LABEL
    assert ODD in (project / "data" / "nlu" / "topics" / "prepaid.yml").read_text("utf-8")

    back = command(taught, "operations.teach", "--rollback", *where)
    assert "back to the model before" in back
    assert best(taught, ODD) == before
    assert ODD not in (project / "data" / "nlu" / "topics" / "prepaid.yml").read_text("utf-8")
