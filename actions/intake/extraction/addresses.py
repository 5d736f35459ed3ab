"""A contact address: exact enough to reach somebody, at least down to a street, a town or an estate."""

import re
from dataclasses import dataclass
from enum import StrEnum

from actions.intake.extraction.folding import fold
from actions.intake.extraction.regions import Region, region_at

SHORTEST, LONGEST = 5, 200  # characters
FRAME = re.compile(
    r"^(?:(?:我的?|本人)?(?:家庭?|通讯|联系|收货|现在?)?(?:地址|住址|住处)(?:是|在|为|:)?|我?(?:家)?(?:现在)?(?:住在?|家在|在))\s*:?\s*"
)
POLITE_END = re.compile(r"(?:[,。!~\s]|谢谢|吧|呢|啊|哦|这边|那边|附近)+$")
FINE = re.compile(
    r"街道|镇|乡|村|屯|路|街|巷|弄|胡同|大道|小区|花园|家园|公寓|社区|苑|庄|里(?=\d)|新城|名城|号院|大厦|广场|大院|宿舍|学校|大学|学院|医院|"
    r"工业园|产业园|开发区|农场|林场|团场|连队|[一-龥]园|[一-龥]城(?!市|区|县)|\d+(?:号|栋|幢|座|单元|室|组|楼)|[一二三四五六七八九十]+(?:组|队|社)"
)
NEVER = re.compile(
    r"不知道|不清楚|不想|不方便|保密|为什么|什么|怎么|吗$|呢$|退款|投诉|举报|人工|跳过|取消|算了|没有地址|随便|问一下|能不能"
)
HAN = re.compile(r"[一-龥]")


class AddressProblem(StrEnum):
    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_COARSE = "too_coarse"  # only a province, city or district
    NOT_AN_ADDRESS = "not_an_address"


@dataclass(frozen=True)
class ParsedAddress:
    """`region` is None where the address begins with a street: the caller may ask for the city."""

    text: str
    region: Region | None


def parse_address(text: str) -> ParsedAddress | AddressProblem:
    """The answer to "your address", without 我住在 and politeness."""
    folded = fold(text)
    start = len(folded) - len(folded.lstrip())
    frame = FRAME.match(folded[start:])
    start += frame.end() if frame else 0
    end = len(folded) - len(folded[start:]) + len(POLITE_END.sub("", folded[start:]))
    address = folded[start:end]
    if not address:
        return AddressProblem.EMPTY
    if len(address) > LONGEST:
        return AddressProblem.TOO_LONG
    if NEVER.search(address) or not HAN.search(address):
        return AddressProblem.NOT_AN_ADDRESS
    found = region_at(address, address, 0)
    region = found[0] if found else None
    fine = (region is not None and region.level >= 4) or FINE.search(address[region.end if region else 0 :])
    if not fine:
        return AddressProblem.TOO_COARSE if region else _vague(address)
    if len(address) < SHORTEST:
        return AddressProblem.TOO_SHORT
    return ParsedAddress(text[start:end], region)


def _vague(address: str) -> AddressProblem:
    return AddressProblem.TOO_SHORT if len(address) < SHORTEST else AddressProblem.NOT_AN_ADDRESS
