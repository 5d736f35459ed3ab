"""What was bought: the noun phrase behind a buying verb, else a fee's subject, else a well-known service.

在网上买了一台[空调], 报名了[瑜伽培训], 缴纳[培训]报名费, 去[云南旅游], 买的[饮料], [手机]是在店里买的.
"""

import re
from dataclasses import dataclass

from actions.intake.extraction.found import Found, found_at
from actions.intake.extraction.party_words import BUSINESS_NOUNS, DESCRIPTIONS
from actions.intake.extraction.vocabulary import vocabulary
from actions.intake.extraction.words import Word

BUYING = re.compile(
    r"^(?:[网团抢选代采邮]?购买?|买|购入|购得|网购|海淘|订购?|预订|预定|订阅|定制|定做|定|入手|拍下?|下单|租赁?|租用)(?:了|过|到|的|得)?$"
)
SIGNING = re.compile(
    r"^(?:办理?|报名?|报读|办了|报了|参加|注册|开通|充值?|充了|续费|加盟|装修|安装|维修|定制|选购|订|配)(?:了|过|的)?$"
)
PAYING = re.compile(r"^(?:[预]?[缴交付]纳?(?:了|的)?|支付|预缴|预交|垫付|收取?)$")
BUY_INSIDE = re.compile(r"^[买购订](?P<thing>[一-龥]{1,3})$")  # 买菜 as one word
NOUNS = frozenset({"n", "nz", "nw", "vn", "ORG", "LOC", "PER", "xc", "an", "s"})
MEASURE_WORD = r"[台个只条件张本部辆套双箱盒袋瓶桶罐包块份支枝把根颗粒片斤公斤克吨节堂次期款种间栋平米对顶束幅组批副串打家所年月天季学期]"
COUNTED = re.compile(
    rf"^(?:[一二两三四五六七八九十几半百千\d.]+|这|那|某|每)(?:{MEASURE_WORD}|公斤)?(?P<thing>[一-龥]*)$"
)
MEASURE_ONLY = re.compile(rf"^{MEASURE_WORD}$")
BY_PERIOD = re.compile(r"卡|课|会员|合约|套餐|保险|服务")  # 两年卡, 一年课程
HEAD_MEASURE = re.compile(r"^(?:[一二两三四五六七八九十几]?(?:台|只|条|件|辆|盒|袋|瓶))(?=[一-龥])")
FEE = re.compile(r"(?:费用?|款|金)$")
FEE_KIND = re.compile(r"(?:报名|服务|会员|学|预付|首付|押|定|订|诚意|诚信|保证)$")  # 培训[报名]费, 课程[学]费
NOTHING_AT_END = re.compile(
    r"(?:手续|许可证|合同|协议|证明|退款|退费|退货|业务|收据|发票|贷款|证|时间|事宜|电话|号码牌|方案|情况|问题|原因|老师|人员|客服|学生|家长|孩子|规定|标准|价格|政策|行业|公司|部门|钱)$|^[多块元来余]"
)
EMPTY_THINGS = frozenset(
    vocabulary(
        "东西 商品 产品 货 货物 物品 服务 钱 费用 时候 时间 问题 情况 手续 业务 合同 订单 退费 退款 退货 贷款 许可证 暂住证 证 发票 名 单 价格 质量 原因 一次 两次 "
        "活动 押金 定金 订金 诚意金 诚信金 全款 首付 款 费 余额 现金 会员费 金额 人 别人 我们 投诉 举报 登记 证明 后 前 时 日期 店 商家 时长 结果 号 之后 手机号 "
        "方式 地方 地点 朋友 公司 老板 一年 家 事 事情 位置 信息"
    )
)
FEE_IS_THE_THING = frozenset({"学费", "房租", "水费", "电费", "车款", "房款"})
HAN_OR_LETTER = re.compile(r"[一-龥a-zA-Z]")
NOT_DONE = re.compile(r"(?:未|没|没有|不|别|无法|拒绝|不想|不要)$")
POSSESSIVE_ENDS = frozenset(
    vocabulary("时候 质量 价格 问题 钱 费用 情况 时间 地方 人 原因 效果 态度 过程 期间 名义 理由 话 店 商家")
)
TRAVEL = re.compile(
    r"(?:去|到|往)(?P<thing>[一-龥]{2,6}?(?:旅游|旅行|跟团游|自由行|[一二三四五六七八九十\d]日游))"
)
RECHARGE = re.compile(r"给(?P<thing>[一-龥]{0,6}(?:卡|话费|会员|账号|账户|游戏)(?:充值|充钱))")
SOLD_TO_ME = re.compile(r"(?:[卖寄发]给(?:我|我们|我家)的|给(?:我|我们|我家)[做配装修拍]的)")
# Services whose verb says what was bought
SERVICE_VERBS = re.compile(
    r"修车|洗车|理发|烫发|染发|美发|美容|美甲|整形|植发|拔牙|种牙|补牙|配镜|配眼镜|体检|看病|装修|搬家|学车|学驾照|练车|租房|租车|打车|坐车|洗衣|干洗|"
    r"修手机|修电脑|修空调|开锁|疏通|月嫂|保洁|婚庆|拍照|婚纱照|写真|烫头|按摩|足疗|修脚|纹眉|纹身|祛斑|祛痘|减肥"
)
COMMON = re.compile(
    r"有线电视|网络电视|宽带|手机卡|电话卡|流量|话费|套餐|快递|外卖|包裹|健身卡|会员卡|储值卡|充值卡|年卡|月卡|次卡|会员|课程|学费|培训费|培训|网课|驾照|"
    r"停车费|物业费|供暖|暖气|取暖费|自来水|水费|电费|燃气|机票|火车票|高铁票|船票|门票|演唱会|电影票|酒店|民宿|房间|房租|电动车|电瓶车|摩托车|二手车|新车|汽车|"
    r"手机|电脑|平板|冰箱|空调|洗衣机|电视机?|热水器|油烟机|净水器|家具|沙发|床垫|地板|瓷砖|门窗|衣服|裤子|裙子|羽绒服|鞋子?|包包|手表|首饰|黄金|化妆品|护肤品|面膜|"
    r"保健品|药品?|眼镜|隐形眼镜|奶粉|牛奶|饮料|白酒|啤酒|香烟|面包|蛋糕|月饼|肉|海鲜|水果|蔬菜|火锅|烧烤|饭菜|自助餐|食品|零食|宠物|猫|狗|游戏币|游戏账号|皮肤|装备|礼品|彩票|门锁|充电宝|充电桩"
)  # fmt: skip
# 用手机付款, 停业装修
USED_AS_TOOL = re.compile(r"(?:(?:用|拿着?|通过|打|接)(?:我|他|她|孩子)?们?的?|停业|店面|重新|内部|正在)$")
USED_AS_PLACE = re.compile(r"号|上|里|支付|短信|银行|查|店|城|客服|公司")
CLEAR, LIKELY, GUESS = 0.85, 0.7, 0.5
THIRD_PARTY = re.compile(r"(?:同学|朋友|别人|其他人|邻居|人家)[^,。]{0,6}$")


@dataclass(frozen=True)
class _Phrase:
    start: int
    end: int


def _skip_to_noun(words: list[Word], at: int) -> int:
    """Past 了, numbers, measures, 这个, 他家的 and lengths of time."""
    while at < len(words):
        word = words[at]
        counted = COUNTED.match(word.text)
        if (
            word.tag in ("u", "r", "q")
            or word.text in ("了", "过", "到", "的", "各种", "一些", "很多", "价值", "全部")
            or (word.tag in ("m", "TIME") and (word.tag == "TIME" or counted is None or not counted["thing"]))
            or (word.tag == "n" and MEASURE_ONLY.match(word.text))
        ):
            at += 1
        else:
            break
    return at


def _phrase(folded: str, words: list[Word], at: int) -> _Phrase | None:
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
    return _Phrase(start, end)


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


def _behind_de(folded: str, words: list[Word], at: int) -> _Phrase | None:
    """公司 + (所生产) + 的 + 奶茶: the phrase behind 的, if it names a thing."""
    look = at
    while look < len(words) and look < at + 3 and (words[look].tag == "v" or words[look].text == "所"):
        look += 1
    if look >= len(words) or words[look].text != "的":
        return None
    after = _skip_to_noun(words, look + 1)
    if after >= len(words) or words[after].tag not in NOUNS or words[after].text in POSSESSIVE_ENDS:
        return None
    return _phrase(folded, words, after)


def _ahead_of_copula(words: list[Word], at: int) -> _Phrase | None:
    """[手机]是在店里买的: the subject before 是, when nothing follows 买的."""
    for back in range(at - 1, max(-1, at - 10), -1):
        if words[back].tag == "w":
            return None
        if words[back].text == "是" and back > 0 and words[back - 1].tag in NOUNS:
            return _Phrase(words[back - 1].start, words[back - 1].end)
    return None


def _useful(folded: str, phrase: _Phrase | None) -> _Phrase | None:
    """The phrase without its fee word; None if it says nothing (东西, 手续)."""
    if phrase is None:
        return None
    text = folded[phrase.start : phrase.end]
    thing = FEE.sub("", text)
    thing = FEE_KIND.sub("", thing) if thing != text and text not in FEE_IS_THE_THING else thing
    if len(thing) < 2 <= len(text):
        thing = text if text in FEE_IS_THE_THING else ""
    if not thing or thing in EMPTY_THINGS or len(thing) > 25 or NOTHING_AT_END.search(thing):
        return None
    if thing in BUSINESS_NOUNS or thing in DESCRIPTIONS or not HAN_OR_LETTER.search(thing):
        return None
    return _Phrase(phrase.start, phrase.start + len(thing))


def _by_verb(folded: str, words: list[Word]) -> list[tuple[float, _Phrase]]:
    result = []
    for index, word in enumerate(words):
        ahead = folded[max(0, word.start - 10) : word.start]
        if word.tag not in ("v", "vn", "n", "p") or THIRD_PARTY.search(ahead) or NOT_DONE.search(ahead):
            continue
        inside = BUY_INSIDE.match(word.text)
        if (
            inside
            and word.tag == "v"
            and not BUYING.match(word.text)
            and inside["thing"] not in EMPTY_THINGS | {"单", "下", "回来"}
        ):
            result.append((CLEAR, _Phrase(word.start + 1, word.end)))
            continue
        strength = CLEAR if BUYING.match(word.text) else LIKELY if SIGNING.match(word.text) else 0.0
        if not strength and PAYING.match(word.text):
            strength = LIKELY - 0.1
        if not strength:
            continue
        phrase = _phrase(folded, words, index + 1)
        if phrase is None and index + 1 < len(words) and words[index + 1].text == "的":
            phrase = _ahead_of_copula(words, index)
        if PAYING.match(word.text) and phrase and not FEE.search(folded[phrase.start : phrase.end]):
            continue
        useful = _useful(folded, phrase)
        if useful and folded[useful.start : useful.end] != "快递":  # 网购的快递: how it came
            result.append((strength, useful))
    return result


def _sold_to_me(folded: str, words: list[Word]) -> list[tuple[float, _Phrase]]:
    """卖给我的[茅台酒], 给我做的[烤瓷牙]."""
    result = []
    starts = {word.start: index for index, word in enumerate(words)}
    for match in SOLD_TO_ME.finditer(folded):
        useful = (
            _useful(folded, _phrase(folded, words, starts[match.end()])) if match.end() in starts else None
        )
        if useful:
            result.append((LIKELY, useful))
    return result


def _by_pattern(folded: str) -> list[tuple[float, _Phrase]]:
    result = []
    for pattern in (TRAVEL, RECHARGE):
        match = pattern.search(folded)
        if match:
            result.append((LIKELY, _Phrase(match.start("thing"), match.end("thing"))))
    return result


def _by_word(folded: str, words: list[Word]) -> list[tuple[float, _Phrase]]:
    """The first well-known service and thing that are words here: not the 猫 of 天猫, the 租车 of 出租车."""
    starts, ends = {word.start for word in words}, {word.end for word in words}
    result = []
    for pattern, strength in ((SERVICE_VERBS, LIKELY - 0.05), (COMMON, GUESS)):
        for match in pattern.finditer(folded):
            used = USED_AS_TOOL.search(folded[max(0, match.start() - 6) : match.start()])
            about = USED_AS_PLACE.match(folded[match.end() : match.end() + 3])
            if match.start() in starts and match.end() in ends and not used and not about:
                result.append((strength, _Phrase(match.start(), match.end())))
                break
    return result


def product(text: str, folded: str, words: list[Word], merchants: frozenset[str]) -> Found[str] | None:
    """The thing or service bought; confidence 0.5 where it is only the first service mentioned.

    `merchants`: names already read as the seller, which are not what was bought (订了某某酒店)."""
    candidates = [
        *_by_verb(folded, words),
        *_sold_to_me(folded, words),
        *_by_pattern(folded),
        *_by_word(folded, words),
    ]
    sellers = "\n".join(merchants)
    candidates = [
        one for one in candidates if folded[one[1].start : one[1].end] not in sellers or one[0] < LIKELY
    ]
    if not candidates:
        return None
    strength, phrase = max(candidates, key=lambda one: (one[0], -one[1].start))
    return found_at(text, phrase.start, phrase.end, strength)
