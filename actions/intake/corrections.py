"""「金额写错了，是1380」: which field is meant, and the words of its new value."""

import re
from dataclasses import dataclass

# Words people use for a field. Longer ones first: 商家地址 is not 地址.
FIELD_WORDS: dict[str, str] = {
    "商家地址": "merchant_address",
    "店铺地址": "merchant_address",
    "店的地址": "merchant_address",
    "店地址": "merchant_address",
    "联系地址": "address",
    "通讯地址": "address",
    "我的地址": "address",
    "住址": "address",
    "购买日期": "purchase_date",
    "购买时间": "purchase_date",
    "联系电话": "phone",
    "联系方式": "phone",
    "手机号": "phone",
    "订单编号": "order_no",
    "订单号": "order_no",
    "单号": "order_no",
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
    "地址": "address",
    "经过": "story",
    "情况": "story",
}
_FIELD = re.compile("|".join(sorted(FIELD_WORDS, key=len, reverse=True)))
_WRONG = re.compile(
    r"错了|写错|填错|说错|打错|记错|弄错|搞错|听错|不对|有误|改一下|改下|改改|改成|改为|换成|更正|修改|更改|应该是|应当是|^不是.+是|不是.{1,15}[，, ](?:而)?是"
)
_NEW_VALUE = re.compile(
    r"(?:应该是|应当是|改成|改为|换成|更正为|其实是|实际是|(?<!不)(?<!还)是|[:：])\s*(?P<value>[^是]+)$"
)


@dataclass(frozen=True)
class Correction:
    """field: a slot, or None when no field was named; value: its new words, or None when only the wish was."""

    field: str | None
    value: str | None


def read_correction(text: str) -> Correction | None:
    """None when the message does not read as a correction at all. At most 60 characters: longer is a story."""
    if len(text) > 60 or not _WRONG.search(text):
        return None
    named = _FIELD.search(text)
    value = _NEW_VALUE.search(text)
    words = value.group("value").strip(" ，。,.!！吧的") if value else None
    if named is None and words is None:
        return None
    return Correction(FIELD_WORDS[named.group()] if named else None, words or None)
