"""Whether what a picture shows is what the person said: the same, more exact, or a contradiction."""

from collections.abc import Mapping
from typing import Any

from actions import wording
from actions.intake.extraction.merchant_names import noun_length
from actions.intake.slots import Values

NEAR = 0.2  # 三千多 and 3280 are one sum
SHARED = 2  # characters of two names without their nouns that make them one shop


def contradicts(values: Values, slot: str, shown: Any) -> bool:
    """Whether the person said something else; nothing said contradicts nothing."""
    said = values.get(slot)
    return bool(said) and not sharpens(slot, said, shown) and not is_same(slot, said, shown)


def is_other_shop(values: Values, fields: Mapping[str, Any]) -> bool:
    """Whether the picture names another shop than the person."""
    return bool(fields.get("merchant")) and contradicts(values, "merchant", fields["merchant"])


def sharpens(slot: str, said: Any, shown: Any) -> bool:
    """Whether the picture says the same more exactly."""
    match slot:
        case "amount":
            return bool(said["approximate"] and abs(said["fen"] - shown["fen"]) <= NEAR * shown["fen"])
        case "purchase_date":
            said_day, day = said.get("iso") or "", shown["iso"]
            return bool(said_day != day and day.startswith(said_day))
        case "merchant":
            return str(said).endswith(wording.MERCHANT_UNNAMED.format(described=""))
        case _:
            return False


def is_same(slot: str, said: Any, shown: Any) -> bool:
    """Whether both mean one thing."""
    match slot:
        case "amount":
            return bool(said["fen"] == shown["fen"])
        case "purchase_date":
            return bool(said.get("iso") == shown["iso"])
        case "merchant":
            return _is_same_shop(str(said), str(shown))
        case "order_no":
            return str(said) in str(shown) or str(shown) in str(said)
        case _:
            return True  # a second phone of a shop is no contradiction


def _is_same_shop(said: str, shown: str) -> bool:
    """欧亚商场 and 长春欧亚集团 share more than a kind of business; in doubt the person's own word stays."""
    one, other = (name[: len(name) - noun_length(name)] or name for name in (said, shown))
    return any(one[at : at + SHARED] in other for at in range(max(1, len(one) - SHARED + 1)))
