"""Every number of the page: its name, its unit, what it counts and out of what. The page shows these sentences; the code
that computes it is named beside each. Nothing else explains a number."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    COUNT = "count"
    SHARE = "share"  # 0 to 1
    TENTHS = "tenths"  # of a second
    SECONDS = "seconds"
    STARS = "stars"  # 1 to 5
    FEN = "fen"


class Better(StrEnum):
    """Which way is good: the change beside a number is coloured by it, and never without words."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Measure(StrEnum):
    VISITS = "visits"
    MESSAGES = "messages"
    AUTOMATION = "automation"
    HANDOFF = "handoff"
    DECLINED = "declined"
    FIRST_RESPONSE = "first_response"
    STAFF_WAIT = "staff_wait"
    CHAT_RATING = "chat_rating"
    CASES = "cases"
    ON_TIME = "on_time"
    SETTLED = "settled"
    RECOVERED = "recovered"
    ASKED = "asked"
    CASE_RATING = "case_rating"


@dataclass(frozen=True)
class Definition:
    """title: what the number is called; counts: what it says; out_of: its denominator, None for a plain count."""

    title: str
    unit: Unit
    better: Better
    counts: str
    out_of: str | None = None


_VISIT = "一次咨询由来访者的一句话开始，沉默满 30 分钟结束；等人工或人工服务期间不结束。按开始的那一天（北京时间）计"

# numbers.visits: VISITS to STAFF_WAIT; numbers.ratings: CHAT_RATING; cases.cases: the rest.
DEFINITIONS: dict[Measure, Definition] = {
    Measure.VISITS: Definition("咨询次数", Unit.COUNT, Better.NEITHER, f"{_VISIT}。"),
    Measure.MESSAGES: Definition(
        "消息条数",
        Unit.COUNT,
        Better.NEITHER,
        "这些咨询里来访者、小保和人工说的话，一条算一条；系统提示不算。",
    ),
    Measure.AUTOMATION: Definition(
        "自助完成率",
        Unit.SHARE,
        Better.HIGHER,
        "没有请过人工、没有人工插话，也没有哪句话最终没人回答的咨询。它说明没有用到人，不说明问题一定解决了。",
        "已结束的咨询",
    ),
    Measure.HANDOFF: Definition(
        "转人工率", Unit.SHARE, Better.LOWER, "请过人工的咨询，不论由谁、因何请。", "已结束的咨询"
    ),
    Measure.DECLINED: Definition(
        "没听懂的比例",
        Unit.SHARE,
        Better.LOWER,
        "小保请对方换个说法、只给出相近话题或转人工的提问。闲聊不算。",
        "小保处理过的提问",
    ),
    Measure.FIRST_RESPONSE: Definition(
        "首次回应",
        Unit.TENTHS,
        Better.LOWER,
        "从咨询的第一句话到小保或人工的第一句回应。中位数：一半的咨询不超过它；九成：十次里有九次不超过它。",
        "有过回应的咨询",
    ),
    Measure.STAFF_WAIT: Definition(
        "等候人工",
        Unit.SECONDS,
        Better.LOWER,
        "从请人工到人工说第一句话，下班时间也算在内。还没等到的不在其中。",
        "等到了人工的咨询",
    ),
    Measure.CHAT_RATING: Definition(
        "人工服务评分",
        Unit.STARS,
        Better.HIGHER,
        "人工服务结束后来访者打的分，1 到 5，取平均；算在咨询开始的那一天。",
        "打了分的人工服务",
    ),
    Measure.CASES: Definition(
        "收到的投诉举报",
        Unit.COUNT,
        Better.NEITHER,
        "在这段时间收到的投诉和举报，按收到的那一天（北京时间）计；同一件事重复提交、已并案的只算一次。",
    ),
    Measure.ON_TIME: Definition(
        "法定期限按时率",
        Unit.SHARE,
        Better.HIGHER,
        "在最后一天或之前办完的期限。",
        "最后一天落在这段时间、已经办完或已经超期的期限；还没到期的不算",
    ),
    Measure.SETTLED: Definition(
        "调解成功率",
        Unit.SHARE,
        Better.HIGHER,
        "这段时间收到的投诉里，经调解双方达成一致的。先行和解的另算。",
        "经调解达成一致或终止调解的投诉",
    ),
    Measure.RECOVERED: Definition(
        "挽回金额",
        Unit.FEN,
        Better.HIGHER,
        "这段时间收到的投诉到现在为止退回、赔给消费者的钱，以办案人员登记的为准。",
    ),
    Measure.ASKED: Definition(
        "涉及金额", Unit.FEN, Better.NEITHER, "这段时间收到的投诉写明的消费金额合计；没写金额的不算。"
    ),
    Measure.CASE_RATING: Definition(
        "办件满意度",
        Unit.STARS,
        Better.HIGHER,
        "投诉办结后投诉人打的分，1 到 5，取平均。",
        "这段时间收到、打了分的投诉举报",
    ),
}
