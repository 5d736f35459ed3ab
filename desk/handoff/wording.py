"""What the desk says to people around a hand-off, in plain Chinese."""

import datetime as dt

from desk.callbacks.wording import window
from desk.clock import legal_day
from desk.handoff.choices import Choice
from desk.handoff.office import clock_of
from desk.handoff.waiting import LONGEST_TOLD

TITLES: dict[Choice, str] = {
    Choice.ASK: "转人工",
    Choice.ASK_ANGRY: "转人工",
    Choice.GO_ON: "先问小保",
    Choice.WAIT: "继续等人工",
    Choice.CANCEL: "不用人工了",
    Choice.WRITE: "给人工留言",
    Choice.WRITTEN: "留言写完了",
    Choice.CALL_BACK: "预约回电",
}
STARS = {5: "很满意", 4: "满意", 3: "一般", 2: "不满意", 1: "很不满意"}

ON_THE_PHONE = "您要人工服务的请求已经登记。"
ACKNOWLEDGED = "收到，已经放在给人工的记录里，接入后马上能看到，不用重发。"
WENT_ON = "好的，您的排队位置保留着，有人接入时会在这里告诉您。您想问什么？"
WAITS = "好的，先不打扰您，等人工接入。您可以先把情况写在这里，接入后马上能看到。"
WRITE = "请直接写在这里，可以分几条发。写完请点“留言写完了”，工作人员上班后按先后回复您。"
WRITTEN = "留言已经保存，工作人员上班后按先后回复您，回复会显示在这里。现在可以继续问小保。"
CANCELLED = "好的，已经取消人工服务的请求。您可以继续问小保，需要时再说“转人工”。"
NOTHING_TO_CANCEL = "现在没有在等人工。您可以继续问小保，需要时再说“转人工”。"
ALREADY_SERVED = "工作人员已经在为您服务，请直接在这里说。"
RELEASED = "刚才的工作人员暂时不能继续，您已排在最前面，正在为您安排其他人。您之前说的都在，不用重说。"
RETURNED = "人工服务已经结束，接下来由小保继续为您服务。之前说的和没填完的内容都还在。"
CLOSED = "本次人工服务已经结束。还有问题可以继续问小保，或者再说“转人工”。"
CLOSED_SILENT = "因为有一阵没收到您的回复，本次人工服务先结束了，您说过的内容都在。需要时再说“转人工”。"
REMIND = "您还在吗？需要继续的话，请在这里回复；过一会儿没有回复，人工服务会先结束，内容都会保留。"
ASK_RATING = "您对这次人工服务满意吗？"
RATED = "谢谢您的评价，已经记下了。"
# 110 and 120 are known to everybody; no other number is told here that the sources of this project do not give.
DISTRESS = (
    "听您这么说，我很担心您。再难的事，先保证自己平安；如果您现在有危险，请马上拨打110或120，也请让身边的家人朋友陪着您。"
    "您的事我已经请工作人员优先来看，您说过的都在。"
)
OFFERED_FOR_INSULT = "没帮上忙，让您生气了，很抱歉。要不要请工作人员来？"
OFFERED = "这件事也可以请工作人员帮您看，需要吗？"
OFFERED_STAFF_RULE = "按规定，这类事情由工作人员接着处理。"
ASK_PHONE = "请把您的手机号发给我，只用来给您回电。"
NO_PHONE = "没有看到完整的手机号，回电先不约了；需要时再点“预约回电”。"
NO_SLOTS = "近几天的回电时间都约满了。您可以给人工留言，或者拨打12315。"
SLOT_GONE = "这个时间刚刚约满，请换一个时间。"
PICK_SLOT = "请选一个回电时间："


def claimed(name: str) -> str:
    return f"工作人员{name}已接入，请直接在这里说。"


def transferred(name: str) -> str:
    return f"接下来由工作人员{name}为您服务，之前说的都能看到，不用重说。"


def _wait(estimate: dt.timedelta | None) -> str:
    if estimate is None:
        return "等待时间暂时无法估计"
    if estimate > LONGEST_TOLD:
        return "预计要等两小时以上"
    return f"预计大约{estimate // dt.timedelta(minutes=1)}分钟"


def _ahead(ahead: int) -> str:
    return "您是下一位" if ahead == 0 else f"您前面还有{ahead}位"


def queued(ahead: int, estimate: dt.timedelta | None) -> str:
    """Said only once the request is stored."""
    return (
        f"已转人工，{_ahead(ahead)}，{_wait(estimate)}。您可以先把情况写在这里，接入后马上能看到；"
        "也可以先问小保，位置会保留。"
    )


def moved_up(ahead: int, estimate: dt.timedelta | None) -> str:
    return f"人工排队有进展：{_ahead(ahead)}，{_wait(estimate)}。"


def delayed(ahead: int) -> str:
    """Nobody took it in time."""
    return f"抱歉，人工还没有空出来，{_ahead(ahead)}。您可以继续等，也可以选下面的办法，或者拨打12315。"


def opening(at: dt.datetime | None, *, now: dt.datetime) -> str:
    """「今天13:30」「明天9:00」「11月23日9:00」."""
    if at is None:
        return "恢复服务后"
    days = (legal_day(at) - legal_day(now)).days
    day = legal_day(at)
    named = ("今天", "明天", "后天")[days] if days < 3 else f"{day.month}月{day.day}日"
    return f"{named}{clock_of(at)}"


def after_hours(at: dt.datetime | None, *, now: dt.datetime) -> str:
    return (
        f"现在不是人工服务时间，您的请求已经登记，{opening(at, now=now)}起按先后接待。您可以给人工留言或预约回电，"
        "也可以继续问小保；着急请拨打12315。"
    )


def shut(at: dt.datetime | None, *, now: dt.datetime) -> str:
    """The office closed while somebody waited."""
    return (
        f"抱歉，人工服务时间到了，还没轮到您。您的请求保留着，{opening(at, now=now)}起优先接待。"
        "您可以给人工留言或预约回电，也可以继续问小保。"
    )


def booked(start: dt.datetime, end: dt.datetime, ticket: str, *, now: dt.datetime) -> str:
    return f"已约好{window(start, end, now=now)}给您回电，预约号{ticket}。现在可以继续问小保。"


def slot_title(start: dt.datetime, end: dt.datetime, *, now: dt.datetime) -> str:
    return window(start, end, now=now)
