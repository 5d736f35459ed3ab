"""The sealed parts of a case, and how they look to those who may not see them."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

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
    """What people wrote freely: it may hold names, numbers and addresses of anyone.

    respondent_contact, respondent_phone: of the business; a sole trader's are a person's.
    """

    problem: str
    demand_text: str | None
    order_no: str | None
    purchased_on_text: str | None
    amount_text: str | None
    respondent_contact: str | None = None
    respondent_phone: str | None = None
    happened_where: str | None = None

    def masked(self) -> "Statement":
        """Phones and long numbers starred, the contact's name too."""
        told: dict[str, Any] = {
            name: None if value is None else mask_text(value) for name, value in asdict(self).items()
        }
        if self.respondent_contact is not None:
            told["respondent_contact"] = mask_name(self.respondent_contact)
        if self.respondent_phone is not None:
            told["respondent_phone"] = mask_phone(self.respondent_phone)
        return Statement(**told)


@dataclass(frozen=True)
class Mandate:
    """For whom and how far somebody else complains (第十一条): matters, authority, until when."""

    name: str
    phone: str
    matters: str
    authority: str
    valid_from: str
    valid_until: str
    letter: str | None  # id of the attachment that holds the signed letter of authority

    def masked(self) -> "Mandate":
        return replace(self, name=mask_name(self.name), phone=mask_phone(self.phone))


@dataclass(frozen=True)
class Parties:
    """Who else is in it: an agent, and those who complain together (第十二条) through at most two of them."""

    representative: Mandate | None
    joint: tuple[Person, ...]
    speakers: tuple[int, ...]  # places in `joint`, 0 being the complainant

    def masked(self) -> "Parties":
        agent = self.representative
        return Parties(agent and agent.masked(), tuple(one.masked() for one in self.joint), self.speakers)


def seal(vault: Vault, part: Person | Statement | Parties) -> str:
    return vault.seal(json.dumps(asdict(part), ensure_ascii=False))


def open_person(vault: Vault, sealed: str) -> Person:
    """Raises desk.privacy.vault.SealBroken."""
    return Person(**json.loads(vault.open(sealed)))


def open_statement(vault: Vault, sealed: str) -> Statement:
    """Raises desk.privacy.vault.SealBroken."""
    return Statement(**json.loads(vault.open(sealed)))


def open_parties(vault: Vault, sealed: str) -> Parties:
    """Raises desk.privacy.vault.SealBroken."""
    told = json.loads(vault.open(sealed))
    agent = told["representative"]
    return Parties(
        None if agent is None else Mandate(**agent),
        tuple(Person(**one) for one in told["joint"]),
        tuple(told["speakers"]),
    )


def lookup_digest(vault: Vault, case_no: str, phone_last4: str) -> str:
    """Finds a case without opening anything; the table cannot be searched for phones without the key."""
    return vault.digest(LOOKUP, case_no + phone_last4)
