"""Configuration, decoded once at start into a frozen dataclass; a bad value stops the process by name."""

import datetime as dt
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from desk.callbacks.hours import MOST_A_SLOT, MOST_AHEAD, Hours, read_spans
from desk.callbacks.hours import USUAL as USUAL_HOURS
from desk.handoff.limits import USUAL_LIMITS, Limits
from desk.handoff.office import ALWAYS, NEVER_CLOSED, Office
from desk.handoff.office import USUAL as USUAL_OFFICE
from desk.privacy.periods import USUAL, Periods
from desk.privacy.vault import read_digest_key
from desk.staff.roles import Role
from desk.staff.terms import USUAL_TERMS, OidcTerms, StaffTerms
from desk.webhooks.addresses import url_problem
from desk.webhooks.rules import usable_secret

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?")
LOOPBACK_URL = re.compile(r"http://(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?(?:/|$)")
SWITCH = {"true": True, "1": True, "false": False, "0": False, "": False}


class SettingsError(ValueError):
    """A setting is missing or cannot be used; the message names the variable and says what to do."""


@dataclass(frozen=True)
class Settings:
    """What the desk needs to know of its surroundings."""

    data: Path
    database_url: str  # as the operator writes it: sqlite:///… or postgresql://…
    redis_url: str | None
    keys: tuple[str, ...]  # Fernet keys; the first encrypts, all decrypt
    brain_url: str
    brain_token: str
    case_api_url: str  # where complaints are filed: this desk, or another backend behind the same API
    case_api_token: str
    host: str = "127.0.0.1"
    port: int = 8800
    brain_timeout: float = 50.0  # seconds a try may take; longer than the brain allows itself (45)
    max_attachments: int = 9
    max_attachment_bytes: int = 10 * 2**20
    # The assistant is our own process and speaks for everybody at once: a limit far above what it can do, so
    # that only a loop run wild meets it.
    assistant_per_minute: int = 60_000
    most_waiting: int = (
        500  # messages that may wait for an answer; about what the brains answer in half a minute
    )
    metrics_token: str | None = None  # None: /metrics answers the own machine and its private network alone
    debug: bool = (
        False  # show in the chat why a turn was answered as it was: for staff and test machines only
    )
    widget_origins: tuple[
        str, ...
    ] = ()  # sites that may show the chat page in their widget: https://host[:port]
    webhooks_private: bool = False  # webhooks may go to this machine and to addresses inside networks

    sms_url: str | None = None  # of the operator's SMS service, see desk.sms.gateway; None: nothing is sent
    sms_secret: str | None = None
    callback_hours: Hours = USUAL_HOURS  # when people are called back, and how many at a time
    staff_hours: Office = USUAL_OFFICE  # when staff answer conversations
    handoff_limits: Limits = USUAL_LIMITS  # after how long the desk acts by itself in a hand-off
    review_two_people: bool = False  # a correction counts when a second person agrees
    retention: Periods = USUAL
    digest_key: str | None = None  # what digests hang on; None: derived from the last of `keys`
    brain_database_url: str = ""  # where the brain keeps its trackers; empty: its file in the data folder
    files_url: str = ""  # s3://bucket/prefix or a folder; empty: the data folder's attachments
    s3_endpoint: str | None = None  # of a store other than AWS
    s3_path_style: bool = (
        False  # the bucket in the path instead of the host name, as many such stores want it
    )
    staff: StaffTerms = USUAL_TERMS  # how long staff stay signed in, and whether over TLS

    # The proxy's X-Real-IP says who calls. Only where nobody reaches the desk but through it: anybody can write a header.
    behind_proxy: bool = False
    certificate: str | None = None  # what `make doctor` looks at: a PEM file, or https://host[:port]
    backups_folder: str = ""  # where `make backup` writes; empty: the data folder's backups

    @property
    def backups(self) -> Path:
        return Path(self.backups_folder) if self.backups_folder else self.data / "backups"

    @property
    def files(self) -> str:
        """Where sealed files lie; see desk.attachments.storage.storage_of."""
        return self.files_url or str(self.data / "attachments")

    @property
    def brain_database(self) -> str:
        return self.brain_database_url or f"sqlite:///{self.data / 'brain.db'}"

    @property
    def calendar_file(self) -> Path:
        """The operator's corrections of the working-day calendar; see desk.calendar. It may be absent."""
        return self.data / "calendar.json"


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set; `make run` writes it to the data folder's xiaobao.env")
    return value


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    raw = environ.get(name, str(default))
    if not (raw.isascii() and raw.isdigit() and len(raw) < 6) or not 0 < int(raw) < 65536:
        raise SettingsError(f"{name} must be a port number from 1 to 65535, not {raw!r}")
    return int(raw)


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    raw = environ.get(name, "").strip() or str(default)
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10) or int(raw) < 1:
        raise SettingsError(f"{name} must be a whole number from 1, not {raw!r}")
    return int(raw)


def _switch(environ: Mapping[str, str], name: str) -> bool:
    raw = environ.get(name, "").strip().lower()
    if raw not in SWITCH:
        raise SettingsError(f"{name} must be true or false, not {raw!r}")
    return SWITCH[raw]


def _days(environ: Mapping[str, str], name: str, default: dt.timedelta) -> dt.timedelta:
    raw = environ.get(name, "").strip()
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) < 6) or int(raw) < 1:
        raise SettingsError(f"{name} must be a number of days from 1 to 99999, not {raw!r}")
    return dt.timedelta(days=int(raw))


def _retention(environ: Mapping[str, str]) -> Periods:
    return Periods(
        conversation=_days(environ, "XIAOBAO_RETAIN_CONVERSATION_DAYS", USUAL.conversation),
        case=_days(environ, "XIAOBAO_RETAIN_CASE_DAYS", USUAL.case),
        withdrawn=_days(environ, "XIAOBAO_RETAIN_WITHDRAWN_DAYS", USUAL.withdrawn),
        answers=_days(environ, "XIAOBAO_RETAIN_IDEMPOTENCY_DAYS", USUAL.answers),
    )


OIDC = ("XIAOBAO_OIDC_ISSUER", "XIAOBAO_OIDC_CLIENT_ID", "XIAOBAO_OIDC_CLIENT_SECRET", "XIAOBAO_CONSOLE_URL")


def _oidc(environ: Mapping[str, str]) -> OidcTerms | None:
    """Staff known elsewhere: all of OIDC and XIAOBAO_OIDC_ROLES, or no XIAOBAO_OIDC_ISSUER."""
    issuer, client_id, secret, console = (environ.get(name, "").strip() for name in OIDC)
    if not issuer:
        return None
    for name, value in zip(OIDC, (issuer, client_id, secret, console), strict=True):
        if not value:
            raise SettingsError(f"{name} is not set, though XIAOBAO_OIDC_ISSUER is")
    for name, value in (("XIAOBAO_OIDC_ISSUER", issuer), ("XIAOBAO_CONSOLE_URL", console)):
        if not value.startswith("https://") and not LOOPBACK_URL.match(value):
            raise SettingsError(f"{name} must begin with https://, not {value!r}")
    roles: dict[str, Role] = {}
    for pair in environ.get("XIAOBAO_OIDC_ROLES", "").split(","):
        theirs, _, ours = (part.strip() for part in pair.partition("="))
        if not theirs or ours not in set(Role):
            raise SettingsError(f"XIAOBAO_OIDC_ROLES must be theirs=agent,other=admin …, not {pair!r}")
        roles[theirs] = Role(ours)
    callback = f"{console.rstrip('/')}/console/oidc/callback"
    claim = environ.get("XIAOBAO_OIDC_ROLE_CLAIM", "").strip() or "roles"
    return OidcTerms(issuer, client_id, secret, callback, claim, roles)


def _staff(environ: Mapping[str, str]) -> StaffTerms:
    hours = _whole(environ, "XIAOBAO_STAFF_SESSION_HOURS", USUAL_TERMS.session // dt.timedelta(hours=1))
    idle = _whole(environ, "XIAOBAO_STAFF_IDLE_MINUTES", USUAL_TERMS.idle // dt.timedelta(minutes=1))
    if hours > 24 * 7:
        raise SettingsError("XIAOBAO_STAFF_SESSION_HOURS goes to 168, a week")
    if idle > hours * 60:
        raise SettingsError("XIAOBAO_STAFF_IDLE_MINUTES is longer than XIAOBAO_STAFF_SESSION_HOURS")
    names = [name.strip() for name in environ.get("XIAOBAO_TOTP_ROLES", "").split(",") if name.strip()]
    if unknown := [name for name in names if name not in set(Role)]:
        raise SettingsError(f"XIAOBAO_TOTP_ROLES knows {', '.join(Role)}, not {unknown[0]!r}")
    return StaffTerms(
        dt.timedelta(hours=hours),
        dt.timedelta(minutes=idle),
        _switch(environ, "XIAOBAO_CONSOLE_HTTPS"),
        frozenset(Role(name) for name in names),
        _oidc(environ),
    )


def _sms(environ: Mapping[str, str]) -> tuple[str | None, str | None]:
    """(SMS_URL, SMS_SECRET), both or none."""
    url, secret = (environ.get(name, "").strip() or None for name in ("SMS_URL", "SMS_SECRET"))
    if (url is None) != (secret is None):
        raise SettingsError("SMS_URL and SMS_SECRET belong together: set both or none")
    if url is not None and (problem := url_problem(url, private=True)):
        raise SettingsError(f"SMS_URL cannot be used: {problem}")
    if secret is not None and not usable_secret(secret):
        raise SettingsError("SMS_SECRET must be whsec_ and base64 of at least 24 bytes")
    return url, secret


def _callback_hours(environ: Mapping[str, str]) -> Hours:
    """XIAOBAO_CALLBACK_HOURS="9:00-12:00,13:30-17:00" on working days, and how they are cut and filled."""
    raw = environ.get("XIAOBAO_CALLBACK_HOURS", "").strip()
    try:
        spans = read_spans(raw) if raw else USUAL_HOURS.spans
    except ValueError as error:
        raise SettingsError(f"XIAOBAO_CALLBACK_HOURS: {error}") from error
    minutes = _whole(environ, "XIAOBAO_CALLBACK_MINUTES", USUAL_HOURS.slot // dt.timedelta(minutes=1))
    if minutes > max(last - first for first, last in spans):
        raise SettingsError("XIAOBAO_CALLBACK_MINUTES is longer than any of the hours")
    capacity = _whole(environ, "XIAOBAO_CALLBACK_CAPACITY", USUAL_HOURS.capacity)
    ahead = _whole(environ, "XIAOBAO_CALLBACK_DAYS", USUAL_HOURS.ahead)
    if capacity > MOST_A_SLOT or ahead > MOST_AHEAD:
        raise SettingsError(
            f"XIAOBAO_CALLBACK_CAPACITY goes to {MOST_A_SLOT}, XIAOBAO_CALLBACK_DAYS to {MOST_AHEAD}"
        )
    return Hours(spans, dt.timedelta(minutes=minutes), capacity, ahead)


def _staff_hours(environ: Mapping[str, str]) -> Office:
    """XIAOBAO_SERVICE_HOURS="9:00-12:00,13:30-17:00" on working days, or "always"."""
    raw = environ.get("XIAOBAO_SERVICE_HOURS", "").strip()
    if raw == ALWAYS:
        return NEVER_CLOSED
    try:
        return Office(read_spans(raw)) if raw else USUAL_OFFICE
    except ValueError as error:
        raise SettingsError(f"XIAOBAO_SERVICE_HOURS: {error}, or always") from error


def _handoff_limits(environ: Mapping[str, str]) -> Limits:
    """Whole minutes, see desk.handoff.desk.Limits."""

    def minutes(name: str, usual: dt.timedelta) -> dt.timedelta:
        minute = dt.timedelta(minutes=1)
        return _whole(environ, name, usual // minute) * minute

    usual = USUAL_LIMITS
    return Limits(
        claim_within=minutes("XIAOBAO_HANDOFF_CLAIM_MINUTES", usual.claim_within),
        answer_within=minutes("XIAOBAO_HANDOFF_ANSWER_MINUTES", usual.answer_within),
        remind_after=minutes("XIAOBAO_HANDOFF_REMIND_MINUTES", usual.remind_after),
        close_after=minutes("XIAOBAO_HANDOFF_CLOSE_MINUTES", usual.close_after),
        holder_gone=minutes("XIAOBAO_HANDOFF_GONE_MINUTES", usual.holder_gone),
    )


def _files(environ: Mapping[str, str]) -> str:
    raw = environ.get("XIAOBAO_FILES", "").strip()
    if raw.startswith("s3://"):
        if not raw.removeprefix("s3://").split("/")[0]:
            raise SettingsError("XIAOBAO_FILES must name a bucket: s3://bucket/prefix")
        return raw
    if "://" in raw:
        raise SettingsError(f"XIAOBAO_FILES must be s3://bucket/prefix or a folder, not {raw!r}")
    return str(Path(raw).resolve()) if raw else ""


def _origins(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Origins as a content security policy takes them; nothing in them may end the policy or widen it."""
    origins = tuple(environ.get(name, "").split())
    for origin in origins:
        if ORIGIN.fullmatch(origin) is None:
            raise SettingsError(f"{name} must be origins like https://www.example.gov.cn, not {origin!r}")
    return origins


def _keys(environ: Mapping[str, str]) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in _required(environ, "XIAOBAO_KEY").split(",") if key.strip())
    for key in keys:
        try:
            Fernet(key)
        except ValueError as error:
            raise SettingsError("XIAOBAO_KEY must be url-safe base64 of 32 bytes, comma-separated") from error
    return keys


def _digest_key(environ: Mapping[str, str]) -> str | None:
    key = environ.get("XIAOBAO_DIGEST_KEY", "").strip()
    if not key:
        return None
    try:
        read_digest_key(key)
    except ValueError as error:
        raise SettingsError("XIAOBAO_DIGEST_KEY must be url-safe base64 of 32 bytes") from error
    return key


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Decode the environment. Raises SettingsError with the variable's name."""
    env = os.environ if environ is None else environ
    data = Path(env.get("XIAOBAO_DATA", "var")).resolve()
    host, port = env.get("DESK_HOST", "127.0.0.1"), _port(env, "DESK_PORT", 8800)
    return Settings(
        data=data,
        database_url=env.get("DATABASE_URL") or f"sqlite:///{data / 'desk.db'}",
        redis_url=env.get("REDIS_URL") or None,
        keys=_keys(env),
        brain_url=env.get("BRAIN_URL", "http://127.0.0.1:5005"),
        brain_token=_required(env, "BRAIN_TOKEN"),
        case_api_url=env.get("DESK_URL") or f"http://127.0.0.1:{port}",
        case_api_token=_required(env, "CASE_API_TOKEN"),
        host=host,
        port=port,
        assistant_per_minute=_whole(env, "ASSISTANT_PER_MINUTE", 60_000),
        most_waiting=_whole(env, "XIAOBAO_MOST_WAITING", 500),
        metrics_token=env.get("METRICS_TOKEN", "").strip() or None,
        debug=_switch(env, "XIAOBAO_DEBUG"),
        sms_url=_sms(env)[0],
        sms_secret=_sms(env)[1],
        callback_hours=_callback_hours(env),
        staff_hours=_staff_hours(env),
        handoff_limits=_handoff_limits(env),
        review_two_people=_switch(env, "XIAOBAO_REVIEW_TWO_PEOPLE"),
        retention=_retention(env),
        digest_key=_digest_key(env),
        brain_database_url=env.get("BRAIN_DATABASE_URL") or env.get("DATABASE_URL") or "",
        files_url=_files(env),
        behind_proxy=_switch(env, "XIAOBAO_BEHIND_PROXY"),
        certificate=env.get("XIAOBAO_CERTIFICATE", "").strip() or None,
        backups_folder=str(Path(raw).resolve()) if (raw := env.get("XIAOBAO_BACKUPS", "").strip()) else "",
        s3_endpoint=env.get("XIAOBAO_S3_ENDPOINT", "").strip() or None,
        s3_path_style=_switch(env, "XIAOBAO_S3_PATH_STYLE"),
        widget_origins=_origins(env, "XIAOBAO_WIDGET_ORIGINS"),
        webhooks_private=_switch(env, "XIAOBAO_WEBHOOKS_PRIVATE"),
        staff=_staff(env),
    )
