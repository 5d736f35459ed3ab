"""Is this what somebody would give as their name: 张三, 欧阳娜娜, 阿卜杜拉·买买提, John Smith.

Not a check of identity: only answers that cannot be a name, or are only half of one, are sent back.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from actions.intake.extraction.folding import fold
from actions.intake.extraction.vocabulary import vocabulary

SHORTEST, LONGEST = 2, 30  # characters: the form of the complaint allows 2 to 30
LONGEST_PLAIN = 8  # written without a middle dot, as transliterated names often are
DOTS = "·•・‧∙.．"
FRAME = re.compile(
    r"^(?:你好|您好)?[,。!\s]*(?:我?名叫|我叫做?|我是|本人叫?|叫我?|我的(?:名字|姓名)(?:是|叫|为)?|(?:姓名|名字)(?:是|叫|为|:)?)\s*:?\s*"
)
POLITE_END = re.compile(r"(?:[,。!~\s]|谢谢|哈|呢|啊|哦|呀)+$")
SURNAME_ONLY = re.compile(r"^(?:我|本人|免贵)?姓[一-龥]{1,2}$")
TITLE = re.compile(
    r"^[一-龥]{1,2}(?:先生|女士|小姐|太太|师傅|老师|总|经理|阿姨|大姐|大哥|同学)$|^[老小][一-龥]$"
)
HAN_NAME = re.compile(r"^[一-龥㐀-䶿\U00020000-\U0002ebef]+$")
DOTTED_NAME = re.compile(rf"^[一-龥㐀-䶿]+(?:[{DOTS}][一-龥㐀-䶿]+)+$")
LATIN_NAME = re.compile(r"^(?=.*[A-Za-zÀ-ɏ]{2})[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’. -]*$")
NEVER_IN_A_NAME = re.compile(
    r"[的了吗呢吧啊呀么哪谁这那您你我他她它们没不很请给把被要想钱款店卖退几就]|什么|怎么|为何|投诉|举报|消费|公司|商家|电话|手机|订单|地址"
)
NOT_NAMES = frozenset(
    vocabulary(
        "匿名 保密 随便 取消 返回 跳过 算了 知道 好的 可以 是的 行 继续 开始 人工 客服 转人工 帮助 先生 女士 小姐 同意 拒绝 无 没有 "
        "张某 李某 王某 某某 某某某 测试 姓名 名字 下一步 上一步 再见 谢谢 重新 修改 提交 确认 老板 群众 市民 游客"
    )
)


class NameProblem(StrEnum):
    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    FULL_NAME_NEEDED = "full_name_needed"  # 姓李, 张先生, 老王
    NOT_A_NAME = "not_a_name"


@dataclass(frozen=True)
class ParsedName:
    name: str


def _bare(folded: str) -> str:
    name = FRAME.sub("", folded, count=1)
    name = POLITE_END.sub("", name)
    return re.sub(r"\s+", " ", name).strip()


def parse_name(text: str) -> ParsedName | NameProblem:
    """The answer to "your name": the name without 我叫 and politeness, or what is wrong with it."""
    # The name itself is kept as typed: folding would turn rare and traditional characters into others.
    original = re.sub(r"[\u3000\xa0]", " ", text).strip()
    folded = fold(original)
    bare = _bare(folded)
    if not bare:
        return NameProblem.NOT_A_NAME if folded else NameProblem.EMPTY
    if SURNAME_ONLY.match(bare) or TITLE.match(bare):
        return NameProblem.FULL_NAME_NEEDED
    start = folded.find(bare)
    name = original[start : start + len(bare)] if start >= 0 else bare
    problem = _problem(re.sub(r"(?<=[一-龥])\s+(?=[一-龥])", "", bare))
    return problem or ParsedName(re.sub(r"(?<=[一-龥])\s+(?=[一-龥])", "", name))


def _problem(name: str) -> NameProblem | None:
    if len(name) > LONGEST:
        return NameProblem.TOO_LONG
    if name in NOT_NAMES or NEVER_IN_A_NAME.search(name) or (len(set(name)) == 1 and len(name) > 2):
        return NameProblem.NOT_A_NAME
    if DOTTED_NAME.match(name) or LATIN_NAME.match(name):
        return None
    if not HAN_NAME.match(name):
        return NameProblem.NOT_A_NAME
    if len(name) < SHORTEST:
        return NameProblem.TOO_SHORT
    return None if len(name) <= LONGEST_PLAIN else NameProblem.NOT_A_NAME
