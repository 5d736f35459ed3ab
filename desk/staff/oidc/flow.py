"""What a browser carries to the provider and back, and what the provider's word means here. Pure."""

import base64
import datetime as dt
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from desk.staff.accounts import NAME
from desk.staff.oidc.errors import FlowBroken
from desk.staff.roles import Role
from desk.staff.terms import OidcTerms

LASTS = dt.timedelta(minutes=10)  # to sign in over there
LONGEST_NAME = 36  # characters, so that a number fits behind it


@dataclass(frozen=True)
class Flow:
    """One way there and back. state: ties the answer to this browser; nonce: ties the token to it; verifier: shows the
    provider that who fetches the token is who asked (PKCE, RFC 7636); next: the page that was asked for; at: when it
    began, seconds since 1970."""

    state: str
    nonce: str
    verifier: str
    next: str
    at: int

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def written(self) -> str:
        """As the cookie holds it, before it is sealed."""
        return json.dumps(asdict(self))


def new_flow(next_page: str, *, now: dt.datetime) -> Flow:
    """256 random bits each."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Flow(state, nonce, verifier, next_page, int(now.timestamp()))


def read_flow(written: str, state: str, *, now: dt.datetime) -> Flow:
    """The flow that this answer belongs to. Raises FlowBroken."""
    try:
        flow = Flow(**json.loads(written))
    except (ValueError, TypeError) as error:
        raise FlowBroken from error
    if not secrets.compare_digest(flow.state.encode(), state.encode()):
        raise FlowBroken(extra={"why": "state"})
    if now - dt.datetime.fromtimestamp(flow.at, dt.UTC) > LASTS:
        raise FlowBroken(extra={"why": "late"})
    return flow


def role_of(terms: OidcTerms, claims: Mapping[str, Any]) -> Role | None:
    """The role that the claim names, the first of the settings that fits; None when none does.

    Worked example: role_claim "realm_access.roles", claims {"realm_access": {"roles": ["desk-agent"]}}.
    """
    found: Any = claims
    for part in terms.role_claim.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    said = (
        {found} if isinstance(found, str) else set(filter(_is_text, found if isinstance(found, list) else ()))
    )
    return next((ours for theirs, ours in terms.roles.items() if theirs in said), None)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def name_wished(claims: Mapping[str, Any]) -> str:
    """A sign-in name made of what the provider calls them; of the subject's digest where that gives none.

    Worked example: "Zhang.Wei@example.gov.cn" → "zhang.wei"; "张伟" → "staff-" and eight digits.
    """
    told = str(claims.get("preferred_username") or claims.get("email") or "").partition("@")[0].lower()
    name = re.sub(r"[.-]+$", "", re.sub(r"([.-])[.-]+", r"\1", re.sub(r"[^a-z0-9.-]", "-", told)))[
        :LONGEST_NAME
    ]
    if NAME.fullmatch(name):
        return name
    return f"staff-{hashlib.sha256(str(claims['sub']).encode()).hexdigest()[:8]}"


def display_name_of(claims: Mapping[str, Any], name: str) -> str:
    """What colleagues read; the name where the provider says none."""
    told = "".join(letter for letter in str(claims.get("name") or "") if letter.isprintable()).strip()
    return told[:40] or name
