"""What staff read in casework outside of its templates. Plain, and with the article where the law asks for something."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from desk.callbacks.rules import CallbackState, Outcome
from desk.cases.changes import ChangeKind
from desk.cases.content import Demand, PriorHandling
from desk.cases.states import CaseEvent, CaseKind, Notice, Role
from desk.cases.wording import NOTICES, day_text
from desk.clocks.kinds import ClockState, Counting
from desk.clocks.schemas import ClockOut
from desk.disclosures.schemas import Purpose
from desk.documents.kinds import DocumentKind
from desk.documents.register_rules import Means, Party
from desk.documents.wording import DEMANDS as DOCUMENT_DEMANDS
from desk.documents.wording import TITLES
from desk.publication.model import RefusalReason
from desk.revisits.rules import Kept, Reached
from desk.worklist.buckets import Bucket

MONEY_FORMAT = "金额请写成数字，例如 399 或 399.50"
DATE_FORMAT = "日期请写成 2026-11-21 的样子"
FILE_MISSING = "请选一个文件"
NOTHING_CHOSEN = "请先勾选案件"

KINDS: dict[CaseKind, str] = {CaseKind.COMPLAINT: "投诉", CaseKind.REPORT: "举报"}
BUCKETS: dict[Bucket, str] = {
    Bucket.OVERDUE: "已超期",
    Bucket.TODAY: "今天到期",
    Bucket.WEEK: "一周内到期",
    Bucket.LATER: "以后到期",
    Bucket.NONE: "没有期限",
    Bucket.CLOSED: "已办结",
}
CHANNELS: dict[str, str] = {
    "webchat": "网页",
    "wechat": "微信",
    "hotline": "热线",
    "counter": "窗口",
    "letter": "来信",
}
ROLES: dict[Role, str] = {
    Role.CONSUMER: "投诉人",
    Role.ENTERPRISE: "商家",
    Role.OFFICER: "经办人",
    Role.SUPERVISOR: "主管",
    Role.SYSTEM: "系统",
}
DEMANDS: dict[Demand, str] = DOCUMENT_DEMANDS
PRIOR: dict[PriorHandling, str] = {
    PriorHandling.NONE: "没有",
    PriorHandling.COURT: "法院处理过",
    PriorHandling.ARBITRATION: "仲裁机构处理过",
    PriorHandling.AUTHORITY: "行政部门处理过",
    PriorHandling.CONSUMER_ASSOCIATION: "消费者协会处理过",
}
PURPOSES: dict[Purpose, str] = {
    Purpose.HANDLING: "办理这件案件",
    Purpose.CONTACT: "联系当事人",
    Purpose.IDENTITY: "核验身份",
    Purpose.TRANSFER: "移交其他部门",
    Purpose.SUPERVISION: "督查办理情况",
    Purpose.LEGAL_REQUEST: "法院或其他机关依法调取",
}
REACHED: dict[Reached, str] = {
    Reached.REACHED: "接通并回访",
    Reached.NO_ANSWER: "无人接听",
    Reached.BUSY: "占线",
    Reached.WRONG_NUMBER: "号码不对",
    Reached.DECLINED: "不愿接受回访",
}
KEPT: dict[Kept, str] = {
    Kept.YES: "已全部履行",
    Kept.PARTLY: "履行了一部分",
    Kept.NO: "没有履行",
    Kept.NOT_DUE: "约定日期还没到",
}
SATISFACTION = {5: "5 很满意", 4: "4 满意", 3: "3 一般", 2: "2 不满意", 1: "1 很不满意"}
DOCUMENTS: dict[DocumentKind, str] = TITLES
PARTIES: dict[Party, str] = {Party.COMPLAINANT: "投诉人", Party.RESPONDENT: "被投诉人"}
MEANS: dict[Means, str] = {
    Means.IN_PERSON: "当面送达",
    Means.POST: "邮寄",
    Means.PHONE: "电话",
    Means.SMS: "短信",
    Means.EMAIL: "电子邮件",
    Means.ONLINE: "互联网",
}
CALLBACK_STATES: dict[CallbackState, str] = {
    CallbackState.BOOKED: "待回电",
    CallbackState.REACHED: "已联系上",
    CallbackState.UNREACHED: "多次未联系上",
    CallbackState.WRONG_NUMBER: "号码不对",
    CallbackState.DECLINED: "不再需要",
    CallbackState.CANCELLED: "已取消",
}
CALL_OUTCOMES: dict[Outcome, str] = {
    Outcome.REACHED: "联系上了",
    Outcome.NO_ANSWER: "无人接听",
    Outcome.BUSY: "占线",
    Outcome.WRONG_NUMBER: "号码不对",
    Outcome.DECLINED: "对方不再需要",
}
REFUSALS: dict[RefusalReason, str] = {
    RefusalReason.TELLS_OF_PERSON: "公开了就会暴露个人信息",
    RefusalReason.PUBLIC_SAFETY: "可能影响安全稳定（第三十九条）",
    RefusalReason.BUSINESS_MATTERS: "涉及商业秘密（第三十九条）",
    RefusalReason.UNCLEAR_BUSINESS: "商家身份没有核实清楚",
    RefusalReason.ABUSE: "涉嫌骗取赔偿或敲诈（第四十二条）",
}

# Words on the buttons, where the label of the event says too little.
STEPS: dict[CaseEvent, str] = {
    CaseEvent.TRANSFER: "分送给其他单位",
    CaseEvent.RETURN: "退回分送单位",
    CaseEvent.MERGE: "并入另一件",
    CaseEvent.TELL_BOTH: "已告知双方",
    CaseEvent.REOPEN: "重新处理",
    CaseEvent.EXTEND: "延长期限",
}
# What the law asks of whoever takes the step, before they take it.
ADVICE: dict[CaseEvent, str] = {
    CaseEvent.ACCEPT: "受理决定要告知投诉人（第十五条）。提交后可打印受理告知书，送达后在文书登记里记一笔。"
    "从今天起六十日内要么达成协议，要么终止调解（第二十三条第五项）。",
    CaseEvent.REJECT: "要写明法定事由，并告知理由和消法第三十九条的其他途径（第十五条）。"
    "提交后系统会通知投诉人，还要打印不予受理告知书并登记送达。",
    CaseEvent.TERMINATE: "终止调解后七个工作日内要告知投诉人和被投诉人（第二十三条第二款）。"
    "提交后请打印终止调解告知书，两份都送达后这个期限自动结束。",
    CaseEvent.SETTLE: "现场调解达成协议的要制作调解书，即时履行完或双方同意不制作的除外；"
    "不制作的要做好调解记录备查（第二十四条）。双方签字的原件请扫描后作为证据上传。",
    CaseEvent.TRANSFER: "收到分送的单位从收到之日起重新计算七个工作日（第十五条）。请写明报告处理结果的期限（第四十一条）。",
    CaseEvent.RETURN: "不具备处理权限的要及时反馈分送单位，不能自行移送（第四十一条）。",
    CaseEvent.SUSPEND: "有人申请调解人员回避时要中止调解，并作出是否回避的决定（第二十一条）。",
    CaseEvent.START_TEST: "鉴定、检测的时间不算在调解期限里（第二十二条）。检测结束请及时恢复，期限会接着算。",
    CaseEvent.MERGE: "只有同一个人就同一件事重复登记的才能并案；先登记的那件留下，期限按先登记的算。"
    "被并的编号会告诉投诉人，两边的记录都保留。家人等不同的人为同一件事投诉的，要由主管说明理由。",
    CaseEvent.REOPEN: "重新处理按今天重新收到算，七个工作日内重新决定（第十五条），投诉人会收到通知。公示过的会自动撤下。",
    CaseEvent.WITHDRAW: "由投诉人本人提出撤回时使用，请写明何时、怎样提出的。",
    CaseEvent.ASK_FOR_INFO: "一次写清缺什么、补到哪里。逾期没有补齐的，可按第十六条第五项不予受理。",
    CaseEvent.NOT_OPEN: "理由只存档，不会发给举报人；法律法规规定要告知的，另行告知（第三十六条）。",
    CaseEvent.REFER: "不属于本单位权限的要告诉举报人向哪里提出（第三十四条），这里写的内容会发给他。",
    CaseEvent.EXTEND: "只能延长一次，要经负责人批准，请写明理由。",
    CaseEvent.OFFER_RECONCILIATION: "投诉会发给入驻企业先行协商，谈不成再按程序决定是否受理。",
}
DUE_ON: dict[CaseEvent, str] = {
    CaseEvent.ASK_FOR_INFO: "补齐材料的最后一天",
    CaseEvent.TRANSFER: "报告处理结果的最后一天",
}

FIELD_NAMES: dict[str, str] = {
    "/complainant/name": "投诉人姓名",
    "/complainant/phone": "投诉人电话",
    "/complainant/address": "投诉人地址",
    "/respondent/name": "商家名称",
    "/respondent/address": "商家地址",
    "/respondent/platform": "平台",
    "/respondent/shop": "店铺",
    "/respondent/contact": "商家联系人",
    "/respondent/phone": "商家电话",
    "/purchase/product": "商品或服务",
    "/purchase/purchased_on": "购买日期",
    "/purchase/amount_fen": "金额",
    "/purchase/order_no": "订单号",
    "/purchase/channel": "购买渠道",
    "/consent/publication": "同意公示",
    "/consent/mediation": "同意调解",
    "/consent/delegation": "同意委托调解",
    "/consent/reconciliation": "同意先行和解",
    "/demands": "诉求",
    "/demand_text": "诉求说明",
    "/region": "地点",
    "/region_code": "地区代码",
    "/category": "类别",
    "/topic": "主题",
    "/known_on": "知道受损的日期",
    "/prior_handling": "是否处理过",
}
NOTHING = "（空）"
YES_NO = {True: "是", False: "否"}


def demand_words(demands: Iterable[Demand]) -> str:
    return "、".join(DEMANDS[one] for one in demands)


def channel_name(channel: str) -> str:
    return CHANNELS.get(channel, channel)


def step_name(event: CaseEvent, labels: Mapping[CaseEvent, str]) -> str:
    return STEPS.get(event, labels[event])


def days_words(days_left: int) -> str:
    """超期3天, 今天到期, 还有5天"""
    if days_left < 0:
        return f"超期{-days_left}天"
    return "今天到期" if days_left == 0 else f"还有{days_left}天"


def explain(clock: ClockOut) -> str:
    """How the last day comes about, in a sentence: 11月2日开始，当日不算，数7个工作日，最后一天是2026年11月11日。"""
    if clock.counting is Counting.SET_BY_AGENCY:
        return f"由承办单位定在{day_text(clock.due_on)}。"
    unit = "个工作日" if clock.counting is Counting.WORKING_DAYS else "日"
    said = f"从{day_text(clock.started_on)}开始，当日不算，数{clock.days}{unit}，最后一天是{day_text(clock.due_on)}。"
    if clock.extended:
        said += "已延长过一次。"
    if clock.pauses:
        said += "中间停算的天数已扣除。"
    if clock.state is ClockState.PAUSED:
        said += "现在停着不算。"
    if clock.provisional:
        said += f"{clock.due_on.year}年放假安排公布后可能会变。"
    return said


def told_preview(notice: Notice, case_no: str, agency: str | None) -> str:
    """What the consumer will read, with the places where the form's own words will stand."""
    return NOTICES[notice].format(
        no=case_no,
        reason="（您写的内容）",
        grounds="（您勾选的事由）",
        by="（期限的最后一天）",
        agency=agency or "（承办单位）",
        first="（另一件的编号）",
    )


def value_words(pointer: str, value: Any) -> str:
    """What stands in a field, for a correction."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return YES_NO[value]
    if pointer == "/purchase/amount_fen":
        return f"¥{value // 100:,}.{value % 100:02}"
    if pointer == "/demands":
        return "、".join(DEMANDS[Demand(one)] for one in value)
    if pointer == "/prior_handling":
        return PRIOR[PriorHandling(value)]
    return str(value)


def actor_words(actor: str, names: Mapping[str, str]) -> str:
    """「经办人 王芳」 for officer:wang.fang; 「投诉人」 for consumer:assistant."""
    role, _, name = actor.partition(":")
    said = ROLES[Role(role)] if role in list(Role) else role
    if role in (Role.OFFICER, Role.SUPERVISOR):
        return f"{said} {names.get(name, name)}"
    return said


def _assigned(told: Mapping[str, Any]) -> str:
    return f"交给{told['assignee']}" if told.get("assignee") else "现在没有经办人"


def _labelled(told: Mapping[str, Any]) -> str:
    return f"加上「{told['added']}」" if told.get("added") else f"去掉「{told.get('removed')}」"


def _revisited(told: Mapping[str, Any]) -> str:
    said = [REACHED[Reached(told["outcome"])]]
    if told.get("satisfaction"):
        said.append(f"满意度{told['satisfaction']}分")
    if told.get("kept"):
        said.append(KEPT[Kept(told["kept"])])
    return "，".join(said)


ENTRY_DONE = {"entered": "登记", "arrived": "送达", "voided": "作废"}


def _document(told: Mapping[str, Any]) -> str:
    said = f"{ENTRY_DONE[told['done']]} {TITLES[DocumentKind(told['document'])]} {told['number']}"
    return f"{said}（{PARTIES[Party(told['party'])]}）"


def _told(told: Mapping[str, Any]) -> str:
    return "已告知投诉人" if told.get("outcome") == "delivered" else "没有告知到投诉人"


DETAILS: dict[ChangeKind, Callable[[Mapping[str, Any]], str]] = {
    ChangeKind.ASSIGNED: _assigned,
    ChangeKind.LABELLED: _labelled,
    ChangeKind.REVISITED: _revisited,
    ChangeKind.DOCUMENT: _document,
    ChangeKind.TOLD: _told,
    ChangeKind.RECEIVED_AGAIN: lambda told: f"编号{told.get('case_no')}",
    ChangeKind.SPLIT: lambda told: f"编号{told.get('case_no')}",
    ChangeKind.RATED: lambda told: f"{told.get('rating')}分",
    ChangeKind.ATTACHED: lambda told: f"{len(told.get('attachments', ()))}个文件",
    ChangeKind.AMENDED: lambda told: "、".join(FIELD_NAMES.get(one, one) for one in told.get("fields", ())),
}


def detail_words(what: ChangeKind, detail: Mapping[str, Any] | None) -> str:
    """The facts of a line in words; empty where the label says it all."""
    said = DETAILS.get(what)
    return said(detail) if said is not None and detail else ""
