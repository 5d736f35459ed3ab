"""What people read on the insight pages, besides the templates and the definitions."""

from desk.cases.states import CaseKind
from desk.figures.rules import Outcome
from desk.insight.periods import Span
from desk.insight.rules import Why
from desk.warnings.model import SeriesKind, WarningState

SPANS = {
    Span.TODAY: "今天",
    Span.WEEK: "近 7 天",
    Span.MONTH: "近 30 天",
    Span.QUARTER: "近 90 天",
    Span.OWN: "自选",
}
CHANNELS = {"webchat": "网页", "wechat": "微信", "hotline": "热线", "12345": "12345 转办"}
REASONS = {
    "asked": "来访者要求",
    "misunderstood": "几次没听懂",
    "insult": "言语激动",
    "distress": "处境危急",
    "staff_rule": "按设定的规则",
    "bot_failure": "小保没能回答",
    "filing_refused": "投诉没能登记",
    "hotline": "电话里要求",
    "hotline_nobody": "电话里无人接",
    "staff_took": "人工主动接手",
}
WHY = {Why.DECLINED: "没听懂", Why.UNSURE: "答得没把握", Why.FAILED: "没能回答", Why.DISLIKED: "对方说没用"}
OUTCOMES: dict[Outcome | None, str] = {
    None: "办理中",
    Outcome.SETTLED: "达成一致",
    Outcome.TERMINATED: "终止调解",
    Outcome.REJECTED: "不予受理",
    Outcome.WITHDRAWN: "撤回",
    Outcome.CONCLUDED: "举报已处理",
}
KINDS = {CaseKind.COMPLAINT: "投诉", CaseKind.REPORT: "举报"}
SERIES = {
    SeriesKind.BUSINESS: "商家",
    SeriesKind.CATEGORY: "类别",
    SeriesKind.PREFECTURE: "地区",
    SeriesKind.BUSINESS_CATEGORY: "商家和类别",
}
WARNINGS = {
    WarningState.OPEN: "待看",
    WarningState.ACKNOWLEDGED: "已在处理",
    WarningState.DISMISSED: "已看过，无需处理",
}
UNKNOWN = {
    "channel": "没有记录渠道",
    "topic": "没有答到哪个话题",
    "region": "不知道地区",
    "agency": "没有转到单位",
}
FEW = "其他地区（各少于 5 人）"
UNKNOWN_AGENCY = "已不在册的单位"
ALL = {"channel": "全部渠道", "topic": "全部话题", "region": "全国", "agency": "全部单位"}
NOT_YET = "—"
NOTHING = "这段时间没有可算的"
ALMOST_NEVER = "不到百万分之一"
ONE_IN = "约 {many:,} 分之一"

DAY = "日期"
WEEK_OF = "{day} 起一周"
NO_COMPARISON = "上期没有"
SAME = "与上期持平"
TIMES = "是上期的 {times} 倍"
MORE, LESS = "比上期多 {much}", "比上期少 {much}"
HIGHER, LOWER = "比上期高 {much}", "比上期低 {much}"
SLOWER, FASTER = "比上期慢 {much}", "比上期快 {much}"
POINTS = "{points} 个百分点"
STARS = "{stars} 分"
