"""Configuration of the action server, decoded once at start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KNOWLEDGE = Path(__file__).parents[1] / "data" / "knowledge"


class SettingsError(ValueError):
    """A setting is missing or cannot be used; the message names the variable."""


@dataclass(frozen=True)
class Settings:
    desk_url: str
    case_api_token: str
    host: str = "127.0.0.1"
    port: int = 5055
    knowledge: Path = KNOWLEDGE
    knowledge_url: str | None = None  # of the desk whose console publishes entries; None: desk_url
    case_api_timeout: float = 6.0  # seconds of a call with its retries; a turn must leave room for the brain


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Raises SettingsError with the variable's name."""
    env = os.environ if environ is None else environ
    token = env.get("CASE_API_TOKEN", "").strip()
    if not token:
        raise SettingsError(
            "CASE_API_TOKEN is not set; `make run` writes it to the data folder's xiaobao.env"
        )
    port = env.get("ACTIONS_PORT", "5055")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingsError(f"ACTIONS_PORT must be a port number from 1 to 65535, not {port!r}")
    desk_url = env.get("DESK_URL") or f"http://127.0.0.1:{env.get('DESK_PORT', '8800')}"
    return Settings(
        desk_url=desk_url,
        case_api_token=token,
        host=env.get("ACTIONS_HOST") or "127.0.0.1",  # in a container 0.0.0.0, on an internal network
        port=int(port),
        knowledge_url=env.get("KNOWLEDGE_URL", "").strip() or None,
    )
