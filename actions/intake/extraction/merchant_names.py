"""Candidates for the name of a business, each with the weight that its form alone gives it.

A name is a run of naming words that ends in a business noun (晨光+超市), an organisation the tagger knows,
a quoted or introduced name, or a proper name behind 在 where somebody buys.
"""

import re
from dataclasses import dataclass

from actions.intake.extraction.party_words import (
    BUSINESS_NOUNS,
    COMPANIES,
    INDUSTRIES,
    PLATFORMS,
    TELECOM,
    any_of,
)
from actions.intake.extraction.trade_words import GOODS
from actions.intake.extraction.vocabulary import vocabulary
from actions.intake.extraction.words import Word

NOUN_AT_END = re.compile(rf"(?:{any_of(BUSINESS_NOUNS)})$")
NAMING_TAGS = frozenset({"n", "nz", "nw", "LOC", "ORG", "PER", "vn", "a", "an", "m", "xc", "s", "ad"})
# These end the run to the left: they stand before a business, not in its name
GENERAL = frozenset(
    vocabulary(
        "老家 我们 你们 他们 自己 本人 家 家里 一家 附近 楼下 小区 门口 当地 本地 外地 网上 线上 线下 多家 各 各大 有关 相关 全国 实体 正 一个 这个 那个 这家 "
        "那家 某家 某个 两家 几家 首家 旁边 对面 市 县 区 省 村 镇 学生 孩子 女儿 儿子 朋友 同学 老婆 老公 爸妈 父母 全部 所有 客户 会员 消费者 时候 时间 时 后 前 中 "
        "处 者 原因 问题 情况 报名 工作 一次 暑假 寒假 结果 原来 现在 目前 最后 后来 当时 期间 过程 方面 部分 东西 钱 费用 合同 价格 质量 产品 商品"
    )
)
# These may stand inside a name (晨光大市场) but do not begin one
SOFT = frozenset(
    vocabulary(
        "很多 许多 众多 各个 所谓 私立 公立 民办 贷款 网贷 小贷 金融 理财 担保 投资 行业 航空 校车 出租车 公交车 客运 公交 长途 货运 供电 供水 自来水 有线 烟草 电信 联通 移动 隔壁 大 小 老 新 大型 小型 正规 新开 连锁 黑心 无良 不良 知名 著名 高档 高端 公共 私人 国际 中国 手机 汽车 快递 批发 二手 专业 官方 品牌 服务 培训 教育 美容 "
        "健身 装修 装饰 搬家 家政 旅游 婚庆 物流 保险 房产 家具 建材 电器 数码 服装 珠宝 宠物 摄影 英语 舞蹈 早教 托管 维修 早餐 综合 网络 科技 贸易 检测 检验"
    )
)
COMMON_PART = re.compile(any_of((*GENERAL, *SOFT, *INDUSTRIES, *GOODS)))  # 手表店 and 二手车市场 name nobody
MEASURE = re.compile(r"^[一二三四五六七八九十两几多每这那某\d]+[家个间所名座箱件台袋瓶盒份张部条本套块斤]?$")
QUOTED_NAME = re.compile(r"[“「『\"](?P<name>[^“”「」『』\",。]{2,20})[”」』\"]")
NAMED = re.compile(
    r"(?:叫做?|名叫|名为|店名(?:是|为)?|商家(?:是|名称是?)|公司名(?:称)?(?:是|为)?|被投诉(?:人|方|单位)(?:是|为|:)?)\s?:?$"
)
BOUGHT_THERE = re.compile(
    r"^[^,。!?;]{0,14}(?:买|购|报名|报班|报|办|充值|消费|订|吃|就餐|入住|租|缴|交|做|理发|装修|学车|注册|充|上网|坐|乘|玩|住|洗|剪|取钱|存|看)"
)
AT = re.compile(r"(?:在|到|去|从|于|向|找|给|跟|和|被|进|投诉|举报|与)(?:了|一家|这家|那家)?$")
AT_PLACE = re.compile(r"[在到从]$")
NOT_A_SELLER = re.compile(r"那|家|手|身|的")
SERVICE = re.compile(
    r"(?:注册|下载|安装|使用|加入|登录|开通)(?:了|过)?(?P<name>[一-龥A-Za-z\d]{2,8}?(?:共享单车|共享汽车|充电宝|平台|网|[Aa][Pp][Pp]|商城|小程序|软件))"
)
INTRODUCED = re.compile(
    r"(?:店|公司|商家|机构|学校|超市|馆|中心|单位|那家|这家)[^,。!?;]{0,4}(?:叫做?|名叫|名为|名字是|名称是|全称是?):?"
    r"(?P<name>(?!我|他|她|你|人|什么|啥)[一-龥A-Za-z\d·&]{2,20}?)(?=[,。!?;:\s]|$)"
)
BEHIND_REGION = re.compile(
    rf"(?:[省市区县镇乡]|街道)(?P<name>[^的了在我是有和这那一个家你他们被去来到买所各场民为政吗呢吧很附近“”\",。!?;:\s、(]{{2,10}}?"
    rf"(?:{any_of(noun for noun in BUSINESS_NOUNS if len(noun) > 1)}|"
    rf"(?:{any_of(INDUSTRIES)})(?!行|城|场|市场|公司|管理|部门|局|费|机构|中心|学校|店|[一-龥]?厂)))"
)
# 在A市+name+买的: behind a place even a name that the tagger does not know
BEHIND_REGION_DEALT = re.compile(
    r"在[^,。在]{0,8}[省市区县镇](?P<name>[^的了在我是有和这那一个家你他们被去来到所各场民为政上里网店手路街边附近楼“”,。!?;:\s、(]{3,8}?)(?=(?:购?买|报名|办理|[预]?订)[了的])"
)
VERB_TAKEN_IN = re.compile(r"[报办买订](?=[了名班卡个一])")
GOODS_AT_END = re.compile(r"(?:手机|电视|冰箱|空调|洗衣机|电脑|汽车|轿车|奶茶|奶粉|牛奶|面膜|酒|卡|床垫|油)$")
BRAND_OF = re.compile(
    r"^[^买卖的了,。A-Za-z\d]{0,3}(?:手机|电视|冰箱|空调|洗衣机|电脑|汽车|奶茶|奶粉|牛奶|卡|牌|款|\s?\d)"
)
# What masks a name instead of leaving it out: 某某装饰公司, xx健身房, 郑**脚店
MASK = re.compile(r"^(?:某{1,3}|[A-Z]|[xX×*○]{1,4})$")
STARRED = re.compile(
    r"(?<![一-龥])(?P<name>[一-龥]{1,3}\*{1,4}[一-龥]{1,4}?)(?=课程|公司|店|的|,|在|上|网|平台|客服)|(?<![A-Za-z])(?P<firm>[A-Z某]司)(?=[,，。、在的无不对给]|$)"
)
COMPANY = re.compile(rf"(?:{any_of(COMPANIES)})(?:公司|超市|餐厅)?")
# 【投诉对象】…, 商家名称: …
LABELLED = re.compile(
    r"(?:投诉对象|被投诉(?:人|方|商家|单位|企业)|涉诉(?:企业|商家)|商家(?:名称?)?|店铺(?:名称?|名字)?|(?:公司|单位|企业|门店)(?:全称|名称))\s?[】\]:]\s?(?:是|为)?"
    r"(?P<name>[一-龥A-Za-z\d()·&]{2,25})"
)
BESIDE_QUOTE = re.compile(
    rf"^(?:的|这家|那家|一家)?(?:[一-龥]{{0,4}}?)(?:{any_of(BUSINESS_NOUNS)})|^(?:上)?(?:买|购|消费|报名|办)"
)
CUT_TOGETHER = frozenset("吗呢吧的了是和")  # a name begins so only where two sentences were cut together
QUOTE_MARK = re.compile(r"[“”「」『』\"]")
QUOTED_PLACE = re.compile(r"[旁边口面街路里店家]的$")  # 书店旁的“…”
SENTENCE_IN_NAME = re.compile(r"[不了就没吧吗呢]|说|要|退|保证|免费|正品|承诺")
MASKED_PERSON = re.compile(
    r"(?:经销商|老板|店主|负责人|商贩|摊主|房东|卖家|车主|司机|教练|装修工)(?P<name>[一-龥]某{1,2})(?![一-龥]{0,4}(?:店|公司|超市))"
)
PLATFORM_NAME = re.compile(any_of(PLATFORMS))  # 网易严选 is not 网易
INDUSTRY = re.compile(any_of(INDUSTRIES))
STRONG, FAIR, WEAK, BRAND = 0.7, 0.6, 0.5, 0.35
QUOTED = 0.85


@dataclass(frozen=True)
class Name:
    start: int
    end: int
    weight: float
    text: str


def noun_length(text: str) -> int:
    match = NOUN_AT_END.search(text)
    return len(match[0]) if match else 0


def names_something(text: str) -> bool:
    """晨光超市 does, 大型超市 and 超市 do not."""
    rest = text[: len(text) - noun_length(text)]
    rest = COMMON_PART.sub("", rest)
    if text[:1] in CUT_TOGETHER:
        return False
    if MASK.match(rest):
        return True
    return len(rest) >= 1 and not MEASURE.match(rest) and not noun_length(rest) == len(rest) > 0


def _run_start(words: list[Word], last: int) -> int:
    """The first word of the run of naming words that ends at words[last]."""
    first = last
    while first > 0 and words[first - 1].end == words[first].start and _may_be_in_name(words[first - 1]):
        is_compound = first == last and len(words[last].text) == noun_length(words[last].text)
        if noun_length(words[first - 1].text) > 1 and not is_compound:
            break  # 物业公司 万家物业: the earlier business is another mention
        first -= 1
    while first < last and words[first].text in SOFT and words[first].text not in ("中国", "国际"):
        first += 1
    return first


def _may_be_in_name(word: Word) -> bool:
    place_above = word.text.endswith(("街道", "社区", "镇", "乡", "村")) and word.tag == "LOC"
    return bool(MASK.match(word.text)) or (
        word.tag in NAMING_TAGS
        and word.text not in GENERAL
        and not MEASURE.match(word.text)
        and not place_above
    )


def _noun_before(folded: str, end: int) -> int:
    return noun_length(folded[max(0, end - 8) : end])


def _by_noun(folded: str, words: list[Word]) -> list[Name]:
    names = []
    for index, word in enumerate(words):
        verb_inside = word.text[-1] in "报办买订吃住" and noun_length(word.text[:-1]) > 1
        end = word.end - verb_inside  # 丽晶酒店办|婚宴
        if word.tag not in ("n", "nz", "ORG", "LOC", "s", "PER", "vn") or not _noun_before(folded, end):
            continue
        following = words[index + 1] if index + 1 < len(words) else None
        joined = following and following.start == word.end and following.tag == "n"
        if joined and following and _noun_before(folded, following.end) > len(following.text):
            continue  # 快递 + 公司: the run ends later
        first = _run_start(words, index)
        start = words[first].start
        text = folded[start:end]
        if names_something(text) and len(text) <= 30 and not QUOTE_MARK.search(text):
            proper = any(one.tag in ("ORG", "LOC", "PER", "nz", "nw") for one in words[first : index + 1])
            masked = any(MASK.match(one.text) for one in words[first : index + 1])
            names.append(Name(start, start + len(text), STRONG if proper or masked else WEAK, text))
    return names


def _by_tagger(folded: str, words: list[Word]) -> list[Name]:
    """Organisations without a business noun, and 在+name where somebody buys."""
    names = []
    for word in words:
        end = word.end - 1 if VERB_TAKEN_IN.match(folded, word.end - 1) else word.end
        industry = INDUSTRY.match(folded, end) if word.tag in ("ORG", "PER", "nz", "LOC") else None
        end = industry.end() if industry and len(word.text) > 1 else end
        name, ahead = folded[word.start : end], folded[max(0, word.start - 4) : word.start]
        behind = folded[end : end + 18]
        if (
            PLATFORM_NAME.match(folded, word.start)
            or MASKED_PLACE.match(name)
            or name in GOODS
            or GOODS_AHEAD.search(ahead)
        ):
            continue
        if TRIP.fullmatch(name) and TRAVELLED.search(ahead):
            continue
        if len(name) < 2 or name[0] in CUT_TOGETHER or noun_length(name) or GOODS_AT_END.search(name):
            continue
        bought_there = (
            AT_PLACE.search(ahead) and BOUGHT_THERE.match(behind) and not NOT_A_SELLER.match(behind)
        )
        if word.tag == "ORG":
            names.append(Name(word.start, end, BRAND if BRAND_OF.match(behind) else FAIR, name))
        elif word.tag in ("PER", "nz") and bought_there:
            names.append(Name(word.start, end, FAIR, name))
    return names


# 在海南旅游时, 去海南旅游: what was done where, and no 海南旅游 that was bought from
TRIP = re.compile(r"[一-龥]{2,4}(?:旅游|旅行)")
TRAVELLED = re.compile(r"[在去到往](?:了|过)?$")
MASKED_PLACE = re.compile(r"^(?:[A-Za-z]{1,2}\d{0,2}|[xX×*]+)$")  # A5 of A5县
GOODS_AHEAD = re.compile(r"(?:买|购|订|租|提|喝|吃|用|送|卖)(?:了|的|过)?(?:一?[辆台部个款])?$")
PROPER = frozenset({"PER", "ORG", "nz", "nw"})
DEALT = re.compile(
    r"^(?:这里|那里|这边|那边)?(?:给[我他她孩子家]{1,3})?(?:购?买|购|报|办|订|定|充|消费|租|交|缴|预[交缴付]|装修|入住|吃|就餐|做|注册|贷)"
)


def _where_dealt(folded: str, words: list[Word]) -> list[Name]:
    """在+name+买: a name of several words that ends in no business noun (在B市金色年华买的房)."""
    names = []
    for index, word in enumerate(words):
        if word.text not in ("在", "从", "于", "到"):
            continue
        last = index + 1
        while (
            last < len(words)
            and words[last].tag in (*PROPER, "LOC", "n", "xc")
            and words[last].text not in GENERAL
        ):
            last += 1
        run = words[index + 1 : last]
        while len(run) > 1 and (
            run[0].tag == "LOC" or run[0].text.endswith(("市", "区", "县")) or run[0].tag == "xc"
        ):
            run = run[1:]
        if (
            len(run) < 2
            or not DEALT.match(folded[run[-1].end :])
            or not any(one.tag in PROPER for one in run)
        ):
            continue
        text = folded[run[0].start : run[-1].end]
        if not noun_length(text) and 3 <= len(text) <= 10 and not GOODS_AT_END.search(text):
            names.append(Name(run[0].start, run[-1].end, FAIR, text))
    return names


def _by_form(folded: str) -> list[Name]:
    names = []
    for match in QUOTED_NAME.finditer(folded):
        ahead = folded[max(0, match.start() - 8) : match.start()]
        behind = folded[match.end() : match.end() + 8]
        named = NAMED.search(ahead) or (noun_length(match["name"]) and names_something(match["name"]))
        beside = _noun_before(folded, match.start()) or BESIDE_QUOTE.match(behind)
        placed = QUOTED_PLACE.search(ahead) and len(match["name"]) <= 8
        if named or ((beside or placed) and not SENTENCE_IN_NAME.search(match["name"])):
            names.append(Name(match.start("name"), match.end("name"), QUOTED, match["name"]))
    for pattern in (LABELLED, MASKED_PERSON):
        names += [Name(m.start("name"), m.end("name"), QUOTED, m["name"]) for m in pattern.finditer(folded)]
    for pattern, weight in ((COMPANY, FAIR), (TELECOM, FAIR), (STARRED, STRONG)):
        names += [
            Name(m.start(), m.end(), weight, m[0])
            for m in pattern.finditer(folded)
            if not BRAND_OF.match(folded[m.end() :]) and not PLATFORM_NAME.match(folded, m.start())
        ]
    for pattern in (SERVICE, INTRODUCED, BEHIND_REGION, BEHIND_REGION_DEALT):
        spans = ((m.start("name"), m.end("name"), m["name"]) for m in pattern.finditer(folded))
        names += [Name(start, end, STRONG, name) for start, end, name in spans if names_something(name)]
    return names


def candidates(folded: str, words: list[Word]) -> list[Name]:
    """Every run that may be a business's name; the same business may be among them several times."""
    return [
        *_by_noun(folded, words),
        *_by_tagger(folded, words),
        *_where_dealt(folded, words),
        *_by_form(folded),
    ]
