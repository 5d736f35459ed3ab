"""Reading what is typed at the questions of an update, and what a wish to add already tells."""

import re
import unicodedata
from collections.abc import Sequence

from actions.intake.commands import reads_as_question, strip_marks, yes_or_no
from actions.turn import Turn

SENDS = re.compile(
    r"(?:好了?|行了?|嗯+|对|可以)?(?:(?:就|只有)?(?:这些|这么多|这样)(?:了|吧)?|没有?了|没别的了?|(?:确认|确定)?(?:提交|发送|发|补充)(?:补充|吧|了)?|说完了|发完了|写完了)"
)
LEAVES = re.compile(
    r"(?:算了(?:吧)?)?[,，]?(?:先)?(?:不|别)(?:用)?(?:补充?|加|发|提交|写)了?(?:吧|了|啊)?|算了吧?|取消|返回|退出"
)
SAYS_NOTHING = re.compile(r"(?:就)?(?:不写|不说|没有|没什么)(?:了|原因|理由|好说的?)*(?:吧)?")
_WITHDRAWS = re.compile(
    r"(?:是的?|对的?|好的?|嗯+|我?)?(?:确定|确认)?(?:要)?(?:撤回?|撤(?:掉|销|诉)|撤了?|不投诉了?)(?:吧|了|啊|它)?"
)
_STAYS = re.compile(
    r"(?:先|还是|那就?|我)*(?:不|别)(?:要|用|想)?撤(?:回|销|掉|诉)?(?:了|吧)?|(?:再|先)(?:想想|等等|看看)|留着(?:吧)?|继续(?:投诉|办)?"
)

_RATINGS = {
    5: r"(?:很|非常|十分|特别|挺|太)满意|五星|好评",
    4: r"(?:比较|还算|基本)?满意|四星",
    3: r"一般般?|还行|还可以|凑合|三星",
    2: r"(?:不太|不怎么|不)满意|两星|二星",
    1: r"(?:很|非常|十分|特别|太|一点都|极)不满意|差评|一星|太差了?",
}
_RATING = {
    rating: re.compile(rf"(?:我)?(?:给|打|评)?(?:个)?(?:{words})") for rating, words in _RATINGS.items()
}
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_POINTS = re.compile(r"(?:我)?(?:给|打|评)?(?:个)?([1-5一二两三四五])(?:分|星|颗星)?")

_ORDINAL = re.compile(r"(?:第)?([1-9一二两三四五])(?:个|件|条|单)(?:吧)?")
_PART_OF_NUMBER = re.compile(r"[A-Z0-9]{3,}")

# 「补充一点：今天店长又来电话了」: what stands behind the wish is the content already.
_WISH = re.compile(
    r"^(?:那|喂|你好|对了|还有)?[,，]?(?:我|我们)?(?:想|要|还要|还想|需要|再|来)*(?:补充|追加|补)(?:一下|一点|两点|几点|一条|一句|几句|说明|情况|材料|内容|证据)*"
    r"(?:到[A-Za-z0-9]+)?[:：,，。\s]+(?P<content>.+)$",
    re.DOTALL,
)
# 「跟商家说：运费他出」: what is to be said stands behind 说.
_TELLS = re.compile(
    r"^.{0,14}?(?:商家|店家|店里|卖家|老板|对方|他们).{0,3}?(?:说|讲|转告|转达|带句话|回复|回话|留言)(?:一下|一声|几句|是|就是)?"
    r"[:：,，\s]*(?P<content>.+)$|^.{0,6}?(?:转告|转达给?|告诉|回复|问问?)(?:一下)?(?:商家|店家|店里|卖家|老板|对方|他们)[:：,，\s]*(?P<rest>.+)$",
    re.DOTALL,
)
_NOTHING = re.compile(r"(?:一下|一声|几句话?|点事|句话|话|吧|呗|个话|个言|[。.!！?？\s])*")
_SHARES = re.compile(
    r"(?:可以|行|好|同意|愿意|先谈|那)*[,，]?(?:给|看|打)(?:他们?|商家)?(?:我的?)?(?:电话|号码|手机)?(?:吧|了)?"
)
_KEEPS = re.compile(
    r"(?:可以|行|好|先谈|那)*[,，]?(?:不|别)(?:要|想|用|能)?(?:给|看|打)(?:他们?|商家)?(?:我的?)?(?:电话|号码|手机)?(?:吧|了)?"
)
_LEAVES_IT = re.compile(r"(?:先|还是)?(?:不谈|不用|不要|算了|不协商|不转)(?:了|吧)?")
_TALKS = re.compile(r"(?:那|就|好|先)*(?:谈|协商|转给?商家|和解)(?:谈|一下)?(?:吧|了)?")

SHORTEST_CONTENT = 6  # characters


def words(text: str) -> str:
    return strip_marks(text)


def content_of_wish(text: str) -> str:
    """What a wish to add tells beyond itself; empty where it tells nothing."""
    match = _WISH.match(text.strip())
    content = match["content"].strip() if match else ""
    return content if len(re.sub(r"\W", "", content)) >= SHORTEST_CONTENT else ""


def words_of_wish(text: str) -> str:
    """What 「跟商家说…」 wants said; empty where it only wants to say something."""
    match = _TELLS.match(text.strip())
    said = ((match["content"] or match["rest"]) if match else "").strip()
    return "" if _NOTHING.fullmatch(said) else said


def shares_contact(turn: Turn) -> tuple[bool, bool | None]:
    """The answer to 要先协商吗: whether it is one, and whether the phone may be seen; None: not to talk at all."""
    said = strip_marks(turn.text)
    if reads_as_question(turn.text):
        return False, None
    if _KEEPS.fullmatch(said):
        return True, False
    if _LEAVES_IT.fullmatch(said) or yes_or_no(turn) is False:
        return True, None
    if _SHARES.fullmatch(said):
        return True, True
    talks = turn.intent == "reconcile" or yes_or_no(turn) or _TALKS.fullmatch(said) is not None
    return bool(talks), False  # a yes to talking is none to showing the phone


def chosen_case(text: str, numbers: Sequence[str], found: str | None) -> str | None:
    """The case that typed words choose: its number, the end of it, or 第二个; None where none or several fit."""
    if found is not None:
        return found if found in numbers else None
    if match := _ORDINAL.fullmatch(strip_marks(text)):
        place = int(match[1]) if match[1].isdigit() else _NUMERALS[match[1]]
        return numbers[place - 1] if place <= len(numbers) else None
    parts = _PART_OF_NUMBER.findall(unicodedata.normalize("NFKC", text).upper())
    fitting = [number for number in numbers if any(part in number for part in parts)]
    return fitting[0] if len(fitting) == 1 else None


def rating(text: str) -> int | None:
    """1 to 5: 5, 五分, 打个4分, 很满意; None for anything else."""
    said = strip_marks(unicodedata.normalize("NFKC", text))
    if match := _POINTS.fullmatch(said):
        return int(match[1]) if match[1].isdigit() else _NUMERALS[match[1]]
    return next((points for points, pattern in _RATING.items() if pattern.fullmatch(said)), None)


def withdraws(turn: Turn) -> bool | None:
    """The answer to 要撤回吗; None when it is neither."""
    said = strip_marks(turn.text)
    if reads_as_question(turn.text):
        return None
    if _STAYS.fullmatch(said):
        return False
    return True if _WITHDRAWS.fullmatch(said) else yes_or_no(turn, explicit=True)
