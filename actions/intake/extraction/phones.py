"""Phone numbers as people in China write and say them.

Mobile numbers with blanks, dashes, +86, full-width or Chinese digits (一三八…, 幺), landlines with or
without an area code, and extensions. The answer is E.164 plus the extension. What counts as a number is
decided by the `phonenumbers` metadata, not by a list of prefixes of our own.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from actions.intake.extraction.folding import fold
from actions.intake.extraction.found import Found

CHINA = "CN"
SPOKEN = str.maketrans("零〇一二三四五六七八九幺两", "0012345678912")
SPOKEN_DIGITS = "零〇一二三四五六七八九幺两"
PROVINCE = re.compile(r"^(?:[一-龥]{2,3}省|[一-龥]{2,7}自治区|西藏|新疆|宁夏|广西|内蒙古)")
DASHED_EXTENSION = re.compile(r"(?P<main>\(?0\d{2,3}\)?[\s-]?\d{7,8})\s?-\s?(?P<extension>\d{1,6})\s*$")
EXTENSION = re.compile(
    r"(?:转|分机号?|#|ext\.?|x)\s*[:-]?\s*(?P<extension>\d{1,6})\s*(?:分机)?\s*$", re.IGNORECASE
)
NUMBER_LIKE = re.compile(rf"(?<![a-zA-Z\d])[+(]?[\d{SPOKEN_DIGITS}](?:[\s()/.,-]{{0,3}}[\d{SPOKEN_DIGITS}])*")
# In a story only whole numbers count: no digits or letters on either side (order numbers, accounts)
MOBILE = re.compile(
    r"(?<![\d.a-zA-Z-])(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?![\d.-]\d|\d|[a-zA-Z])"
)
LANDLINE = re.compile(r"(?<![\d.a-zA-Z])\(?0\d{2,3}\)?[\s-]?\d{7,8}(?!\d)(?:\s?(?:转|-)\s?\d{1,6})?")
OWN = re.compile(
    r"(?:我的?|本人的?|联系|回访|消费者|投诉人)(?:联系)?(?:电话|手机|号码|方式|手机号码?|电话号码)?(?:号码?)?(?:是|为|:)?\s?$"
)
OF_THE_SHOP = re.compile(
    r"(?:商家|店家?|卖家|客服|老板|公司|对方|他们?|她|商户|前台|经理|教练|中介|房东)[^,。;]{0,8}$"
)
SERVICE_TYPES = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.UAN,
}
SHORT_SERVICE = re.compile(r"^(?:11\d|12[0-2]|1[0-2]\d{3}|9[56]\d{3,6})$")
MOBILE_LENGTH, SHORTEST, LONGEST = 11, 7, 15  # digits; E.164 allows 15


class PhoneKind(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    ABROAD = "abroad"


class PhoneProblem(StrEnum):
    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    AREA_CODE_NEEDED = "area_code_needed"  # a landline without it, and the region is not known
    NOT_ASSIGNED = "not_assigned"  # the right length, but no such number range
    SERVICE_NUMBER = "service_number"  # 400…, 12315: cannot be a person's phone
    SEVERAL = "several"


@dataclass(frozen=True)
class ParsedPhone:
    e164: str
    extension: str | None
    kind: PhoneKind


@cache
def _area_codes() -> dict[str, str]:
    """Chinese name of a prefecture, without 市 -> area code, read from the library's own geography."""
    from phonenumbers import geocoder  # it loads the places of all countries: seldom needed, 0.3 s

    result: dict[str, str] = {}
    codes = ["10", *map(str, range(20, 30)), *map(str, range(310, 1000))]
    for code in codes:
        for subscriber in ("2345678", "22345678", "82345678", "6234567", "8234567"):
            number = PhoneNumber(country_code=86, national_number=int(code + subscriber))
            place = geocoder.description_for_number(number, "zh")
            if place and place != "中国":
                for name in _place_names(place):
                    result.setdefault(name, code)
                break
    return result


def _place_names(place: str) -> list[str]:
    """吉林省长春市 -> 长春; 辽宁省沈阳市、铁岭市 -> 沈阳, 铁岭."""
    cities = PROVINCE.sub("", place)
    return [re.sub(r"[市区]$", "", city) for city in cities.split("、") if city]


def area_code(region: str | None) -> str | None:
    """The area code of the first prefecture named in `region` (长春市朝阳区 -> 431), or None.

    >>> area_code("吉林省长春市")
    '431'
    """
    if not region:
        return None
    below_province = PROVINCE.sub("", region)
    names = sorted(
        (name for name in _area_codes() if name in below_province),
        key=lambda name: (below_province.find(name), -len(name)),
    )
    # 吉林长春: the province is written like one of its cities
    if len(names) > 1 and f"{names[0]}市" not in below_province and below_province.startswith("吉林"):
        names = names[1:]
    return _area_codes()[names[0]] if names else None


def _split_extension(folded: str) -> tuple[str, str | None]:
    dashed = DASHED_EXTENSION.search(folded)
    if dashed:
        return dashed["main"], dashed["extension"]
    match = EXTENSION.search(folded)
    return (folded[: match.start()], match["extension"]) if match else (folded, None)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text.translate(SPOKEN))


def _candidate(folded: str) -> str | PhoneProblem:
    """The one run of digits in an answer, with its plus sign kept."""
    runs = [m[0] for m in NUMBER_LIKE.finditer(folded) if len(_digits(m[0])) >= 3]
    long = [run for run in runs if len(_digits(run)) >= SHORTEST]
    if not runs:
        return PhoneProblem.NOT_A_NUMBER
    if len({_digits(run)[-MOBILE_LENGTH:] for run in long}) > 1:
        return PhoneProblem.SEVERAL
    chosen = (long or runs)[0]
    return ("+" if chosen.startswith("+") else "") + _digits(chosen)


def _national(digits: str) -> str:
    """Without the country code as people write it: 86138…, 0086138…, +86138…."""
    bare = digits.lstrip("+")
    for prefix in ("0086", "86"):
        rest = bare.removeprefix(prefix)
        if rest != bare and len(rest) >= MOBILE_LENGTH - 1:
            return rest
    return bare


def _kind(number: PhoneNumber) -> PhoneKind | PhoneProblem:
    kind = phonenumbers.number_type(number)
    if number.country_code != 86:
        return PhoneKind.ABROAD
    if kind in SERVICE_TYPES:
        return PhoneProblem.SERVICE_NUMBER
    return PhoneKind.MOBILE if kind == PhoneNumberType.MOBILE else PhoneKind.LANDLINE


def _finish(digits: str, extension: str | None) -> ParsedPhone | PhoneProblem:
    try:
        number = phonenumbers.parse(digits, CHINA)
    except phonenumbers.NumberParseException:
        return PhoneProblem.NOT_A_NUMBER
    if not phonenumbers.is_valid_number(number):
        return PhoneProblem.NOT_ASSIGNED
    kind = _kind(number)
    if isinstance(kind, PhoneProblem):
        return kind
    return ParsedPhone(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), extension, kind
    )


def parse_phone(text: str, *, region: str | None = None) -> ParsedPhone | PhoneProblem:
    """The answer to "your phone". `region` (长春市…) completes a landline given without its area code."""
    folded = fold(text).strip()
    if not folded:
        return PhoneProblem.EMPTY
    main, extension = _split_extension(folded)
    digits = _candidate(main)
    if isinstance(digits, PhoneProblem):
        return digits
    if digits.startswith("+") and not digits.startswith("+86"):
        return _finish(digits, extension)
    national = _national(digits)
    if SHORT_SERVICE.match(national) or (national.startswith(("400", "800")) and len(national) == 10):
        return PhoneProblem.SERVICE_NUMBER
    if (national.startswith("1") and len(national) in range(8, 11)) or len(national) < SHORTEST:
        return PhoneProblem.TOO_SHORT
    if len(national) > LONGEST or (national.startswith("1") and len(national) > MOBILE_LENGTH):
        return PhoneProblem.TOO_LONG
    if len(national) in (7, 8) and not national.startswith(("0", "1")):
        code = area_code(region)
        return _finish("0" + code + national, extension) if code else PhoneProblem.AREA_CODE_NEEDED
    return _finish(national, extension)


def own_phone(text: str) -> Found[ParsedPhone] | None:
    """The person's own number in a story: only where the text says it is theirs."""
    folded = fold(text)
    for pattern in (MOBILE, LANDLINE):
        for match in pattern.finditer(folded):
            ahead = folded[max(0, match.start() - 16) : match.start()]
            parsed = parse_phone(match[0])
            if isinstance(parsed, ParsedPhone) and OWN.search(ahead) and not OF_THE_SHOP.search(ahead):
                return Found(parsed, text[match.start() : match.end()], match.start(), match.end(), 0.9)
    return None
