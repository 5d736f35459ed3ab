"""What other rooms can tell the consumer of a reconciliation."""

import pytest

from desk.cases.changes import ChangeKind
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent
from desk.cases.timeline import timeline
from desk.privacy.vault import Vault
from desk.reconciliation import wording
from desk.reconciliation.model import MessageKind
from desk.reconciliation.telling import notice_for
from desk.store.database import Database
from tests.desk.builders import on_sqlite
from tests.desk.reconciliation.parties import Consumer, Shop

# Where it lies and what was told are lines of other rooms.
OURS = {ChangeKind.FILED, ChangeKind.MOVED, ChangeKind.MESSAGE}


async def notices(database: Database, vault: Vault, consumer: Consumer) -> list[tuple[object, str | None]]:
    async with database.read() as session:
        case = await find_case(session, consumer.case_no)
        lines = await timeline(session, case.id)
        return [
            (line.event or line.what, await notice_for(session, vault, case, line))
            for line in lines
            if line.what in OURS
        ]


async def test_consumer_is_told_what_the_enterprise_says_as_its_own_words(
    shop: Shop, consumer: Consumer, database: Database, vault: Vault
) -> None:
    one = await shop.offered()
    await shop.say(one, "请寄回来{no}")
    await consumer.say("好的")
    await shop.propose(one, "换一台新的", 0)
    await shop.refuse(one, "不谈了")
    told = await notices(database, vault, consumer)
    assert [what for what, _ in told] == [
        ChangeKind.FILED,
        CaseEvent.OFFER_RECONCILIATION,
        *[ChangeKind.MESSAGE] * 4,
        CaseEvent.FAIL_RECONCILIATION,
    ]
    texts = [text for _, text in told]
    assert [text is not None for text in texts] == [False, True, True, False, True, True, False]
    offered, said, proposed, refused = (text for text in texts if text is not None)
    for text in (offered, said, proposed, refused):
        assert consumer.case_no in text
        assert "好运电器行" in text
    for text, words in ((said, "请寄回来{no}"), (proposed, "换一台新的"), (refused, "不谈了")):
        assert f"「{words}」" in text
        assert wording.NOT_OURS in text
    assert "2026年12月4日（以官方公布为准）" in offered


@on_sqlite
async def test_offer_is_not_told_as_accepted_by_an_authority(
    consumer: Consumer, database: Database, vault: Vault
) -> None:
    for _, text in await notices(database, vault, consumer):
        assert "受理" not in (text or "")


def test_all_that_an_enterprise_may_say_has_words() -> None:
    assert set(wording.SAID) == set(MessageKind) - {MessageKind.DECLINE}


@pytest.mark.parametrize(
    ("fen", "said"), [(39_900, "399元"), (39_950, "399.50元"), (5, "0.05元"), (0, "无"), (None, "无")]
)
def test_money_is_said_in_yuan(fen: int | None, said: str) -> None:
    assert wording.yuan(fen) == said
