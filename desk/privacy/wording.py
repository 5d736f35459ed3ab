"""All that this room tells people."""

import datetime as dt

from desk.clock import legal_day
from desk.privacy.rules import Outcome

SOMEBODY = "（个人）"  # in the place of a business's name that was somebody's own

LAWS = {
    Outcome.ERASED: "个人信息保护法 第四十七条第一款",
    Outcome.ERASED_BEFORE: "个人信息保护法 第四十七条第一款",
    Outcome.RESTRICTED: "个人信息保护法 第四十七条第二款",
    Outcome.RESTRICTED_WHEN_CLOSED: "个人信息保护法 第十三条第一款第三项、第四十七条第二款",
    Outcome.KEPT_SHARED: "个人信息保护法 第四十四条、第四十七条第二款",
}

OUTSIDE = {
    "queued": "随后执行，直到完成",
    "counters": "已清除",
    "counters_away": "暂时连不上，一小时内自动失效",
    "conversation": "会话内容、未提交的材料和助手的记忆已删除。",
}


def told(outcome: Outcome, until: dt.datetime | None) -> str:
    """One sentence for the person. until: when the period of keeping ends."""
    match outcome:
        case Outcome.ERASED:
            return "个人信息已删除，只留下不指向个人的统计数据。"
        case Outcome.ERASED_BEFORE:
            return "个人信息此前已经删除。"
        case Outcome.RESTRICTED:
            day = "" if until is None else f"（至{legal_day(until).isoformat()}）"
            return (
                f"案件档案还在保存期限内{day}，依法保存、不再作其他使用，也不再对任何人显示；期满自动删除。"
            )
        case Outcome.RESTRICTED_WHEN_CLOSED:
            return "案件还在办理，办理需要的信息暂不能删除；办结后即停止使用，保存期满自动删除。想停止办理，可以先撤回。"
        case Outcome.KEPT_SHARED:
            return "这个会话里还有其他人的事项，没有一并删除，请人工核对。"
