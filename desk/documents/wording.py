"""Every sentence of the documents. Our own words; grounds and remedies are those of the articles named beside them.

办法: 市场监督管理投诉举报处理办法 (国家市场监督管理总局令第121号). The forms that go with it were seen at second
hand only, so neither their wording nor their layout is taken over, and every document says who makes it valid.
"""

import datetime as dt

from desk.cases.content import Demand
from desk.cases.states import Ground
from desk.documents.kinds import DocumentKind

TITLES: dict[DocumentKind, str] = {
    DocumentKind.ACCEPTANCE: "投诉受理告知书",
    DocumentKind.REJECTION: "投诉不予受理告知书",
    DocumentKind.TERMINATION: "终止调解告知书",
    DocumentKind.AGREEMENT: "投诉调解书",
}
DRAFT = "草案"

AGENCY_OPEN = "（承办机关名称）"
NUMBER_OPEN = "________〔____〕____号"
DATE_OPEN = "　　　　年　　月　　日"
SEAL = "（印章）"
TICKED = "（已勾选）"  # for those who hear the page
FOOTER = "登记编号 {case_no}"
NOT_A_12315_NUMBER = "登记编号由登记系统生成，不是全国12315平台的编号。"
VALID_ONLY_SEALED = "本文书依据登记信息生成，由承办机关核对、编号并加盖印章后生效。"
DRAFT_ONLY = (
    "本件是草案，供双方和承办机关核对、修改。经现场调解达成协议的才需制作调解书；协议已经即时履行，"
    "或者双方同意不制作的，不签署本件，由承办机关做好调解记录。"
)
THE_RULES = "《市场监督管理投诉举报处理办法》（国家市场监督管理总局令第121号，以下简称《办法》）"

TO = "{names}："
JOINT = "{name}等{count}人"
AGENT = "{name}（受托代理）"
ON_PLATFORM = "{name}（{place}）"
SHOP = "“{shop}”"

# Labels of the tables.
COMPLAINANT, RESPONDENT, AGENT_LABEL, JOINT_LABEL = "投诉人", "被投诉人", "代理人", "共同投诉人"
PHONE, ADDRESS, CONTACT = "联系电话", "通讯地址", "联系人"
RESPONDENT_ADDRESS = "地址"
PRODUCT, PURCHASED_ON, PAID, ORDER_NO, DEMANDS_LABEL = (
    "商品或者服务",
    "消费时间",
    "涉及金额",
    "订单号",
    "投诉请求",
)
HANDLER_OPEN = "承办人：________________　　联系电话：________________"
MONEY = "人民币{figures}元"
MONEY_IN_WORDS = "人民币{figures}元（大写：{characters}）"
DEMAND_IN_WORDS = "{demands}（投诉人原话：{words}）"
SEPARATOR = "、"

DEMANDS: dict[Demand, str] = {
    Demand.REFUND: "退还货款或者服务费用",
    Demand.RETURN: "退货",
    Demand.EXCHANGE: "更换",
    Demand.REPAIR: "修理",
    Demand.COMPENSATE: "赔偿损失",
    Demand.MULTIPLE_DAMAGES: "惩罚性赔偿",
    Demand.DELIVER: "交付商品或者履行服务",
    Demand.APOLOGY: "赔礼道歉",
    Demand.EXPLAIN: "作出说明",
    Demand.PUNISH: "依法查处",
    Demand.INVOICE: "出具发票等凭证",
    Demand.MAKE_UP_QUANTITY: "补足商品数量",
    Demand.OTHER: "其他",
}

ACCEPTED = (
    "您于{received}提出的、与{respondent}之间消费者权益争议的投诉收悉。经审查，"
    "依据{rules}第十五条，决定自{decided}起予以受理。现将有关事项告知如下："
)
ACCEPTED_MEDIATION = "一、调解"
ACCEPTED_MEDIATE_BY = (
    "经您和被投诉人双方同意，将以调解方式处理（《办法》第十八条）。调解期限自受理之日起六十日，至{by}届满；"
    "需要鉴定、检测的，所需时间不计算在内（《办法》第二十二条、第二十三条）。"
)
PROVISIONAL = "{year}年放假安排公布后，届满日期可能随之调整。"
ACCEPTED_RIGHTS = "二、您的权利"
ACCEPTED_RIGHTS_TEXT = (
    "调解人员与任何一方有利害关系、可能影响公正处理的，您可以申请其回避（《办法》第二十一条）。"
    "您可以随时与被投诉人自行和解，也可以撤回投诉。调解不成的，您仍可以依照《中华人民共和国消费者权益保护法》"
    "第三十九条，通过仲裁、诉讼等途径解决争议。"
)
ACCEPTED_DUTIES = "三、请您配合"
ACCEPTED_DUTIES_TEXT = (
    "请保持电话畅通，留存好票据、合同、付款记录和沟通记录。无正当理由不参加调解或者明确拒绝调解的，"
    "调解将终止（《办法》第二十三条）。"
)

REJECTED = (
    "您于{received}提出的、与{respondent}之间消费者权益争议的投诉收悉。经审查，"
    "该投诉有{rules}第十六条所列的下列情形（已勾选），依据《办法》第十五条，决定不予受理："
)
REASON = "具体理由"
REASON_OPEN = "（由承办机关写明）"
OTHER_WAYS = "其他解决途径"
REJECTED_WAYS = "依照《中华人民共和国消费者权益保护法》第三十九条，您还可以通过下列途径解决争议："
# 消费者权益保护法 第三十九条
WAYS: tuple[str, ...] = (
    "（一）和经营者协商，自行和解；",
    "（二）请消费者协会或者其他依法设立的调解组织调解；",
    "（三）向主管的其他行政部门投诉；",
    "（四）与经营者有仲裁协议的，申请仲裁；",
    "（五）向法院起诉。",
)

TERMINATED = (
    "{complainant}于{received}提出的、与{respondent}之间消费者权益争议的投诉，{accepted}受理。"
    "现有{rules}第二十三条第一款所列的下列情形（已勾选），决定自{decided}起终止调解："
)
TERMINATED_ACCEPTED = "已于{day}"
TERMINATED_ACCEPTED_UNKNOWN = "已"
TERMINATED_WAYS = (
    "投诉人、被投诉人对终止调解决定不服的，依照《办法》第二十五条，可以按照《中华人民共和国消费者权益保护法》"
    "第三十九条的规定，通过民事诉讼、仲裁等其他途径解决争议。"
)
TERMINATED_LIABILITY = "终止调解不影响经营者依法应当承担的其他法律责任。"

AGREED_PARTIES = "一、当事人"
AGREED_DISPUTE = "二、争议事项"
AGREED_DISPUTE_TEXT = (
    "投诉人于{received}投诉，反映与被投诉人之间因下列消费发生争议。经调解，双方自愿达成本协议。"
)
AGREED_TERMS = "三、协议内容"
AGREED_SUM = "被投诉人退还、赔偿等款项合计{sum}。"
AGREED_OPEN = "履行的期限和方式："
AGREED_EFFECT = "四、效力"
AGREED_EFFECT_TEXT = (
    "依据{rules}第二十四条，本调解书由投诉人、被投诉人双方签字或者盖章，并加盖承办机关印章，一式三份："
    "双方各执一份，承办机关留存一份。任何一方不服调解结果，或者对方没有按约定履行的，可以依照"
    "《中华人民共和国消费者权益保护法》第三十九条，通过民事诉讼、仲裁等其他途径解决争议（《办法》第二十五条）。"
)
SIGNATURES: tuple[str, ...] = (
    "投诉人（签字或者盖章）",
    "被投诉人（签字或者盖章）",
    "调解人员（签字）",
    "承办机关（印章）",
)

# The items of 办法 第十六条 and 第二十三条第一款 by their number, said in our own words: the article itself prevails.
GROUNDS: dict[Ground, tuple[str, str]] = {
    Ground.NOT_COMPETENT: ("（一）", "事项不归市场监督管理部门管，或者本机关无权处理"),
    Ground.HANDLED_ELSEWHERE: ("（二）", "同一争议已由法院、仲裁机构、行政机关或者消费者协会受理或处理"),
    Ground.NOT_A_CONSUMER_DISPUTE: ("（三）", "不属于生活消费，或者不足以证明双方存在消费争议"),
    Ground.OLDER_THAN_THREE_YEARS: ("（四）", "自知道或应当知道权益受损之日起已满三年，且法律没有另外规定"),
    Ground.MATERIAL_MISSING_OR_FALSE: (
        "（五）",
        "《办法》第十条第一款、第十一条要求的材料没有提供，或者不真实",
    ),
    Ground.IDENTITY_FALSE_OR_UNVERIFIED: ("（六）", "以他人名义投诉，或者不配合核对真实身份"),
    Ground.OTHER_BAR: ("（七）", "法律、法规、规章另有规定的其他不予受理情形"),
    Ground.WITHDRAWN_OR_RECONCILED: ("（一）", "投诉已撤回，或者双方已自行和解"),
    Ground.PARTY_REFUSES: ("（二）", "一方无正当理由缺席调解，或者明确表示不接受调解"),
    Ground.NO_AGREEMENT_POSSIBLE: ("（三）", "组织调解后，一方明确表示不能达成协议"),
    Ground.TEST_COSTS_NOT_AGREED: ("（四）", "鉴定、检测的费用由谁承担，双方谈不成"),
    Ground.SIXTY_DAYS_OVER: ("（五）", "受理后满六十日，双方没有达成协议"),
    Ground.BAR_FOUND_LATER: ("（六）", "受理后发现有《办法》第十六条或者第四十二条的情形"),
    Ground.PARTY_GONE: ("（七）", "一方死亡，或者主体资格已经消灭"),
    Ground.OTHER_END: ("（八）", "法律、法规、规章另有规定的其他终止情形"),
}


def day_text(day: dt.date) -> str:
    """2026年11月3日"""
    return f"{day.year}年{day.month}月{day.day}日"


def partial_day_text(text: str) -> str:
    """2026年, 2026年11月 or 2026年11月3日, from YYYY, YYYY-MM or YYYY-MM-DD."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(text.split("-"), "年月日", strict=False))
