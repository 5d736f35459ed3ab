"""The noun phrase that names what was bought: where it begins, how far it goes, and whether it says anything."""

import re
from dataclasses import dataclass

from actions.intake.extraction.party_words import BUSINESS_NOUNS, DESCRIPTIONS
from actions.intake.extraction.trade_words import EMPTY_THINGS, FEE_IS_THE_THING
from actions.intake.extraction.vocabulary import vocabulary
from actions.intake.extraction.words import Word

MEASURE_WORD = r"[台个只条件张本部辆套双箱盒袋瓶桶罐包块份支枝把根颗粒片斤公斤克吨节堂次期款种间栋平米对顶束幅组批副串打枚剂针顿家所年月天季学期]"
COUNTED = re.compile(
    rf"^(?:[一二两三四五六七八九十几半百千\d.]+|这|那|某|每)(?:{MEASURE_WORD}|公斤)?(?P<thing>[一-龥]*)$"
)
MEASURE_ONLY = re.compile(rf"^{MEASURE_WORD}$")
BY_PERIOD = re.compile(r"卡|课|会员|合约|套餐|保险|服务")  # 两年卡, 一年课程
HEAD_MEASURE = re.compile(r"^(?:[一二两三四五六七八九十几]?(?:台|只|条|件|辆|盒|袋|瓶))(?=[一-龥])")
FEE = re.compile(r"(?:费用?|款|金)$")
FEE_KIND = re.compile(
    r"(?:初装|开户|开机|月租|年|报名|服务|会员|学|预付|首付|意向|押|定|订|诚意|诚信|保证)$"
)  # 培训[报名]费, 课程[学]费
NOTHING_AT_END = re.compile(
    r"(?:手续|许可证|合同|协议|证明|退款|退费|退货|业务|收据|发票|贷款|证|时间|事宜|电话|号码牌|方案|情况|问题|原因|老师|人员|客服|学生|家长|孩子|规定|标准|价格|政策|行业|公司|部门|钱)$|^[多块元来余]"
)
MEASURED_AT_END = re.compile(r"[一-龥]{2}率$")  # 瓷砖空鼓率
STARTS_EMPTY = re.compile(r"^(?:东西|物品|商品|产品)")
ENDS_IN_COUNT = re.compile(
    r"(?:(?:[一二两三四五六七八九十几]+|\d+)[台个只条件张本部辆套双箱盒袋瓶桶罐包块份]|了|的|等)$"
)
HAN_OR_LETTER = re.compile(r"[一-龥]|(?![xX×*]+$)[a-zA-Z]")
POSSESSIVE_ENDS = frozenset(
    vocabulary("时候 质量 价格 问题 钱 费用 情况 时间 地方 人 原因 效果 态度 过程 期间 名义 理由 话 店 商家")
)
NOUNS = frozenset({"n", "nz", "nw", "vn", "ORG", "LOC", "PER", "xc", "an", "s"})
SHOPS = tuple(sorted((*BUSINESS_NOUNS, "实体店", "实体"), key=len, reverse=True))


@dataclass(frozen=True)
class Phrase:
    start: int
    end: int


def _skip_to_noun(words: list[Word], at: int) -> int:
    """Past 了, numbers, measures, 这个, 他家的 and lengths of time."""
    while at < len(words):
        word = words[at]
        counted = COUNTED.match(word.text)
        if (
            word.tag in ("u", "r", "q")
            or word.text
            in (
                "了",
                "过",
                "到",
                "的",
                "各种",
                "一些",
                "很多",
                "价值",
                "全部",
                "标价",
                "原价",
                "总价",
                "售价",
            )
            or (word.tag in ("m", "TIME") and (word.tag == "TIME" or counted is None or not counted["thing"]))
            or (word.tag == "m" and word.text.endswith(("元", "块", "块钱", "万")))
            or (word.tag == "n" and MEASURE_ONLY.match(word.text))
        ):
            at += 1
        else:
            break
    return at


def phrase_at(folded: str, words: list[Word], at: int) -> Phrase | None:
    """The noun phrase that begins at words[at]; its head where 的 joins two (公司生产的奶茶)."""
    at = _skip_to_noun(words, at)
    first = at
    while at < len(words) and _continues(words, first, at):
        at += 1
    if at == first:
        return None
    head = _behind_de(folded, words, at)
    if head:
        return head
    start, end = words[first].start, words[at - 1].end
    if (
        first
        and words[first - 1].tag == "TIME"
        and words[first - 1].end == start
        and BY_PERIOD.match(folded, start)
    ):
        start = words[first - 1].start
    counted = COUNTED.match(words[first].text)
    if words[first].tag == "m" and counted and counted["thing"]:
        start = words[first].end - len(counted["thing"])
    measure = HEAD_MEASURE.match(folded[start:end])
    if measure and end - start > measure.end():
        start += measure.end()
    return Phrase(start, end)


def _continues(words: list[Word], first: int, at: int) -> bool:
    word = words[at]
    if at > first and words[at - 1].end != word.start:
        return False
    if at == first and word.tag == "m":
        counted = COUNTED.match(word.text)
        return bool(counted and counted["thing"] and counted["thing"][0] not in "元块万钱人次")
    if at > first and (word.text in BUSINESS_NOUNS or word.text in DESCRIPTIONS):
        return False  # 买的房子 | 开发商承诺…
    if word.tag in NOUNS:
        return not word.text.isspace()
    if word.tag in ("a", "v") and at == first:  # 二手车, 高级厨师班
        following = words[at + 1] if at + 1 < len(words) else None
        return bool(following and following.tag in NOUNS and len(word.text) == 2 and word.tag == "a")
    return word.tag == "m" and at > first and word.text.isascii() and len(word.text) <= 2  # 魅族 20


def _behind_de(folded: str, words: list[Word], at: int) -> Phrase | None:
    """公司 + (所生产) + 的 + 奶茶: the phrase behind 的, if it names a thing."""
    look = at
    while look < len(words) and look < at + 3 and (words[look].tag == "v" or words[look].text == "所"):
        look += 1
    if look >= len(words) or words[look].text != "的":
        return None
    after = _skip_to_noun(words, look + 1)
    if after >= len(words) or words[after].tag not in NOUNS or words[after].text in POSSESSIVE_ENDS:
        return None
    return phrase_at(folded, words, after)


def ahead_of_copula(words: list[Word], at: int) -> Phrase | None:
    """[手机]是在店里买的: the subject before 是, when nothing follows 买的."""
    for back in range(at - 1, max(-1, at - 10), -1):
        if words[back].tag == "w":
            return None
        if words[back].text == "是" and back > 0 and words[back - 1].tag in NOUNS:
            return Phrase(words[back - 1].start, words[back - 1].end)
    return None


def useful(folded: str, phrase: Phrase | None) -> Phrase | None:
    """The phrase without its fee word; None if it says nothing (东西, 手续)."""
    if phrase is None:
        return None
    text = folded[phrase.start : phrase.end]
    thing = FEE.sub("", text)
    thing = FEE_KIND.sub("", thing) if thing != text and text not in FEE_IS_THE_THING else thing
    if len(thing) < 2 <= len(text):
        thing = text if text in FEE_IS_THE_THING else ""
    thing = MEASURED_AT_END.sub("", thing) if len(thing) > 4 else thing
    thing = ENDS_IN_COUNT.sub("", thing) if len(thing) > 2 else thing
    if STARTS_EMPTY.match(thing) or thing in BUSINESS_NOUNS or MEASURE_ONLY.match(thing):
        return None
    shop = next((noun for noun in SHOPS if thing.endswith(noun) and len(thing) > len(noun) + 1), "")
    thing = thing.removesuffix(shop)
    if not thing or thing in EMPTY_THINGS or len(thing) > 25 or NOTHING_AT_END.search(thing):
        return None
    if thing in DESCRIPTIONS or not HAN_OR_LETTER.search(thing):
        return None
    return Phrase(phrase.start, phrase.start + len(thing))
