"""The office's cases: under every heading of the list, in most states, with what belongs to them."""

import dataclasses
import datetime as dt
import io
import random
import re
from collections.abc import Sequence
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.model import Agency
from desk.callbacks import service as callbacks
from desk.callbacks.service import Wish
from desk.cases.model import Case
from desk.cases.states import CaseEvent, Ground
from operations.screenshots.made_up.people import Member
from operations.screenshots.office import TODAY, Office
from tests.desk.clocks.casework import LI, Casework
from tests.photos import receipts, screens

E = CaseEvent
TOKEN = re.compile(r'name="token" value="([0-9a-f-]{36})"')


@dataclasses.dataclass(frozen=True)
class Told:
    """One complaint as somebody filed it. region: code of the county; yuan: paid."""

    name: str
    phone: str
    shop: str
    address: str
    product: str
    yuan: float
    problem: str
    demands: tuple[str, ...]
    topic: str
    region: str = "220102"
    channel: str = "webchat"
    kind: str = "complaint"
    publish: bool = False

    def filing(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "channel": self.channel,
            "complainant__name": self.name,
            "complainant__phone": f"+86{self.phone}",
            "complainant__address": "长春市南关区人民大街1200号",
            "consent__publication": self.publish,
            "respondent__name": self.shop,
            "respondent__address": self.address,
            "respondent__contact": None,
            "respondent__phone": "0431-80001234",
            "purchase__product": self.product,
            "purchase__amount_fen": round(self.yuan * 100),
            "purchase__amount_text": f"{self.yuan:g}元",
            "problem": self.problem,
            "demands": list(self.demands),
            "demand_text": None,
            "topic": self.topic,
            "region": "长春",
            "region_code": self.region,
        }


GYM = Told(
    "刘建国", "13900010001", "星河健身会馆", "长春市南关区亚泰大街88号", "健身年卡", 3680,
    "九月办的年卡，去了七次。十一月十日去就贴了“暂停营业”，电话没人接，会员群也解散了。我要求退剩下的钱。",
    ("refund",), "prepaid_merchant_vanished",
)  # fmt: skip
COOKER = Told(
    "王小丽", "13900010002", "好邻居电器行", "长春市南关区大经路9号", "电饭煲", 399,
    "用了两次就不加热，店里说是我自己弄坏的，不给换也不给修。有小票和聊天记录。",
    ("exchange", "refund"), "defective_goods", publish=True,
)  # fmt: skip
COAT = Told(
    "赵敏", "13900010003", "欧尚里服饰（红旗街店）", "长春市朝阳区红旗街200号", "羽绒服", 1280,
    "穿两次就钻绒，袖口开线。店长说特价商品不退不换，可是购买时没有告诉我是特价。",
    ("return", "refund"), "defective_goods", "220104", publish=True,
)  # fmt: skip
ENGLISH = Told(
    "孙悦", "13900010004", "启明星外语培训学校", "长春市朝阳区自由大路1500号", "少儿英语课程（96课时）", 12800,
    "报名时说随时可以退，上了十二节课，孩子不适应想退。学校说只退教材费，课时费一分不退，合同里也没写。",
    ("refund",), "training_refund", "220104",
)  # fmt: skip
RICE = Told(
    "周大海", "13900010005", "惠民生鲜超市", "长春市宽城区北人民大街300号", "东北大米 5kg", 49.9,
    "买回家发现包装上的日期已经过了三个月，超市说换一袋就行。我要求按食品安全法赔偿。",
    ("refund", "multiple_damages"), "expired_food", "220103", kind="both",
)  # fmt: skip
PHONE = Told(
    "何静", "13900010006", "鑫达数码通讯", "长春市南关区重庆路66号", "手机", 5299,
    "说是全新正品，拿去官方店检测是翻新机，序列号和盒子对不上。商家说只能给我换个屏幕。",
    ("refund", "multiple_damages"), "fraud_triple_damages",
)  # fmt: skip
DRESS = Told(
    "郑雪", "13900010007", "锦绣华年婚纱摄影", "长春市二道区吉林大路900号", "婚纱摄影套系", 6888,
    "合同写的是两个外景地，拍的时候只去了一个，另一个要再加一千八。底片也要另外收费。",
    ("refund", "explain"), "photo_studio", "220105",
)  # fmt: skip
HOTEL = Told(
    "冯超", "13900010008", "松江雅居酒店", "长春市绿园区景阳大路77号", "客房两晚", 856,
    "提前三天取消，平台写着可以免费取消，酒店说节日期间不退。",
    ("refund",), "hotel_booking", "220106",
)  # fmt: skip
GOLD = Told(
    "蒋萍", "13900010009", "金福缘珠宝", "长春市朝阳区桂林路55号", "黄金手镯", 18650,
    "发票写足金，质检站测出来含金量不够，重量也少了一克二。商家说机器误差。",
    ("return", "multiple_damages"), "gold_jewellery", "220104", channel="hotline",
)  # fmt: skip
TOUR = Told(
    "沈阳光", "13900010010", "长白山假日旅行社有限公司长春南关第三营业部", "长春市南关区解放大路1888号世纪广场写字楼A座1207室",
    "长白山三日游", 2580, "行程单上写四星酒店，实际住的是民宿；第二天临时加了两个购物店，不进店导游就不发车。",
    ("refund", "apology"), "tourism_forced_shopping", channel="wechat",
)  # fmt: skip
MEAL = Told(
    "韩梅", "13900010011", "春城老味道饭店", "长春市朝阳区同志街100号", "包厢消费", 1170,
    "结账时才说包厢有最低消费，还收了每人十元餐具费，菜单上没有写。",
    ("refund", "explain"), "unfair_terms", "220104", publish=True,
)  # fmt: skip
SCOOTER = Told(
    "杨帆", "13900010012", "畅行电动车专卖", "长春市绿园区皓月大路50号", "电动自行车", 3199,
    "骑了一个月电池就充不满，店里修了三次都没修好，我要求退车。",
    ("refund", "repair"), "three_guarantees", "220106",
)  # fmt: skip
HAIR = Told(
    "朱琳", "13900010013", "伊人美发沙龙", "长春市南关区民康路12号", "烫染套餐", 980,
    "说好三百八，烫到一半说我发质要用另一种药水，最后收了九百八。",
    ("refund",), "price_fraud",
)  # fmt: skip
SHOPS = (GYM, COOKER, COAT, ENGLISH, PHONE, DRESS, HOTEL, MEAL, SCOOTER, HAIR, RICE)


def _days(count: int) -> dt.date:
    return TODAY - dt.timedelta(days=count)


class Cases:
    """Files and moves them, each at a time of its own."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.work = Casework(office.desk.database, office.desk.cases, office.clock)
        self.chance = random.Random(26)

    async def file(self, told: Told, days_ago: int, clock_time: str = "10:20", **changes: Any) -> Case:
        self.office.at(clock_time, _days(days_ago))
        now = self.office.clock()
        filing = {
            "submitted_at": (now - dt.timedelta(minutes=1)).isoformat(),
            "consent__personal_data_at": (now - dt.timedelta(minutes=6)).isoformat(),
            "purchase__purchased_on": str(_days(days_ago + 24)),
            "purchase__purchased_on_text": None,
            "conversation_id": None,
        }
        return await self.work.file(**filing | told.filing() | changes)

    async def step(
        self, case: Case, event: CaseEvent, days_ago: int, clock_time: str = "15:05", **more: Any
    ) -> None:
        self.office.at(clock_time, _days(days_ago))
        await self.work.move(case, event, by=LI, **more)

    async def settled(self, told: Told, days_ago: int, took: int, recovered: float | None = None) -> Case:
        """Accepted after two days, mediated, settled."""
        case = await self.file(told, days_ago)
        await self.step(case, E.ACCEPT, days_ago - 2)
        await self.step(case, E.MEDIATE, days_ago - 4)
        fen = round((told.yuan * 0.8 if recovered is None else recovered) * 100)
        await self.step(case, E.SETTLE, days_ago - took, recovered_fen=fen)
        return case


async def past_weeks(cases: Cases) -> None:
    """What was done in the weeks before: it fills the figures."""
    for week in range(11, 0, -1):
        for _ in range(cases.chance.randint(2, 5)):
            told = cases.chance.choice(SHOPS[1:])
            fresh = dataclasses.replace(
                told, phone=f"137{cases.chance.randrange(10**8):08d}", kind="complaint"
            )
            days_ago = week * 7 + cases.chance.randrange(6)
            fate = cases.chance.random()
            if days_ago > 16 and fate < 0.62:
                await cases.settled(fresh, days_ago, cases.chance.randint(6, 15))
            elif days_ago > 16 and fate < 0.8:
                case = await cases.file(fresh, days_ago)
                await cases.step(case, E.ACCEPT, days_ago - 3)
                ground = cases.chance.choice([Ground.PARTY_REFUSES, Ground.NO_AGREEMENT_POSSIBLE])
                await cases.step(
                    case, E.TERMINATE, days_ago - 14, grounds=frozenset({ground}), reason="双方分歧较大"
                )
            else:
                case = await cases.file(fresh, days_ago)
                grounds = frozenset({Ground.NOT_COMPETENT})
                await cases.step(case, E.REJECT, days_ago - 5, grounds=grounds, reason="不属于本局职责范围")


async def running(cases: Cases) -> dict[str, Case]:
    """Those that are open today, by what they are for."""
    found: dict[str, Case] = {}
    found["overdue"] = await cases.file(ENGLISH, 13)
    found["overdue_2"] = await cases.file(SCOOTER, 14, "16:40")
    found["today"] = await cases.file(PHONE, 9, "09:12")
    found["today_2"] = await cases.file(DRESS, 9, "11:48")
    found["week"] = await cases.file(TOUR, 6)
    found["week_2"] = await cases.file(RICE, 5, "08:30")
    found["week_3"] = await cases.file(MEAL, 3, "19:05")
    mediating = found["mediating"] = await cases.file(GYM, 20, "09:40")
    await cases.step(mediating, E.ACCEPT, 18, "10:10", reason="材料齐全，属本局管辖")
    await cases.step(mediating, E.MEDIATE, 12, "14:00")
    testing = found["testing"] = await cases.file(GOLD, 24)
    await cases.step(testing, E.ACCEPT, 21)
    await cases.step(testing, E.MEDIATE, 19)
    await cases.step(testing, E.START_TEST, 10, reason="双方同意送吉林省质检院检测")
    asked = found["asked"] = await cases.file(HOTEL, 4)
    await cases.step(
        asked, E.ASK_FOR_INFO, 3, reason="请补充订单截图和取消记录", due_on=TODAY + dt.timedelta(days=11)
    )
    found["fresh"] = await cases.file(HAIR, 0, "13:22")
    for number in range(9):  # one business, many complaints: a warning
        told = dataclasses.replace(
            GYM, name=f"张{'伟芳磊娟军洋艳勇霞'[number]}", phone=f"1390002{number:04d}"
        )
        told = dataclasses.replace(told, yuan=1980 + 300 * number, publish=False)
        await cases.file(told, 1 + number % 6, f"{9 + number:02d}:15")
    return found


async def ended(cases: Cases) -> dict[str, Case]:
    """Those that are ended and still ask for something."""
    found = {"settled": await cases.settled(COOKER, 16, 9, 399)}
    found["settled_2"] = await cases.settled(COAT, 19, 12, 1280)
    found["settled_3"] = await cases.settled(MEAL, 15, 8, 60)
    terminated = found["terminated"] = await cases.file(dataclasses.replace(HAIR, phone="13900010099"), 15)
    await cases.step(terminated, E.ACCEPT, 13)
    await cases.step(
        terminated,
        E.TERMINATE,
        6,
        "16:20",
        grounds=frozenset({Ground.PARTY_REFUSES}),
        reason="商家书面拒绝调解",
    )
    sent = found["transferred"] = await cases.file(dataclasses.replace(TOUR, phone="13900010098"), 8)
    agency = "220104-amr"
    async with cases.office.desk.database.read() as session:
        target = await agency_id(session, agency)
    await cases.step(
        sent, E.TRANSFER, 7, agency_id=target, reason="经营地在朝阳区", due_on=TODAY + dt.timedelta(days=5)
    )
    return found


async def agency_id(session: AsyncSession, code: str) -> str:
    found = await session.scalar(select(Agency.id).where(Agency.code == code))
    assert found is not None
    return str(found)


async def _form(member: Member, path: str) -> dict[str, str]:
    found = TOKEN.search(await member.get(path))
    assert found is not None
    return {"token": found[1]}


async def work_on(member: Member, chief: Member, cases: dict[str, Case], office: Office) -> None:
    """Notes, labels, evidence, letters and people who handle them."""
    office.at("13:40")
    page = f"/cases/{cases['mediating'].case_no}"
    for path, fields in (
        ("notes", {"text": "商家负责人说两周内会重新开业，约了周五下午三点三方电话调解。"}),
        ("notes", {"text": "会员群里还有十几个人，陆续在登记，考虑并案处理。"}),
        ("labels", {"name": "群体投诉"}),
        ("labels", {"name": "预付卡"}),
        ("assign", {"to": "me"}),
    ):
        await member.post(f"{page}/{path}", **await _form(member, page), **fields)
    for name, image in (
        ("会员合同.jpg", receipts.membership("星河健身会馆", "2026年9月1日")),
        (
            "付款记录.jpg",
            screens.wechat_payment(
                "星河健身会馆",
                "3,680.00",
                "2026年9月1日 18:20:33",
                "4200002609012026090125678901",
                "XH2026090100012",
            ),
        ),
    ):
        await _upload(member, page, name, image)
    for key, label in (("overdue", "教育培训"), ("today", "可能涉嫌欺诈"), ("week", "旅游")):
        at = f"/cases/{cases[key].case_no}"
        await chief.post(f"{at}/labels", **await _form(chief, at), name=label)
    for key in ("overdue", "week_2", "asked"):
        await chief.post("/cases/assign", case=cases[key].case_no, to=member.id)
    await chief.post("/cases/assign", case=cases["today_2"].case_no, to="me")
    at = f"/cases/{cases['terminated'].case_no}"
    entry = {"kind": "termination", "means": "post", "issued_on": str(_days(5))}
    await chief.post(
        f"{at}/register",
        **await _form(chief, at),
        **entry,
        number="长市监调终〔2026〕118号",
        party="complainant",
        delivered_on=str(_days(2)),
    )
    await chief.post(
        f"{at}/register",
        **await _form(chief, at),
        **entry,
        number="长市监调终〔2026〕118号",
        party="respondent",
        delivered_on="",
    )


async def _upload(member: Member, page: str, name: str, image: Image.Image) -> None:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=80)
    answer = await member.http.post(
        f"/console{page}/files", data=await _form(member, page), files={"file": (name, out.getvalue())}
    )
    assert answer.status_code == 303, answer.text


async def call_backs(office: Office, cases: dict[str, Case]) -> None:
    """People who are to be called today."""
    desk = office.desk
    office.at("09:05")
    wanted: Sequence[tuple[str, str, str, str | None]] = (
        ("15:00", "13900010001", "queue_full", cases["mediating"].id),
        ("15:00", "13900010031", "asked", None),
        ("15:30", "13900010009", "queue_full", cases["testing"].id),
        ("16:00", "13900010044", "asked", None),
    )
    for number, (at, phone, reason, case_id) in enumerate(wanted):
        hour, minute = map(int, at.split(":"))
        start = dt.datetime.combine(TODAY, dt.time(hour - 8, minute), dt.UTC)
        wish = Wish(f"call:{number}", f"+86{phone}", "hotline", case_id=case_id, reason=reason)
        async with desk.database.write() as session:
            await callbacks.book(
                session,
                desk.vault,
                desk.settings.callback_hours,
                desk.calendar,
                wish,
                start=start,
                now=office.clock(),
            )
