"""What the commands of this room share: the settings of a data folder, as `make run` would give them."""

import os
from collections.abc import Mapping
from pathlib import Path

from desk.privacy.keyfile import FILE, known
from desk.settings import Settings, read_settings


def settings_of_folder(environ: Mapping[str, str] | None = None) -> Settings:
    """The secrets of the data folder, under what the operator has set. Raises SettingsError."""
    env = dict(os.environ if environ is None else environ)
    data = Path(env.get("XIAOBAO_DATA") or "var").resolve()
    given = {name: value for name, value in env.items() if value}
    if "XIAOBAO_KEY" in given:  # keys from outside: the folder's digest key does not belong to them
        return read_settings({**known(data / FILE), "XIAOBAO_DIGEST_KEY": "", **given})
    return read_settings({**known(data / FILE), **given})
