"""What the scripted assistant of the pictures says, and how sure it was: a table of what is asked in them."""

from dataclasses import dataclass
from typing import Any

from desk.conversations.brain import BrainAnswer, Question
from tests.desk.conversations.scripted import ScriptedBrain, answer, reply

STAFF = "转人工"
ASKED: dict[str, Any] = {"intent": {"name": "ask_for_staff", "confidence": 0.99}, "topic_ranking": []}
SURE = 0.65


@dataclass(frozen=True)
class Line:
    """One question. topic: the likeliest; sure: its probability; says: what is answered when it is high enough."""

    text: str
    topic: str
    sure: float
    says: str = ""
    law: tuple[str, str] | None = None
    second: str = "platform_how_to"


LINES = (
    Line("健身房突然关门了，卡里还有两千多，能要回来吗", "prepaid_merchant_vanished", 0.91,
         "可以要求退还卡里没有用完的钱。商家停业前应当告知您并退款；联系不上时，保留合同和付款记录，向市场监管部门投诉。",
         ("消费者权益保护法实施条例", "第二十二条")),
    Line("合同里写了停业不退款，这样的条款有效吗", "unfair_terms", 0.88,
         "这样的条款不公平、不合理，不产生效力，您仍然可以要求退款。", ("消费者权益保护法", "第二十六条")),
    Line("买的羽绒服穿两次就钻绒，店里不给退", "defective_goods", 0.93,
         "质量不符合要求的，收到商品七日内可以退货；过了七日，符合法定条件的也可以退货，还可以要求更换、修理。",
         ("消费者权益保护法", "第二十四条")),
    Line("网上买的鞋子不喜欢，吊牌还在能退吗", "return_online_seven_days", 0.95,
         "可以。收到商品之日起七日内可以退货，不用说明理由，商品要完好，运费一般由您承担。", ("消费者权益保护法", "第二十五条")),
    Line("超市卖过期大米，只肯换一袋", "expired_food", 0.94,
         "可以要求退款，并要求价款十倍或者损失三倍的赔偿；不足一千元的，按一千元算。", ("食品安全法", "第一百四十八条")),
    Line("酒店说节日不能退订金", "hotel_booking", 0.82,
         "先看预订时怎么约定的。平台写明可以免费取消的，商家应当照办。", ("民法典", "第五百零九条")),
    Line("攒印花换锅，印花够了柜台又说活动结束", "promotion_not_honoured", 0.44),
    Line("盲盒拆开少一个配件，店家说拆了就不认", "wrong_or_missing_items", 0.38),
    Line("宠物粮打开里面长毛了，能不能赔", "pet_purchase", 0.41),
    Line("共享充电宝一直扣费还不回去", "auto_renewal", 0.33),
    Line("充电宝还不进去一直在扣钱找谁", "auto_renewal", 0.29),
    Line("共享充电宝还了还在扣费怎么办", "auto_renewal", 0.31),
    Line("租的充电宝还不上一直计费", "auto_renewal", 0.27),
    Line("直播间抽奖中了不发货", "promotion_not_honoured", 0.36),
    Line("直播间抽中的奖品一直不发", "promotion_not_honoured", 0.30),
    Line("我在直播间中奖了主播不给寄", "promotion_not_honoured", 0.28),
)  # fmt: skip
BY_TEXT = {line.text: line for line in LINES}
NOTED: dict[str, Any] = {
    "complaint_run": "run-1",
    "kind": "complaint",
    "consent_at": "2026-11-26T13:50:00+08:00",
    "story": "九月办的健身年卡，去了七次，十一月十日贴了“暂停营业”，电话没人接。",
    "merchant": "星河健身会馆",
    "merchant_address": "长春市南关区亚泰大街88号",
    "product": "健身年卡",
    "amount": {"fen": 368_000, "text": "三千六百八"},
    "purchase_date": {"iso": "2026-09-01", "text": "九月一号"},
    "demands": ["refund"],
    "name": "林晓",
    "phone": "+8613900030001",
    "address": "长春市南关区人民大街1200号",
    "topic": "prepaid_merchant_vanished",
}


def _explained(line: Line) -> dict[str, Any]:
    answers = line.sure >= SURE
    rest = round((1 - line.sure) * 0.4, 2)
    return {
        "intent": {"name": f"ask/{line.topic}", "confidence": line.sure},
        "topic_ranking": [
            {"name": f"ask/{line.topic}", "confidence": line.sure},
            {"name": f"ask/{line.second}", "confidence": rest},
            {"name": "ask/complain_to_12315", "confidence": round(rest / 2, 2)},
        ],
        "entities": [],
        "policy": "NamedRulePolicy",
        "rule": "answer",
        "actions": ["action_answer"],
        "decided": {
            "message_id": "m",
            "decision": "answer" if answers else "fallback",
            "rule": f"话题明显：{line.sure:.2f} ≥ {SURE}" if answers else f"都不明显：最高 {line.sure:.2f}",
            "topics": [line.topic] if answers else [],
        },
    }


def _says(question: Question) -> BrainAnswer:
    if question.text == STAFF:
        return answer(reply(None, handoff={"reason": "asked"}), explanation=ASKED)
    line = BY_TEXT.get(question.text or "")
    if line is None:
        return answer(reply("好的，记下了。还有什么要补充的吗？"))
    if line.sure < SURE:
        said = reply("这个问题我没有听明白，您可以换个说法，也可以找工作人员。", ("转人工", "/ask_for_staff"))
        return answer(said, explanation=_explained(line))
    law, article = line.law or ("消费者权益保护法", "第七条")
    card = {
        "topic": line.topic,
        "confidence": "A",
        "sources": [{"law": law, "article": article}],
        "as_of": "2026-11-21",
    }
    said = reply(line.says, ("帮我登记投诉", "/complain"), ("转人工", "/ask_for_staff"), answer=card)
    return answer(said, explanation=_explained(line))


def assistant() -> ScriptedBrain:
    brain = ScriptedBrain(_says)
    brain.remembered = dict(NOTED)
    return brain
