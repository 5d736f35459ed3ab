"""What was bought: the noun phrase behind a buying verb, else a fee's subject, else a well-known service.

在网上买了一台[空调], 报名了[瑜伽培训], 缴纳[培训]报名费, 去[云南旅游], 买的[饮料], [手机]是在店里买的.
"""

import re

from actions.intake.extraction.found import Found, found_at
from actions.intake.extraction.merchant_names import noun_length
from actions.intake.extraction.party_words import DESCRIPTIONS
from actions.intake.extraction.product_phrases import (
    FEE,
    NOTHING_AT_END,
    Phrase,
    ahead_of_copula,
    phrase_at,
    useful,
)
from actions.intake.extraction.trade_words import (
    COMMON,
    EMPTY_THINGS,
    NOT_A_THING_BOUGHT,
    NOT_BY_END,
    SERVICE_VERBS,
    TALKED_OF,
)
from actions.intake.extraction.words import Word

BUYING = re.compile(
    r"^(?:[网团抢选代采邮]?购买?|买|购入|购得|网购|海淘|订购?|预订|预定|订阅|定制|定做|定|入手|拍下?|下单|租赁?|租用|团购|抢购|秒杀|竞拍|拍得|参拍|点)(?:了|过|到|的|得)?$"
)
SIGNING = re.compile(
    r"^(?:办理?|报名?|报读|办了|报了|参加|注册|开通|充值?|充了|续费|加盟|装修|安装|维修|定制|选购|订|配)(?:了|过|的)?$"
)
# They tell what was sold, made or mended only where a thing follows at once (修了块手表, 卖的减肥茶)
SERVING = re.compile(
    r"^(?:做|修|打|寄|存|学|上|装|换|加|吃|喝|卖|考|玩|出售|销售|推销|贩卖|学习|租用|保养|更换)(?:了|的|过)?$"
)
PAYING = re.compile(r"^(?:[预]?[缴交付]纳?(?:了|的)?|支付|预缴|预交|垫付|收取?)$")
BUY_INSIDE = re.compile(r"^[买购订](?P<thing>[一-龥]{1,3})$")  # 买菜 as one word
TITLED = re.compile(
    r"(?P<thing>《(?![^》]*(?:法|条例|规定|办法|规则|通知|合同|协议|标准|意见|手册|须知|公告|说明书?)》)[^》]{1,15}》(?:账号|游戏|会员|课程)?)"
)
COUNTED_THING = re.compile(
    r"(?:\d+|[一二两三四五六七八九十几半])(?:[台部件瓶盒套辆双箱袋罐桶斤]|公斤)(?:的)?(?=[一-龥a-zA-Z])"
)
NOT_DONE = re.compile(r"(?:未|没|没有|不|别|无法|拒绝|不想|不要)$")
TRAVEL = re.compile(
    r"(?:去(?!年)|到|往)(?P<thing>[一-龥]{2,6}?(?:旅游|旅行|跟团游|自由行|[一二三四五六七八九十\d]日游))"
)
TOUR = re.compile(
    r"(?:^|[的了,。\s到去往加])(?P<thing>[一-龥]{2,6}?[一二三四五六七八九十两\d]+[日天](?:[一二三四五六七八九十两\d]夜)?游)"
)
RECHARGE = re.compile(r"给(?P<thing>[一-龥]{0,6}(?:卡|话费|会员|账号|账户|游戏)(?:充值|充钱))")
SOLD_TO_ME = re.compile(r"(?:[卖寄发]给(?:我|我们|我家)的|给(?:我|我们|我家)[做配装修拍]的)")
# 用手机付款, 停业装修
USED_AS_TOOL = re.compile(
    r"(?:(?:用|拿着?|偷?拿|通过|打|接)(?:我|他|她|孩子|大人|家长|爸|妈|爷|奶|老公|老婆)*们?的?|停业|店面|重新|内部|正在)$"
)
MODEL = re.compile(r"\s?[A-Za-z]{1,6}\d{1,4}[A-Za-z]{0,4}(?![\d.])")
USED_AS_PLACE = re.compile(r"[会院馆厂]|机构|学校|中心|号|上|里|支付|短信|银行|查|店|城|客服|公司")
THIRD_PARTY = re.compile(r"(?:同学|朋友|别人|其他人|邻居|人家)[^,。]{0,6}$")


BY_END = re.compile(r"[费卡券班课]$")  # 采暖费, 提货券: what was paid for is named by its end
CLEAR, LIKELY, SERVED, COUNTED_ONLY, MENTIONED, GUESS, REPEATED = 0.85, 0.7, 0.62, 0.58, 0.54, 0.5, 0.4
VERBS = ((BUYING, CLEAR), (SIGNING, LIKELY), (PAYING, LIKELY - 0.1))
PATTERNS = ((TRAVEL, LIKELY), (TOUR, LIKELY), (RECHARGE, LIKELY), (TITLED, SERVED - 0.02))
BEFORE_THE_THING = ((SOLD_TO_ME, LIKELY), (COUNTED_THING, COUNTED_ONLY))
NOT_BOUGHT_INSIDE = EMPTY_THINGS | {"单", "下", "回来"}


Candidate = tuple[float, Phrase]


def _by_verb(folded: str, words: list[Word]) -> list[Candidate]:
    result: list[Candidate] = []
    for index, word in enumerate(words):
        ahead = folded[max(0, word.start - 10) : word.start]
        if word.tag not in ("v", "vn", "n", "p") or THIRD_PARTY.search(ahead) or NOT_DONE.search(ahead):
            continue
        inside = BUY_INSIDE.match(word.text)
        if inside and word.tag == "v" and not BUYING.match(word.text):
            if inside["thing"] not in NOT_BOUGHT_INSIDE:
                result.append((CLEAR, Phrase(word.start + 1, word.end)))
        elif SERVING.match(word.text) and word.tag == "v":
            thing = _served(folded, words, index)
            result += [(SERVED, thing)] if thing else []
        else:
            thing = _bought(folded, words, index)
            strength = next((weight for verb, weight in VERBS if verb.match(word.text)), 0.0)
            result += [(strength, thing)] if thing and strength else []
    return result


def _bought(folded: str, words: list[Word], index: int) -> Phrase | None:
    """买了一台[空调], 缴纳[培训]报名费: the thing behind a verb of buying, signing up or paying."""
    verb = words[index].text
    if not any(pattern.match(verb) for pattern, _ in VERBS):
        return None
    behind = words[index + 1].text if index + 1 < len(words) else ""
    if verb == "点" and behind not in ("了", "的"):
        return None  # 7点
    phrase = phrase_at(folded, words, index + 1)
    if phrase is None and behind == "的":
        phrase = ahead_of_copula(words, index)
    if PAYING.match(verb) and phrase and not FEE.search(folded[phrase.start : phrase.end]):
        return None
    thing = useful(folded, phrase)
    # 网购的快递: how it came
    return thing if thing and folded[thing.start : thing.end] != "快递" else None


def _served(folded: str, words: list[Word], index: int) -> Phrase | None:
    """修了[块手表], 卖的[减肥茶], 学[UI设计]: the thing right behind a verb that is no purchase."""
    following = words[index + 1] if index + 1 < len(words) else None
    if following is None:
        return None
    if (
        following.text not in ("了", "的", "过")
        and following.tag not in ("nz", "m")
        and len(words[index].text) < 2
    ):
        return None
    thing = useful(folded, phrase_at(folded, words, index + 1))
    return thing if thing and thing.start <= following.end + 4 and _may_be_bought(folded, thing) else None


def _may_be_bought(folded: str, thing: Phrase) -> bool:
    return not NOT_A_THING_BOUGHT.search(folded[thing.start : thing.end])


def _by_pattern(folded: str, words: list[Word]) -> list[Candidate]:
    """去[云南旅游], 给[公交卡充值], 《某游戏》账号, 卖给我的[茅台酒], 4瓶[洋酒]."""
    result: list[Candidate] = []
    for pattern, strength in PATTERNS:
        match = pattern.search(folded)
        if match:
            result.append((strength, Phrase(match.start("thing"), match.end("thing"))))
    starts = {word.start: index for index, word in enumerate(words)}
    for pattern, strength in BEFORE_THE_THING:
        for match in pattern.finditer(folded):
            at = starts.get(match.end())
            thing = useful(folded, phrase_at(folded, words, at)) if at is not None else None
            if thing and thing.start == match.end() and _may_be_bought(folded, thing):
                result.append((strength, thing))
    return result


def _by_word(folded: str, words: list[Word]) -> list[Candidate]:
    """The first well-known service and thing that are words here: not the 猫 of 天猫, the 租车 of 出租车."""
    starts, ends = {word.start: word for word in words}, {word.end: word for word in words}
    result: list[Candidate] = []
    for pattern, strength in ((SERVICE_VERBS, MENTIONED), (COMMON, GUESS)):
        for match in pattern.finditer(folded):
            used = USED_AS_TOOL.search(folded[max(0, match.start() - 6) : match.start()])
            about = USED_AS_PLACE.match(folded[match.end() : match.end() + 3])
            if match.start() in starts and match.end() in ends and not used and not about:
                thing = Phrase(match.start(), match.end())
                result.append((strength, _with_brand(folded, thing, ends) if pattern is COMMON else thing))
                break
    return result


def _with_brand(folded: str, thing: Phrase, ends: dict[int, Word]) -> Phrase:
    """手机 -> vivo手机X90, 电视 -> 康佳电视: the maker and the model beside a thing belong to it."""
    maker, model = ends.get(thing.start), MODEL.match(folded, thing.end)
    is_maker = maker and maker.tag in ("nz", "nw", "ORG", "PER") and 2 <= len(maker.text) <= 6
    start = maker.start if maker and is_maker and not noun_length(maker.text) else thing.start
    return Phrase(start, model.end() if model else thing.end)


def _by_end(words: list[Word]) -> list[Candidate]:
    """[采暖费], [提货券], [舞蹈班]: the first word, or pair of words, whose end says what it is."""
    for index, word in enumerate(words):
        if not BY_END.search(word.text) or word.tag not in ("n", "nz", "vn", "nw"):
            continue
        start, text = word.start, word.text
        before = words[index - 1] if index else None
        if before and before.end == start and before.tag in ("n", "vn", "nz") and len(before.text) <= 3:
            start, text = before.start, before.text + text
        if len(text) >= 2 and text not in NOT_BY_END and word.text not in NOT_BY_END - {"费"}:
            return [(GUESS, Phrase(start, word.end))]
    return []


def _repeated(folded: str, words: list[Word]) -> list[Candidate]:
    """What the story keeps speaking of: a common noun named at least three times."""
    result: dict[str, Candidate] = {}
    for word in words:
        count = folded.count(word.text) if word.tag in ("n", "nz") and len(word.text) > 1 else 0
        said = word.text in EMPTY_THINGS or word.text in TALKED_OF or word.text in DESCRIPTIONS
        said = said or bool(NOTHING_AT_END.search(word.text)) or not word.text.isalpha()
        if count >= 3 and not said and not noun_length(word.text):
            strength = REPEATED + 0.02 * min(count, 4)
            result.setdefault(word.text, (strength, Phrase(word.start, word.end)))
    return list(result.values())


def _is_seller(thing: str, merchants: frozenset[str]) -> bool:
    # 点了[张亮]麻辣烫: a name in front of the seller's noun is the seller's, not the thing's
    return any(
        thing == name or (len(thing) > 2 and thing in name) or name == thing + name[-noun_length(name) :]
        for name in merchants
    )


def product(text: str, folded: str, words: list[Word], merchants: frozenset[str]) -> Found[str] | None:
    """The thing or service bought; confidence 0.5 where it is only the first service mentioned.

    `merchants`: names already read as the seller, which are not what was bought (订了某某酒店)."""
    candidates = [
        (strength, thing)
        for strength, thing in (
            *_by_verb(folded, words),
            *_by_pattern(folded, words),
            *_by_word(folded, words),
            *_by_end(words),
            *_repeated(folded, words),
        )
        if strength < LIKELY or not _is_seller(folded[thing.start : thing.end], merchants)
    ]
    if not candidates:
        return None
    strength, thing = max(candidates, key=lambda one: (one[0], -one[1].start))
    return found_at(text, thing.start, thing.end, strength)
