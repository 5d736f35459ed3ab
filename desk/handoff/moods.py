"""Whether a message shows that somebody is in distress, or insults the assistant. Pure.

Words and what stands beside them; nothing learnt. It is asked of what people type before the brain is, so that it
holds in the middle of a form, whatever the classifier makes of it, and when the brain is down.

Distress: somebody speaks of ending their own life or of harming themselves. What is said of others, of things, and
in the everyday exaggerations (笑死, 气死我了, 死机) is none. When in doubt it is distress: a kind sentence too many does no harm.
Insult: of the assistant itself. Angry words about a business (这商家真是骗子) are a complaint's own.
"""

import re
from enum import StrEnum


class Mood(StrEnum):
    DISTRESS = "distress"
    INSULT = "insult"


# What nobody says of a purchase.
_OWN_END = re.compile(
    r"不想(?:再)?活(?!跃|动)|活不下去|活着(?:还)?(?:有什么|没什么?|没有?|真?没)(?:意思|意义)|没(?:有)?活路|活够了|"
    r"想(?:要)?(?:去)?(?:死(?!机)|自杀|轻生|跳楼|寻死|自尽)|(?:去|要|就)(?:自杀|轻生|跳楼|寻死|自尽|跳河|跳江|上吊)|"
    r"死了算了|一死了之|不如(?:去)?死|(?:结束|了结)(?:自己|我)?(?:的)?(?:生命|性命|一生)|割腕|自残|伤害(?:我)?自己|"
    r"喝(?:农药|安眠药)(?:自杀|死|算了)|从(?:楼上|楼顶|这里|桥上)跳下去|以死(?:抗议|明志|相逼)|走绝路|遗书"
)
# … unless it is said of somebody else, asked about, or told of a thing.
_OF_OTHERS = re.compile(
    r"(?:商家|老板|店家?|卖家|客服|他们?|她们?|它|对方|平台|公司)(?:们)?(?:自己)?(?:都|就|怎么|还|也)?(?:是)?(?:不?想|要|去|该)?(?:不想活|想死|找死|去死)"
)
_IDIOMS = re.compile(
    r"(?:笑|气|烦|累|热|冷|饿|急|坑|骗|贵|难受|吓|渴|困|羡慕|恶心|丑|慢|卡)死(?:我|人|个人|了|宝宝)|死机|死活|死板|死循环|死皮赖脸|要死要活|"
    r"(?:花|鱼|树|草|猫|狗|宠物|乌龟|绿植|多肉)[^，。！？,!?]{0,8}(?:死|活)|不想活动|想死你|自杀式|跳楼价|跳楼大?甩卖|跳楼机"
)
_NEGATED = re.compile(r"(?:不会|没有?|并不|不是)(?:真的)?(?:想|要|去)(?:死|自杀|轻生|跳楼)")

# Words for the assistant, and words that insult.
_ASSISTANT = r"(?:你|你们?这(?:个)?|小保|这(?:个)?(?:破|垃圾|傻|烂|什么)?(?:机器人|客服|助手|智能|AI|ai|系统|程序)|机器人|人工智障)"
_ABUSE = (
    r"(?:人工智障|傻[逼比屄叉x子]|s[bB]|沙比|煞笔|蠢货|蠢猪|笨蛋|白痴|弱智|智障|脑残|废物|垃圾|混蛋|王八蛋|畜生|去死|滚(?:蛋|开|远点)?|"
    r"有病|没用的东西|猪脑子|听不懂人话|他妈|妈的|操你|草你|狗东西)"
)
# Between them stands nothing with a sense of its own: 你能帮我处理垃圾分类 is none.
_LINK = r"(?:是|真|就|个|这|简直|他妈|的|们|都|全|太|才|么|也|一|什么|破|给我|快|赶紧)*"
_AT_ASSISTANT = re.compile(rf"{_ASSISTANT}{_LINK}{_ABUSE}|{_ABUSE}(?:的|个)?{_ASSISTANT}$")
_ALONE = re.compile(
    rf"^(?:(?:真是|真|就是|简直|什么)?(?:个)?{_ABUSE}(?:东西|玩意儿?|吧|啊|了|一个)*[，,]?)+$"
)
_BUSINESS = re.compile(
    r"商家|老板|店|卖家|公司|平台|对方|他(?!妈)|她(?!妈)|快递|中介|物业|厂家|骗子|售后|业务员|教练|房东"
)
MARKS = re.compile(r"[\s。.!！~～…]+")
SHORT = 12  # characters: a word of abuse alone is meant for whoever answers


def mood_of(text: str) -> Mood | None:
    """The mood that the words show; None for every other message.

    「我不想活了」 is distress, 「这锅死机了」 is not. 「你是智障吗」 is an insult, 「这商家真是骗子」 is not.
    """
    plain = _IDIOMS.sub("", text)
    plain = _OF_OTHERS.sub("", _NEGATED.sub("", plain))
    if _OWN_END.search(plain):
        return Mood.DISTRESS
    bare = MARKS.sub("", text)
    alone = len(bare) <= SHORT and _ALONE.match(bare)
    if (alone or _AT_ASSISTANT.search(bare)) and not _BUSINESS.search(bare):
        return Mood.INSULT
    return None
