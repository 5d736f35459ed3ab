"""What the operator sets for the hotline, decoded once from the environment. Without a key an address lets nobody in."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from desk.settings import SettingsError

SHORTEST_KEY = 32  # characters of a secret: one that is guessed lets anybody speak for any caller
USABLE_PASSWORD = re.compile(r"[^:]+:.{16,}")
PUBLIC_URL = re.compile(r"https://[a-z0-9.-]+(?::\d{1,5})?")
AREA_CODE = re.compile(r"0\d{2,3}")


@dataclass(frozen=True)
class HotlineConfig:
    """Without a key of a switch its address answers nobody.

    keys: of our own contract. area_code: of the place, for landlines told without one. queue: where to transfer to when the
    switch tells none. jambonz_address: of our calling webhook, as the platform reaches it. public_url: of the chat page, for links
    in text messages; without it none is sent.
    """

    keys: tuple[str, ...] = field(default=(), repr=False)
    area_code: str | None = None
    queue: str = "agents"
    public_url: str | None = None
    aliyun_tokens: tuple[str, ...] = field(default=(), repr=False)
    jambonz_address: str | None = None
    jambonz_secrets: tuple[str, ...] = field(default=(), repr=False)
    jambonz_basic: str | None = field(default=None, repr=False)
    jambonz_agents: str | None = field(default=None, repr=False)


OFF = HotlineConfig()


def read_hotline(environ: Mapping[str, str] | None = None) -> HotlineConfig:
    """Decode the environment. Raises SettingsError."""
    environ = os.environ if environ is None else environ
    area_code = _text(environ, "HOTLINE_AREA_CODE")
    if area_code is not None and not AREA_CODE.fullmatch(area_code):
        raise SettingsError("HOTLINE_AREA_CODE must be an area code such as 0431")
    config = HotlineConfig(
        keys=_secrets(environ, "HOTLINE_KEYS"),
        area_code=area_code,
        queue=_text(environ, "HOTLINE_QUEUE") or OFF.queue,
        public_url=_text(environ, "HOTLINE_PUBLIC_URL"),
        aliyun_tokens=_secrets(environ, "HOTLINE_ALIYUN_TOKENS"),
        jambonz_address=_text(environ, "HOTLINE_JAMBONZ_ADDRESS"),
        jambonz_secrets=_secrets(environ, "HOTLINE_JAMBONZ_SECRETS"),
        jambonz_basic=_text(environ, "HOTLINE_JAMBONZ_BASIC"),
        jambonz_agents=_text(environ, "HOTLINE_JAMBONZ_AGENTS"),
    )
    if config.jambonz_basic is not None and not USABLE_PASSWORD.fullmatch(config.jambonz_basic):
        raise SettingsError(
            "HOTLINE_JAMBONZ_BASIC must be user:password, the password of at least 16 characters"
        )
    if config.public_url is not None and not PUBLIC_URL.fullmatch(config.public_url):
        raise SettingsError("HOTLINE_PUBLIC_URL must be the https address of the chat page, without a path")
    speaks = bool(config.jambonz_secrets or config.jambonz_basic)
    if speaks != bool(config.jambonz_address):
        raise SettingsError(
            "HOTLINE_JAMBONZ_ADDRESS goes with HOTLINE_JAMBONZ_SECRETS or HOTLINE_JAMBONZ_BASIC: set both or none"
        )
    return config


def _text(environ: Mapping[str, str], name: str) -> str | None:
    return environ.get(name, "").strip() or None


def _secrets(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Comma-separated, the newest first: two while one is exchanged for another."""
    found = tuple(part.strip() for part in environ.get(name, "").split(",") if part.strip())
    if any(len(secret) < SHORTEST_KEY for secret in found):
        raise SettingsError(f"{name}: each secret has at least {SHORTEST_KEY} characters")
    return found
