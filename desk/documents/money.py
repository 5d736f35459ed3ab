"""Sums as documents write them: in figures, and in the characters that cannot be altered."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
MOST = 10**16  # yuan, exclusive: four groups of four digits


def figures(fen: int) -> str:
    """1,234.50 for 123_450."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def characters(fen: int) -> str:
    """壹仟贰佰叁拾肆元伍角整 for 123_450 (正确填写票据和结算凭证的基本规定, as banks write sums).

    Raises ValueError below nothing or from 10^16 yuan on.
    """
    yuan, rest = divmod(fen, 100)
    if fen < 0 or yuan >= MOST:
        raise ValueError("no sum that can be written out")
    jiao, fen = divmod(rest, 10)
    said = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"{said or '零元'}整"
    if jiao:
        said += f"{DIGITS[jiao]}角"
    elif said:
        said += "零"
    return f"{said}{DIGITS[fen]}分" if fen else f"{said}整"


def _whole(yuan: int) -> str:
    said, gap = "", False
    for number in range(len(GROUPS) - 1, -1, -1):
        group = yuan // 10 ** (4 * number) % 10**4
        if not group:
            gap = bool(said)
            continue
        if said and (gap or group < 1000):
            said += "零"
        said += _group(group) + GROUPS[number]
        gap = False
    return said


def _group(group: int) -> str:
    """壹仟零伍 for 1005."""
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            said += ("零" if gap else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = bool(said)
    return said
