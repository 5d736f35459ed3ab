"""What is well, to be minded or broken. Pure: what was measured comes in, with `now` where it is about time."""

import datetime as dt
from collections.abc import Mapping

from operations.doctor.finding import Finding, broken, mind, well

DAY = dt.timedelta(days=1)
COMING = 90  # days that the calendar must know
CHECKED_WITHIN = 180  # days in which somebody must have looked at an answer again
KEY_OLD = 400 * DAY
COPY_OLD = 2 * DAY  # a key file's copy is there while a rotation is under way
# Beyond the second a desk whose clock is ahead takes turns from one that lives (desk.conversations.leases).
SKEW, SKEW_BROKEN = dt.timedelta(seconds=2), dt.timedelta(seconds=5)
CERTIFICATE_SOON = 21 * DAY
ROOM, ROOM_BROKEN = 2 * 2**30, 64 * 2**20  # bytes; below the second the desk takes nothing more
BACKUP_OLD = dt.timedelta(hours=26)  # one a day, with two hours of grace


def judge_key_file(mode: int | None, age: dt.timedelta | None, copies: int) -> Finding:
    """mode, age: of xiaobao.env, None where the keys come from the environment; copies: old .bak files beside it."""
    if mode is None or age is None:
        return well("key file", "keys come from the environment")
    if mode & 0o077:
        return broken(
            "key file", f"xiaobao.env can be read by others (mode {mode:o})", "chmod 600 xiaobao.env"
        )
    if copies:
        return mind(
            "key file",
            f"{copies} copies of older keys lie beside xiaobao.env",
            "once every process runs with the new keys and the backups of before are gone, destroy the .bak files",
        )
    if age > KEY_OLD:
        return mind("key file", f"the keys have not changed for {age.days} days", "make rotate-key")
    return well("key file", f"readable by its owner alone, changed {age.days} days ago")


def judge_keys(count: int, digest_key: bool) -> Finding:
    if count > 1:
        return mind(
            "keys",
            f"{count} keys are in use: a rotation is not finished",
            'make rotate-key ARGS=--restarted, then ARGS="--retire --restarted" (docs/privacy.md)',
        )
    if not digest_key:
        return mind(
            "keys",
            "XIAOBAO_DIGEST_KEY is not set: digests hang on the oldest key, which can then never be retired",
            "make rotate-key writes one; with keys from outside see docs/privacy.md",
        )
    return well("keys", "one key seals, digests have their own")


def judge_skew(skew: dt.timedelta | None, against: str) -> Finding:
    """skew: our clock less the other's; None where there is no other clock."""
    if skew is None:
        return well("clock", "database and desk share one machine and one clock")
    off = abs(skew)
    said = f"{off.total_seconds():.1f} s {'ahead of' if skew > dt.timedelta() else 'behind'} {against}"
    act = "let chrony or systemd-timesyncd keep the time on every machine"
    if off >= SKEW_BROKEN:
        return broken("clock", said, act + "; leases, limits and legal days hang on it")
    return mind("clock", said, act) if off > SKEW else well("clock", f"within {SKEW.seconds} s of {against}")


def judge_calendar(known_days: int) -> Finding:
    if known_days >= COMING:
        return well("calendar", f"holidays are announced for the coming {COMING} days")
    return mind(
        "calendar",
        f"holidays are announced for {known_days} more days; legal periods beyond are provisional",
        "enter the State Council's announcement into calendar.json (docs/clocks.md), then make recompute-clocks",
    )


def judge_knowledge(oldest: int | None, texts: int, late: int) -> Finding:
    """oldest: days since the oldest text was checked; late: texts older than allowed; None: they cannot be read."""
    if oldest is None:
        return broken("knowledge", "the published answers cannot be read", "make knowledge says where")
    if late:
        return mind(
            "knowledge",
            f"{late} of {texts} published texts were checked more than {CHECKED_WITHIN} days ago, one {oldest}",
            f'make knowledge ARGS="--older-than {CHECKED_WITHIN}", check them against the law',
        )
    return well("knowledge", f"{texts} published texts, the oldest checked {oldest} days ago")


def judge_certificate(not_after: dt.datetime | None, where: str, *, now: dt.datetime) -> Finding:
    """not_after: None where it cannot be read."""
    if not_after is None:
        return broken(
            "certificate", f"{where} shows no certificate", "is XIAOBAO_CERTIFICATE right, and the proxy up?"
        )
    left = not_after - now
    act = "renew it; does the renewal job run?"
    if left <= dt.timedelta():
        return broken("certificate", f"{where} ended on {not_after:%Y-%m-%d}", act)
    said = f"{where} holds for {left.days} more days"
    return mind("certificate", said, act) if left < CERTIFICATE_SOON else well("certificate", said)


def judge_room(free: int | None) -> Finding:
    if free is None:
        return broken("disk", "the data folder cannot be looked at", "is XIAOBAO_DATA right, and mounted?")
    said = f"{free / 2**30:.1f} GiB free"
    act = "make room or a larger disk; make backup ARGS='--keep 3' keeps fewer backups"
    if free < ROOM_BROKEN:
        return broken("disk", said + ": the desk takes nothing more", act)
    return mind("disk", said, act) if free < ROOM else well("disk", said)


def judge_backup(made_at: dt.datetime | None, *, now: dt.datetime) -> Finding:
    act = "make backup, and have cron or a timer do it every night"
    if made_at is None:
        return mind("backup", "no backup was made here yet", act)
    age = now - made_at
    said = f"the last good one is {age.total_seconds() / 3600:.0f} hours old"
    return mind("backup", said, act) if age > BACKUP_OLD else well("backup", said)


def judge_staff(administrators: int | None) -> Finding:
    """administrators: accounts that may manage others and are not disabled; None: the database was not asked."""
    if administrators is None:
        return broken("staff", "accounts cannot be read", "see database and migrations above")
    if not administrators:
        return mind(
            "staff", "nobody can sign in and manage accounts", 'make staff ARGS="add NAME --role admin"'
        )
    return well("staff", f"{administrators} administrators")


def judge_releases(told: Mapping[str, str | None], own: str) -> Finding:
    """told: process → release; None: it answered without one."""
    differing = {name: one or "none told" for name, one in told.items() if one != own}
    if not differing:
        return well("releases", f"all {own}")
    names = ", ".join(f"{name} {one}" for name, one in sorted(differing.items()))
    return mind(
        "releases", f"here {own}, but {names}", "finish the roll-out, or restart what was left behind"
    )
