"""One-time codes (RFC 6238) and recovery codes. Pure."""

import datetime as dt
import hmac
import secrets

import pyotp

from desk.staff.passwords import ONE_TIME_ALPHABET

STEP = 30  # seconds
DRIFT = 1  # steps that a telephone's clock may be wrong either way
ISSUER = "小保工作台"
RECOVERY_CODES = 10


def new_secret() -> str:
    """160 random bits in base32, as telephones take them."""
    return pyotp.random_base32()


def setup_uri(secret: str, name: str) -> str:
    """What the QR code says: otpauth://totp/…"""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def step_taken(secret: str, code: str, *, after: int | None, now: dt.datetime) -> int | None:
    """The step whose code this is; None when it is wrong, or not after the last step taken: no code counts twice."""
    totp, present = pyotp.TOTP(secret, interval=STEP), int(now.timestamp()) // STEP
    typed = code.replace(" ", "").encode()
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(typed, totp.generate_otp(step).encode()) and (after is None or step > after):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Codes of ten characters in two groups, 49 random bits each: guessed no sooner than the limit on tries allows."""
    drawn = ["".join(secrets.choice(ONE_TIME_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    return [f"{code[:5]}-{code[5:]}" for code in drawn]


def bare(code: str) -> str:
    """A recovery code as it is compared: without case, blanks and hyphens."""
    return code.casefold().replace(" ", "").replace("-", "")
