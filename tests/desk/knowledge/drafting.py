"""Entries drafted and published, with defaults."""

import copy
from typing import Any

from desk.knowledge import service
from desk.knowledge.model import KnowledgeVersion
from desk.knowledge.shipped import shipped
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import NOW

TOPIC = "prepaid_card_refund"
NEW_TOPIC = "pet_food_spoiled"
AUTHOR, APPROVER = "staff:zhang", "staff:li"
EDITED = "商家没按说好的做，可以要求退还余款和利息，先和商家谈。"


def entry(**changes: Any) -> dict[str, Any]:
    """The shipped entry about prepaid cards, changed."""
    told = shipped().entries[TOPIC].model_dump(mode="json", exclude_defaults=True)
    return copy.deepcopy(told) | changes


def new_entry(**changes: Any) -> dict[str, Any]:
    """An entry of a topic that is not shipped."""
    own = {
        "topic": NEW_TOPIC,
        "catalogue": TOPIC,
        "question": "宠物粮发霉能退吗？",
        "short": "宠物粮发霉",
        "answer": "买到发霉的宠物粮，可以要求退货退款。",
    }
    return entry(**own) | changes


async def draft(
    database: Database,
    vault: Vault,
    told: dict[str, Any] | None = None,
    *,
    sentences: tuple[str, ...] = (),
    by: str = AUTHOR,
) -> KnowledgeVersion:
    """A draft of an existing topic, or of NEW_TOPIC when the entry is of it."""
    told = told or entry(answer=EDITED)
    async with database.write() as session:
        is_new = told["topic"] == NEW_TOPIC
        begun = await service.begin(session, vault, told["topic"], new=is_new, entry=told, by=by, now=NOW)
        return await service.edit(
            session, begun.id, entry=told, sentences=list(sentences), by=by, seen=begun.seen, now=NOW
        )


async def publish(
    database: Database, vault: Vault, told: dict[str, Any] | None = None, **more: Any
) -> KnowledgeVersion:
    """Drafted, submitted and approved by another person."""
    version = await draft(database, vault, told, **more)
    async with database.write() as session:
        await service.submit(session, vault, version.id, by=AUTHOR, now=NOW)
        return await service.approve(session, vault, version.id, by=APPROVER, now=NOW)
