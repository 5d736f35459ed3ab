"""The sealed parts of a case, and how they look to those who may not see them."""

import json
from dataclasses import asdict, dataclass

from desk.privacy.masking import mask_address, mask_name, mask_phone, mask_text
from desk.privacy.vault import Vault

LOOKUP = "case-lookup"  # purpose of the digest that finds a case by number and last four digits


@dataclass(frozen=True)
class Person:
    """Who complains."""

    name: str
    phone: str
    address: str

    def masked(self) -> "Person":
        return Person(mask_name(self.name), mask_phone(self.phone), mask_address(self.address))


@dataclass(frozen=True)
class Statement:
    """What people wrote freely: it may hold names, numbers and addresses of anyone."""

    problem: str
    demand_text: str | None
    order_no: str | None
    purchased_on_text: str | None
    amount_text: str | None

    def masked(self) -> "Statement":
        """Phones and long numbers starred."""
        return Statement(
            mask_text(self.problem),
            mask_text(self.demand_text) if self.demand_text is not None else None,
            mask_text(self.order_no) if self.order_no is not None else None,
            mask_text(self.purchased_on_text) if self.purchased_on_text is not None else None,
            mask_text(self.amount_text) if self.amount_text is not None else None,
        )


def seal(vault: Vault, part: Person | Statement) -> str:
    return vault.seal(json.dumps(asdict(part), ensure_ascii=False))


def open_person(vault: Vault, sealed: str) -> Person:
    """Raises desk.privacy.vault.SealBroken."""
    return Person(**json.loads(vault.open(sealed)))


def open_statement(vault: Vault, sealed: str) -> Statement:
    """Raises desk.privacy.vault.SealBroken."""
    return Statement(**json.loads(vault.open(sealed)))


def lookup_digest(vault: Vault, case_no: str, phone_last4: str) -> str:
    """Finds a case without opening anything; the table cannot be searched for phones without the key."""
    return vault.digest(LOOKUP, case_no + phone_last4)
