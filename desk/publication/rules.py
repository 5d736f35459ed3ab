"""What may be published of a complaint. Pure.

第三十八条 tells the departments to publish information on complaints by law. The 暂行规则 of 2023 says what and
for how long; its text beyond the first article was not at hand, so what follows is our own rule, narrower than
any law we know: with the complainant's consent, after the handling has ended, and nothing that tells of a
person. Personal data is whatever relates to an identified or identifiable natural person (个人信息保护法 第四条).

A sole trader may trade under their own name. A name that looks like a person's is therefore not published,
unless an officer has looked it up and gives the name on the licence, which is the business's and not private.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum


class Trace(StrEnum):
    """What in a text tells of a person."""

    NUMBER = "number"  # phone, identity card, bank card, order: seven digits or more
    EMAIL = "email"
    ACCOUNT = "account"  # on WeChat, QQ, Alipay …
    PERSON = "person"  # 张先生, 李某
    NAME = "name"  # of somebody in this case
    ADDRESS = "address"  # of somebody in this case
    PLATE = "plate"  # of a car


MIN_NUMBER = 7  # digits; prices and years are shorter
MIN_ADDRESS = 4  # characters beyond the district; fewer stand in many a text
_DATE = re.compile(r"(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ \-_.·*](?=\d)")
_NUMBER = re.compile(rf"\d{{{MIN_NUMBER},}}")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+", re.ASCII)
_ACCOUNT = re.compile(
    r"(?:微信|QQ|扣扣|支付宝|抖音|快手|旺旺)(?:账?号|帐号|id)?\s*(?:是|为|[:：])\s*[\w-]{4,}", re.IGNORECASE
)
_PERSON = re.compile(r"[\u4e00-\u9fff](?:某{1,2}|先生|女士|小姐|老师傅|大爷|大妈|阿姨)")
_NO_NAME = re.compile(r"^(?:[这那某位名该一两]|男|女|老)")  # 这位先生, 一位女士 name nobody
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{5,6}"
)
_SPELT = str.maketrans("〇零一幺二三四五六七八九", "001123456789")
_SPELT_RUN = re.compile(rf"[〇零一幺二三四五六七八九]{{{MIN_NUMBER},}}")
_DISTRICT = re.compile(r"^.{0,24}(?:[省市区县旗镇乡]|街道)")
_NOT_WORDS = re.compile(r"[\W_]+")

# What a name of a business has and a person's has not.
_BUSINESS = re.compile(
    r"公司|商行|商店|商场|商城|商贸|超市|市场|便利|餐|饭|酒|茶|食|菜|面馆|酒店|宾馆|旅|医|药|诊所|美容|美发|养生|"
    r"健身|俱乐部|会所|中心|集团|银行|学校|学院|培训|教育|幼儿园|幼稚园|电器|数码|通讯|网络|科技|汽车|汽修|家具|"
    r"建材|装饰|服饰|鞋|珠宝|眼镜|工作室|经营部|服务部|门市|专柜|旗舰|合作社|事务所|物业|酒吧|影城|影院|"
    r"店$|铺$|行$|厂$|社$|馆$|院$|所$|坊$|堂$|屋$|城$|园$|部$|站$|吧$|厅$|楼$|轩$|阁$|庄$|网$|号$|家$"
)
_HAN_NAME = re.compile(r"^[\u4e00-\u9fff]{2,4}$")
_TITLE = re.compile(r"(?:先生|女士|小姐|老板|老板娘|师傅|阿姨|大姐|大哥)$")


def may_be_a_person(name: str) -> bool:
    """Whether a business's name may be a natural person's: 「王小丽」「刘老板」「李四（个体工商户）」, not 「王小丽水果店」.

    Careful rather than complete: 「拼多多」 looks like a name, too, and needs an officer's word.
    """
    bare = re.sub(r"[(（].*?[)）]|个体工商户|\s", "", unicodedata.normalize("NFKC", name))
    if _TITLE.search(bare) is not None:
        return True
    return _BUSINESS.search(bare) is None and (_HAN_NAME.match(bare) is not None or len(bare) < 2)


def personal_traces(text: str, *, names: Iterable[str] = (), addresses: Iterable[str] = ()) -> list[Trace]:
    """What in a text tells of a person, in a fixed order; empty when nothing was found.

    names, addresses: of those in the case, as they stand in it. Numbers are also found spelt in characters,
    in full width and with blanks or hyphens between the digits.
    """
    flat = unicodedata.normalize("NFKC", text)
    joined = _BETWEEN_DIGITS.sub("", _DATE.sub("", flat))
    found = set()
    if _NUMBER.search(joined) or any(
        _NUMBER.search(run.translate(_SPELT)) for run in _SPELT_RUN.findall(flat)
    ):
        found.add(Trace.NUMBER)
    for trace, pattern in ((Trace.EMAIL, _EMAIL), (Trace.ACCOUNT, _ACCOUNT), (Trace.PLATE, _PLATE)):
        if pattern.search(flat):
            found.add(trace)
    if any(_NO_NAME.match(match.group()) is None for match in _PERSON.finditer(flat)):
        found.add(Trace.PERSON)
    words = _NOT_WORDS.sub("", flat)
    if any(name and _NOT_WORDS.sub("", name) in words for name in names):
        found.add(Trace.NAME)
    if any(_names_place(words, address) for address in addresses):
        found.add(Trace.ADDRESS)
    return [trace for trace in Trace if trace in found]


def _names_place(words: str, address: str) -> bool:
    """Whether the part of an address beyond the district, or its first characters, stands in a text."""
    beyond = _NOT_WORDS.sub("", _DISTRICT.sub("", unicodedata.normalize("NFKC", address)))
    return len(beyond) >= MIN_ADDRESS and beyond[: MIN_ADDRESS + 1] in words
