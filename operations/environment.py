"""The environment of the processes: generated secrets live in the data folder, the rest has defaults."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet
from dotenv import dotenv_values

from desk.privacy.vault import derived_digest_key

FILE = "xiaobao.env"
ROOT = Path(__file__).parents[1]


OWN = ("XIAOBAO_KEY", "XIAOBAO_DIGEST_KEY", "BRAIN_TOKEN", "CASE_API_TOKEN")  # the operator may set them


def generated() -> dict[str, str]:
    """Fresh secrets: the encryption key, the digests' key, the brain's token, the case API's token."""
    return {
        "XIAOBAO_KEY": Fernet.generate_key().decode(),
        "XIAOBAO_DIGEST_KEY": Fernet.generate_key().decode(),
        "BRAIN_TOKEN": secrets.token_urlsafe(32),
        "CASE_API_TOKEN": secrets.token_urlsafe(32),
    }


def secrets_of(data: Path) -> dict[str, str]:
    """The secrets of this data folder, written on first use, readable by their owner alone.

    Losing the file loses every sealed value; docs/privacy.md says so where it speaks of backups.
    """
    path = data / FILE
    data.mkdir(parents=True, exist_ok=True)
    known = {name: value for name, value in dotenv_values(path).items() if value}
    fresh = generated()
    if "XIAOBAO_KEY" in known:  # made before digests had a key of their own: they must stay findable
        fresh["XIAOBAO_DIGEST_KEY"] = derived_digest_key(known["XIAOBAO_KEY"].split(",")[-1].strip())
    missing = {name: value for name, value in fresh.items() if name not in known}
    if missing:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in missing.items())
    return known | missing


def environment(
    data: Path, ports: Mapping[str, int], base: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The whole environment of the three processes. What the operator has set wins over the file."""
    base = dict(os.environ if base is None else base)
    own = {name: base[name] for name in OWN if base.get(name)}
    if "XIAOBAO_KEY" in own and "XIAOBAO_DIGEST_KEY" not in own:
        # Keys from outside are shared by several machines; a digest key of this folder alone would part them.
        own["XIAOBAO_DIGEST_KEY"] = derived_digest_key(own["XIAOBAO_KEY"].split(",")[-1].strip())
    return {
        **base,
        **secrets_of(data),
        **own,
        "XIAOBAO_DATA": str(data),
        "BRAIN_PORT": str(ports["brain"]),
        "ACTIONS_PORT": str(ports["actions"]),
        "DESK_PORT": str(ports["desk"]),
        "BRAIN_URL": f"http://127.0.0.1:{ports['brain']}",
        "ACTIONS_URL": f"http://127.0.0.1:{ports['actions']}",
        "DESK_URL": f"http://127.0.0.1:{ports['desk']}",
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": base.get("PYTHONWARNINGS", "ignore"),  # Rasa's age shows at every import
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        # numpy and scikit-learn in the brain answer one short message at a time: more threads only wait.
        "OMP_NUM_THREADS": base.get("OMP_NUM_THREADS", "1"),
    }
