"""Weeks of visits for the page of numbers, the warning, and what is under review."""

import datetime as dt
import random
import re
from typing import Any

from sqlalchemy import select, update

from desk.clock import LEGAL_ZONE
from desk.ids import new_id
from desk.insight.grouping import group_questions
from desk.insight.keeping import keep_visits, sum_up
from desk.insight.model import InsightProgress, Visit
from desk.knowledge import service as knowledge
from desk.review.model import ReviewItem
from desk.review.states import ReviewState
from desk.warnings import service as warnings
from operations.screenshots.made_up.people import Member
from operations.screenshots.office import MOMENT, TODAY, Office
from tests.desk.knowledge.drafting import entry, new_entry

WEEKS = 12
TOPICS = (
    "defective_goods", "return_online_seven_days", "prepaid_merchant_vanished", "prepaid_card_refund", "expired_food",
    "fraud_triple_damages", "parcel_lost_or_damaged", "training_refund", "food_delivery", "complaint_progress",
    "price_fraud", "unfair_terms",
)  # fmt: skip
CHANNELS = ("webchat", "webchat", "wechat", "wechat", "wechat", "hotline")
COUNTIES = ("220102", "220103", "220104", "220105", "220106")
REASONS = ("asked", "asked", "asked", "misunderstood", "rule")


def _visit(chance: random.Random, day: dt.date) -> Visit:
    begun = dt.datetime.combine(day, dt.time(8), LEGAL_ZONE) + dt.timedelta(
        minutes=chance.randrange(600 if day < TODAY else 380)
    )
    begun = begun.astimezone(dt.UTC)
    staffed = chance.random() < 0.17
    questions = chance.randint(1, 4)
    filed = chance.random() < 0.12
    return Visit(
        id=new_id(), begun_at=begun, last_at=begun + dt.timedelta(minutes=chance.randint(1, 9)), day=day,
        channel=chance.choice(CHANNELS), topic=TOPICS[min(int(chance.paretovariate(0.9)) - 1, len(TOPICS) - 1)],
        region_code=chance.choice(COUNTIES) if filed else None, agency_id=None,
        handoff_reason=chance.choice(REASONS) if staffed else None, ended=True, gave_up=chance.random() < 0.01,
        filed=filed, said=questions + chance.randint(0, 3), replied=questions + 1,
        staff_said=chance.randint(1, 5) if staffed else 0, questions=questions,
        declined=int(chance.random() < 0.07), first_response=max(2, round(chance.lognormvariate(1.7, 0.6))),
        staff_wait=round(chance.lognormvariate(4.2, 0.7)) if staffed else None,
        staff_rating=chance.choice((5, 5, 4, 4, 3)) if staffed and chance.random() < 0.4 else None,
    )  # fmt: skip


async def visits(office: Office) -> None:
    chance = random.Random(12)
    made: list[Visit] = []
    for back in range(WEEKS * 7):
        day = TODAY - dt.timedelta(days=back)
        usual = 34 if day.weekday() < 5 else 19
        growth = 1 - back / (WEEKS * 7) * 0.35
        part = 0.6 if back == 0 else 1
        made += [_visit(chance, day) for _ in range(round(usual * growth * part * chance.uniform(0.8, 1.2)))]
    async with office.desk.database.write() as session:
        session.add_all(made)
        await session.flush()
        await sum_up(session, {one.day for one in made})


async def computed(office: Office) -> None:
    """What the desk computes by itself, now."""
    office.clock.now = MOMENT
    async with office.desk.database.write() as session:
        # The desk began to count at its start: what was said at earlier hours would be passed over.
        await session.execute(update(InsightProgress).values(done_until=None))
    await keep_visits(office.desk.database, office.desk.vault, now=MOMENT)
    await group_questions(office.desk.database, office.desk.vault, now=MOMENT)
    await warnings.run(office.desk.database, now=MOMENT)


CHOSEN = re.compile(r'name="wording"[^>]*>([^<]*)<')


async def reviewed(office: Office, reviewer: Member) -> None:
    """Two corrections exported as a batch, one waiting for the next, one put off, one doubtful."""
    office.at("11:30")

    async def open_items() -> list[ReviewItem]:
        async with office.desk.database.read() as session:
            found = (
                select(ReviewItem).where(ReviewItem.state == ReviewState.OPEN).order_by(ReviewItem.heard_at)
            )
            return list(await session.scalars(found))

    async def decide(item: ReviewItem, topic: str) -> None:
        page = await reviewer.get(f"/review/items/{item.id}")
        found = CHOSEN.search(page)
        assert found is not None
        await reviewer.post(
            f"/review/items/{item.id}/decide?pile=all",
            choice="+", label=f"ask/{topic}", wording=found[1].strip(), anonymous="yes", marks="[]",
        )  # fmt: skip

    items = await open_items()
    await decide(items[0], "promotion_not_honoured")
    await decide(items[1], "wrong_or_missing_items")
    await reviewer.post("/review/batches/export")
    await decide(items[2], "pet_purchase")
    await reviewer.post(f"/review/items/{items[3].id}/move/flag")
    await reviewer.post(f"/review/items/{items[4].id}/move/later")


async def drafts(office: Office) -> dict[str, str]:
    """A changed entry that waits for approval, and a new one begun. Ids of the versions."""
    office.at("11:40")
    changed = entry(
        answer="商家没有按约定提供服务的，可以要求退还余款和利息。先凭合同和消费记录算出余额，书面向商家提出；"
        "商家拖着不退，可以投诉，也可以起诉。"
    )
    sentences = ["狗粮发霉了能退吗", "宠物粮长毛找谁赔", "猫粮打开有虫子"]
    return {
        "changed": await _draft(office, changed, [], new=False),
        "new": await _draft(office, new_entry(), sentences, new=True),
    }


async def _draft(office: Office, told: dict[str, Any], sentences: list[str], *, new: bool) -> str:
    """Begun and written; submitted if it changes what is there."""
    desk, by, now = office.desk, "staff:wang.fang", office.clock()
    async with desk.database.write() as session:
        begun = await knowledge.begin(session, desk.vault, told["topic"], new=new, entry=told, by=by, now=now)
        written = await knowledge.edit(
            session, begun.id, entry=told, sentences=sentences, by=by, seen=begun.seen, now=now
        )
        if not new:
            await knowledge.submit(session, desk.vault, written.id, by=by, now=now)
        return written.id
