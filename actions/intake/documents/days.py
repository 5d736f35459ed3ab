"""The day of a purchase on a printed page. Days of expiry, delivery and return are other days."""

import datetime as dt
import re
from collections.abc import Sequence

from actions.intake.documents.labels import labelled
from actions.intake.documents.layout import Row
from actions.intake.extraction.calendar_words import make_date

# The time may follow without a blank: 2026-11-0312:30.
FULL = re.compile(r"(?<!\d)(?P<y>20[0-3]\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{2}|\d(?!\d))")
COMPACT = re.compile(r"(?<!\d)(?P<y>20[0-3]\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?!\d{3})")
SHORT = re.compile(
    r"(?<![\d./年-])(?P<m>\d{1,2})\s?[-/月]\s?(?P<d>\d{2}|\d(?!\d))日?(?=\s?\d{1,2}:\d\d|\s|$)"
)

BOUGHT = re.compile(r"下单时间|创建时间|交易创建|成交时间|购买时间|购买日期|预订时间|订购时间")
PAID = re.compile(
    r"付款时间|支付时间|交易时间|消费时间|结账时间|销售时间|收款时间|交易日期|销售日期|消费日期|付款日期|签订日期|合同日期|转账时间"
)
ISSUED = re.compile(r"开票日期|打印时间|打印日期|小票时间|(?<![一-龥])日\s?期|(?<![一-龥])时\s?间|Date|DATE")
LABELS = (BOUGHT, PAID, ISSUED)
OTHER_DAY = re.compile(
    r"有效期|保质期|生产|到期|截止|截至|发货|送达|收货|完成时间|退款|预计|配送|期望|入住|离店|批号|出生|兑换|活动|使用时间|营业时间"
)


def purchase_day(rows: Sequence[Row], *, today: dt.date) -> str | None:
    """ISO day; None when the page shows none that can be. A day in the future is never one."""
    found = sorted(labelled(rows, LABELS), key=lambda one: one.rank)
    for one in found:
        if day := _day_in(one.value, today, short=True):
            return day
    plain = (line.text for row in rows for line in row.lines if not OTHER_DAY.search(row.text))
    bare = {_day_in(text, today) for text in plain} - {None}
    return bare.pop() if len(bare) == 1 else None


def _day_in(text: str, today: dt.date, *, short: bool = False) -> str | None:
    for pattern in (FULL, COMPACT):
        for match in pattern.finditer(text):
            day = make_date(int(match["y"]), int(match["m"]), int(match["d"]))
            if day and day <= today:
                return day.isoformat()
    if short and (bare := SHORT.search(text)):
        this_year = make_date(today.year, int(bare["m"]), int(bare["d"]))
        last_year = make_date(today.year - 1, int(bare["m"]), int(bare["d"]))
        day = this_year if this_year and this_year <= today else last_year
        return day.isoformat() if day else None
    return None
