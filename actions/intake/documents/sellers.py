"""Who sold it: behind a label, in a greeting, or a line that is a business's name."""

import re
from collections.abc import Sequence

from actions.intake.documents.labels import labelled
from actions.intake.documents.layout import Line, Row
from actions.intake.extraction.merchant_names import names_something, noun_length

LABEL = re.compile(
    r"(?:商户全称|商户名称|商家名称|收款方全称|收款商户|收款单位|收款方|收费单位|店铺名称|门店名称|酒店名称|对方账户|销售单位|经营者"
    r"|销售方(?:信息)?\s?名\s?称|(?<![一-龥])(?:店\s?铺|店\s?名|站\s?名|商\s?家|商\s?户|卖\s?家))"
    r"(?:\([^()]*\))?(?=\s*:|\s|$)"
)
PARTY = re.compile(r"[甲乙]方(?:\([^()]*\))?(?=\s*:)")  # of an agreement: the one that is a business
INVOICE_NAME = re.compile(r"名\s?称\s?:")
INVOICE = re.compile(r"发票|价税合计")
GREETING = re.compile(r"^欢迎(?:光临|惠顾|您?来到)\s?(?P<name>.{2,30})$")
TAIL = re.compile(r"[\s>》›<〉|]+$|\s*(?:进店|逛逛|收藏|关注|联系客服).*$")
ENTRY = re.compile(r"[>》›〉]\s*$|进店")  # leads to the shop, over each order of a list
TITLE = re.compile(
    r"(?:会员|服务|入会|培训|购买|销售)?(?:协议书?|合同|须知|小票|收据|结账单|账单|订单|清单|发票)$"
)
BRANCH = re.compile(r"\([^()]{1,15}(?:店|部|站|馆|校区|中心)\)$")
NO_NAME = re.compile(
    r"进店|到店|本店|门店|全店|同店|我的|您|你|请|谢谢|感谢|凭|不|收银|支付|优惠|退|评价|客服|电话|地址|银行|财付通|支付宝|微信|收单|平台|品名|产地|[:：。，,!?！？]|\d{3,}"
)
# Nouns on shop signs beyond those that stories speak of.
SIGN = re.compile(
    r"(?:药房|药行|茶行|烟酒行|电器行|车行|金行|面包房|烘焙|料理|烤肉|火锅|串店|小馆|食府|酒楼|大厦|便利|生鲜|水果|百货|自营|造型|KTV)$"
)
SLIP = re.compile(r"合计|总计|实收|应收|消费金额|小票|取餐号")
CHINESE_NAME = re.compile(
    r"^(?!.*(?:单|票|凭证|收据|详情|协议|合同|成功|完成|收银|提示|通知|公告|价格表)$)[一-龥·]{2,12}$"
)
HEADLINE = 1.2  # times the usual height
SHORTEST, LONGEST = 2, 40  # characters
UPPER_PART = 0.45  # of a page without labels: names stand on top


def merchant(rows: Sequence[Row], lines: Sequence[Line]) -> str | None:
    for one in labelled(rows, (LABEL,)):
        alone = re.split(r"\s+(?=\S{1,8}\s?:)", one.value)[0]  # the next label of the row ends it
        if name := _clean(alone.split(" ")[0] if alone.count(" ") > 2 else alone):
            return name
    for one in labelled(rows, (PARTY,)):
        if (name := _clean(one.value)) and _is_business(name):
            return name
    if any(INVOICE.search(row.text) for row in rows):
        # Buyer before seller: the last name is the seller's.
        names = [_clean(one.value) for one in labelled(rows, (INVOICE_NAME,))]
        return names[-1] if len(names) > 1 else None
    greeted = (GREETING.match(line.text) for line in lines)
    for match in greeted:
        if match and (name := _clean(match["name"])):
            return name
    return _by_form(lines) or _headline(lines)


def shows_two_shops(rows: Sequence[Row], lines: Sequence[Line]) -> bool:
    """Whether one label stands before two names, or two shops head an order each, as in a list of orders."""
    named: dict[str, set[str]] = {}
    for one in labelled(rows, (LABEL,)):
        if name := _clean(one.value.split(" ")[0]):
            named.setdefault(re.sub(r"\s", "", one.label), set()).add(name)
    opened = {name for line in lines if ENTRY.search(line.text) and (name := _clean(line.text))}
    heads = {name for name in opened if _is_business(name)}
    return any(_are_two(names) for names in (*named.values(), heads))


def _are_two(names: set[str]) -> bool:
    """Names of which none holds the others: a shop and its branch are one."""
    longest = max(names, key=len, default="")
    return any(name not in longest for name in names)


def _headline(lines: Sequence[Line]) -> str | None:
    """The name printed large over a till slip, when it names no kind of business: 茶语时光."""
    if not any(SLIP.search(line.text) for line in lines):
        return None
    heights = sorted(line.height for line in lines)
    first = min(lines, key=lambda line: line.top)
    is_large = first.height > HEADLINE * heights[len(heights) // 2]
    return _clean(first.text) if is_large and CHINESE_NAME.match(first.text) else None


def _by_form(lines: Sequence[Line]) -> str | None:
    """The first line from the top that is a business's name and nothing else."""
    if not lines:
        return None
    end = max(line.bottom for line in lines)
    start = min(line.top for line in lines)
    for line in sorted(lines, key=lambda line: line.top):
        if line.top > start + UPPER_PART * (end - start) and len(lines) > 8:
            return None
        name = _clean(TITLE.sub("", line.text))
        if name and _is_business(name):
            return name
    return None


def _is_business(name: str) -> bool:
    """某某超市, 某某大药房, or any name with its branch behind it: 某某烤鱼(桂林路店)."""
    main = BRANCH.sub("", name)
    if main != name:
        return len(main) >= SHORTEST
    return bool(noun_length(name) or SIGN.search(name)) and names_something(name)


def _clean(text: str) -> str | None:
    name = TAIL.sub("", text).strip(" .,:;*·-")
    if not SHORTEST <= len(name) <= LONGEST or NO_NAME.search(name):
        return None
    return name
