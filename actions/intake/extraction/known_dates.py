"""When somebody found out: 「9月3号才发现是翻新的」. Three years count from that day, not from the purchase
(市场监督管理投诉举报处理办法 第十六条第四项)."""

import datetime as dt
import re

from actions.intake.extraction.dates import PartialDate, find_dates
from actions.intake.extraction.folding import fold
from actions.intake.extraction.found import Found

# Right behind a date: it, and at most who and where, and then the finding out.
_FOUND_OUT = re.compile(
    r"^(?:(?:号|日|那天|这天|的时候|左右|前后|早上|上午|中午|下午|晚上|夜里|凌晨))*[,，]?"
    r"(?:我们?|本人|家里?人|爱人|老婆|老公|孩子|我妈|我爸)?(?:在|到|去|从|拿|送|打开|用|穿|吃|查|体检|检测|做|回)?[^,，。;；!！?？\n]{0,6}?"
    r"(?:才|就|突然|偶然|无意中|意外)?(?:发现|得知|才知道|获知|知道了|察觉)"
)
_ALREADY_OTHERS = re.compile(r"(?:商家|卖家|店家|老板|客服|平台|他们?|她们?|对方)[^,，。]{0,4}$")
CERTAIN = 0.85


def known_date(text: str, *, today: dt.date) -> Found[PartialDate] | None:
    """The first day on which the teller found out, or None where the story tells none, or none that is a date."""
    folded = fold(text)
    for date in find_dates(text, today=today):
        ahead = folded[max(0, date.start - 8) : date.start]
        if date.iso and _FOUND_OUT.match(folded[date.end :]) and not _ALREADY_OTHERS.search(ahead):
            return Found(date, date.text, date.start, date.end, CERTAIN)
    return None
