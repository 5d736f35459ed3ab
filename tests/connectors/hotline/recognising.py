"""What a recogniser makes of what people say on the telephone: no marks, words that sound alike, fillers in between.

Written for these tests; always the same for the same seed.
"""

import random
import re

MARKS = re.compile(r"[，。！？；：、“”（）,.!?;:()\"\s]")
# Heard alike, written otherwise. Names and numbers are left: what they become is tested where they are understood.
ALIKE = {
    "电饭煲": "电饭包",
    "退款": "退宽",
    "商家": "伤家",
    "发票": "发漂",
    "质量": "制量",
    "充值": "冲值",
    "会员卡": "会员咖",
    "快递": "快地",
}
FILLERS = ("嗯", "那个", "就是", "呃", "这个")
FIGURES = str.maketrans("0123456789", "零幺二三四五六七八九")


def recognised(text: str, *, seed: int = 0, alike: float = 0.3, fillers: float = 0.4) -> str:
    """The text as it comes from the line. alike: how often a word is taken for one that sounds the same; fillers: how
    often somebody hesitates before a part of a sentence."""
    chance = random.Random(seed)
    parts = []
    for part in filter(None, MARKS.split(text)):
        for word, other in ALIKE.items():
            if word in part and chance.random() < alike:
                part = part.replace(word, other)
        parts.append((chance.choice(FILLERS) if chance.random() < fillers else "") + part)
    return "".join(parts)


def dictated(digits: str) -> str:
    """Figures as they are recognised when read out one by one."""
    return digits.translate(FIGURES)
