"""Talking to the provider: where its doors are, its keys, the exchange of a code for an ID token, and its verification.

OpenID Connect Core 1.0, authorization code flow with PKCE. What it tells is believed only after its signature, issuer,
audience, times and nonce were checked.
"""

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlparse

import httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from desk.staff.oidc.errors import ProviderAway, TokenRefused
from desk.staff.oidc.flow import Flow
from desk.staff.terms import OidcTerms

log = logging.getLogger("desk.staff")

TIMEOUT = 10.0  # seconds
KEPT = dt.timedelta(hours=1)  # discovery and keys
SOONEST = dt.timedelta(minutes=1)  # between two looks for a key that is not known
LEEWAY = 60  # seconds that clocks may differ
# Signed with a key of the provider alone. HS256 would make our secret a signing key, `none` anything a token.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
SCOPES = "openid profile email"
LOOPBACK = frozenset({"127.0.0.1", "localhost"})


@dataclass(frozen=True)
class Doors:
    """What discovery told. read_at: when."""

    authorization: str
    token: str
    keys: str
    read_at: dt.datetime


class Provider:
    """Remembers doors and keys for an hour."""

    def __init__(self, terms: OidcTerms) -> None:
        self.terms = terms
        self._doors: Doors | None = None
        self._keys: KeySet | None = None
        self._keys_at: dt.datetime | None = None

    async def address(self, flow: Flow, *, now: dt.datetime) -> str:
        """Where the browser goes to sign in. Raises ProviderAway."""
        doors = await self._discover(now=now)
        asked = {
            "response_type": "code",
            "client_id": self.terms.client_id,
            "redirect_uri": self.terms.callback,
            "scope": SCOPES,
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": flow.challenge,
            "code_challenge_method": "S256",
        }
        return f"{doors.authorization}{'&' if '?' in doors.authorization else '?'}{urlencode(asked)}"

    async def claims(self, code: str, flow: Flow, *, now: dt.datetime) -> dict[str, Any]:
        """What the provider says of who signed in over there. Raises ProviderAway, TokenRefused."""
        doors = await self._discover(now=now)
        told = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.terms.callback,
            "code_verifier": flow.verifier,
        }
        # RFC 6749, 2.3.1: both are form-encoded before they become user and password.
        who = (quote(self.terms.client_id, safe=""), quote(self.terms.client_secret, safe=""))
        answer = await self._ask("POST", doors.token, data=told, auth=who)
        if answer.status_code in (400, 401):
            raise TokenRefused(extra={"why": "code", "status": answer.status_code})
        token = _object(answer).get("id_token")
        if not isinstance(token, str):
            raise TokenRefused(extra={"why": "no token"})
        return await self._verified(token, flow, now=now)

    async def _verified(self, token: str, flow: Flow, *, now: dt.datetime) -> dict[str, Any]:
        try:
            try:
                found = jwt.decode(token, await self._key_set(now=now), algorithms=list(ALGORITHMS))
            except InvalidKeyIdError:  # a key that the provider began to use since we looked
                found = jwt.decode(
                    token, await self._key_set(now=now, anew=True), algorithms=list(ALGORITHMS)
                )
            registry = jwt.JWTClaimsRegistry(
                now=int(now.timestamp()),
                leeway=LEEWAY,
                iss={"essential": True, "value": self.terms.issuer},
                aud={"essential": True, "value": self.terms.client_id},
                nonce={"essential": True, "value": flow.nonce},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
            )
            registry.validate(found.claims)
        except (JoseError, ValueError) as error:
            raise TokenRefused(extra={"why": type(error).__name__}) from error
        claims = found.claims
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self.terms.client_id:
            raise TokenRefused(extra={"why": "azp"})
        return claims

    async def _key_set(self, *, now: dt.datetime, anew: bool = False) -> KeySet:
        pause = SOONEST if anew else KEPT
        if self._keys is None or self._keys_at is None or now - self._keys_at >= pause:
            doors = await self._discover(now=now)
            told = _object(await self._ask("GET", doors.keys))
            try:
                self._keys = KeySet.import_key_set({"keys": told["keys"]})
            except (JoseError, KeyError, TypeError, ValueError) as error:
                raise ProviderAway(extra={"why": "keys"}) from error
            self._keys_at = now
        return self._keys

    async def _discover(self, *, now: dt.datetime) -> Doors:
        if self._doors is not None and now - self._doors.read_at < KEPT:
            return self._doors
        place = f"{self.terms.issuer.rstrip('/')}/.well-known/openid-configuration"
        told = _object(await self._ask("GET", place))
        if told.get("issuer") != self.terms.issuer:  # OpenID Connect Discovery 1.0, 4.3
            raise ProviderAway(extra={"why": "issuer"})
        authorization, token, keys = (
            str(told.get(name)) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        )
        if not all(_is_safe(door) for door in (authorization, token, keys)):
            raise ProviderAway(extra={"why": "endpoints"})
        self._doors = Doors(authorization, token, keys, now)
        return self._doors

    async def _ask(self, method: str, url: str, **more: Any) -> httpx.Response:
        """Raises ProviderAway. Redirects are not followed: the code would go along."""
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client:
                answer = await client.request(method, url, **more)
        except httpx.HTTPError as error:
            raise ProviderAway(extra={"why": type(error).__name__}) from error
        if answer.status_code not in (200, 400, 401):
            raise ProviderAway(extra={"status": answer.status_code})
        return answer


def _is_safe(url: str) -> bool:
    parts = urlparse(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _object(answer: httpx.Response) -> dict[str, Any]:
    """Raises ProviderAway unless it is a JSON object."""
    try:
        told = answer.json()
    except ValueError as error:
        raise ProviderAway(extra={"why": "no JSON"}) from error
    if not isinstance(told, dict):
        raise ProviderAway(extra={"why": "no object"})
    return told
