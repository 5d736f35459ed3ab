"""Questions that ask on about something already named: where to complain, how long, with what evidence.

One table: how people ask for an aspect, which topic answers it for the topic under discussion, and what of
the discussed entry itself answers it where no other topic does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from actions.knowledge.schema import Entry

LONGEST = 24  # characters without marks; a longer message names its own matter


class Aspect(str, Enum):
    """What is asked about a topic."""

    WHERE = "where"
    HOW_LONG = "how_long"
    MONEY_BACK = "money_back"
    EVIDENCE = "evidence"
    FREIGHT = "freight"
    AMOUNT = "amount"
    EXCEPTIONS = "exceptions"
    LAW = "law"
    REFUSED = "refused"
    HOW = "how"
    DETAIL = "detail"
    OTHER_CASE = (
        "other_case"  # asked in no words of its own: the same matter, for something else (「那鞋呢」)
    )


class Show(str, Enum):
    """A piece of an entry."""

    ANSWER = "answer"
    STEPS = "steps"
    EXCEPTIONS = "exceptions"
    SOURCES = "sources"
    AUTHORITY = "authority"


# Groups of the catalogue that the table speaks of.
RETURNS = "退换货与无理由退货"
PLATFORMS = "网购平台与直播"
PRICES = "价格与计量"


@dataclass(frozen=True)
class Row:
    """words: a pattern for the whole question, less what `_FRAME` takes off; None where only the context tells.
    shows: what of the discussed entry answers it; nothing where only the topics below do.
    topics: which topic answers it instead, by the discussed topic, its group, or its authority, in this order.
    A redirection goes by its topic and its authority only: its deadlines and papers are not those of the group."""

    words: str | None
    shows: tuple[Show, ...]
    topics: Mapping[str, str] = field(default_factory=dict)


_PLACE = (
    r"(?:哪里|哪儿|哪边|哪(?:个|些|家)?(?:部门|地方|单位|机构|平台)|什么(?:部门|地方|单位)|何处|啥地方|哪)"
)
_FILE = r"(?:投诉|举报|反映|申诉|维权|说理|告(?:他们?|状)?)"
_WAIT = r"(?:多久|多长时间|几天|多少天|几个(?:工作日|月|星期)|什么时候|啥时候|何时)"
_RESULT = r"(?:出?结果|处理(?:完|好)?|解决|答复|回复|回音|消息|办(?:好|完|成|下来)?|下来|反馈)"
_PAPERS = r"(?:材料|证据|资料|证件|手续|凭证|票据|东西)"
_WHAT = r"(?:什么样的|什么|哪些|啥|些什么|些啥)"
_CARRIAGE = r"(?:来回|往返|退货|寄回去?|退回去?)?的?(?:运费|邮费|快递费|邮资)"
_THEM = r"(?:商家|卖家|店家|店里|老板|对方|平台|人家|客服|他们?|她)"

TABLE: Mapping[Aspect, Row] = {
    Aspect.WHERE: Row(
        rf"(?:去|到|在|向|跟|上|往|找)?{_PLACE}(?:去|能|可以|可)?(?:{_FILE}|管|处理|解决|找|问|办)?"
        rf"|{_FILE}(?:去|到|找|向)?(?:{_PLACE}|谁)|(?:找|向|跟)谁(?:去)?(?:{_FILE}|说|管|解决|要|赔|退)?|(?:归|由)?谁(?:来)?管(?:这事)?"
        rf"|(?:归|由){_PLACE}管|怎么{_FILE}|(?:打|拨打?)(?:哪个|什么|啥|多少)(?:投诉)?(?:电话|号码?|热线)|(?:投诉)?(?:电话|热线|号码)(?:是)?(?:多少|几号|哪个|什么)?"
        r"|怎么联系(?:他们)?|联系方式(?:是)?(?:什么|多少)?",
        (Show.AUTHORITY,),
        {
            "tourism_changchun": "tourism_changchun",
            "parcel_changchun": "parcel_changchun",
            "culture_tourism": "tourism_complaint_channels",
            "postal": "parcel_complaint_channels",
        },
    ),
    Aspect.HOW_LONG: Row(
        rf"(?:一共|总共)?{_WAIT}(?:之内|以内|内)?(?:才)?(?:能|可以|会)?(?:有|出|得到|给)?{_RESULT}?|时限(?:是)?(?:多久|多少|几天)?|期限(?:是)?(?:多久|多少|几天)?",
        (Show.AUTHORITY,),
        {
            "repair_warranty_period": "repair_warranty_period",
            "three_guarantees": "three_guarantees",
            "car_three_guarantees": "car_three_guarantees",
            "limitation_period": "limitation_period",
            "complaint_vs_report": "complaint_deadlines",
            "report_reward": "report_deadlines",
            "report_deadlines": "report_deadlines",
            RETURNS: "refund_deadline",
            "market_regulation": "complaint_deadlines",
            "drugs": "complaint_deadlines",
            "platform": "complaint_deadlines",
            "postal": "parcel_complaint_channels",
        },
    ),
    Aspect.MONEY_BACK: Row(
        rf"(?:退款|退的钱|钱|货款)?(?:要|得|需要)?{_WAIT}(?:之内|以内|内)?(?:才|能|可以|会)*(?:到账|退(?:款|钱|回来?|给我|到账)?|打?回来|返还)"
        rf"|退款(?:要|得|需要)?{_WAIT}|退款(?:的)?(?:时限|期限|时间)(?:是)?(?:多久|多长|几天)?",
        (Show.ANSWER,),
        {RETURNS: "refund_deadline", PLATFORMS: "refund_deadline"},
    ),
    Aspect.EVIDENCE: Row(
        rf"(?:准备|带|提供|提交|交|留|保留|收集|保存|有|用)?(?:好)?{_WHAT}(?:样的)?{_PAPERS}|(?:准备|带|提供|提交|保留|收集|保存){_WHAT}{_PAPERS}?"
        rf"|{_PAPERS}(?:要|需要)?(?:准备|带|提供)?(?:{_WHAT}|有哪些|怎么(?:准备|留|收集))|(?:材料|证据|资料|手续)",
        (Show.STEPS,),
        {"market_regulation": "complaint_materials", "drugs": "complaint_materials"},
    ),
    Aspect.FREIGHT: Row(
        rf"{_CARRIAGE}(?:是|由|归|该|应该)?(?:谁|哪方|商家|卖家|我|自己|自理|要我)?(?:来)?(?:出|付|承担|负责|掏|怎么算|怎么办)?",
        (),  # who pays the carriage of anything else is a question of its own
        {RETURNS: "return_shipping_cost", PLATFORMS: "return_shipping_cost"},
    ),
    Aspect.AMOUNT: Row(
        r"(?:最多|最少|一般)?(?:赔偿?|补偿)(?:我|给我)?(?:多少钱?|几倍|怎么算|什么标准)|(?:赔偿?|补偿)(?:的)?(?:金额|标准|数额)(?:是)?(?:多少|什么|怎么算)?"
        r"|怎么(?:个)?(?:赔偿?|补偿)(?:法)?|赔几倍|多少钱|(?:退|拿|要|获赔)(?:回来?|到)?多少钱?",
        (Show.ANSWER,),
        {
            "expired_food": "food_tenfold_damages",
            "label_flaw": "food_tenfold_damages",
            "food_delivery": "food_tenfold_damages",
            "false_advertising": "fraud_triple_damages",
            "livestream_fakes": "fraud_triple_damages",
            "car_purchase": "fraud_triple_damages",
            "second_hand_goods": "fraud_triple_damages",
            "elderly_health_products": "fraud_triple_damages",
            PRICES: "fraud_triple_damages",
            "postal": "parcel_lost_or_damaged",
        },
    ),
    Aspect.EXCEPTIONS: Row(
        rf"(?:有|还有|有没有|是不是有)?(?:没有)?{_WHAT}?(?:例外|特殊情况|除外|限制)(?:情况|情形|条件|的)?|{_WHAT}(?:情况|情形|时候|东西|商品|条件)?(?:下)?(?:就)?(?:不能|不行|不可以|不算|不适用)(?:退|换|赔|的)?",
        (Show.EXCEPTIONS,),
        {"return_online_seven_days": "return_seven_days_exceptions"},
    ),
    Aspect.LAW: Row(
        rf"(?:有|有没有|根据|依据|按照?|是)?(?:没有)?(?:{_WHAT}|哪一?[条部个])?(?:法律)?(?:依据|法律|法规|法条|条款|规定)(?:是)?(?:{_WHAT}|哪一?[条部个]|在哪|哪里)?(?:规定)?(?:的)?"
        r"|第几条|哪一?条|(?:法律|规定)(?:上|里)?(?:是)?(?:怎么|咋)(?:说|规定)",
        (Show.SOURCES,),
    ),
    Aspect.REFUSED: Row(
        rf"{_THEM}(?:就是|就|还是|还|要是|如果)?(?:是)?(?:说)?(?:不|没|拒绝|拒不|赖着不|一直不)(?:肯|愿意|给|让|来|能)?(?:理|认|管|行|可以|同意|承认|答应|退|换|赔|修|处理|解决|配合|回复?|接)(?:我|账|人|电话|了|钱|货)*(?:的话)?(?:怎么办|咋办|咋整|怎么弄|怎么处理|呢)",
        (Show.STEPS, Show.AUTHORITY),
    ),
    Aspect.HOW: Row(
        r"(?:怎么|咋|如何|怎样)(?:弄|办理?|整|做|操作|申请|处理|搞|走|解决)|(?:步骤|流程|程序)(?:是)?(?:什么|怎么(?:样|走)|啥)?"
        r"|下一步|下一步(?:要|该)?(?:做什么|怎么.{1,2})|接下来|接着|然后(?:怎么.{1,2})?|之后(?:怎么.{1,2})?",
        (Show.STEPS,),
    ),
    Aspect.DETAIL: Row(
        r"(?:再)?(?:详细|具体|仔细)(?:点|一点|一些)?(?:说|讲|介绍|解释|说明)*(?:下|点)?|(?:再)?(?:说|讲|介绍)(?:得|的)?(?:详细|具体|仔细|清楚)(?:点|一点|些|一些)?"
        rf"|(?:要|需要)?注意{_WHAT}|{_WHAT}(?:要|需要)?注意(?:的)?",
        (Show.STEPS, Show.EXCEPTIONS),
    ),
    Aspect.OTHER_CASE: Row(None, (Show.ANSWER, Show.EXCEPTIONS)),
}

# Around an aspect: what joins it to the question before, politeness, particles; and a condition (「不退的话」).
_MARKS = re.compile(r"[\s。.!！,，、:：;；~～?？…]+")
_LEAD = (
    r"(?:那么|那|然后|还有|另外|再|请问|请教|想问|问一?下|我|你们?|您|咱们?|他们?|它|这个|这种|这样|这件事|这事|如果|要是|万一|一般|大概|大约|具体|"
    r"到底|究竟|应该|应当|可以|能|会|该|要|得|需要|还|都|又|是|就|而且|或者|的话)"
)
_CONDITION = rf"(?:{_THEM}?(?:就是)?(?:不|没)(?:给|肯|能|让)?(?:退|换|赔|修|行|认|管|理|同意|答应|处理|解决|发货)(?:货|款|钱|我|人)?(?:了)?(?:的话)?)"
_TAIL = r"(?:吗|呢|啊|呀|吧|了|的|呗|嘛|哦|哈|一下|才行|才好|谢谢)"
_FRAME = rf"{_LEAD}*{_CONDITION}?{_LEAD}*(?:%s){_TAIL}*"
_ASKED = {aspect: re.compile(_FRAME % row.words) for aspect, row in TABLE.items() if row.words}

# A message that hangs on the one before: 「那衣服呢」「如果拆封了」.
_HANGS = re.compile(r"^(?:那(?![个家种些天边年时次儿里台件条位])|还有|如果|要是|万一|假如|可是|但是?)|呢$")


def aspect_of(text: str) -> Aspect | None:
    """The aspect a message asks for while naming no matter of its own; None for any other message.

    「那去哪里投诉」「要多久」 ask for an aspect; 「快递丢了去哪投诉」 names its matter and is None.
    """
    bare = _MARKS.sub("", text)
    if not bare or len(bare) > LONGEST:
        return None
    return next((aspect for aspect, pattern in _ASKED.items() if pattern.fullmatch(bare)), None)


def hangs_on(text: str) -> bool:
    """Whether the words of a message tie it to the one before."""
    return _HANGS.search(_MARKS.sub("", text)) is not None


def topic_for(aspect: Aspect, entry: Entry) -> str | None:
    """The topic that answers the aspect of the discussed entry; None when the entry itself does."""
    topics = TABLE[aspect].topics
    keys = (
        [entry.topic, entry.authority]
        if entry.kind == "redirect"
        else [entry.topic, entry.group, entry.authority]
    )
    return next((topics[key] for key in keys if key in topics), None)
