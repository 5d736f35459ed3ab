"""Days with a name, as shops and people use them, and small day arithmetic."""

import calendar
import datetime as dt
from functools import cache

import chinese_calendar
from chinese_calendar.constants import Holiday

# name -> (month, day, lasts longer than the day)
FIXED_DAYS: dict[str, tuple[int, int, bool]] = {
    "双十一": (11, 11, False), "双11": (11, 11, False), "双十二": (12, 12, False), "双12": (12, 12, False),
    "六一八": (6, 18, False), "618": (6, 18, False), "六一儿童节": (6, 1, False), "儿童节": (6, 1, False),
    "国庆节": (10, 1, True), "国庆": (10, 1, True), "十一假期": (10, 1, True), "十一期间": (10, 1, True),
    "五一": (5, 1, True), "劳动节": (5, 1, True), "元旦": (1, 1, True), "圣诞节": (12, 25, False),
    "圣诞": (12, 25, False), "平安夜": (12, 24, False), "情人节": (2, 14, False), "妇女节": (3, 8, False),
    "三八节": (3, 8, False), "三八": (3, 8, False), "教师节": (9, 10, False), "母婴节": (5, 20, False),
}  # fmt: skip
LUNAR_DAYS: dict[str, str] = {
    "春节": Holiday.spring_festival.value,
    "过年": Holiday.spring_festival.value,
    "清明节": Holiday.tomb_sweeping_day.value,
    "清明": Holiday.tomb_sweeping_day.value,
    "端午节": Holiday.dragon_boat_festival.value,
    "端午": Holiday.dragon_boat_festival.value,
    "中秋节": Holiday.mid_autumn_festival.value,
    "中秋": Holiday.mid_autumn_festival.value,
}
NAMES = sorted([*FIXED_DAYS, *LUNAR_DAYS], key=len, reverse=True)


@cache
def _months_of_lunar_days() -> dict[tuple[str, int], int]:
    """(holiday, year) -> month of its first day off, for the years the holiday calendar knows."""
    result: dict[tuple[str, int], int] = {}
    for day, holiday in sorted(chinese_calendar.holidays.items()):
        result.setdefault((str(holiday), day.year), day.month)
    return result


def holiday_iso(name: str, year: int) -> tuple[str, bool] | None:
    """ISO day or month of a named day, and whether it is only approximate; None for unknown years.

    A festival that moves with the moon gives its month: people mean the days around it.
    """
    if name in FIXED_DAYS:
        month, day, long = FIXED_DAYS[name]
        return dt.date(year, month, day).isoformat(), long
    month = _months_of_lunar_days().get((LUNAR_DAYS[name], year), 0)
    return (f"{year:04d}-{month:02d}", True) if month else None


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier, or that month's last day.

    >>> months_before(dt.date(2026, 3, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month0 + 1, min(day.day, calendar.monthrange(year, month0 + 1)[1]))


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """None for a day that is not in the calendar."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
