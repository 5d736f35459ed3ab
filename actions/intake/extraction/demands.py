"""What a person asks for, as codes. Only what they ask: not what the shop refused, offered or already did.

A demand is a word for it (退款, 换货, 赔偿 …) in a clause that asks: 要求, 希望, 能退吗, 请…. A shop that
refuses to refund tells that a refund was asked for; that counts too, as long as nothing else is asked.
"""

import re
from enum import StrEnum

from actions.intake.extraction.folding import fold
from actions.intake.extraction.found import Found


class Demand(StrEnum):
    REFUND = "refund"
    RETURN = "return"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    COMPENSATE = "compensate"
    MULTIPLE_DAMAGES = "multiple_damages"
    DELIVER = "deliver"
    APOLOGY = "apology"
    EXPLAIN = "explain"
    PUNISH = "punish"
    INVOICE = "invoice"
    MAKE_UP_QUANTITY = "make_up_quantity"
    OTHER = "other"


D = Demand
NOT_PEOPLE = r"(?![一-龥]{0,3}(?:承包|老板|校长|教练|老师|领导|司机|物业|厨师|负责人|现金|钱))"  # 换掉承包商
WORDS: tuple[tuple[Demand, re.Pattern[str]], ...] = (
    (D.MULTIPLE_DAMAGES, re.compile(r"[退假缺]一赔[一二三四五十\d]+|(?:[一二两三四五十\d]|双)倍(?:赔偿?|返还|退)|加倍赔|惩罚性赔偿|赔偿?[一二两三四五十\d]+倍")),
    (D.RETURN, re.compile(r"退货|退掉(?!钱)|退还?(?:车|机|衣服|鞋)|退回(?:商品|货)")),
    (D.REFUND, re.compile(
        r"(?<!回)退(?!休|役|市|热|烧|步|出|婚|伍|换|货|一赔|房通知|群|回来人|税)(?:[一-龥\d]{0,6}?(?:款|钱|费|押金|定金|订金|余额|差价|一部分)|(?=[吗么呢嘛,。?!;\s]|$)|掉|回|还|给我|我)?|"
        r"返还|[要拿追]得回|退得[回了]|[换折]成?(?:现金|现|钱)|把[^,。]{0,6}钱[^,。]{0,4}(?:退|还|要)|要回|[追讨拿]回[^,。]{0,6}(?:钱|款|费|金)|还钱|全额退")),
    (D.EXCHANGE, re.compile(rf"换(?:货|新|车|一[个台部双件张辆]|个|台|掉|成|辆){NOT_PEOPLE}|更换{NOT_PEOPLE}|调换|退换")),
    (D.REPAIR, re.compile(r"(?:换(?:电池|屏幕?|主板|零件|配件|芯|轮胎)|维修|保修|修理|修好|返修|免费修|给修|重新?(?:装|做|施工)|重作)")),
    (D.COMPENSATE, re.compile(r"赔(?!率|本|礼|不起)偿?|补偿|赔付|赔钱|精神损失|误工费|(?<!失)陪(?=我[?吗呢。]|$)|承担[^,。]{0,8}(?:损失|费用|医药费|医疗费|责任)")),
    (D.DELIVER, re.compile(r"(?:发货|交货|交付|交房|送货|配送|安装|开通|恢复(?:供|服务|使用)|继续(?:履行|上课|服务|使用))")),
    (D.APOLOGY, re.compile(r"道歉|赔礼|认错")),
    (D.EXPLAIN, re.compile(r"(?:合理的?)?解释|说法|说明(?:原因|理由|情况)|告知|给[^,。]{0,4}(?:答复|回复|交代)|书面答复")),
    (D.PUNISH, re.compile(r"查处|严查|处罚|惩罚|惩治|取缔|查一?下?查|查清|查明|整治|整顿|整改|严惩|罚款|吊销|彻查|调查|追究|制裁|打击|责令|关停|治理|曝光|(?:严肃|严厉|从严|依法)处理|监管一下|停业")),
    (D.PUNISH, re.compile(r"(?:检查|核查|清查|抽查|查一下|[去来快]查|管一?管|监管)(?=[^,。]{0,14}(?:[,。!?;]|$))")),
    (D.INVOICE, re.compile(r"(?:开|补开|出具|要|给)[^,。]{0,4}发票|发票[^,。]{0,2}(?:开|给)")),
    (D.MAKE_UP_QUANTITY, re.compile(r"补(?:足|齐|发|货|上(?:缺|少))|补[^,。]{0,4}(?:数量|斤两|差的)")),
    (D.OTHER, re.compile(r"解除合同|取消(?:订单|合同|套餐|会员|合约|自动)|解约|注销|恢复原|撤销|停止")),
)  # fmt: skip
ASKING = re.compile(
    r"要求|请求|申请|希望|[盼希望]望|希(?=有关|相关|贵|能)|恳请|恳求|强烈|诉求|主张|想(?!问|知道|咨询|了解|请教)要?|要(?!么|是|不|钱|价|人|求提供)|请(?!问|假|客)|"
    r"必须|务必|督促|协调|协商|帮(?:我|忙|助)|麻烦|烦请|给我|让[他店商]|追回|讨[回要]|找[^,。]{1,8}(?=退)|谁(?:来|该|负责|$)|支持|望|办理|去[^,。]{1,8}(?=退)|"
    r"怎[么样]|如何|该|应该?|能否|能不能|可不可以|可否|是否可|建议(?=有关|相关|政府|部门|领导|加强)"
)
ASKS_OF_SOMEBODY = re.compile(r"(?:要求|请(?!问|假|客)|希望|恳请|恳求|望|诉求|督促|建议)")
CARRY = re.compile(
    r"\s*(?:\d[.、])?(?:并且?|同时|以及|还|或者?|要么|尽快|立即|依法|给予|进行|对其|全额|把[^,。]{0,10}|将[^,。]{0,10}|[让令][^,。]{0,14})*"
)
POSSIBLE = re.compile(r"能|可以|给")  # asks only as a question: 能退吗, not 随时可以退
QUESTION_END = re.compile(r"[吗么呢?]|多少")
# A look into the matter is a wish for punishment only where an authority is asked for it
INSPECTING = re.compile(r"(?<![严彻])查(?!处|封|扣)|管")
AUTHORITY = re.compile(
    r"部门|[管检]处|大队|[一-龥]局|领导|政府|市监|工商|药监|物价|书记|市长|主管|12315|消协|平台监管"
)
ADDRESSED = re.compile(r"领导|书记|市长|县长|区长|局长|政府")  # 尊敬的领导: …
WANTS_HELP = re.compile(
    r"(?:希望|望|请|恳请|请求)[^,。;!]{0,14}(?:关注|介入|处理|解决|帮助|帮帮?忙?|做主|核实|核查|重视|监督|公道|协调)|为民做主|给个公道"
)
# Told as an answer to somebody who asked. 定金不退 is only the shop's rule.
REFUSED = re.compile(
    r"(?:拒绝|不肯|不愿意?|不给|不予|不同意|拒不|不支持|不让|一直不|就是不|迟迟不)(?:全额|给我?|再|办理|同意|进行)*(?P<what>退(?:货|款|费|钱|还|押金|定金|订金)?|返还)"
    r"|退(?:款|费|押金)[^,。]{0,6}(?:未到|没到|难|不了|遭拒|被拒|审核中|处理中|拖)|一分[钱文]?(?:都|也)?不退|[还仍]没退|不退[余剩]|不退现金|(?:申请|想|要|去)(?:全额)?退(?:款|费|货|卡|课|学)?[^,。]{0,8}(?:不|拒|没)"
    r"|(?:钱|款|学?费|押金|保证金)(?:难道|就|也|都|还)*(?:不退|不给退|没退|不还)"
    r"|(?:去|到|找|向|联系)[一-龥]{1,8}(?:要求|协商|申请|办理)?(?:退学)?退(?:费|款|钱|押金)"
)
# The clause tells of the shop, or of what has been done
SHOP_SAYS = re.compile(
    r"(?:商家|店家|店里|卖家|客服|老板|对方|他们|她们?|他|公司|校方|学校|驾校|平台|厂家|销售|经理|店员|工作人员)(?:的?人)?[^,。]{0,5}"
    r"(?:说|称|表示|答应|承诺|同意|愿意|只|告诉|回复|让|要求|叫|已|推荐|建议|声称)"
)
DONE = re.compile(r"(?:已经?|刚)[^,。]{0,4}$")
DONE_AFTER = re.compile(r"^(?:了(?![吗么])|过(?!程)|完|成功|到账了)")
UNWANTED = re.compile(
    r"(?:不要|不想|不用|不需要|不接受|不同意|别|无需|不必|拒绝(?:接受)?)(?:给我?|再|任何)?[^,。]{0,3}$"
)
REFUSING = re.compile(
    r"(?:拒绝|不肯|不愿|不给|不予|不同意|(?<!能)不能|无法|(?<!可)不可以|没有?|未|拒不|不让|不支持|(?<!可)不可|(?<![能可])不(?![能可])|难以|还没)(?:给我?们?|全额|进行|任何|办理|同意|再|为|我)*$"
)
LAW = re.compile(r"第[零一二三四五六七八九十百\d]+条|《|规定[:“]|条款")
CLAUSE = re.compile(r"[^,。!?;:\n]+[,。!?;:\n]?")
NEAR = 40  # characters of the clause on either side that belong to a demand
CLEAR, IMPLIED = 0.85, 0.6


def _asks(clause: str, match: re.Match[str]) -> bool:
    ahead = clause[max(0, match.start() - NEAR) : match.start()]
    behind = clause[match.end() : match.end() + NEAR]
    if re.match(r"[退换赔]了", match[0]):
        return False  # 给我退了10块钱
    if UNWANTED.search(ahead) or REFUSING.search(ahead) or DONE.search(ahead) or DONE_AFTER.match(behind):
        return False
    if SHOP_SAYS.search(ahead) and not re.search(
        r"(?:要求|希望|请|让)(?:商家|店家|卖家|对方|他们|公司|平台)", ahead
    ):
        return False
    question = QUESTION_END.search(behind) and (POSSIBLE.search(ahead) or len(ahead) < 3 or "得" in match[0])
    return bool(ASKING.search(ahead) or question or ASKING.match(match[0]))


def parse_demands(text: str) -> list[Demand]:
    """The answer to "what do you want": every demand named and not refused, 退一赔三 and 退款 alone included."""
    folded = fold(text)
    result: dict[Demand, None] = {}
    for clause in CLAUSE.finditer(folded):
        spoken = sorted(_words_of(clause[0]), key=lambda one: one[1].start())
        behind = 0  # 不要退款要换货: the 不要 before the first word does not reach the second
        for code, match in spoken:
            ahead = clause[0][max(behind, match.start() - NEAR) : match.start()]
            behind = match.end()
            if not UNWANTED.search(ahead):
                result[code] = None
    return list(result)


def _quoted(folded: str) -> list[range]:
    """What stands in “…” or 《…》 is somebody else's sentence."""
    return [
        range(m.start(), m.end())
        for m in re.finditer(r"“[^”]{0,300}”|《[^》]{0,60}》|「[^」]{0,300}」", folded)
    ]


def find_demands(text: str) -> list[Found[Demand]]:
    """What is asked for, each code once, in the order of the text."""
    folded = fold(text)
    quoted = _quoted(folded)
    found: dict[Demand, Found[Demand]] = {}
    to_authority = ADDRESSED.search(folded[:30]) is not None
    carried = False  # 请领导过问,退还费用: the asking reaches on within its sentence
    for clause in CLAUSE.finditer(folded):
        if LAW.search(clause[0]) or any(clause.start() in span for span in quoted):
            carried = False
            continue
        asked = _in_clause(clause[0], carried=carried, to_authority=to_authority)
        carried = clause[0][-1] not in "。!?;\n" and (carried or bool(ASKS_OF_SOMEBODY.search(clause[0])))
        for code, start, end in asked:
            start, end = start + clause.start(), end + clause.start()
            found.setdefault(code, Found(code, text[start:end], start, end, CLEAR))
    refused = REFUSED.search(folded)
    money = {Demand.REFUND, Demand.RETURN, Demand.EXCHANGE, Demand.REPAIR}
    if refused and not money & found.keys() and not any(refused.start() in span for span in quoted):
        start, end = refused.span()
        code = Demand.RETURN if refused["what"] == "退货" else Demand.REFUND
        found[code] = Found(code, text[start:end], start, end, IMPLIED)
    help_wanted = WANTS_HELP.search(folded)
    if help_wanted and not found:
        start, end = help_wanted.span()
        found[Demand.OTHER] = Found(Demand.OTHER, text[start:end], start, end, IMPLIED)
    return sorted(found.values(), key=lambda one: one.start)


def _words_of(clause: str) -> list[tuple[Demand, re.Match[str]]]:
    """Demand words of a clause, none inside another: 退一赔三 is not also 赔."""
    result: list[tuple[Demand, re.Match[str]]] = []
    taken: set[int] = set()
    for code, pattern in WORDS:
        for match in pattern.finditer(clause):
            if match.start() not in taken:
                result.append((code, match))
                taken.update(range(match.start(), match.end()))
    return result


def _in_clause(clause: str, *, carried: bool, to_authority: bool) -> list[tuple[Demand, int, int]]:
    asked = [
        (code, match)
        for code, match in _words_of(clause)
        if (_asks(clause, match) or (carried and _carries_on(clause, match)))
        and (to_authority or not INSPECTING.search(match[0]) or AUTHORITY.search(clause))
    ]
    return [(code, match.start(), match.end()) for code, match in asked]


def _carries_on(clause: str, match: re.Match[str]) -> bool:
    return bool(CARRY.fullmatch(clause[: match.start()])) and not DONE_AFTER.match(clause[match.end() :])
