"""What staff read in the inbox outside of its templates: the names of states, reasons and channels, and what was done.

Nothing branches on these sentences.
"""

import datetime as dt
from collections.abc import Mapping

from desk.handoff.schemas import Queue
from desk.handoff.states import CloseReason, Flag, HandoffReason, ServiceEvent, ServiceState
from desk.handoff.triggers import Effect

QUEUES: Mapping[Queue, str] = {
    Queue.WAITING: "待接入",
    Queue.MINE: "我的",
    Queue.OPEN: "全部",
    Queue.ENDED: "已结束",
    Queue.FLAGGED: "要留意",
}
EMPTY: Mapping[Queue, tuple[str, str]] = {
    Queue.WAITING: ("没有人在等", "有人要找人工时，会出现在这里。"),
    Queue.MINE: ("您手上没有会话", "在“待接入”里接一个，就会出现在这里。"),
    Queue.OPEN: ("现在没有要人工的会话", "有人要找人工时，会出现在这里。"),
    Queue.ENDED: ("还没有结束的会话", ""),
    Queue.FLAGGED: ("没有要留意的会话", "久等没人接、久未回复的会出现在这里。"),
}
STATES: Mapping[ServiceState, tuple[str, str]] = {  # words, tone of the chip
    ServiceState.QUEUED: ("等人接入", "warn"),
    ServiceState.MESSAGE_LEFT: ("留言待回", "info"),
    ServiceState.SERVING: ("服务中", "good"),
    ServiceState.SNOOZED: ("已暂缓", ""),
    ServiceState.CLOSED: ("已结束", ""),
    ServiceState.RETURNED: ("已交回小保", ""),
    ServiceState.CANCELLED: ("本人取消", ""),
}
REASONS: Mapping[HandoffReason, str] = {
    HandoffReason.ASKED: "要找人工",
    HandoffReason.MISUNDERSTOOD: "小保没听懂",
    HandoffReason.INSULT: "情绪激动",
    HandoffReason.DISTRESS: "需要关怀",
    HandoffReason.STAFF_RULE: "按规则转来",
    HandoffReason.BOT_FAILURE: "小保没能回答",
    HandoffReason.FILING_REFUSED: "投诉没登记成",
    HandoffReason.HOTLINE: "电话里要人工",
    HandoffReason.HOTLINE_NOBODY: "电话没人接",
    HandoffReason.STAFF_TOOK: "工作人员介入",
}
CLOSE_REASONS: Mapping[CloseReason, str] = {
    CloseReason.SOLVED: "已解决",
    CloseReason.FILED: "已登记成案件",
    CloseReason.REFERRED: "已告知找别的部门",
    CloseReason.NO_ANSWER: "对方没有回复",
    CloseReason.DUPLICATE: "重复",
    CloseReason.ABUSIVE: "辱骂骚扰",
    CloseReason.SPAM: "无关内容",
    CloseReason.OTHER: "其他",
    CloseReason.ERASED: "本人删除了内容",
}
FLAGS: Mapping[Flag, str] = {
    Flag.UNCLAIMED: "久等没人接",
    Flag.UNANSWERED: "久未回复",
    Flag.HOLDER_GONE: "接待人离开",
}
EVENTS: Mapping[ServiceEvent, str] = {
    ServiceEvent.REQUEST: "要找人工",
    ServiceEvent.LEAVE_MESSAGE: "下班时间要找人工",
    ServiceEvent.TAKE: "主动介入",
    ServiceEvent.OPEN: "上班，开始排队",
    ServiceEvent.SHUT: "下班，转为留言",
    ServiceEvent.CLAIM: "接入",
    ServiceEvent.RELEASE: "交回队列",
    ServiceEvent.TRANSFER: "转给同事",
    ServiceEvent.SNOOZE: "暂缓",
    ServiceEvent.WAKE: "继续",
    ServiceEvent.RETURN: "交回小保",
    ServiceEvent.CLOSE: "结束",
    ServiceEvent.CANCEL: "本人取消",
    ServiceEvent.ERASE: "内容已删除",
}
CHANNELS: Mapping[str, str] = {
    "webchat": "网页",
    "wechat": "微信",
    "hotline": "电话",
    "miniprogram": "小程序",
}
SENDERS: Mapping[str, str] = {"user": "消费者", "bot": "小保", "staff": "工作人员", "system": "系统"}
EFFECTS: Mapping[Effect, str] = {
    Effect.HAND_OVER: "直接转人工",
    Effect.OFFER: "先问一句要不要人工",
}
SLOTS: Mapping[str, str] = {  # of the intake, in the order in which they are shown; see actions/intake
    "merchant": "商家",
    "platform": "平台",
    "merchant_address": "商家地址",
    "merchant_phone": "商家电话",
    "region": "地区",
    "product": "商品或服务",
    "purchase_date": "购买时间",
    "known_on": "发现时间",
    "amount": "涉及金额",
    "demands": "诉求",
    "name": "姓名",
    "phone": "电话",
    "address": "联系地址",
    "order_no": "订单号",
    "purchase_channel": "购买方式",
    "story": "经过",
    "evidence": "证据",
}
DEMANDS: Mapping[str, str] = {
    "refund": "退款",
    "return": "退货",
    "exchange": "换货",
    "repair": "修理",
    "compensate": "赔偿损失",
    "multiple_damages": "惩罚性赔偿",
    "deliver": "发货或履行",
    "apology": "道歉",
    "explain": "给个说明",
    "punish": "查处商家",
    "invoice": "开发票",
    "make_up_quantity": "补足数量",
    "other": "其他",
}
PURCHASE_CHANNELS: Mapping[str, str] = {
    "shop": "实体店",
    "online": "网上",
    "phone": "电话或电视购物",
    "door": "上门推销",
    "other": "其他",
}
KINDS: Mapping[str, str] = {"complaint": "投诉", "report": "举报", "both": "投诉并举报"}
VARIABLE_HINT = "没有这个变量"
ABOUT = "约{value}"
FILES = "{count} 个文件"
VISITOR = "访客 {tail}"
NOTHING_FOUND = "没有找到"

CLAIMED = "已接入"
RELEASED = "已交回队列"
TRANSFERRED = "已转给{name}"
SNOOZED = "已暂缓到 {until}"
RETURNED = "已交回小保"
CLOSED = "已结束"
NOTED = "备注已保存"
LABELLED = "标签已保存"
CANNED_SAVED, CANNED_REMOVED = "常用语已保存", "常用语已删除"
RULE_SAVED, RULE_REMOVED = "规则已保存", "规则已删除"
LABEL_RENAMED, LABEL_REMOVED = "标签已改名", "标签已删除"
AMENDED = "案件 {case_no} 已更正"
NOBODY_TO = "没有这位同事，或者对方不接待会话"
DRAFT_AWAY = "暂时连不上小保，填写的内容稍后再看。"
FILED_BY_STAFF = "工作人员已为您登记，编号 {case_no}。{next_step}"
RECEIVED_AGAIN_BY_STAFF = "这件事之前登记过，编号还是 {case_no}，这次的内容已经并进去了。{next_step}"
FILED = "已登记，编号 {case_no}"
RECEIVED_AGAIN = "这件事登记过，已并入编号 {case_no}"
CHANGED_MEANWHILE = "案件刚刚被别人改过，请核对后再保存"
WHY_CLEAR = "请写明为什么要看"
DISCLOSED_FOR_FILING = "在会话里登记投诉"


def channel_name(channel: str) -> str:
    return CHANNELS.get(channel, channel)


def days_left(due: dt.date, *, today: dt.date) -> tuple[str, str]:
    """How much of a legal period is left, and the tone of its chip."""
    days = (due - today).days
    if days < 0:
        return f"超期 {-days} 天", "bad"
    if days == 0:
        return "今天到期", "bad"
    return f"还有 {days} 天", "warn" if days <= 3 else ""
