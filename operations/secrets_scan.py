"""No secret in what is kept in git: known kinds by their look, and chance where a name says secret."""

import math
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
KINDS = {
    "private key": re.compile(r"-----BEGIN (?:RSA |EC |OPENSSH |DSA |PGP )?PRIVATE KEY"),
    "AWS key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "GitHub token": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{50,}"),
    "Slack token": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    "Alibaba key": re.compile(r"\bLTAI[A-Za-z0-9]{16,26}\b"),
    "Tencent key": re.compile(r"\bAKID[A-Za-z0-9]{32}\b"),
    "JSON web token": re.compile(r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}"),
    "password in an address": re.compile(
        r"\b[a-z]+://[^\s/:@\"'{}$<>]+:(?!password|secret|geheim|hunter2)[^\s/:@\"'{}$<>…]{8,}@"
    ),
}
ASSIGNED = re.compile(
    r"""(?ix)(?:secret|token|passw(?:or)?d|api_?key|private_?key|xiaobao_key)["']?\s*[:=]\s*["']?([A-Za-z0-9+/_=-]{24,})"""
)
CHANCE = 4.0  # bits a character; words in a row have less, 24 random characters of base64 more
SKIP = {".lock", ".png", ".jpg", ".gz", ".ico", ".woff2", ".svg"}
LOCKS = ("package-lock.json",)  # digests, which are meant to look like chance
# Published by those whose vectors they are, or made for tests and opening nothing; each with where it stands.
ALLOWED = {
    "desk/webhooks/openapi.py": "an example in the API's description",
    "tests/telemetry/test_lines.py": "what must be starred in a log, made up",
    "tests/security/test_secrets.py": "this file's own examples",
}


def files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    found = [ROOT / name for name in listed.decode().split("\0") if name]
    return [path for path in found if path.is_file() and path.suffix not in SKIP and path.name not in LOCKS]


def bits(text: str) -> float:
    """Shannon's, a character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def found_in(text: str) -> Iterator[tuple[int, str]]:
    """(line, kind). What was found is not repeated: a report is no place for a secret either."""
    for number, line in enumerate(text.splitlines(), 1):
        for kind, look in KINDS.items():
            if look.search(line):
                yield number, kind
        for match in ASSIGNED.finditer(line):
            if bits(match[1]) >= CHANCE and re.search(r"\d", match[1]) and re.search("[A-Z]", match[1]):
                yield number, "assigned by chance"


def scan() -> list[str]:
    """`file:line: kind` of everything that looks like a secret."""
    told = []
    for path in files():
        name = str(path.relative_to(ROOT))
        if name not in ALLOWED:
            told += [f"{name}:{line}: {kind}" for line, kind in found_in(path.read_text("utf-8", "ignore"))]
    return told
