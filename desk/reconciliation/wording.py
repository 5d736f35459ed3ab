"""What people read about reconciliations. What an enterprise says is always marked as its own words."""

from desk.cases.states import Role
from desk.reconciliation.model import MessageKind, ProposalAnswer
from desk.reconciliation.rules import Bar
from desk.reconciliation.states import EndReason, ReconciliationState

STATE_LABELS: dict[ReconciliationState, str] = {
    ReconciliationState.OFFERED: "等商家回复",
    ReconciliationState.ANSWERED: "正在协商",
    ReconciliationState.PROPOSED: "商家已提方案",
    ReconciliationState.DECLINED: "方案未接受",
    ReconciliationState.SETTLED: "达成和解",
    ReconciliationState.FAILED: "没有谈成",
    ReconciliationState.WITHDRAWN: "已撤回",
}

END_REASONS: dict[EndReason, str] = {
    EndReason.REFUSED: "商家不愿意和解",
    EndReason.ENDED: "消费者不再协商",
    EndReason.STOPPED: "部门已接手处理",
    EndReason.EXPIRED: "期限内没有谈成",
}

AUTHORS: dict[Role, str] = {Role.CONSUMER: "消费者", Role.ENTERPRISE: "商家"}

ANSWERS: dict[ProposalAnswer, str] = {
    ProposalAnswer.ACCEPTED: "已接受",
    ProposalAnswer.DECLINED: "未接受",
    ProposalAnswer.REPLACED: "已换成新方案",
}

BARS: dict[Bar, str] = {
    Bar.NOT_A_COMPLAINT: "举报由部门核查，不与商家和解",
    Bar.NOT_SUBMITTED: "部门已经在处理，或者已经办结，不再发给商家",
    Bar.NOT_AGREED: "投诉人没有同意先与商家协商",
    Bar.JOINT: "多人共同投诉，和解要每个人都同意，请等部门处理",
    Bar.SAFETY: "可能涉及人身安全，先由部门处理；您愿意的话也可以选择先和商家协商",
    Bar.REPRESENTED: "由代理人投诉，能不能和解要看授权，请确认后再选择",
    Bar.NOT_ENROLLED: "这家商家没有入驻在线和解，投诉会直接按程序处理",
}

# What the consumer is told. {enterprise}: its name; {no}: the case's number; {by}: the last day; {text}: the
# enterprise's own words, set apart so that nobody takes them for ours.
OFFERED = (
    "您的投诉（编号{no}）已发给商家「{enterprise}」，请商家先和您协商，期限到{by}（以官方公布为准）。"
    "商家看不到您的全名、电话和地址，您同意后才会把电话给商家。"
    "商家有回复会在这里告诉您；谈不成的，投诉会继续按程序处理，您不用重新提交。"
)
NOT_OURS = "（以上是商家自己说的话，不代表小保或监管部门的意见。）"
SAID: dict[MessageKind, str] = {
    MessageKind.MESSAGE: "商家「{enterprise}」就您的投诉（编号{no}）说：\n「{text}」\n" + NOT_OURS,
    MessageKind.PROPOSAL: "商家「{enterprise}」就您的投诉（编号{no}）提出和解方案：\n「{text}」\n"
    "方案里的退款金额：{refund}\n"
    + NOT_OURS
    + "同意的，请回复“同意和解”，这件投诉就按达成和解办结；不同意的，请回复“不同意”，商家可以再提方案；"
    "不想再谈的，请回复“不谈了”，投诉会继续按程序处理。期限到{by}（以官方公布为准）。",
    MessageKind.REFUSAL: "商家「{enterprise}」不愿意就您的投诉（编号{no}）和解，理由是：\n「{text}」\n"
    + NOT_OURS,
}
NO_REFUND = "无"

# The reason of the case's settlement: both agreed to it, and it stands in the timeline.
AGREED = "约定内容（商家提出，您已同意）：{terms} 约定退款：{refund}。"


def yuan(fen: int | None) -> str:
    """39900 → 399元; 39950 → 399.50元; 0 and None → 无."""
    if not fen:
        return NO_REFUND
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02}元" if rest else f"{whole}元"
