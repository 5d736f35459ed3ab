"""How personal data looks in lists, logs and exports: 138****1234, 张**."""

import re

PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1\d{2})[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}|\+86[- ]?\d{2,3})[- ]?(\d{3,4})(\d{4})(?!\d)")
LONG_NUMBER = re.compile(r"(?<!\d)\d{15,19}[\dXx]?(?!\d)")  # identity cards, bank cards


def mask_phone(phone: str) -> str:
    """138****1234 for a mobile in any usual writing, 0431****8315 for a landline; else only the last two digits."""
    digits = re.sub(r"\D", "", phone)
    digits = digits.removeprefix("86") if len(digits) > 11 else digits
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    if len(digits) >= 10:
        return f"{digits[:4]}****{digits[-4:]}"
    return "*" * max(len(digits) - 2, 0) + digits[-2:]


def mask_name(name: str) -> str:
    """张**: the first character and a star for each further one, at most two."""
    return name[:1] + "*" * min(max(len(name) - 1, 1), 2)


def mask_address(address: str) -> str:
    """Up to the district or town, then stars; an address without one keeps its first three characters."""
    match = re.match(r"^.{0,18}?(?:[区县旗镇乡]|街道)", address)
    return (match.group() if match else address[:3]) + "****"


def mask_text(text: str) -> str:
    """Free text for a log or a list: phones, landlines and long numbers starred."""
    text = PHONE.sub(r"\1****\3", text)
    text = LANDLINE.sub(r"\1****\3", text)
    return LONG_NUMBER.sub(lambda m: m.group()[:4] + "*" * (len(m.group()) - 8) + m.group()[-4:], text)
