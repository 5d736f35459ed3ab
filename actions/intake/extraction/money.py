"""Sums of money in a text, and the answer to "how much".

Amounts are integer fen. A sum that names no single value (几千块, 4-5千) is left out of `find_money` and is
`AmountProblem.VAGUE` for `parse_amount`: nothing is guessed into a complaint.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from actions.intake.extraction.folding import fold
from actions.intake.extraction.money_roles import MoneyRole, role_of
from actions.intake.extraction.numerals import MORE, Number, numbers

FEN = 100
LIMIT_FEN = 10_000_000_000 * FEN  # ten billion yuan: above it somebody is mistyping

CURRENCY_BEFORE = re.compile(r"(?:¥|RMB|CNY|人民币)\s?$", re.IGNORECASE)
CURRENCIES = r"美[元金]|港[币元]|日[元币]|欧元|英镑|韩[元币]|泰铢|台币|加元|澳元|卢布"
FOREIGN = re.compile(rf"[$€£]\s?\d|[\d一二两三四五六七八九十百千万][^,。]{{0,2}}(?:{CURRENCIES})")
FOREIGN_BEFORE = re.compile(r"[$€£]\s?$")
FOREIGN_AFTER = re.compile(rf"^\s?(?:{CURRENCIES})")
YUAN = r"(?:元整|元|圆整|圆|块钱|块|快钱?|RMB|rmb|人民币|CNY|yuan|大洋)"
UNIT = re.compile(rf"^\s?[{MORE}]?\s?(?P<unit>{YUAN})(?P<more>多|左右|上下)?(?:钱)?", re.IGNORECASE)
TENTHS = re.compile(
    r"^(?:零|又)?(?P<jiao>[\d一二两三四五六七八九])\s?(?P<jiao_unit>[毛角])(?:钱)?(?:(?P<fen>[\d一二两三四五六七八九])分?)?"
    r"|^(?P<bare>[\d一二三四五六七八九])(?![\d.%一二三四五六七八九十百千万个月天年次斤份种张只件号日点位人家分期折本岁条])"
)
JIAO_ONLY = re.compile(r"^\s?[毛角](?P<more>钱)?(?P<tail>[\d一二两三四五六七八九](?!\d))?")
# 两块手表, 一块去, 三元牛奶: a small number and 块 or 元 are money only where the text goes on like money
GOES_ON_LIKE_MONEY = re.compile(r"^(?:$|[\s,。、!?;:)/~+一每的左右多钱了都也是就给买退呢吗啊吧])")
NOT_A_TYPO = re.compile(r"^\s?快[递速乐餐车点捷手感要]")
NOT_YUAN = re.compile(r"^\s?(?:元[素旦宵首老件器化月年神]|圆[形珠通满]|块[头儿状])")
NOT_MONEY_AFTER = re.compile(
    r"^\s?(?:的?倍|[%‰°℃a-zA-Z+*×:]|-\d|\.\d|年|月|日|号|点|时|分|秒|天|周|星期|礼拜|小时|个|次|条|只|件|张|本|台|部|辆|人|位|名|家|"
    r"岁|斤|克|公斤|千克|吨|两|升|毫升|米|厘米|公里|里|平|倍|折|成|节|课|堂|期|款|级|层|楼|栋|幢|室|单元|排|页|字|份|箱|盒|袋|瓶|桶|"
    r"颗|粒|片|双|套|间|棵|头|匹|架|艘|度|寸|尺|种|样|项|句|集|季|代|版|路|寸|分钟|余?天|[多来余几]?[人次个公里平天])"
)
POWER = re.compile(r"^\s?(?:快充|充电|功率|适配|电源|灯|音|的?功率|以上功率)")
SCREEN = re.compile(r"^\s?(?:屏|电视|画质|分辨率|显示|视频|高清|超清|蓝光|摄像)")
IDENTIFIER_BEFORE = re.compile(
    r"(?:第|[a-zA-Z]|[a-zA-Z][ -]|尾号|号码|编号|单号|订单号?|电话|手机号?|微信号?|QQ|型号|卡号|工号|车牌|门牌|"
    r"苹果|华为|小米|荣耀|iPhone|[./:-])\s?[是为:]?$",
    re.IGNORECASE,
)
APPROXIMATE_BEFORE = re.compile(
    r"(?:大概|大约|约|差不多|将近|接近|近|快|左右|上下|至少|不到|超过|好像)(?:是|花了|要)?$"
)
APPROXIMATE_AFTER = re.compile(r"^(?:左右|上下|以上|不到|多块|多元|多钱|多)")
SURE_WITHOUT_UNIT = 0.65  # of its role, before a bare number counts as money
LATIN_UNIT = re.compile(r"[wWkK]")


class AmountProblem(StrEnum):
    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    ZERO = "zero"
    TOO_LARGE = "too_large"
    VAGUE = "vague"  # 几千块, 4-5千
    FOREIGN = "foreign"  # dollars, yen: the form counts in yuan
    SEVERAL = "several"  # two different sums in one answer


@dataclass(frozen=True)
class Money:
    """One sum; `text` is the original slice [start:end]."""

    fen: int
    text: str
    start: int
    end: int
    approximate: bool
    role: MoneyRole
    confidence: float  # that the role is right, 0 to 1


@dataclass(frozen=True)
class ParsedAmount:
    fen: int
    approximate: bool
    text: str  # the part of the answer that was read


@dataclass(frozen=True)
class _Sum:
    yuan: Decimal
    end: int
    marked: bool  # written with 元, 块, ¥
    approximate: bool


def to_fen(yuan: Decimal) -> int:
    return int((yuan * FEN).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def format_amount(fen: int) -> str:
    """1234567 -> '12,345.67'; read back by `parse_amount`."""
    return f"{fen // FEN:,}.{fen % FEN:02d}" if fen % FEN else f"{fen // FEN:,}"


def _digit(character: str) -> Decimal:
    return Decimal("零一二三四五六七八九".index(character) if character in "一二三四五六七八九" else
                   2 if character == "两" else int(character))  # fmt: skip


def _with_tenths(folded: str, yuan: Decimal, end: int) -> tuple[Decimal, int]:
    """50块5 and 3块8毛: the part after 块."""
    match = TENTHS.match(folded[end : end + 6])
    if not match:
        return yuan, end
    jiao = match["jiao"] or match["bare"]
    yuan += _digit(jiao) / 10 + (_digit(match["fen"]) / 100 if match["fen"] else 0)
    return yuan, end + match.end()


def _marked(folded: str, number: Number) -> _Sum | None:
    """The number with its own 元, 块, 毛 or ¥."""
    assert number.value is not None
    rest, start = folded[number.end : number.end + 12], number.start
    if NOT_YUAN.match(rest) or NOT_A_TYPO.match(rest):
        return None
    unit = UNIT.match(rest)
    if unit:
        end = number.end + unit.end()
        whole = number.value == number.value.to_integral_value()
        small = (number.value < 10 and whole) or (number.han and number.value < 20)
        if small and "钱" not in unit[0] and not _goes_on(folded, end):
            return None
        approximate = number.approximate or bool(unit["more"])
        yuan, end = _with_tenths(folded, number.value, end) if "块" in unit[0] else (number.value, end)
        return _Sum(yuan, end, marked=True, approximate=approximate)
    jiao = JIAO_ONLY.match(rest)
    if jiao and number.value < 10 and _goes_on(folded, number.end + jiao.end()):
        tail = _digit(jiao["tail"]) / 100 if jiao["tail"] else Decimal(0)
        return _Sum(number.value / 10 + tail, number.end + jiao.end(), marked=True, approximate=False)
    if CURRENCY_BEFORE.search(folded[max(0, start - 4) : start]):
        return _Sum(number.value, number.end, marked=True, approximate=number.approximate)
    return None


def _goes_on(folded: str, end: int) -> bool:
    return bool(GOES_ON_LIKE_MONEY.match(folded[end : end + 2])) or bool(TENTHS.match(folded[end : end + 4]))


def _unmarked(folded: str, number: Number) -> _Sum | None:
    """A number alone: money only if nothing says otherwise; the caller then asks for a role."""
    assert number.value is not None
    before, rest = folded[max(0, number.start - 6) : number.start], folded[number.end : number.end + 6]
    if NOT_MONEY_AFTER.match(rest) or IDENTIFIER_BEFORE.search(before):
        return None
    if LATIN_UNIT.search(number.text) and (POWER.match(rest) or SCREEN.match(rest)):
        return None
    digits = sum(c.isdigit() for c in number.text)
    if number.value < 10 or digits > 9 or (number.han and number.value < 100):
        return None
    return _Sum(number.value, number.end, marked=False, approximate=number.approximate)


def _read(folded: str, number: Number) -> _Sum | None:
    if number.value is None:
        return None
    before, after = folded[max(0, number.start - 2) : number.start], folded[number.end : number.end + 4]
    if FOREIGN_BEFORE.search(before) or FOREIGN_AFTER.match(after):
        return None
    return _marked(folded, number) or _unmarked(folded, number)


def find_money(text: str) -> list[Money]:
    """All sums of the text, in order, with their roles. Nothing (0元) is no sum."""
    folded, result, taken = fold(text), [], 0
    for number in numbers(folded):
        if number.start < taken:
            continue
        found = _read(folded, number)
        if not found or found.yuan * FEN > LIMIT_FEN:
            continue
        fen = to_fen(found.yuan)
        if fen <= 0:
            continue
        before = folded[max(0, number.start - 8) : number.start]
        sign = CURRENCY_BEFORE.search(before)
        start = number.start - len(sign[0]) if sign else number.start
        role, confidence = role_of(folded, start, found.end)
        if not found.marked and (
            role is MoneyRole.OTHER
            or confidence < SURE_WITHOUT_UNIT
            or not _stands_alone(folded, start, found.end, role)
        ):
            continue
        approximate = found.approximate or _is_approximate(before, folded[found.end : found.end + 3])
        span = text[start : found.end], start, found.end
        result.append(Money(fen, *span, approximate, role, confidence))
        taken = found.end
    return result


def _stands_alone(folded: str, start: int, end: int, role: MoneyRole) -> bool:
    """An unmarked number needs its cue right beside it: 花了5400, 还剩162, or a clause that begins with it."""
    near = folded[max(0, start - 6) : start]
    if re.search(r"[买购]了$", near):
        return bool(re.match(r"(?:的|[,。!?;\s]|$)", folded[end : end + 1]))
    if re.search(
        r"[花付交缴充扣剩收费金额共计价款退赔欠转刷是为贷年冲给有加要骗补差]了?[^,。!?;]{0,3}$", near
    ):
        return True
    year = re.fullmatch(r"(?:19|20)\d\d", folded[start:end])
    bought = re.match(r"(?:左右)?(?:买|购入?|入手|拍|办|报|订|租)[的了]", folded[end : end + 6])
    thing_before = re.search(r"(?:买|拍|订|购|办|配)了[一-龥]{2,12}$", folded[max(0, start - 16) : start])
    if role is MoneyRole.PAID and thing_before and re.match(r"[,。!?;]|$", folded[end : end + 1]):
        return True
    return role is MoneyRole.PAID and (not near or near[-1] in ",。 ;:(" or bool(bought and not year))


def _is_approximate(before: str, after: str) -> bool:
    return bool(APPROXIMATE_BEFORE.search(before) or APPROXIMATE_AFTER.match(after))


def parse_amount(text: str) -> ParsedAmount | AmountProblem:
    """The answer to "how much": 1380, 1380元, 一万二, 1.2w, 大概三千多.

    A bare number is yuan. Never raises; anything that is not one positive sum is an `AmountProblem`.
    """
    folded = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", fold(text).strip())
    if not folded:
        return AmountProblem.EMPTY
    if FOREIGN.search(folded):
        return AmountProblem.FOREIGN
    if re.search(r"(?:^|[^\d\w])(?:-|负|零下)\s?[¥]?\s?\d", folded) or folded.startswith("负"):
        return AmountProblem.NEGATIVE
    candidates = _answer_sums(folded)
    if not candidates:
        vague = any(number.value is None for number in numbers(folded)) or re.search(
            r"[百千万]把?来?块", folded
        )
        return AmountProblem.VAGUE if vague else AmountProblem.NOT_A_NUMBER
    if len({found.yuan for found, _ in candidates}) > 1:
        return AmountProblem.SEVERAL
    found, number = candidates[0]
    if found.yuan * FEN > LIMIT_FEN:
        return AmountProblem.TOO_LARGE
    fen = to_fen(found.yuan)
    if fen == 0:
        return AmountProblem.ZERO
    around = folded[max(0, number.start - 8) : number.start], folded[found.end : found.end + 3]
    return ParsedAmount(fen, found.approximate or _is_approximate(*around), folded[number.start : found.end])


def _answer_sums(folded: str) -> list[tuple[_Sum, Number]]:
    """Marked sums if there are any, else the bare numbers."""
    marked, bare, taken = [], [], 0
    for number in numbers(folded):
        if number.start < taken or number.value is None:
            continue
        found = _marked(folded, number)
        if found:
            taken = found.end
            marked.append((found, number))
        elif not _is_code(folded, number):
            bare.append(
                (_Sum(number.value, number.end, marked=False, approximate=number.approximate), number)
            )
    return marked or bare


def _is_code(folded: str, number: Number) -> bool:
    """3个, 第3, A12: not what somebody answers to "how much"."""
    before = folded[max(0, number.start - 6) : number.start]
    return bool(NOT_MONEY_AFTER.match(folded[number.end :]) or IDENTIFIER_BEFORE.search(before))
