"""How entries hang together. Pure.

Each hash is HMAC-SHA256, keyed by the vault, over the canonical JSON of the entry and the hash before it. A plain
SHA-256 would show a careless change only: who may write to the database could alter an entry and compute every
hash after it anew. Without the key of the desk's environment nobody can. What remains possible is to cut off the
end and to put an earlier head in its place: that shows against a head written down elsewhere (anchor.py).
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from desk.privacy.vault import Vault

GENESIS = "0" * 64  # what stands before the first entry


@dataclass(frozen=True)
class Facts:
    """What of an entry is chained. detail: what JSON can hold, without floats."""

    seq: int
    at: dt.datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any] | None
    reason_digest: str | None


def canonical(facts: Facts, previous_hash: str) -> str:
    """One text for one entry, on every database and Python: sorted members, no blanks, ASCII, UTC microseconds."""
    members = {
        "seq": facts.seq,
        "at": facts.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor": facts.actor,
        "action": facts.action,
        "subject": facts.subject,
        "detail": facts.detail,
        "reason_digest": facts.reason_digest,
        "previous_hash": previous_hash,
    }
    return json.dumps(members, sort_keys=True, separators=(",", ":"), allow_nan=False)


def entry_hash(vault: Vault, facts: Facts, previous_hash: str) -> str:
    """64 hex digits. Hangs, like every digest, on the oldest key: keys rotate without breaking the chain."""
    return vault.digest("audit", canonical(facts, previous_hash))


def reason_digest(vault: Vault, reason: str) -> str:
    """What is chained of a reason, so that its sealed text may be sealed anew under another key."""
    return vault.digest("audit reason", reason)
