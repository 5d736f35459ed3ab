"""Refusals of the hand-off room."""

from desk.errors import Conflict, InvalidRequest, NotFound, Unprocessable
from desk.handoff.staff import StaffRef


class ConversationNotFound(NotFound):
    code, title = "conversation_not_found", "没有这个会话"


class StepNotAllowed(Conflict):
    code, title = "service_step_not_allowed", "会话现在的状态不能这样操作，请刷新后再试"


class ConversationClaimed(Conflict):
    """Somebody else has it. `holder` says who, for programs of this process; `detail` for people."""

    code, title = "conversation_claimed", "这个会话已经有人接入"

    def __init__(self, holder: StaffRef) -> None:
        super().__init__(f"这个会话已由{holder.name}接入", extra={"holder": holder.id})
        self.holder = holder


class NotYours(Conflict):
    """Only who has claimed a conversation may do this; `holder` is None when nobody has."""

    code, title = "conversation_not_yours", "请先接入这个会话"

    def __init__(self, holder: StaffRef | None = None) -> None:
        told = None if holder is None else f"这个会话现在由{holder.name}服务，您不能代为操作"
        super().__init__(told, extra={"holder": None if holder is None else holder.id})
        self.holder = holder


class ClientMessageReused(Conflict):
    code, title = "client_message_reused", "这个消息编号已经用过，内容不同；请重新发送"


class SnoozeOutOfRange(Unprocessable):
    code, title = "snooze_out_of_range", "暂缓时间要在以后，最多三十天"


class UnknownVariable(Unprocessable):
    code, title = "unknown_variable", "常用语里有不认识的变量"


class VariableUnfilled(Conflict):
    """The conversation has no value for it: nobody should send a sentence with a hole."""

    code, title = "variable_unfilled", "这个会话里还没有常用语需要的内容，请手动填写"


class ShortcutTaken(Conflict):
    code, title = "shortcut_taken", "这个快捷词已经有人用了，请换一个"


class CannedReplyNotFound(NotFound):
    code, title = "canned_reply_not_found", "没有这条常用语"


class RuleNotFound(NotFound):
    code, title = "handoff_rule_not_found", "没有这条转人工规则"


class RuleEmpty(Unprocessable):
    code, title = "handoff_rule_empty", "请至少填写一个条件"


class ConversationQueryInvalid(InvalidRequest):
    code, title = "invalid_conversation_query", "查询条件不正确"
