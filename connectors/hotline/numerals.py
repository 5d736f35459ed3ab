"""Numbers in the words a voice says. Pure.

Everything is written out in Chinese numerals, because engines disagree on figures: one reads 299 元 as a sum, another
digit by digit, and a phone number as eleven thousand million. What is written out is read alike by all of them.
"""

DIGITS = "零一二三四五六七八九"
ON_THE_PHONE = (
    "零幺二三四五六七八九"  # 一 and 七 are mistaken for each other on a line: 幺 is what people say
)
SMALL_UNITS = ("", "十", "百", "千")
LARGE_UNITS = ("", "万", "亿", "万亿")
MOST_DIGITS = 16  # of a number that is said as an amount; a longer one is said digit by digit
SHORTEST_GROUPED = 7
GROUPS = {11: (3, 4, 4), 12: (4, 4, 4), 10: (3, 3, 4), 8: (4, 4), 7: (3, 4)}  # as phone numbers are said


def cardinal(number: int) -> str:
    """299 → 二百九十九; 10 → 十; 12 → 十二; 1005 → 一千零五; 20000 → 二万. Raises ValueError below zero or too large."""
    if not 0 <= number < 10**MOST_DIGITS:
        raise ValueError("not a number to be said as an amount")
    if number == 0:
        return DIGITS[0]
    said, zero = "", False
    for index in reversed(range(len(LARGE_UNITS))):
        section = number // 10 ** (4 * index) % 10_000
        if section == 0:
            zero = bool(said)
            continue
        if said and (zero or section < 1000):
            said += DIGITS[0]
        said, zero = said + _section(section) + LARGE_UNITS[index], False
    return said.removeprefix("一") if said.startswith("一十") else said


def _section(section: int) -> str:
    """One to 9999: 1005 → 一千零五."""
    said, zero = "", False
    for index in reversed(range(4)):
        digit = section // 10**index % 10
        if digit == 0:
            zero = bool(said)
            continue
        said += (DIGITS[0] if zero else "") + DIGITS[digit] + SMALL_UNITS[index]
        zero = False
    return said


def decimal(text: str) -> str:
    """3.50 → 三点五零; a whole number as an amount, one of more than sixteen digits digit by digit."""
    whole, _, part = text.replace(",", "").partition(".")
    if len(whole) > MOST_DIGITS:
        return one_by_one(whole)
    said = cardinal(int(whole or "0"))
    return said + ("点" + "".join(DIGITS[int(digit)] for digit in part) if part else "")


def counted(number: int) -> str:
    """How many of something: 2 → 两; else as cardinal."""
    return "两" if number == 2 else cardinal(number)


def one_by_one(digits: str) -> str:
    """12315 → 幺二三幺五."""
    return "".join(ON_THE_PHONE[int(digit)] for digit in digits)


def grouped(digits: str) -> str:
    """A number of something with the pauses of speech: 13812345678 → 幺三八，幺二三四，五六七八; 12315 in one breath."""
    if len(digits) < SHORTEST_GROUPED:
        return one_by_one(digits)
    parts, rest = [], digits
    for length in GROUPS.get(len(digits), ()):
        parts.append(one_by_one(rest[:length]))
        rest = rest[length:]
    while rest:
        parts.append(one_by_one(rest[:4]))
        rest = rest[4:]
    return "，".join(parts)


def year(digits: str) -> str:
    """2026 → 二零二六."""
    return "".join(DIGITS[int(digit)] for digit in digits)


def money(whole: str, part: str = "") -> str:
    """299 and 5 → 二百九十九元五角; 0 and 05 → 五分; 1299 → 一千二百九十九元. part: digits behind the point."""
    if len(part) > 2 or len(whole.replace(",", "")) > MOST_DIGITS:
        return decimal(f"{whole}.{part}" if part else whole) + "元"
    yuan, (jiao, fen) = int(whole.replace(",", "") or "0"), (int(digit) for digit in f"{part:0<2}")
    said = cardinal(yuan) + "元" if yuan or not (jiao or fen) else ""
    if jiao:
        said += DIGITS[jiao] + "角"
    if fen:
        said += ("零" if said and not jiao else "") + DIGITS[fen] + "分"
    return said
