"""What people read about their cases. Plain, kind, and never more than is recorded: 已登记 is not 已受理."""

import datetime as dt
from collections.abc import Iterable

from desk.cases.changes import ChangeKind
from desk.cases.states import CaseEvent, CaseKind, CaseState, Ground, Notice

# Whether a report led to an investigation is told only where the law says so (第三十六条): its labels do not tell.
STATE_LABELS: dict[CaseState, str] = {
    CaseState.SUBMITTED: "已登记",
    CaseState.NEEDS_INFO: "待补正",
    CaseState.RECONCILING: "先行和解中",
    CaseState.TRANSFERRED: "已分送",
    CaseState.ACCEPTED: "已受理",
    CaseState.REJECTED: "不予受理",
    CaseState.MEDIATING: "调解中",
    CaseState.SUSPENDED: "中止调解",
    CaseState.TESTING: "鉴定检测中",
    CaseState.SETTLED: "达成和解",
    CaseState.TERMINATED: "终止调解",
    CaseState.WITHDRAWN: "已撤回",
    CaseState.REVISITED: "已回访",
    CaseState.PUBLISHED: "已公示",
    CaseState.MERGED: "已并案",
    CaseState.OPENED: "核查处理中",
    CaseState.NOT_OPENED: "已办理",
    CaseState.DECIDED: "已办理",
}

GROUNDS: dict[Ground, str] = {
    Ground.NOT_COMPETENT: "不归本部门管",
    Ground.HANDLED_ELSEWHERE: "别的机构已在处理或处理过",
    Ground.NOT_A_CONSUMER_DISPUTE: "不是生活消费，或看不出双方有消费纠纷",
    Ground.OLDER_THAN_THREE_YEARS: "已超过三年",
    Ground.MATERIAL_MISSING_OR_FALSE: "材料不全或不真实",
    Ground.IDENTITY_FALSE_OR_UNVERIFIED: "冒名，或不配合核实身份",
    Ground.OTHER_BAR: "其他法定情形",
    Ground.WITHDRAWN_OR_RECONCILED: "已撤回或已和解",
    Ground.PARTY_REFUSES: "一方不参加或不同意调解",
    Ground.NO_AGREEMENT_POSSIBLE: "一方表明谈不拢",
    Ground.TEST_COSTS_NOT_AGREED: "检测鉴定费用谈不拢",
    Ground.SIXTY_DAYS_OVER: "满六十日没谈成",
    Ground.BAR_FOUND_LATER: "受理后发现不应受理",
    Ground.PARTY_GONE: "一方已不存在",
    Ground.OTHER_END: "其他法定情形",
}

ARTICLES = {"16": "第十六条", "23": "第二十三条"}
ITEMS = "一二三四五六七八"

# What happens next. {by} is the last day of the decision; report texts differ where noted.
NEXT_STEPS: dict[CaseState, str] = {
    CaseState.SUBMITTED: "登记不等于受理：接下来由有权处理的部门审核您的投诉，"
    "按规定最迟应在{by}决定是否受理，并把结果告诉您。",
    CaseState.NEEDS_INFO: "还需要您补充材料，请按通知补齐，部门收到后继续审核。",
    CaseState.RECONCILING: "正在请商家先与您协商。谈不成的，投诉会继续按程序处理。",
    CaseState.TRANSFERRED: "已分送给有权处理的部门。登记和分送都不等于受理，"
    "按规定最迟应在{by}决定是否受理，并把结果告诉您。",
    CaseState.ACCEPTED: "已受理。接下来由承办部门联系双方，看是否都同意调解。",
    CaseState.REJECTED: "这件投诉不予受理，理由见通知。"
    "您还可以与商家协商、请消费者协会调解、申请仲裁或向法院起诉。",
    CaseState.MEDIATING: "正在调解。请保持电话畅通，留好票据和聊天记录。",
    CaseState.SETTLED: "双方已达成一致。请留意商家是否按约定办理，没有办理的可以再来告诉我们。",
    CaseState.TERMINATED: "调解已终止，理由见通知。您还可以申请仲裁或向法院起诉。",
    CaseState.WITHDRAWN: "已按您的意思撤回。需要时可以重新提交。",
    CaseState.REVISITED: "已经回访，感谢您的反馈。",
    CaseState.PUBLISHED: "处理结果已依规公示，公示内容不含您的个人信息。",
    CaseState.SUSPENDED: "调解暂时中止：正在决定调解人员是否需要回避，有结果会告诉您。",
    CaseState.TESTING: "商品正在鉴定或检测，这段时间不计入调解期限，有结果后继续调解。",
    CaseState.MERGED: "这件事您已经登记过，两次内容并在一起处理，查进度请用先登记的编号。",
}

REPORT_NEXT_STEPS: dict[CaseState, str] = {
    CaseState.SUBMITTED: "登记不等于立案：接下来由有权处理的部门核查您的举报，"
    "按规定最迟应在{by}决定是否立案。"
    "法律法规规定要告知结果的，由该部门告知；您的信息依法保密。",
    CaseState.NEEDS_INFO: "还需要您补充线索，请按通知补充，部门收到后继续核查。",
    CaseState.TRANSFERRED: "已分送给有权处理的部门核查，按规定最迟应在{by}决定是否立案。"
    "法律法规规定要告知结果的，由该部门告知。",
    CaseState.WITHDRAWN: "已记下您撤回举报。线索涉嫌违法的，部门仍可能依职责核查。",
    CaseState.OPENED: "正在依法核查处理。法律法规规定要告知结果的，由办理部门告知；您的信息依法保密。",
    CaseState.NOT_OPENED: "已按规定办理。法律法规规定要告知结果的，由办理部门告知；您的信息依法保密。",
    CaseState.DECIDED: "已按规定办理。法律法规规定要告知结果的，由办理部门告知；您的信息依法保密。",
}

CHANGE_LABELS: dict[ChangeKind, str] = {
    ChangeKind.FILED: "登记",
    ChangeKind.MOVED: "办理",
    ChangeKind.SUPPLEMENTED: "投诉人补充",
    ChangeKind.AMENDED: "更正登记内容",
    ChangeKind.ATTACHED: "上传证据",
    ChangeKind.RATED: "投诉人评价",
    ChangeKind.ROUTED: "确定承办单位",
    ChangeKind.TOLD: "告知投诉人",
    ChangeKind.MESSAGE: "和解沟通",
    ChangeKind.RECEIVED_AGAIN: "同一件事再次登记",
    ChangeKind.SPLIT: "并入的编号拆出单独处理",
    ChangeKind.ASSIGNED: "指定经办人",
    ChangeKind.NOTED: "内部备注",
    ChangeKind.LABELLED: "更改标签",
    ChangeKind.REVISITED: "回访记录",
    ChangeKind.DOCUMENT: "文书登记",
}

EVENT_LABELS: dict[CaseEvent, str] = {
    CaseEvent.ASK_FOR_INFO: "要求补充材料",
    CaseEvent.SUPPLEMENT: "材料已补充",
    CaseEvent.OFFER_RECONCILIATION: "转商家先行和解",
    CaseEvent.FAIL_RECONCILIATION: "先行和解未成",
    CaseEvent.TRANSFER: "分送",
    CaseEvent.RETURN: "退回分送单位",
    CaseEvent.ACCEPT: "受理",
    CaseEvent.REJECT: "不予受理",
    CaseEvent.MEDIATE: "组织调解",
    CaseEvent.SUSPEND: "中止调解",
    CaseEvent.RESUME: "恢复调解",
    CaseEvent.START_TEST: "开始鉴定检测",
    CaseEvent.END_TEST: "鉴定检测结束",
    CaseEvent.SETTLE: "达成一致",
    CaseEvent.TERMINATE: "终止调解",
    CaseEvent.TELL_BOTH: "已告知双方",
    CaseEvent.WITHDRAW: "撤回",
    CaseEvent.MERGE: "并案",
    CaseEvent.REVISIT: "回访",
    CaseEvent.PUBLISH: "公示",
    CaseEvent.REOPEN: "重新处理",
    CaseEvent.OPEN: "立案",
    CaseEvent.NOT_OPEN: "不予立案",
    CaseEvent.REFER: "告知向有权部门提出",
    CaseEvent.EXTEND: "延长期限",
    CaseEvent.DECIDE: "作出处理决定",
}

# What the consumer is told when something changes. {no}: the number; {reason}: what the officer wrote, with its
# stop; {grounds}: the legal grounds in words; {by}: a last day; {agency}: who handles it now.
NOTICES: dict[Notice, str] = {
    Notice.INFO_ASKED: "您的投诉举报（编号{no}）还需要补充材料：{reason}请在{by}前补齐，直接在这里发给小保就行。"
    "到期没有补齐的，可能不予受理。",
    Notice.SUPPLEMENTED: "您补充的材料已经收到（编号{no}），部门会继续审核。",
    Notice.RECONCILING: "您的投诉（编号{no}）已发给商家，请商家先和您协商，期限到{by}（以官方公布为准）。"
    "商家有回复会在这里告诉您；谈不成的，投诉会继续按程序处理，您不用重新提交。",
    Notice.RECONCILIATION_FAILED: "和商家没有谈成（编号{no}）。您的投诉现在继续按程序处理，"
    "按规定最迟应在{by}决定是否受理。",
    Notice.TRANSFERRED: "您的投诉举报（编号{no}）已分送给{agency}。分送不等于受理，"
    "按规定最迟应在{by}作出决定。",
    Notice.ACCEPTED: "您的投诉（编号{no}）已受理，由{agency}负责。接下来会联系双方，双方都同意的就安排调解，"
    "调解期限到{by}，鉴定检测的时间不算在内。",
    Notice.REJECTED: "您的投诉（编号{no}）不予受理。理由：{grounds}。{reason}"
    "按《消费者权益保护法》第三十九条，您还可以与商家协商和解、请消费者协会或其他调解组织调解、"
    "有仲裁协议的申请仲裁，或者向法院起诉。",
    Notice.MEDIATING: "您的投诉（编号{no}）正在调解。{reason}请保持电话畅通，留好票据和聊天记录。",
    Notice.SUSPENDED: "您的投诉（编号{no}）调解暂时中止：{reason}有结果会告诉您。",
    Notice.TESTING: "您的投诉（编号{no}）里的商品开始鉴定或检测，这段时间不计入调解期限，有结果后继续调解。",
    Notice.SETTLED: "您的投诉（编号{no}）双方已达成一致。{reason}商家没有按约定办的，可以再来告诉小保。",
    Notice.TERMINATED: "您的投诉（编号{no}）已终止调解。理由：{grounds}。{reason}"
    "不服的，可以按《消费者权益保护法》第三十九条申请仲裁（有仲裁协议的）或者向法院起诉。",
    Notice.WITHDRAWN: "您的投诉举报（编号{no}）已按您的意思撤回。需要时可以重新提交。",
    Notice.MERGED: "您的投诉举报（编号{no}）和先登记的{first}是同一件事，已经并在一起处理，查进度请用{first}。",
    Notice.PUBLISHED: "您的投诉（编号{no}）的处理结果已依规公示，公示内容不含您的个人信息。",
    Notice.REOPENED: "您的投诉举报（编号{no}）重新处理：{reason}按规定最迟应在{by}作出决定。",
    Notice.REFERRED: "您的举报（编号{no}）不归收到它的部门处理：{reason}",
}

PROVISIONAL = "（{year}年放假安排公布后，这个日期可能会变。）"

WARNINGS: dict[str, str] = {
    "known_over_three_years": "您知道权益受损已超过三年，按规定部门可能不予受理。有特殊情况的请在经过里写明。",
    "purchase_over_three_years": "这笔消费已超过三年。如果您知道权益受损也已超过三年，部门可能不予受理；"
    "最近才发现问题的，请写明是哪天发现的。",
    "respondent_address_missing": "还没有商家地址或平台名称。请尽量补上，否则部门可能难以核实和分送。",
    "handled_before": "法院、仲裁机构、行政部门或消费者协会已经受理或处理过同一件事的，按规定可能不予受理。",
    "letter_missing": "代别人投诉要有委托人签名的授权委托书。请拍照上传，原件留好备查。",
}

FIELD_ERRORS: dict[str, str] = {
    "control_character": "含有看不见的控制字符，请删掉后再提交",
    "timestamp_format": "时间要写成带时区的 RFC 3339 格式，例如 2026-11-21T09:30:00+08:00",
    "phone_format": "电话要写成国际格式，例如 +8613800138000",
    "phone_unknown": "这不像是本人能接听的手机或座机号码",
    "date_format": "日期要写成 2026、2026-11 或 2026-11-21",
    "identifier_format": "不是有效的编号",
    "amount_format": "金额要写成数字，例如 1380 或 1380.50",
    "in_the_future": "不能是将来的时间",
    "purchase_required": "投诉要写明买了什么；只有举报可以不写",
    "complainant_required": "投诉要写明投诉人的姓名、电话和地址；只有举报可以不留姓名",
    "missing": "这一项不能空着",
    "nobody_there": "这一件没有留下姓名和联系方式，不能修改",
    "nothing_bought": "这一件没有写买了什么，请先补上商品或服务",
    "joint_report": "只有投诉可以多人一起提出",
    "speaker_unknown": "代表人要从投诉人里选",
    "nobody_represented": "代为投诉要写明是替谁投诉",
    "mandate_over": "授权委托书已经过期",
    "mandate_backwards": "授权期限的结束日期早于开始日期",
    "letter_not_attached": "授权委托书要先作为附件上传",
    "consent_required": "处理个人信息要先征得本人同意",
}

NOTHING_TO_FIND = "请输入要找的文字或数字"
CURSOR_UNKNOWN = "不是有效的翻页标记"


def day_text(day: dt.date) -> str:
    """2026年11月3日"""
    return f"{day.year}年{day.month}月{day.day}日"


def change_label(what: ChangeKind, event: CaseEvent | None) -> str:
    """A line of the timeline in a word: what was done, or which step was taken."""
    return CHANGE_LABELS[what] if event is None else EVENT_LABELS[event]


def grounds_text(grounds: Iterable[Ground]) -> str:
    """不归本部门管（第十六条第一项）；已超过三年（第十六条第四项）"""
    return "；".join(f"{GROUNDS[ground]}（{_article(ground)}）" for ground in grounds)


def _article(ground: Ground) -> str:
    article, item = ground.value.split("-")
    return f"{ARTICLES[article]}第{ITEMS[int(item) - 1]}项"


def next_step(kind: CaseKind, state: CaseState, *, decide_by: dt.date, provisional: bool) -> str:
    """What happens next, by when."""
    own = REPORT_NEXT_STEPS.get(state) if kind is CaseKind.REPORT else None
    text = own or NEXT_STEPS[state]
    said = text.format(by=day_text(decide_by))
    if provisional and "{by}" in text:
        said += PROVISIONAL.format(year=decide_by.year)
    return said
