"""Numbered choices: what people type instead of tapping, and ids for menus in texts. Pure."""

import re
import unicodedata

CHINESE = {character: number for number, character in enumerate("一二三四五六七八九十", start=1)}
CHINESE |= {"两": 2, "首": 1}
LARGEST = 20
# A number alone, or dressed: 1. 1、 ① 第一个 第1项 选1 选第二个 1号 按1
DRESSED = re.compile(
    r"(?:我?(?:选择?|要|按))?(?:第)?(?P<number>\d{1,2}|十[一二三四五六七八九]?|[一二两三四五六七八九首])"
    r"(?:个|项|条|种|号|款)?(?:吧|呢|呀|啊)?"
)
MENU_ID = re.compile(r"(\d{1,9})-(\d{1,2})", re.ASCII)
AROUND = ' 　.。．、,，!！)）(（:："“”「」'


def chosen_number(text: str, *, bare: bool) -> int | None:
    """The number, from 1, if the text is nothing but the choice of one: 「第一个」「选2」, and if `bare` 「1」「①」「一」.

    bare: where the choices were shown with numbers; elsewhere a number alone may be a price.
    """
    plain = unicodedata.normalize("NFKC", text).strip(AROUND)
    match = DRESSED.fullmatch(plain)
    if match is None or (match["number"] == plain and not bare):
        return None
    number = _number(match["number"])
    return number if 1 <= number <= LARGEST else None


def _number(written: str) -> int:
    if written.isdigit():
        return int(written)
    if written.startswith("十"):
        return 10 + CHINESE.get(written[1:], 0)
    return CHINESE[written]


def menu_id(position: int, index: int) -> str:
    """The id of a choice in a text: of the message at this position, counted from 0."""
    return f"{position}-{index}"


def parse_menu_id(choice: str) -> tuple[int, int] | None:
    """(position, index), or None when it is not one of ours."""
    match = MENU_ID.fullmatch(choice)
    return (int(match[1]), int(match[2])) if match else None
