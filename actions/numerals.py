"""Chinese numerals as statutes write them."""

DIGITS = "零一二三四五六七八九"


def chinese_number(n: int) -> str:
    """一百零五 for 105, 十 for 10; raises ValueError outside 0–1999 (no statute here has more articles)."""
    if not 0 <= n < 2000:
        raise ValueError(f"{n} is no article number")
    if n < 10:
        return DIGITS[n]
    parts, pending_zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, unit)
        if digit:
            parts += ("零" if pending_zero else "") + DIGITS[digit] + name
            pending_zero = False
        elif parts:
            pending_zero = n > 0
    return parts.removeprefix("一") if parts.startswith("一十") else parts
