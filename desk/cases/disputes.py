"""When two filings are the same dispute. Pure; the unique constraint on the digest decides the race.

市场监督管理投诉举报处理办法 第十四条 (who received it first handles it) and 第三十五条 (the same report again)
take it for granted that a dispute is recognised. Certain is only: the same phone, the same business, the same kind, and either
the same order number or the same product, price and day. Anything less is a *possible* duplicate, for people
to decide.
"""

import re
import unicodedata
from dataclasses import dataclass

from desk.privacy.vault import Vault

PERSON, DISPUTE = "case-person", "case-dispute"  # purposes of the digests
# What is added to a business's name without making it another business.
_LEGAL_FORMS = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|个体工商户|\(个体工商户\)|专营店|旗舰店|官方|集团)"
)
_NOT_WORDS = re.compile(r"[\W_]+")


def respondent_key(name: str) -> str:
    """The name as compared: 「好运 电器（长春）有限公司」 and 「好运电器长春」 give 好运电器长春.

    A name made of nothing else than a legal form stays as it is.
    """
    flat = _NOT_WORDS.sub("", unicodedata.normalize("NFKC", name)).casefold()
    return (_LEGAL_FORMS.sub("", flat) or flat or name)[:200]


def _flat(text: str) -> str:
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)).casefold()


@dataclass(frozen=True)
class Dispute:
    """Who, against whom, over what. amount: fen; purchased_on: as far as known."""

    kind: str
    phone: str | None
    respondent: str
    order_no: str | None = None
    product: str | None = None
    amount_fen: int | None = None
    purchased_on: str | None = None

    @property
    def certain(self) -> tuple[str, ...] | None:
        """What makes it the same dispute beyond doubt; None when too little is known."""
        if self.phone is None:
            return None
        about = (self.kind, self.phone, respondent_key(self.respondent))
        if self.order_no and (number := _flat(self.order_no)):
            return (*about, "order", number)
        full_day = self.purchased_on is not None and len(self.purchased_on) == len("2026-11-21")
        if self.product and self.amount_fen is not None and full_day:
            return (*about, "bought", _flat(self.product), str(self.amount_fen), str(self.purchased_on))
        return None


def person_digest(vault: Vault, phone: str) -> str:
    """Finds one person's cases without opening anything. phone: E.164."""
    return vault.digest(PERSON, phone)


def dispute_digest(vault: Vault, dispute: Dispute) -> str | None:
    """The same for certainly the same dispute; None when that cannot be known."""
    certain = dispute.certain
    return None if certain is None else vault.digest(DISPUTE, "\n".join(certain))
