"""What a sum in a story is: paid, in dispute, offered, claimed, quoted, a price a piece, or something else.

The role is read from the clause around the sum. The words are what people write; the order of the rules
is the order of trust: 要求赔偿3000 is a claim although 赔偿 alone might be an offer.
"""

import re
from collections.abc import Callable
from enum import StrEnum


class MoneyRole(StrEnum):
    PAID = "paid"
    DISPUTED = "disputed"  # taken, kept back or owed by the shop
    OFFERED = "offered"  # what the shop would give
    CLAIMED = "claimed"  # what the person wants beyond the price
    QUOTED = "quoted"  # the law, a tariff, an advertisement, another person's sum
    UNIT_PRICE = "unit_price"
    OTHER = "other"


NOT_BREAK = r"[^,。!?;:\n]"
NOT_BREAK_OR_SUM = r"[^,。!?;:\n\d]"  # 标价59收了69: the words of one sum do not reach the next
LAW_NEAR = re.compile(
    rf"(?:第[零一二三四五六七八九十百\d]+条|《[^》]*(?:法|条例|规定|办法|标准|规则|通知)》|规定|标准|不足|法律|罚款){NOT_BREAK}{{0,14}}$"
)
THIRD_PARTY = re.compile(
    rf"(?:同学|朋友|别人|别家|其他人|其他家|人家|邻居|同事|有人|广告|宣传|市面上?|市场价|原价|官网|活动价|"
    rf"正常价?|隔壁|网上(?:才|只|卖|价)|别处|外面|市场上|最少要?|最低|要么|指导价|其中){NOT_BREAK_OR_SUM}{{0,14}}$"
)
# 原价4200元优惠后3899元: what follows the discount is paid
RAISED_AFTER = re.compile(r"^(?:涨|升|提高?|变|加|降|压)(?:到|成|为)")  # 从1.2元涨到1.8元: what it was
TAKEN_NOW = re.compile(r"(?<![该应要])扣[除掉留下]?(?:了|我)?$|按原价扣$")
AFTER_DISCOUNT = re.compile(
    rf"(?:优惠|打?折|活动|用?券|满减|减免|立减)(?:后|完|下来){NOT_BREAK}{{0,3}}$|到手价?$"
)
# What somebody says a thing is worth or will cost: 预估价43元, 回收价从1450元压到620元
ESTIMATE = re.compile(
    rf"(?:预估|压到|降到|砍到|估价|预估价|回收价|报价|标价|吊牌价|评估|市值|只值|最多值|也就值|鉴定价|身价|月供|余额宝|月薪|工资|每月还){NOT_BREAK_OR_SUM}{{0,12}}$"
)
# What the trouble itself cost: tests, post, doctors. Not the price of the thing.
STILL_THERE = re.compile(r"还有(?!\d)[^,。]{1,6}$")
SIDE_COST_AFTER = re.compile(
    r"^(?:钱|的)?(?:去|来)?(?:做|请|找)?(?:了|个)?(?:鉴定|检测(?!站)|检验|化验|公证|挂号|拍片|医药费|医疗费|检查费|鉴定费|检测费|路费|车费|油费|运费(?!险)|邮费|误工费)"
)
HARM_COST = re.compile(rf"(?:医药费|医疗费|治疗费?|看病|医院|住院|修[车理好]|维修费?){NOT_BREAK}{{0,8}}$")
SIDE_COST = re.compile(rf"(?:鉴定费|检测费|检验费|公证费|律师费|邮费|运费|路费|拖车费){NOT_BREAK}{{0,8}}$")
WISH = re.compile(
    rf"(?:要求|索赔|请求|希望|想要|主张|诉求|应该?|应当|申请){NOT_BREAK}{{0,10}}"
    rf"(?:赔|补偿|补|退|返|还|给){NOT_BREAK}{{0,6}}$|索赔{NOT_BREAK}{{0,4}}$|(?:精神损失费|误工费){NOT_BREAK}{{0,3}}$"
)
OFFER = re.compile(
    rf"(?:只肯|只能|只给|只愿意?|只|仅|最多|愿意|同意|答应|可以|承诺|提出|说|表示|协商|和解){NOT_BREAK}{{0,8}}"
    rf"(?:赔偿?|补偿?|退还?|返还?|给我?|优惠|减免){NOT_BREAK}{{0,4}}$|(?:补偿|赔)(?:了|给)?我(?:们)?$|"
    rf"(?:红包|优惠券|代金券|抵用券|满减|立减|优惠|折扣|减免|返现|便宜了?){NOT_BREAK}{{0,2}}$"
)
# 只肯退差价10元: an offer although it speaks of the difference
ONLY_OFFERED = re.compile(rf"(?:只肯|只能|只同意|只愿意?|只给|最多|仅)(?:退|赔|补)[还偿]?{NOT_BREAK}{{0,5}}$")
OFFER_AFTER = re.compile(r"^(?:的?(?:红包|优惠券|代金券|抵用券|补偿|赔偿|优惠|券))")
SPENT_BEFORE = re.compile(r"[费款金付交缴花买购报办订卖开做点种租]")
STANDS_AS_CLAUSE = re.compile(rf"{SPENT_BEFORE.pattern}[^。!?;\n]*[,\s]\s?(?:价格|大概|大约|约)?$")
UNIT_BEFORE = re.compile(
    r"(?:每[一-龥]{0,5}?|一个?[个斤节次天月年份张件只条盒袋瓶桶箱平人]|单价|[时日]薪|/)(?:要?收?费?|是|就|才|只要|卖)?$"
)
UNIT_AFTER = re.compile(
    r"^(?:左右|多)?(?:钱)?(?:/|每|(?:一|1)(?:斤|个|节|次|天|月|年|份|张|件|只|条|盒|袋|瓶|桶|箱|平|位|人|公斤|克|升|小时)"
    r"|(?:一个)(?:月|小时|人))"
)
# A price for a period bought as a whole (2000一年 for a yearly card) is what was paid.
PERIOD_AFTER = re.compile(r"^(?:块|元|钱)*(?:一年|1年|/年|每年|两年|半年|一学期|一学年|/学期)")
PERIOD_BEFORE = re.compile(r"(?<![每第用了过])(?:一|两|三|半)(?:年|学期|学年|季度)(?:是|要|共|交|费用)?$")
# 一张870元的单子, 380元的机油: the price of a thing, unless the thing is money itself
PRICE_OF_AFTER = re.compile(
    r"^的(?!红包|代金券|优惠券|抵用券|抵扣券|券|赔偿|补偿|现金|[定订押]金|罚款|损失|部分|时候|话|那|价|东西|标准|差)[一-龥]"
)
CHARGED_EACH = re.compile(r"每[一-龥]{1,3}(?:要?收费?|费用)$")
ONE_OF_THEM = re.compile(r"一[张份笔个单台部]$")
SHORT_FEE_AFTER = re.compile(r"^的?[一-龥]{1,4}费(?!用户)")
KEPT = re.compile(
    rf"(?:扣[除掉留下]?|多收|乱收|加收|另收|收取|收费|收了?我?|要了我?|不退|没退|未退|不给退|还剩|剩余?下?|余额|余款|尾款|少退|差价|"
    rf"欠|损失|涨价?|涨到|违约金|手续费|拖欠|克扣|抠掉|卖到|一律收|还差|多出|多了|加了|再加|让我加|张口就要|开口就要|收我|要加|得加|多加|还有|自动续费|盗刷|被骗|骗[了走]|套路){NOT_BREAK}{{0,6}}$"
)
KEPT_AFTER = re.compile(
    r"^(?:钱|的)?(?:不退|没退|不给退|不还|没到账|未到账|退不了|退不回|拿不回|打水漂|(?:违约金|手续费|差价|损失)|假[币钞])"
)
PAYING = (
    r"花费?|付|支付|交纳?|缴纳?|充值?|冲(?=了|值)|结[账算]|打出来|一口价|补(?=了)|买|购买?|转账?|刷卡?|打款|汇款?|垫付|消费|投入|投资|预存|储值|"
    r"入手|拍下?|成交|下单|办理?|报名?|借贷|贷款?"
)
COST = (
    r"[定订押首]金|首付款?|券面|面[值额]|诚意金|诚信金|保证金|会员费|学费|培训费|报名费|服务费|装修费|中介费|房租|租金|车款|货款|房款|"
    r"团费|费用|费|总价|总计|总共|共计|合计|一共|共|价格|价值|售价|单价|全款|实付|金额|款项?|价款|原价"
)
DONE = r"(?:了|过|的是|是|为|给|就要?|约|大概|大约|差不多|将近|近)"
PAID_CLEARLY = re.compile(
    rf"(?:{PAYING})(?:了|过|的是){NOT_BREAK}{{0,8}}$|(?:{COST}){DONE}?{NOT_BREAK}{{0,4}}$"
)
PAID_MAYBE = re.compile(rf"(?:{PAYING}){NOT_BREAK}{{0,7}}$|以{NOT_BREAK}{{0,3}}$")
ASKED = re.compile(
    r"(?:卖|要价)(?:到|了)?$|[只片盒袋粒支]装$|(?:[两三四五六七八九十]|\d)[张件台个盒斤箱双套瓶袋只](?:一?共)?$|(?:一家[一-龥]口|[两三四五]个?人|全家|夫妻俩?)(?:一?共)?$"
)
BOUGHT_BEFORE = re.compile(rf"(?:买|竞拍|购|订|拍|抢|办|报名?|租|点)(?:了|的|到){NOT_BREAK}{{0,16}}$")
INTENDED = re.compile(rf"(?:想|打算|准备|再去?|就|还得|本来要)(?:{PAYING}){NOT_BREAK}{{0,4}}$")
# A bare 一共140 adds up something; that it was paid must be said shortly before.
ONLY_ADDED_UP = re.compile(r"(?:总计|总共|共计|合计|一共|共)(?:是|为|约)?$")
PAID_AFTER = re.compile(
    rf"^(?:钱|左右|多|的|现金|人民币)*(?:的价格|包邮|全包|到手|{COST}|买|购|报|办|订|入手|拍|交|充|租|请|做了?|给(?:了|他|她|店))"
)
CLAUSE_ENDS = re.compile(r"^(?:左右|多)?(?:[,。!?;\s]|$)")
CASH_AFTER = re.compile(r"^(?:的)?(?:现金|零钱|面额|面值|纸币|硬币)")
PRE_WINDOW, POST_WINDOW = 22, 12  # characters


def role_of(folded: str, start: int, end: int) -> tuple[MoneyRole, float]:
    """The role of the sum at folded[start:end], and how sure it is (0 to 1)."""
    before, after = folded[max(0, start - PRE_WINDOW) : start], folded[end : end + POST_WINDOW]
    return next(
        (answer for applies, answer in RULES if applies(before, after)),
        (MoneyRole.OTHER, 0.3),
    )


Rule = Callable[[str, str], object]
RULES: tuple[tuple[Rule, tuple[MoneyRole, float]], ...] = (
    (lambda b, a: RAISED_AFTER.search(a), (MoneyRole.QUOTED, 0.7)),
    (lambda b, a: TAKEN_NOW.search(b), (MoneyRole.DISPUTED, 0.8)),
    (lambda b, a: AFTER_DISCOUNT.search(b), (MoneyRole.PAID, 0.8)),
    (lambda b, a: ESTIMATE.search(b), (MoneyRole.QUOTED, 0.7)),
    (lambda b, a: LAW_NEAR.search(b) or THIRD_PARTY.search(b), (MoneyRole.QUOTED, 0.7)),
    (lambda b, a: WISH.search(b), (MoneyRole.CLAIMED, 0.8)),
    (lambda b, a: ONLY_OFFERED.search(b), (MoneyRole.OFFERED, 0.8)),
    (lambda b, a: CHARGED_EACH.search(b), (MoneyRole.UNIT_PRICE, 0.7)),
    (lambda b, a: KEPT.search(b) and not STILL_THERE.search(b), (MoneyRole.DISPUTED, 0.8)),
    (lambda b, a: HARM_COST.search(b), (MoneyRole.DISPUTED, 0.65)),
    (lambda b, a: SIDE_COST.search(b) or SIDE_COST_AFTER.search(a), (MoneyRole.OTHER, 0.6)),
    (lambda b, a: OFFER.search(b) or OFFER_AFTER.search(a), (MoneyRole.OFFERED, 0.7)),
    (lambda b, a: PERIOD_AFTER.search(a) or PERIOD_BEFORE.search(b), (MoneyRole.PAID, 0.7)),
    (lambda b, a: ONE_OF_THEM.search(b) and PRICE_OF_AFTER.search(a), (MoneyRole.PAID, 0.65)),
    (lambda b, a: UNIT_BEFORE.search(b), (MoneyRole.UNIT_PRICE, 0.7)),
    (lambda b, a: UNIT_AFTER.search(a), (MoneyRole.UNIT_PRICE, 0.7)),
    (lambda b, a: CASH_AFTER.search(a) or INTENDED.search(b), (MoneyRole.OTHER, 0.5)),
    (lambda b, a: KEPT_AFTER.search(a), (MoneyRole.DISPUTED, 0.8)),
    (lambda b, a: PAID_CLEARLY.search(b) and not ONLY_ADDED_UP.search(b), (MoneyRole.PAID, 0.9)),
    (lambda b, a: PAID_AFTER.search(a), (MoneyRole.PAID, 0.8)),
    (lambda b, a: PAID_MAYBE.search(b), (MoneyRole.PAID, 0.7)),
    (lambda b, a: ONLY_ADDED_UP.search(b) and SPENT_BEFORE.search(b), (MoneyRole.PAID, 0.8)),
    (lambda b, a: ONLY_ADDED_UP.search(b), (MoneyRole.PAID, 0.6)),
    (lambda b, a: SHORT_FEE_AFTER.search(a) or PRICE_OF_AFTER.search(a), (MoneyRole.PAID, 0.6)),
    (lambda b, a: BOUGHT_BEFORE.search(b) and CLAUSE_ENDS.match(a), (MoneyRole.PAID, 0.65)),
    (lambda b, a: BOUGHT_BEFORE.search(b) or ASKED.search(b), (MoneyRole.PAID, 0.6)),
    # 买的电饭煲, 59.9元, …: the price as a clause of its own
    (lambda b, a: STANDS_AS_CLAUSE.search(b) and CLAUSE_ENDS.match(a), (MoneyRole.PAID, 0.7)),
)
