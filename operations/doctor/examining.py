"""All checks, in the order in which one would look."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pylopdf_fonts_zh_cn

from actions.settings import KNOWLEDGE
from desk.backup.making import last_backup
from desk.calendar import CalendarFileError, read_calendar
from desk.clock import legal_day
from desk.settings import Settings
from desk.store.database import Database, UnsupportedDatabase
from desk.web.health import database_answers, is_migrated, redis_answers
from operations.doctor import probes, rules
from operations.doctor.finding import Finding, broken, mind, well
from operations.doctor.known import check_names
from telemetry.release import release

ACTIONS_URL = "http://127.0.0.1:5055"


async def examine(settings: Settings, environ: Mapping[str, str], *, now: dt.datetime) -> list[Finding]:
    """Every finding. environ: the names that are set, and ACTIONS_URL, which only the brain and this command need."""
    findings = [check_names(environ)]
    findings += [
        rules.judge_keys(len(settings.keys), settings.digest_key is not None),
        rules.judge_key_file(*probes.key_file(settings.data, now=now)),
    ]
    findings += await _stores(settings)
    findings += [
        _calendar(settings, legal_day(now)),
        rules.judge_knowledge(*probes.knowledge(KNOWLEDGE, legal_day(now))),
        _fonts(Path(pylopdf_fonts_zh_cn.serif_path())),
        rules.judge_room(probes.room(settings.data)),
        rules.judge_backup(last_backup(settings.backups), now=now),
        await _certificate(settings.certificate, now=now),
    ]
    return findings + await _processes(settings, environ.get("ACTIONS_URL") or ACTIONS_URL)


async def _stores(settings: Settings) -> list[Finding]:
    try:
        database = Database(settings.database_url)
    except UnsupportedDatabase as error:
        return [broken("database", str(error), "correct DATABASE_URL")]
    try:
        findings = await _database(settings, database)
        if settings.redis_url is not None:
            findings.append(_redis(await redis_answers(settings.redis_url)))
        findings.append(rules.judge_skew(*await probes.skew_of(database, settings.redis_url)))
        return findings
    finally:
        await database.close()


def _lacks_file(database: Database) -> Path | None:
    """Where SQLite's file should be and is not."""
    file = Path(database.engine.url.database or "")
    return file if database.is_sqlite and not file.is_file() else None


async def _database(settings: Settings, database: Database) -> list[Finding]:
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    if (lacking := _lacks_file(database)) is not None:  # to ask would make an empty one
        return [broken("database", f"there is no database at {lacking}", "make run, or correct XIAOBAO_DATA")]
    if not await database_answers(database):
        return [broken("database", f"{kind} does not answer", "is it running, and DATABASE_URL right?")]
    migrated = await is_migrated(database, settings.database_url)
    return [
        well("database", f"{kind} answers"),
        well("migrations", "the newest revision")
        if migrated
        else broken("migrations", "the database is older than this release", "python -m desk.store.migrate"),
        rules.judge_staff(await probes.administrators(database)),
    ]


def _redis(answers: bool) -> Finding:
    if answers:
        return well("redis", "answers")
    act = "is it running, and REDIS_URL right? until then limits and hints are each desk's own"
    return mind("redis", "does not answer", act)


def _calendar(settings: Settings, today: dt.date) -> Finding:
    try:
        return rules.judge_calendar(read_calendar(settings.calendar_file).known_days(today))
    except CalendarFileError as error:
        return broken("calendar", str(error), "correct the file; the desk does not start with it")


def _fonts(font: Path) -> Finding:
    if font.is_file():
        return well("fonts", "documents have their Chinese font")
    return broken("fonts", "the font of documents is missing", "build the environment anew: make run")


async def _certificate(where: str | None, *, now: dt.datetime) -> Finding:
    if where is None:
        return well("certificate", "not looked at; XIAOBAO_CERTIFICATE names a PEM file or https://host")
    end = await asyncio.to_thread(probes.certificate_end, where)
    return rules.judge_certificate(end, where, now=now)


async def _processes(settings: Settings, actions_url: str) -> list[Finding]:
    addresses = {
        "brain": f"{settings.brain_url}/webhooks/desk/health",
        "actions": f"{actions_url}/health",
        "desk": f"{settings.case_api_url}/healthz",
    }
    answers = await asyncio.gather(*(probes.asked(url) for url in addresses.values()))
    findings, told = [], {}
    for (name, url), (answered, one) in zip(addresses.items(), answers, strict=True):
        base = url.partition("/webhooks")[0].removesuffix("/health").removesuffix("/healthz")
        if answered:
            findings.append(well(name, f"answers at {base}"))
            told[name] = one
        else:
            findings.append(
                broken(name, f"does not answer at {base}", f"start it, and look at its log ({name})")
            )
    if told:
        findings.append(rules.judge_releases(told, release()))
    return findings
