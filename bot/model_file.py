"""Whether a model file is one, before anything heavy is imported: Rasa would log that it is none and serve without."""

from __future__ import annotations

import json
import tarfile
import zlib
from pathlib import Path

METADATA = "metadata.json"
BROKEN = (OSError, EOFError, zlib.error, tarfile.TarError, KeyError, TypeError, ValueError)
PIECE = 2**20  # bytes
CURE = "put the one before in its place, or make a new one with `make train`"


def problem_of(model: Path) -> str | None:
    """What is wrong with the file, in words for whoever starts the brain; None: it is whole. Reads all of it.

    A download that broke off or a bad sector shows at the latest at the archive's own checksum, which stands at its end.
    """
    if not model.is_file():
        return f"there is no model at {model}; `make train` makes one"
    try:
        with tarfile.open(model, "r|gz") as archive:
            found = False
            for member in archive:
                file = archive.extractfile(member)
                if member.name == METADATA and file is not None:
                    found = bool(json.load(file)["predict_schema"]["nodes"])
                while file is not None and file.read(PIECE):
                    pass
    except BROKEN as error:
        return f"the model at {model} is damaged ({type(error).__name__}); {CURE}"
    return None if found else f"the file at {model} is no model of Rasa's; {CURE}"
