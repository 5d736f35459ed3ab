"""Conversations of the office's day: some wait, some are served, some are ended."""

import itertools
from dataclasses import dataclass, field

from sqlalchemy import select

from desk.conversations.model import Conversation
from operations.screenshots.made_up.assistant import LINES, STAFF
from operations.screenshots.made_up.people import Member
from operations.screenshots.office import Office
from tests.desk.console.inbox.talking import Consumer

_sent = itertools.count(1)
CANNED = (
    ("你好", "问候", "您好，我是{{staff}}，您的情况我看到了，先核对一下材料。"),
    ("材料", "要材料", "麻烦您发一下合同、付款记录和与商家的聊天记录，拍照就可以。"),
    ("期限", "七个工作日", "登记后七个工作日内会决定是否受理，结果会发短信告诉您。"),
    ("和解", "先行和解", "商家参加了在线消费纠纷解决，您可以先和商家直接谈，谈不成再调解，不影响您的权利。"),
)
RULES = (
    {"name": "老人和保健品", "effect": "hand_over", "active": "true", "topic": "elderly_health_products"},
    {"name": "金额较大", "effect": "offer", "active": "true", "amount": "50000"},
    {"name": "群体投诉", "effect": "hand_over", "active": "true", "keyword": "一起投诉"},
)


@dataclass
class Talks:
    """Who is open, kept until the pictures are taken."""

    office: Office
    people: list[Consumer] = field(default_factory=list)

    async def someone(self, clock_time: str, *said: str, asks: bool = True) -> tuple[Consumer, str]:
        """A person who said so, each a minute after the other, and asked for staff; with the conversation's id."""
        hour, minute = map(int, clock_time.split(":"))
        self.office.at(clock_time)
        person = await Consumer.begin(self.office.url)
        self.people.append(person)
        for number, text in enumerate((*said, *([STAFF] if asks else []))):
            self.office.at(f"{hour + (minute + number) // 60:02d}:{(minute + number) % 60:02d}")
            await person.say(text)
        async with self.office.desk.database.read() as session:
            newest = select(Conversation.id).order_by(Conversation.created_at.desc(), Conversation.id.desc())
            found = await session.scalar(newest.limit(1))
        assert found is not None
        return person, found

    async def close(self) -> None:
        for person in self.people:
            await person.close()


async def say(member: Member, conversation: str, text: str, kind: str = "say") -> None:
    await member.post(f"/inbox/c/{conversation}/{kind}", text=text, client_id=f"picture-{next(_sent):06d}")


async def settings(chief: Member) -> None:
    """Canned replies and rules."""
    for shortcut, title, text in CANNED:
        await chief.post("/inbox/canned/new", shortcut=shortcut, title=title, text=text)
    for rule in RULES:
        await chief.post("/inbox/rules/new", **rule)


async def unanswered(talks: Talks) -> None:
    """Questions that the assistant was not sure about, over the days; they go to review."""
    times = itertools.count(0)
    for line in LINES:
        if line.sure < 0.65:
            number = next(times)
            await talks.someone(f"{8 + number // 4:02d}:{10 + number % 4 * 11:02d}", line.text, asks=False)


async def the_day(talks: Talks, wang: Member, zhao: Member) -> dict[str, str]:
    """Ids of the conversations, by what they show."""
    office = talks.office
    found: dict[str, str] = {}
    texts = [line.text for line in LINES]

    _, closed = await talks.someone("10:32", texts[3])
    office.at("10:35")
    await wang.post(f"/inbox/c/{closed}/claim")
    await say(wang, closed, "您好，七天无理由退货是可以的，吊牌在、不影响再卖就行。")
    office.at("10:39")
    await wang.post(f"/inbox/c/{closed}/labels", labels="网购")
    await wang.post(f"/inbox/c/{closed}/close", reason="solved", ask="true")
    found["closed"] = closed

    _, snoozed = await talks.someone("11:20", texts[5])
    office.at("11:24")
    await wang.post(f"/inbox/c/{snoozed}/claim")
    await say(wang, snoozed, "好的，我下午和酒店核实一下取消规则，明天上午回复您。")
    await wang.post(f"/inbox/c/{snoozed}/snooze", until="2026-11-27T09:00")
    found["snoozed"] = snoozed

    person, theirs = await talks.someone("13:31", texts[4])
    office.at("13:36")
    await zhao.post(f"/inbox/c/{theirs}/claim")
    await say(zhao, theirs, "您好，小票和包装都还在吗？拍照发给我看一下生产日期。")
    office.at("13:38")
    await person.say("在的，包装上写的是八月二十六号", waits=False)
    found["theirs"] = theirs

    person, mine = await talks.someone("13:52", texts[0], texts[1])
    office.at("13:58")
    await wang.post(f"/inbox/c/{mine}/claim")
    await say(wang, mine, "您好，我是王芳。您在星河健身会馆办的卡，对吗？合同和付款记录还在手里吗？")
    office.at("14:01")
    await person.say("对的，合同在，是九月一号签的，三千六百八。", waits=False)
    office.at("14:02")
    await person.say("付款是微信付的，我的电话是13900030001，方便的话打给我", waits=False)
    office.at("14:04")
    await say(wang, mine, "已有九位会员投诉同一家店，登记时建议并案。@李娜 请留意", "note")
    await wang.post(f"/inbox/c/{mine}/labels", labels=["预付卡", "群体投诉"])
    office.at("14:06")
    await say(wang, mine, "好的。我帮您登记投诉，七个工作日内会告诉您是否受理。请把合同拍照发过来。")
    office.at("14:31")
    await person.say("这是合同的照片，一共两页", waits=False)
    found["mine"] = mine

    for key, clock_time, text in (
        ("waiting_1", "14:12", texts[2]),
        ("waiting_2", "14:24", texts[6]),
        ("waiting_3", "14:33", texts[8]),
    ):
        _, found[key] = await talks.someone(clock_time, text)
    return found
