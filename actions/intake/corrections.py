"""「金额写错了，是1380」: which field is meant, and the words of its new value.

While a question is open, most words are its answer: 「卖家发错了货」 corrects nothing. So a correction must name
its field at the start and say that what was written is wrong or what it should be; questions never correct.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Words people use for a field.
FIELD_WORDS: dict[str, str] = {
    "商家电话": "merchant_phone",
    "店铺电话": "merchant_phone",
    "商家地址": "merchant_address",
    "店铺地址": "merchant_address",
    "店的地址": "merchant_address",
    "店地址": "merchant_address",
    "联系地址": "address",
    "通讯地址": "address",
    "住址": "address",
    "购买日期": "purchase_date",
    "购买时间": "purchase_date",
    "联系电话": "phone",
    "联系方式": "phone",
    "手机号码": "phone",
    "手机号": "phone",
    "电话号码": "phone",
    "订单编号": "order_no",
    "订单号": "order_no",
    "单号": "order_no",
    "商家名称": "merchant",
    "商家名字": "merchant",
    "商家": "merchant",
    "店名": "merchant",
    "店铺": "merchant",
    "商户": "merchant",
    "公司": "merchant",
    "卖家": "merchant",
    "平台": "platform",
    "商品": "product",
    "产品": "product",
    "东西": "product",
    "品名": "product",
    "金额": "amount",
    "价格": "amount",
    "价钱": "amount",
    "钱数": "amount",
    "日期": "purchase_date",
    "时间": "purchase_date",
    "诉求": "demands",
    "要求": "demands",
    "请求": "demands",
    "姓名": "name",
    "名字": "name",
    "电话": "phone",
    "手机": "phone",
    "号码": "phone",
    "地区": "region",
    "城市": "region",
    "地址": "address",
    "购买方式": "purchase_channel",
    "经过": "story",
    "涉及金额": "amount",
    "商品或服务": "product",
    "您的要求": "demands",
    "发现时间": "known_on",
    "发现日期": "known_on",
    "先行和解": "reconciliation",
    "先和商家协商": "reconciliation",
    "同意调解": "mediation",
    "调解": "mediation",
    "同意公示": "publication",
    "公示": "publication",
    "同时举报": "also_report",
}
_FIELD = "(?P<field>" + "|".join(sorted(FIELD_WORDS, key=len, reverse=True)) + ")"
_START = r"^(?:不对[，,。 ]?|等等[，,。 ]?|哦[，,。 ]?|把|我的|刚才的?|那个|这个|上面的?|写的)*"
_WRONG = r"(?:那里|这里|那项|这项)?(?:(?:写|填|说|打|记|弄|搞|听)(?:错|反)|不对|有误|错)(?:了|啦|啊|喽)*"
_SHOULD = r"(?:应该是|应当是|应是|改成|改为|改到|更正为|其实是|实际是|实际上是)"
_IS = r"(?:是|叫|为|在|[:：])"
_STOP = r"[，,。;； ]*"

_WITH_VALUE = (
    re.compile(f"{_START}{_FIELD}(?:名称|名字)?{_WRONG}{_STOP}(?:{_SHOULD}|{_IS})(?P<value>.+)$"),
    re.compile(f"{_START}{_FIELD}{_SHOULD}(?P<value>.+)$"),
    re.compile(f"{_START}{_FIELD}(?:是|[:：]|叫)(?P<value>.+)$"),
    re.compile(f"{_START}{_FIELD}(?:不是|并不是)(?P<old>[^，,。是]+){_STOP}(?:而)?是(?P<value>.+)$"),
)
_WISH = (
    re.compile(f"{_START}{_FIELD}(?:名称|名字)?{_WRONG}[。！!]*$"),
    re.compile(f"^(?:我想|我要|我|帮我|请)*(?:改|修改|更改|更正|换)(?:一下|下|个|改)?{_FIELD}[。！!]*$"),
)
_OLD_AND_NEW = (
    re.compile(
        r"^(?:不对[，,。 ]?)?不是(?P<old>[^，,。是]{1,30})[，,。 ]*(?:而)?是(?P<value>[^，,。]{1,60})[。！!]*$"
    ),
    re.compile(
        r"^(?:不对[，,。 ]?)?(?:应该)?是(?P<value>[^，,。是]{1,60}?)[，,。 ]*(?:而)?不是(?P<old>[^，,。]{1,30})[。！!]*$"
    ),
)
_LAST_DIGIT = re.compile(r"最后一位(?:写错了?|错了?|不对)?[，, ]*(?:应该)?是(?P<digit>\d)\D*$")
_QUESTION = re.compile(r"[?？]|吗|么$|呢$|会不会|会影响|怎么|多久|为什么|为啥")

LONGEST = 80  # characters; longer is a story


@dataclass(frozen=True)
class Correction:
    """field: a slot, or None when it must be found by `old`; value: its new words, None when only the wish was
    said; old: what was there before, where it was quoted."""

    field: str | None
    value: str | None = None
    old: str | None = None


def read_correction(text: str) -> Correction | None:
    """None when the message does not correct anything."""
    text = text.strip()
    if len(text) > LONGEST or _QUESTION.search(text):
        return None
    if digit := _LAST_DIGIT.search(text):
        return Correction("phone", value=f"最后一位{digit['digit']}")
    for pattern in _WITH_VALUE:
        if match := pattern.match(text):
            value = re.split(r"[，,。 ]*(?:而)?不是", match["value"])[0]
            return Correction(FIELD_WORDS[match["field"]], _trim(value))
    for pattern in _WISH:
        if match := pattern.match(text):
            return Correction(FIELD_WORDS[match["field"]])
    for pattern in _OLD_AND_NEW:
        if match := pattern.match(text):
            return Correction(None, _trim(match["value"]), match["old"].strip())
    return None


def named_field(text: str) -> str | None:
    """The field a short message names when it is asked which one to change: 金额, 改电话."""
    match = re.search(_FIELD, text)
    return FIELD_WORDS[match["field"]] if match and len(text) <= 12 else None


def field_that_says(old: str, shown: Mapping[str, str]) -> str | None:
    """The field whose shown value holds the quoted words; of several the one they fill most. None when none does."""
    plain = old.replace(",", "").removesuffix("元").removesuffix("块")
    hits = [slot for slot, value in shown.items() if plain and plain in value.replace(",", "")]
    return min(hits, key=lambda slot: len(shown[slot]), default=None)


def corrected_phone(value: str, current: Any) -> str:
    """The phone with its last digit replaced, for 「最后一位是8」; any other value as it is."""
    digit = re.fullmatch(r"最后一位(\d)", value)
    return str(current)[:-1] + digit[1] if digit and current else value


def _trim(value: str) -> str | None:
    return value.strip(" ，。,.!！吧") or None
