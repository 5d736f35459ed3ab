"""What people read and hear of call-backs."""

import datetime as dt

from desk.clock import LEGAL_ZONE, legal_day

NAMED_DAYS = ("今天", "明天", "后天")
WEEKDAYS = "一二三四五六日"
NOON = 12


def window(start: dt.datetime, end: dt.datetime, *, now: dt.datetime) -> str:
    """「今天上午11:00到11:30」, 「周一（11月23日）下午1:30到2:00」."""
    first, last = start.astimezone(LEGAL_ZONE), end.astimezone(LEGAL_ZONE)
    return f"{_day(legal_day(start), legal_day(now))}{_half(first)}{_clock(first)}到{_clock(last)}"


def _day(day: dt.date, today: dt.date) -> str:
    ahead = (day - today).days
    if 0 <= ahead < len(NAMED_DAYS):
        return NAMED_DAYS[ahead]
    return f"周{WEEKDAYS[day.weekday()]}（{day.month}月{day.day}日）"


def _half(moment: dt.datetime) -> str:
    return "上午" if moment.hour < NOON else "下午"


def _clock(moment: dt.datetime) -> str:
    hour = moment.hour - NOON if moment.hour > NOON else moment.hour
    return f"{hour}:{moment.minute:02}"
