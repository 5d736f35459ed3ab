"""`make audit`: are the packages pinned, are advisories known against them, does a secret lie in the tree?

Advisories come from OSV (https://osv.dev), asked by package and version; OSV_URL names a mirror. Where it cannot be
reached that is said, and is no failure unless --require-advisories: then nobody takes silence for health.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from operations.secrets_scan import ROOT, scan

OSV = "https://api.osv.dev"
BATCH = 500  # packages a question; OSV takes 1000
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
PYTHON_LOCKS = ("brain", "desk", "bench", "node")
NPM_LOCKS = ("connectors/webchat/page", "desk/console/assets")


class NotReached(RuntimeError):
    """OSV did not answer; the message says how."""


@dataclass(frozen=True, order=True)
class Package:
    """One package of a lock file. ecosystem: as OSV names it."""

    ecosystem: str
    name: str
    version: str


def python_packages(lock: str) -> Iterator[Package]:
    """What a lock file of Python names."""
    for line in lock.splitlines():
        if found := PINNED.match(line):
            yield Package("PyPI", found[1].lower(), found[2])


def npm_packages(lock: str) -> Iterator[Package]:
    for path, entry in json.loads(lock)["packages"].items():
        if path and not entry.get("link"):
            yield Package("npm", entry.get("name") or path.rpartition("node_modules/")[2], entry["version"])


def python_faults(name: str, lock: str) -> Iterator[str]:
    """What is not pinned to a version and a digest, or comes from somewhere else than the registry."""
    wanted, hashed = None, True
    for line in (*lock.splitlines(), "end"):
        if line.startswith("    --hash=sha256:"):
            hashed = True
        elif line[:1].isalnum():
            if wanted is not None and not hashed:
                yield f"{name}: {wanted} has no digest"
            found = PINNED.match(line)
            if found is None and line != "end":
                yield f"{name}: {line.split()[0]} is not pinned"
            wanted, hashed = (found[1] if found else None), False
        if "://" in line and not line.lstrip().startswith("#"):
            yield f"{name}: an address instead of a version"


def npm_faults(name: str, lock: str) -> Iterator[str]:
    for path, entry in json.loads(lock)["packages"].items():
        if path and not entry.get("link") and not str(entry.get("integrity", "")).startswith("sha512-"):
            yield f"{name}: {path} has no digest"


def advisories(packages: Iterable[Package], url: str) -> dict[Package, tuple[str, ...]]:
    """Ids of known advisories by package. Raises NotReached."""
    listed = sorted(set(packages))
    known = {}
    with httpx.Client(base_url=url, timeout=30) as client:
        for start in range(0, len(listed), BATCH):
            part = listed[start : start + BATCH]
            queries = [
                {"package": {"ecosystem": one.ecosystem, "name": one.name}, "version": one.version}
                for one in part
            ]
            try:
                answer = client.post("/v1/querybatch", json={"queries": queries})
                answer.raise_for_status()
                results = answer.json()["results"]
            except (httpx.HTTPError, ValueError, KeyError) as error:
                raise NotReached(f"{url}: {type(error).__name__}") from error
            for package, result in zip(part, results, strict=True):
                if ids := tuple(one["id"] for one in result.get("vulns", ())):
                    known[package] = ids
    return known


def locks() -> Iterator[tuple[str, str, bool]]:
    """(name, content, is npm's)."""
    for name in PYTHON_LOCKS:
        path = ROOT / "environments" / f"{name}.lock"
        yield str(path.relative_to(ROOT)), path.read_text("utf-8"), False
    for folder in NPM_LOCKS:
        path = ROOT / folder / "package-lock.json"
        yield str(path.relative_to(ROOT)), path.read_text("utf-8"), True


def accepted(path: Path = ROOT / "environments" / "advisories.txt") -> dict[str, str]:
    """Advisories that were looked at and do not touch us, with the reason: `ID reason` a line."""
    if not path.is_file():
        return {}
    lines = (line.partition(" ") for line in path.read_text("utf-8").splitlines() if line[:1].isalpha())
    return {ident: reason for ident, _, reason in lines}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0: nothing found; 1: something; 2: advisories were required and not reached."""
    parser = argparse.ArgumentParser(prog="python -m operations.audit", description=__doc__)
    parser.add_argument(
        "--require-advisories", action="store_true", help="fail where they cannot be asked for"
    )
    chosen = parser.parse_args(arguments)
    packages: list[Package] = []
    faults: list[str] = []
    for name, content, is_npm in locks():
        packages += npm_packages(content) if is_npm else python_packages(content)
        faults += npm_faults(name, content) if is_npm else python_faults(name, content)
    print(f"packages: {len(set(packages))} pinned in {len(PYTHON_LOCKS) + len(NPM_LOCKS)} lock files")
    secrets = scan()
    print(f"secrets: {len(secrets)} found")
    unasked = False
    url = os.environ.get("OSV_URL", OSV)
    try:
        known, passed = advisories(packages, url), accepted()
        told = [
            f"{p.name} {p.version}: {i}" for p, ids in sorted(known.items()) for i in ids if i not in passed
        ]
        print(f"advisories: {len(told)} to look at, {len(passed)} looked at before")
        faults += told
    except NotReached as error:
        unasked = True
        print(f"advisories: NOT ASKED, {error}; run this where it can be reached, or set OSV_URL to a mirror")
    for fault in (*faults, *secrets):
        print(f"  {fault}")
    if faults or secrets:
        return 1
    return 2 if unasked and chosen.require_advisories else 0


if __name__ == "__main__":
    sys.exit(main())
