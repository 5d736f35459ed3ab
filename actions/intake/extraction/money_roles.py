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
LAW_NEAR = re.compile(
    rf"(?:第[零一二三四五六七八九十百\d]+条|《[^》]*》|规定|标准|不足|法律|罚款){NOT_BREAK}{{0,14}}$"
)
THIRD_PARTY = re.compile(
    rf"(?:同学|朋友|别人|别家|其他人|其他家|人家|邻居|同事|有人|广告|宣传|市面上?|市场价|原价|官网|活动价|"
    rf"正常价?|隔壁|最少要?|最低|要么|指导价|其中){NOT_BREAK}{{0,14}}$"
)
WISH = re.compile(
    rf"(?:要求|索赔|请求|希望|想要|主张|诉求|应该?|应当|申请){NOT_BREAK}{{0,10}}"
    rf"(?:赔|补偿|补|退|返|还|给){NOT_BREAK}{{0,6}}$|索赔{NOT_BREAK}{{0,4}}$|(?:精神损失费|误工费){NOT_BREAK}{{0,3}}$"
)
OFFER = re.compile(
    rf"(?:只肯|只能|只给|只愿意?|只|仅|最多|愿意|同意|答应|可以|承诺|提出|说|表示|协商|和解){NOT_BREAK}{{0,8}}"
    rf"(?:赔偿?|补偿?|退还?|返还?|给我?|优惠|减免){NOT_BREAK}{{0,4}}$|(?:补偿|赔)(?:了|给)?我(?:们)?$|"
    rf"(?:红包|优惠券|代金券|抵用券|满减|立减|优惠|折扣|减免|返现|便宜了?){NOT_BREAK}{{0,2}}$"
)
OFFER_AFTER = re.compile(r"^(?:的?(?:红包|优惠券|代金券|抵用券|补偿|赔偿|优惠|券))")
SPENT_BEFORE = re.compile(r"[费款金付交缴花买购报办订卖]")
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
KEPT = re.compile(
    rf"(?:扣[除掉留下]?|多收|乱收|加收|另收|收取|收费|收了?我?|要了我?|不退|没退|未退|不给退|还剩|剩余?下?|余额|余款|尾款|少退|差价|"
    rf"欠|损失|涨价?|涨到|违约金|手续费|拖欠|克扣|抠掉|自动续费|盗刷|被骗|骗[了走]|套路){NOT_BREAK}{{0,6}}$"
)
KEPT_AFTER = re.compile(
    r"^(?:钱|的)?(?:不退|没退|不给退|不还|没到账|未到账|退不了|退不回|拿不回|打水漂|(?:违约金|手续费|差价|损失))"
)
PAYING = (
    r"花费?|付|支付|交纳?|缴纳?|充值?|买|购买?|转账?|刷卡?|打款|汇款?|垫付|消费|投入|投资|预存|储值|"
    r"入手|拍下?|成交|下单|办理?|报名?|借贷|贷款?"
)
COST = (
    r"[定订押首]金|首付款?|诚意金|诚信金|保证金|会员费|学费|培训费|报名费|服务费|装修费|中介费|房租|租金|车款|货款|房款|"
    r"团费|费用|费|总价|总计|总共|共计|合计|一共|共|价格|价值|售价|单价|全款|实付|金额|款项?|价款|原价"
)
DONE = r"(?:了|过|的是|是|为|给|就要?|约|大概|大约|差不多|将近|近)"
PAID_CLEARLY = re.compile(
    rf"(?:{PAYING})(?:了|过|的是){NOT_BREAK}{{0,8}}$|(?:{COST}){DONE}?{NOT_BREAK}{{0,4}}$"
)
PAID_MAYBE = re.compile(rf"(?:{PAYING}){NOT_BREAK}{{0,7}}$|以{NOT_BREAK}{{0,3}}$")
INTENDED = re.compile(rf"(?:想|打算|准备|再去?|就|还得|本来要)(?:{PAYING}){NOT_BREAK}{{0,4}}$")
# A bare 一共140 adds up something; that it was paid must be said shortly before.
ONLY_ADDED_UP = re.compile(r"(?:总计|总共|共计|合计|一共|共)(?:是|为|约)?$")
PAID_AFTER = re.compile(
    rf"^(?:钱|左右|多|的|现金|人民币)*(?:的价格|{COST}|买|购|报|办|订|入手|拍|交|充|租|请|做了?|给(?:了|他|她|店))"
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
    (lambda b, a: LAW_NEAR.search(b) or THIRD_PARTY.search(b), (MoneyRole.QUOTED, 0.7)),
    (lambda b, a: WISH.search(b), (MoneyRole.CLAIMED, 0.8)),
    (lambda b, a: KEPT.search(b), (MoneyRole.DISPUTED, 0.8)),
    (lambda b, a: OFFER.search(b) or OFFER_AFTER.search(a), (MoneyRole.OFFERED, 0.7)),
    (lambda b, a: UNIT_BEFORE.search(b), (MoneyRole.UNIT_PRICE, 0.7)),
    (lambda b, a: PERIOD_AFTER.search(a), (MoneyRole.PAID, 0.7)),
    (lambda b, a: UNIT_AFTER.search(a), (MoneyRole.UNIT_PRICE, 0.7)),
    (lambda b, a: CASH_AFTER.search(a) or INTENDED.search(b), (MoneyRole.OTHER, 0.5)),
    (lambda b, a: KEPT_AFTER.search(a), (MoneyRole.DISPUTED, 0.8)),
    (lambda b, a: PAID_CLEARLY.search(b) and not ONLY_ADDED_UP.search(b), (MoneyRole.PAID, 0.9)),
    (lambda b, a: PAID_AFTER.search(a), (MoneyRole.PAID, 0.8)),
    (lambda b, a: PAID_MAYBE.search(b), (MoneyRole.PAID, 0.7)),
    (lambda b, a: ONLY_ADDED_UP.search(b) and SPENT_BEFORE.search(b), (MoneyRole.PAID, 0.8)),
    (lambda b, a: ONLY_ADDED_UP.search(b), (MoneyRole.PAID, 0.5)),
    # 买的电饭煲, 59.9元, …: the price as a clause of its own
    (lambda b, a: STANDS_AS_CLAUSE.search(b) and CLAUSE_ENDS.match(a), (MoneyRole.PAID, 0.7)),
)
