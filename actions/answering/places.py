"""Where a person is, read from a message: official chains such as 吉林省长春市, and only what is certain.

A wrong place gives a wrong telephone number, so a name counts only if it can be no other place (朝阳 is a city
and three districts) and stands as a place: not in the name of a business, a dish or a product.
"""

import re
from collections.abc import Iterator

from actions.intake.extraction.folding import fold
from actions.intake.extraction.gazetteer import Division, gazetteer
from actions.intake.extraction.merchant_names import candidates
from actions.intake.extraction.regions import Region, region_at
from actions.intake.extraction.words import Word, tag

READ_AT_MOST = 300  # characters; who tells more is filing, and the intake hears where it happened
LONGEST_BARE = 40  # characters of a message that only says where one is

_MARKS = re.compile(r"[\s。.!！,，、~～?？]+")
# Words that may stand beside a bare place: 我现在在沈阳, 那长春呢, 换成大连, 沈阳的.
_BARE_LEAD = re.compile(
    r"(?:你好|您好|我们|我|咱们?|俺|人|家|那么|那|就|嗯|哦|是|在|住|去了|到了|来了|现在|目前|今天|刚|搬到?|换成|改成|改为|说的是|应该是|不对|坐标|"
    r"位置|地区|城市|中国|:|,)*"
)
_NOT_THERE = re.compile(r"^(?:我|人|现在)*(?:不是|不在|没在|离开)[^,。]{2,9}[,。]")
_BARE_TAIL = re.compile(r"(?:市区|市里|城区|这边|那边|这里|这儿|本地|人|买的|的|呢|呀|啊|吧|了|哦|哈|谢谢)*")
_STREET = re.compile(
    r"[一-龥A-Za-z\d()-]{0,25}?(?:(?<!跑)路|街|大道|巷|弄|胡同|街道|镇|乡|村|小区|社区|花园|公寓|大厦|广场|号|栋|幢|楼|室|单元)[\d号栋幢楼室单元()-]*"
)
_CALLED_A_PLACE = re.compile(r"[省市区县州旗盟]$")
# Before a short name these say that it is a place …
_AT = re.compile(r"(?:在|到|去|来|住|从|位于|人是|我是|是)$")
# … or that the matter, or the person, is elsewhere
_ELSEWHERE = re.compile(
    r"(?:来自|老家(?:是|在)?|籍贯(?:是)?|户口(?:在|是)?|寄往|寄到|发往|发到|发货地(?:是|在)?|(?:不|没)(?:是|在|去)|想去|飞往?|飞到|开往"
    # where a shop on the net sits says nothing about its customer
    r"|(?:卖家|商家|店铺|网店|店家|对方|公司|厂家|他们?|拼多多|淘宝|京东|天猫|抖音|快手)(?:是|在|的)?)$"
)
_NOT_HERE = re.compile(
    r"^(?:市|省)?(?:的)?(?:火车票|车票|机票|飞机票|船票|航班|飞机|高铁|动车|列车|发的?货|寄|卖家|商家发|产|老家|户口|户籍|出发|飞|开往|代购|直邮|免税|进口|场)"
    r"|^(?:到|至|飞|去|-|—)[一-龥]{2}"
)
# After a short name these say that it is meant as a place.
_ABOUT_A_PLACE = re.compile(
    r"^(?:市|这边|那边|这里|这儿|本地|当地|地区|市民|旅游|旅行|游玩|消协|消费者协会|市场监管|市监局|工商|12315|12345|文旅|文广旅|邮政|快递|教育局|"
    r"投诉|举报|维权|打|找|有|能|可以|电话|热线|规定|政策|怎么|哪|什么|这|那|买|办|报|吃|住|租|做)"
)
_OFFICE = re.compile(
    r"^市?(?:消协|消费者协会|市场监管|市监局|工商|12315|12345|文旅|文广旅|邮政管理|教育局|这边|那边|当地|本地)"
)
_THEIRS = re.compile(
    r"^的(?:[一-龥]{0,4}(?:店|商家|超市|商场|公司|健身房|旅行社|导游|景区|酒店|宾馆|餐厅|饭店|学校|机构|市民|消费者|朋友)|电话|热线|规定|政策|消协|旅游|快递|投诉)"
)
_GOODS = frozenset({"n", "nz", "nw", "PER", "ORG"})  # tags of what a place gives its name to: 金华火腿


def mentioned(text: str) -> str | None:
    """The place a message says the matter is in; None when it says none, or two."""
    folded = fold(text[:READ_AT_MOST])
    words = tag(folded)
    officials = [region.official for region in _regions(folded, words) if region.official]
    longest = max(officials, key=len, default=None)
    if longest is None or not all(longest.startswith(official) for official in officials):
        return None  # 北京到长春: which of them is meant is not for us to guess
    return longest


def bare(text: str) -> str | None:
    """The place, if the message says nothing else: 长春, 沈阳的, 我在四川成都, 吉林省长春市朝阳区人民大街1号."""
    folded = _MARKS.sub("", _NOT_THERE.sub("", fold(text).strip()))
    if not folded or len(folded) > LONGEST_BARE:
        return None
    lead = _BARE_LEAD.match(folded)
    rest = folded[lead.end() if lead else 0 :]
    found = region_at(rest, rest, 0)
    if not found or not _is_certain(found[0]):
        return None
    region = found[0]
    after = rest[region.end :]
    return region.official if _BARE_TAIL.fullmatch(after) or _STREET.fullmatch(after) else None


def of_address(line: str) -> str | None:
    """The place of an address line, as a map or a messenger gives it; a city's name alone will do."""
    folded = fold(line).strip().removeprefix("中国")
    for at in range(len(folded)):
        found = region_at(folded, folded, at)
        if found and _is_certain(found[0]) and (at == 0 or found[1]):
            return found[0].official
    return None


def official(name: str | None) -> str | None:
    """The name itself, if it is the official chain of a place: what a story masks (A市) is none."""
    return name if name and of_address(name) == name else None


def _regions(folded: str, words: list[Word]) -> Iterator[Region]:
    starts = {word.start: word for word in words}
    businesses = [range(name.start, name.end) for name in candidates(folded, words)]
    at = 0
    while at < len(folded):
        found = region_at(folded, folded, at)
        if not found or not _is_certain(found[0]):
            at += 1
            continue
        region, sure = found
        ahead, behind = folded[max(0, at - 6) : at], folded[region.end :]
        surely = sure or _OFFICE.match(behind)
        in_a_name = any(at in business for business in businesses)
        elsewhere = _ELSEWHERE.search(ahead) or _NOT_HERE.match(behind)
        if not elsewhere and (surely or (not in_a_name and _stands_as_place(region, ahead, behind, starts))):
            yield region
        at = region.end


def _stands_as_place(region: Region, ahead: str, behind: str, words: dict[int, Word]) -> bool:
    """Whether a short name (长春) is used as a place: alone, behind 在, before what belongs to places."""
    word = words.get(region.start)
    if word is None:  # inside a longer word: 大理石
        return False
    if _ABOUT_A_PLACE.match(behind) or _THEIRS.match(behind):
        return True
    if word.end != region.end:  # 新疆大枣
        return False
    after = words.get(region.end + (1 if behind.startswith("的") else 0))  # 海南芒果, 海南的芒果
    is_goods = after is not None and after.tag in _GOODS
    return not is_goods and (word.tag == "LOC" or _AT.search(ahead) is not None)


def _is_certain(region: Region) -> bool:
    """Whether the gazetteer knows the place and no other of that name."""
    if region.official is None or region.code is None:
        return False
    if _CALLED_A_PLACE.search(region.text) or region.code.endswith(("0000", "0100")):
        return True  # 西安 is the city for everybody, whatever district shares its name
    index = gazetteer()
    division = index.by_code[region.code]
    namesakes = index.by_short.get(region.text, ())
    return all(_same_or_inside(other, division) for other in namesakes)


def _same_or_inside(other: Division, division: Division) -> bool:
    return other == division or other.is_inside(division)
