"""The number of an order or a receipt, and the phone of the shop."""

import re
from collections.abc import Sequence

from actions.intake.documents.labels import labelled
from actions.intake.documents.layout import Row

ORDER = re.compile(r"订单编号|订单号码?|订单ID|订单尾号|商户单号|商家订单号")
RECEIPT = re.compile(
    r"流水号|小票号|账单编?号|小票编号|销售单号|收据号|(?<![快运物])(?<!运)(?<!快递)(?<!物流)单据?号|票据号码?|交易单号|交易流水|交易号|发票号码|(?<![A-Za-z])N[oO][.:]?(?=\s?\d)"
)
LABELS = (ORDER, RECEIPT)
NUMBER = re.compile(r"^(?P<number>[A-Za-z]{0,6}\d[A-Za-z\d-]{4,33})")
FEWEST_DIGITS = 5

PHONE_LABEL = re.compile(
    r"(?:商家|门店|服务|客服|售后|订餐|预订|订座|联系|酒店|店铺|咨询|商户)?(?:电话|热线)|TEL|Tel|(?:联系|客服)方式|手机"
)
OF_THE_SHOP = re.compile(r"商家|门店|服务|客服|售后|订餐|预订|订座|酒店|店铺|咨询|商户|卖家|热线")
OF_A_PERSON = re.compile(
    r"收[货件]|买家|会员|顾客|客户|用户|姓\s?名|尾号|入住人|联系人|购买方|[甲乙]方|先生|女士|监督|举报|投诉|报修|骑手|司机|快递员"
)
# What stands below a person's row, up to the next one of a shop, is theirs. In a sentence 会员 heads nothing.
PERSONS_ROW = re.compile(rf"^\S{{0,4}}?(?:{OF_A_PERSON.pattern})\S{{0,3}}?\s*(?:[:\s(]|$)|先生|女士")
SHOPS_ROW = re.compile(
    OF_THE_SHOP.pattern + r"|欢迎|销售方|收款方|收款单位|(?:店|超市|商场|公司|药房|饭店)\s*$"
)
BLOCK = 4  # rows from a name down to its phone
MOBILE = re.compile(r"^1[3-9]")
PHONE = re.compile(
    r"(?<!\d)(?:400[-\s]?\d{3,4}[-\s]?\d{3,4}|800[-\s]?\d{3}[-\s]?\d{4}|\(?0\d{2,3}\)?[-\s]?\d{7,8}|1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}|95\d{3,4})(?![\d*])"
)


def order_number(rows: Sequence[Row]) -> str | None:
    """The order's number, else the receipt's. Blanks that a recogniser put in are taken out."""
    for one in sorted(labelled(rows, LABELS), key=lambda one: one.rank):
        match = NUMBER.match(re.sub(r"(?<=\d) (?=\d)", "", one.value))
        if match and sum(character.isdigit() for character in match["number"]) >= FEWEST_DIGITS:
            return match["number"].rstrip("-")
    return None


def shop_phone(rows: Sequence[Row]) -> str | None:
    """Digits of the shop's phone, with dashes as printed; a buyer's, a courier's or an authority's is none.

    A mobile is the shop's only where its label says so: 电话 alone may be anybody's.
    """
    for one in labelled(rows, (PHONE_LABEL,)):
        match = PHONE.search(one.value)
        if match is None or OF_A_PERSON.search(rows[one.row].text):
            continue
        is_named = OF_THE_SHOP.search(one.label) is not None
        if is_named or not (MOBILE.match(match[0]) or _below_a_person(rows, one.row)):
            return re.sub(r"[\s()]+", "-", match[0]).strip("-")
    return None


def _below_a_person(rows: Sequence[Row], at: int) -> bool:
    """Whether the nearest name above a row is a buyer's or an authority's."""
    for row in reversed(rows[max(at - BLOCK, 0) : at]):
        if PERSONS_ROW.search(row.text):
            return True
        if SHOPS_ROW.search(row.text):
            return False
    return False
