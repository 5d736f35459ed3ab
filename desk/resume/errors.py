"""Why a link does not lead on. Each tells the person what to do instead."""

from desk.errors import DeskError, NotFound


class ResumeUnknown(NotFound):
    """Not one of ours, or of another purpose: both look alike."""

    code, title = "resume_unknown", "这个链接无效，请核对短信里的链接，或重新开始对话"


class ResumeExpired(DeskError):
    code, status, title = "resume_expired", 410, "这个链接已经过期，请重新开始对话，或再打一次热线"


class ResumeUsed(DeskError):
    code, status, title = "resume_used", 410, "这个链接已经用过，只能打开一次"
