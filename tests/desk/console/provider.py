"""A little provider of OpenID Connect on loopback: discovery, keys, sign-in without asking, token by code and PKCE."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json, redirect

from tests.desk.builders import unique

CLIENT, SECRET = "xiaobao", "s3cret/with:signs"


@dataclass
class Office:
    """What it knows and does; tests change it. now: seconds since 1970."""

    issuer: str = ""
    now: int = 0
    claims: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "u-1001",
            "preferred_username": "Zhang.Wei@example.gov.cn",
            "name": "张伟",
            "realm": {"roles": ["office", "desk-agents"]},
        }
    )
    token: dict[str, Any] = field(default_factory=dict)  # of the ID token, over what belongs there
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))
    signs_with: RSAKey | None = None  # another key than it shows
    algorithm: str = "RS256"
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    discoveries: int = 0
    key_looks: int = 0

    def signed(self, nonce: str) -> str:
        usual = {
            "iss": self.issuer,
            "aud": CLIENT,
            "nonce": nonce,
            "iat": self.now,
            "exp": self.now + 300,
            **self.claims,
        }
        claims = {name: value for name, value in (usual | self.token).items() if value is not None}
        key = self.signs_with or self.key
        return jwt.encode({"alg": self.algorithm, "kid": key.kid}, claims, key, algorithms=[self.algorithm])


def _client(request: Request) -> tuple[str, str]:
    _, _, basic = request.headers.get("authorization", "").partition(" ")
    user, _, password = base64.b64decode(basic).decode().partition(":")
    return unquote(user), unquote(password)


def provider_app(office: Office) -> Sanic:  # type: ignore[type-arg]
    Sanic.test_mode = True
    app = Sanic(unique("provider"), configure_logging=False)

    @app.get("/.well-known/openid-configuration")
    async def discovery(request: Request) -> HTTPResponse:
        office.discoveries += 1
        return json(
            {
                "issuer": office.issuer,
                "authorization_endpoint": f"{office.issuer}/authorize",
                "token_endpoint": f"{office.issuer}/token",
                "jwks_uri": f"{office.issuer}/keys",
            }
        )

    @app.get("/keys")
    async def keys(request: Request) -> HTTPResponse:
        office.key_looks += 1
        return json({"keys": [office.key.as_dict(private=False)]})

    @app.get("/authorize")
    async def authorize(request: Request) -> HTTPResponse:
        asked = {name: values[0] for name, values in request.args.items()}
        office.asked.append(asked)
        code = secrets.token_urlsafe(8)
        office.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return redirect(f"{asked['redirect_uri']}?{back}")

    @app.post("/token")
    async def token(request: Request) -> HTTPResponse:
        assert request.form is not None
        asked = office.codes.pop(request.form.get("code") or "", None)
        verifier = request.form.get("code_verifier") or ""
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if _client(request) != (CLIENT, SECRET):
            return json({"error": "invalid_client"}, 401)
        fits = asked is not None and (digest, request.form.get("redirect_uri")) == (
            asked["code_challenge"],
            asked["redirect_uri"],
        )
        if not fits or asked is None:
            return json({"error": "invalid_grant"}, 400)
        return json({"access_token": "x", "token_type": "Bearer", "id_token": office.signed(asked["nonce"])})

    return app
