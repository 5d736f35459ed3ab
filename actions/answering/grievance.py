"""Whether a message tells of something that went wrong for the person, or only asks how the law is. Pure.

A complaint is offered to the first, not to the second: a button under every answer teaches people to overlook
it. Weighed from cues, each a class of words with its weight; the bar was chosen on the development messages
(docs/understanding.md).
"""

import re
from dataclasses import dataclass

BAR = 0.6
STORY_LENGTH = 40  # characters from which a first-person message is a story more often than a question
STATEMENT_LENGTH = 14  # characters; shorter ones without a question are search words
_QUESTION = re.compile(
    r"[？?]|吗|呢|么|怎么|咋|如何|能否|是否|能不能|可不可以|是不是|哪|什么|啥|谁|多少|多久|咨询|请教|关于|规定|标准"
)


@dataclass(frozen=True)
class Cue:
    """A class of words: what it says about the message, and how much."""

    name: str
    weight: float
    pattern: re.Pattern[str]


def _cue(name: str, weight: float, pattern: str) -> Cue:
    return Cue(name, weight, re.compile(pattern))


CUES = (
    # The person says it: a complaint, a report, a wish that somebody steps in.
    _cue(
        "complains",
        2.0,
        r"^(?:再次|实名|强烈|紧急)?(?:投诉|举报|反映|曝光|控诉|请求|恳请|要求)|(?:希望|请)(?:政府|有关部门|相关部门|领导)|(?:我|想|要|可以|可不可以|能)(?:去|向)?(?:投诉|举报)",
    ),
    _cue(
        "wants rights",
        1.0,
        r"维权|讨(?:个)?(?:说法|公道)|投诉无门|没人管|不作为|求助|追回|要回|赔偿我|给我个说法|哪里(?:的)?(?:什么)?(?:部门)?投诉|哪投诉",
    ),
    _cue("at a loss", 0.6, r"怎么办|咋办|咋整|怎么处理|怎么解决|如何处理|如何解决|该怎么做|怎么弄"),
    # What the other side did or did not do.
    _cue(
        "refused",
        1.0,
        r"不(?:给|肯|愿|予|承认|认账|认|理|管|退|换|修|赔|派|发货|处理|解决|负责|兑现|接电话|回复|开票)|拒(?:绝|退|不)|推(?:脱|卸|诿|来推去)|"
        r"拖着|拖延|迟迟|扯皮|屏蔽|拉黑|删了|联系不上|打不通|跑路|失联|倒闭|关门|停业|没人管|退费(?:怎么)?(?:这么)?难",
    ),
    _cue(
        "wronged",
        1.0,
        r"欺骗|欺诈|诈骗|骗(?:我|人|取|老|消)|坑|忽悠|宰客|乱收费|乱象|违规|违法|非法|擅自|私自|强制|捆绑|霸王|虚假|假货|冒充|以次充好|"
        r"缺斤|偷换|收费(?:贵|高|过高)|过高|高额|垄断|无故|态度恶劣|骂我|收取",
    ),
    _cue(
        "failed",
        0.7,
        r"坏了|坏|丢了|丢|漏水|断了|碎了|发霉|变质|过期|虫|失效|失败|出(?:了)?故障|质量(?:问题|很差|差|与)|有问题|打不开|"
        r"不合适|不合格|不对|不一样|不符|缺货|拉肚子|进水|发黄|掉了|生病|损坏|破损|刮花|很差|拿不到|封停|冻结",
    ),
    # It happened, to them.
    _cue(
        "happened",
        0.4,
        r"了(?:一|两|几|\d|个|块|台|件|张|部|款|套|盒|瓶|条|辆)|(?:昨|前|今|当)天|上(?:周|个?月|星期)|去年|年前|\d+[月号天]|买(?:了|的)|交了|付了|办了|报了|定了|订了",
    ),
    _cue("sum of money", 0.4, r"[一二两三四五六七八九十百千万\d]+多?(?:块|元|百|千|万)"),
    _cue("first person", 0.4, r"我(?!想问|国)|咱|俺|本人|家里|我妈|我爸|孩子|老人"),
    # It is asked about, by whoever.
    _cue(
        "abstract",
        -1.2,
        r"经营者|旅游者|消费者(?:能否|是否|可以|有权|如何|应当)|生产者|销售者|第三人|承运人|当事人|格式条款|哪些|义务|构成|侵权责任|承担(?:赔偿)?责任|合同关系|应(?:当)?由谁|由谁",
    ),
    _cue(
        "asks the rule",
        -0.7,
        r"能否|是否|是不是|合法吗|可以.{0,12}吗|需要.{0,8}吗|应该.{0,8}吗|有.{0,6}吗|怎么(?:在|取消|申请|退款|换货)|如何(?:申请|取消)|多少钱|罚多少|有效吗|属于",
    ),
    _cue("asks advice", -0.8, r"咨询|请教|了解一下|问一下|想问|请问"),
    _cue(
        "other side",
        -1.2,
        r"我的(?:超市|店|公司)|我是(?:做|代理|商家|卖家|开)|工商(?:局)?(?:怎么|要)?罚|我卖",
    ),
    _cue(
        "for the police",
        -1.0,
        r"骗子|转账|转错|报警|立案|判刑|判多久|刑事|拘留|贷款|借款|网贷|还款|社保|劳动|失业|工伤|商标|离婚|遗嘱|户口",
    ),
)


def weight(text: str) -> float:
    """The cues' sum; each class counts once."""
    return sum(cue.weight for cue in CUES if cue.pattern.search(text)) + _told(text)


def _told(text: str) -> float:
    """What the shape adds: something told at length, above all without a question."""
    told = 0.3 if len(text) >= STORY_LENGTH else 0.0
    if len(text) >= STATEMENT_LENGTH and not _QUESTION.search(text):
        told += 0.6
    return told


def tells_grievance(text: str) -> bool:
    """Whether a complaint is worth offering for this text."""
    return weight(text) >= BAR


def cues_of(text: str) -> tuple[str, ...]:
    """The names of the classes found, for staff who ask why."""
    return tuple(cue.name for cue in CUES if cue.pattern.search(text))
