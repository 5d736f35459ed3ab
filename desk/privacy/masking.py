"""How personal data looks in lists, logs and exports: 138****1234, 张**."""

import re

from telemetry.masking import LANDLINE, LONG_NUMBER, PHONE, mask_text

__all__ = ["LANDLINE", "LONG_NUMBER", "PHONE", "mask_address", "mask_name", "mask_phone", "mask_text"]


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
