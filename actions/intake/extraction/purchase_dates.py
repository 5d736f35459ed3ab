"""Which of the dates of a story is the purchase.

A date counts by the verbs of its own stretch of text: the part of its sentence up to the next date, or
just before it. 于5月2日下单 is a purchase; 于6月9日申请退货 is what came after it.
"""

import datetime as dt
import re
from dataclasses import dataclass

from actions.intake.extraction.dates import PartialDate, find_dates
from actions.intake.extraction.folding import fold
from actions.intake.extraction.found import Found

BOUGHT = re.compile(
    r"[购网团抢]?[买购](?!家)|报[名了]|报(?:的|团|班)|报[^告警道价修关案错销考,。][^,。]{0,8}[班课费团营]|办(?:理(?!退|注销)|了|的|卡|过)|[缴预]?(?:缴[纳了费]|交[了纳费钱付])|预交|[支预]?付(?:了|款|费|清|全)|[交付花充]\d|[交付]的|收了|抢到|加油|(?:吃|做|修|种|装|学|住)(?:了|的)|订[一-龥]|(?:游|去)?玩(?=$|[,。;])|"
    r"充(?:值|了)|[预]?订(?:购|了|的|单|房|票)|定(?:制|了|做|购)|签(?:了|订|约|合同|的)|下[了]?单|拍下|入手|注册|租(?:了|的|车|房)|消费|"
    r"花(?:了|费)|扣(?:费|款|了|到)|点了|选了|配(?:了|的)|入(?:了|的学|学)|(?:卖|销售)给我?|就餐|吃饭|入住|开通|装修|加盟|选购|提车|转账|被收费|坐车|乘坐|理发|体检|看病|手术"
)
AFTERWARDS = re.compile(
    r"退|发现|投诉|举报|联系|反映|反馈|到期|过期|开学|维修|送修|返修|坏|停|调查|沟通|协商|回复|答复|承诺|关门|跑路|收到|"
    r"要求|询问|告知|通知|下发|颁布|出台|规定|签收|送到|到货|更改|起诉|报警|取消|停业|搬迁|生效|办好|没有|未"
)
AHEAD_OF_DATE = re.compile(
    r"(?:购买|购物|下单|付款|交易|办理|报名|签约|消费|交费|缴费|成交)(?:日期|时间|日)?(?:是|为|:|在|于)?\s?$"
)
THIRD_PARTY = re.compile(
    r"(?:同学|朋友|邻居|同事|别人|其他人|房东|卖家)[^,。]{0,6}$|[他她](?:自己)?(?:是|在|们)?$"
)
SENTENCE_END = re.compile(r"[。!?;\n]")
REACH = 60  # characters behind a date in which its verb is looked for
CERTAIN, LIKELY, GUESS = 0.9, 0.75, 0.5


@dataclass(frozen=True)
class _Candidate:
    date: PartialDate
    confidence: float


def _stretch(folded: str, date: PartialDate, following: int) -> str:
    """The text behind the date up to the end of its sentence, the next date or `REACH` characters."""
    behind = folded[date.end : min(date.end + REACH, following)]
    end = SENTENCE_END.search(behind)
    return behind[: end.start()] if end else behind


def _confidence(folded: str, date: PartialDate, behind: str) -> float:
    ahead = folded[max(0, date.start - 14) : date.start]
    if THIRD_PARTY.search(ahead):
        return 0.0
    if AHEAD_OF_DATE.search(ahead):
        return CERTAIN
    bought = BOUGHT.search(behind)
    if not bought:
        return 0.0
    other = AFTERWARDS.search(behind)
    if other and other.start() < bought.start():
        return (
            GUESS
            if "," not in behind[: bought.start()] and other[0] in ("要求", "没有", "未", "规定")
            else 0.0
        )
    return CERTAIN if bought.start() <= 25 else LIKELY


def purchase_date(text: str, *, today: dt.date) -> Found[PartialDate] | None:
    """The purchase date of a story, or None where no date stands by a purchase.

    The first of the most certain dates wins; of two on the same level an exact one before a vague one.
    """
    folded = fold(text)
    dates = find_dates(text, today=today)
    candidates = []
    for index, date in enumerate(dates):
        following = dates[index + 1].start if index + 1 < len(dates) else len(folded)
        confidence = _confidence(folded, date, _stretch(folded, date, following))
        if confidence > 0:
            candidates.append(_Candidate(date, confidence))
    if not candidates:
        return None
    best = max(candidates, key=lambda one: (one.confidence, bool(one.date.iso), -one.date.start))
    date = best.date
    return Found(date, date.text, date.start, date.end, best.confidence)
