"""Measuring: one function a thing. What does not answer comes back as None or False, never as an exception."""

import datetime as dt
import shutil
import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from cryptography import x509
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from actions.knowledge.listing import lines_of
from actions.knowledge.store import load_knowledge
from desk.privacy.keyfile import FILE
from desk.staff.model import StaffAccount
from desk.staff.roles import GRANTS, Permission
from desk.store.database import Database
from operations.doctor.rules import CHECKED_WITHIN, COPY_OLD
from telemetry.release import HEADER

TIMEOUT = 3.0  # seconds
HTTPS_PORT = 443


def key_file(data: Path, *, now: dt.datetime) -> tuple[int | None, dt.timedelta | None, int]:
    """(mode, age, copies) as operations.doctor.rules.judge_key_file wants them."""
    path = data / FILE
    try:
        found = path.stat()
    except OSError:
        return None, None, 0
    changed = dt.datetime.fromtimestamp(found.st_mtime, dt.UTC)
    old = [
        copy
        for copy in data.glob(f"{FILE}.*.bak")
        if now - dt.datetime.fromtimestamp(copy.stat().st_mtime, dt.UTC) > COPY_OLD
    ]
    return found.st_mode & 0o777, now - changed, len(old)


async def skew_of(database: Database, redis_url: str | None) -> tuple[dt.timedelta | None, str]:
    """Our clock less PostgreSQL's, or less that of Redis; half the way there and back is taken off."""
    if not database.is_sqlite:
        try:
            async with database.read() as session:
                before = dt.datetime.now(dt.UTC)
                theirs = await session.scalar(select(func.clock_timestamp()))
                after = dt.datetime.now(dt.UTC)
        except SQLAlchemyError:
            return None, "the database"
        assert isinstance(theirs, dt.datetime)
        return before + (after - before) / 2 - theirs.astimezone(dt.UTC), "the database"
    return (await _redis_skew(redis_url) if redis_url else None), "Redis"


async def _redis_skew(redis_url: str) -> dt.timedelta | None:
    client = Redis.from_url(redis_url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
    try:
        before = dt.datetime.now(dt.UTC)
        seconds, micros = await client.time()
        after = dt.datetime.now(dt.UTC)
    except (RedisError, OSError):
        return None
    finally:
        await client.aclose()
    return before + (after - before) / 2 - dt.datetime.fromtimestamp(seconds + micros / 1e6, dt.UTC)


def knowledge(folder: Path, today: dt.date) -> tuple[int | None, int, int]:
    """(oldest in days, texts, texts checked too long ago); the oldest is None where the files cannot be read."""
    try:
        entries = load_knowledge(folder).entries.values()
    except (OSError, ValueError):
        return None, 0, 0
    ages = [line.age(today) for entry in entries for line in lines_of(entry)]
    return max(ages, default=0), len(ages), sum(age > CHECKED_WITHIN for age in ages)


def certificate_end(where: str) -> dt.datetime | None:
    """Until when the certificate holds: of a PEM file, or of the server at https://host[:port]."""
    try:
        if where.startswith("https://"):
            parts = urlsplit(where)
            pem = _served(parts.hostname or "", parts.port or HTTPS_PORT)
        else:
            pem = Path(where).read_bytes()
        return min(one.not_valid_after_utc for one in x509.load_pem_x509_certificates(pem))
    except (OSError, ValueError):
        return None


def _served(host: str, port: int) -> bytes:
    """What the server shows, trusted or not: its end is what is asked for."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((host, port), TIMEOUT) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        return ssl.DER_cert_to_PEM_cert(secured.getpeercert(binary_form=True) or b"").encode()


def room(data: Path) -> int | None:
    try:
        return shutil.disk_usage(data).free
    except OSError:
        return None


async def administrators(database: Database) -> int | None:
    may = [role for role, granted in GRANTS.items() if Permission.STAFF_MANAGE in granted]
    try:
        async with database.read() as session:
            found = await session.scalar(
                select(func.count()).where(StaffAccount.role.in_(may), StaffAccount.disabled_at.is_(None))
            )
    except SQLAlchemyError:
        return None
    return int(found or 0)


async def asked(url: str) -> tuple[bool, str | None]:
    """(answers well, its release) of a health address."""
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client:
            answer = await client.get(url)
    except httpx.HTTPError:
        return False, None
    told = answer.headers.get(HEADER)
    if told is None and answer.headers.get("content-type", "").startswith("application/json"):
        body = answer.json()
        told = body.get("release") if isinstance(body, dict) else None
    return answer.status_code == httpx.codes.OK, told
