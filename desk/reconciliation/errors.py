"""Refusals of the reconciliation room."""

from desk.errors import Conflict, Forbidden, NotFound, Unprocessable


class ReconciliationNotFound(NotFound):
    """There is none, or it is another enterprise's: one sentence for both."""

    code, title = "reconciliation_not_found", "没有找到这件和解"


class ReconciliationNotPossible(Conflict):
    code, title = "reconciliation_not_possible", "和解现在的状态不能这样操作"


class ReconciliationOver(Conflict):
    code, title = "reconciliation_over", "和解已经结束"


class NotReconcilable(Conflict):
    """The case cannot be offered to an enterprise; `errors` says why, a value of desk.reconciliation.rules.Bar."""

    code, title = "not_reconcilable", "这件投诉不能先与商家和解"


class ProposalNotFound(NotFound):
    code, title = "proposal_not_found", "没有找到这个和解方案"


class ProposalNotOpen(Conflict):
    """It was answered otherwise, or another proposal took its place: nobody accepts what they did not read."""

    code, title = "proposal_not_open", "这个和解方案已经不是最新的，请看最新的方案"


class MessageIdReused(Unprocessable):
    code, title = "message_id_reused", "同一个消息编号不能用于不同的内容"


class TooManyMessages(Conflict):
    code, title = "too_many_messages", "这件和解里的消息太多了"


class NotAnEnterprise(Forbidden):
    """The client has the scope but stands for no enterprise."""

    code, title = "not_an_enterprise", "这个接口只给入驻企业使用"
