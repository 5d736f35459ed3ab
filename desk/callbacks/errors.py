"""Refusals of the call-back room."""

from desk.errors import Conflict, InvalidRequest, NotFound, Unprocessable


class CallbackNotFound(NotFound):
    code, title = "callback_not_found", "没有这个回电预约"


class CallbackClosed(Conflict):
    """It has ended, in another way."""

    code, title = "callback_closed", "这个回电已经结束，不能再改"


class CallbackTaken(Conflict):
    """Somebody else is about to call: a person must not be called twice about one thing."""

    code, title = "callback_taken", "这个回电已经有同事在打了"


class AttemptStale(Conflict):
    """Somebody else recorded a call meanwhile, or this one was recorded with another outcome."""

    code, title = "callback_attempt_stale", "这次通话已经有人登记，请刷新后再试"


class SlotFull(Conflict):
    code, title = "callback_slot_full", "这个时间已经约满，请换一个时间"


class SlotUnknown(Unprocessable):
    """Nobody is called then: closed, past, or too far ahead."""

    code, title = "callback_slot_unknown", "这个时间不能预约回电，请换一个时间"


class NumberGone(Conflict):
    """It was erased."""

    code, title = "callback_number_gone", "这个回电的号码已经删除"


class CallbackQueryInvalid(InvalidRequest):
    code, title = "invalid_callback_query", "查询条件不正确"
