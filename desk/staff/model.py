"""Tables of staff. What signs somebody in is kept as a digest alone."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.staff.roles import Role
from desk.store.base import Base, Instant, named


class StaffAccount(Base):
    """Somebody who works in the console. Never deleted: the name stands in timelines and in the audit log."""

    __tablename__ = "staff_accounts"
    __table_args__ = (
        UniqueConstraint("name", name="uq_staff_accounts_name"),
        UniqueConstraint("oidc_issuer", "oidc_subject", name="uq_staff_accounts_oidc_issuer"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), comment="signs in with it; lower case, never given twice")
    display_name: Mapped[str] = mapped_column(String(40), comment="what colleagues read")
    role: Mapped[Role] = mapped_column(named(Role))
    agency_id: Mapped[str | None] = mapped_column(
        String(36), comment="sees the cases of this agency and of those below; null: of all"
    )
    password_hash: Mapped[str | None] = mapped_column(
        String(200), comment="argon2id, encoded; null: signs in elsewhere"
    )
    must_change: Mapped[bool] = mapped_column(comment="the password was given by somebody else")
    password_until: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="a one-time password opens until then"
    )
    totp_sealed: Mapped[str | None] = mapped_column(Text, comment="sealed: the secret of one-time codes")
    totp_step: Mapped[int | None] = mapped_column(
        comment="the 30 s step of the last code taken; none repeats"
    )
    oidc_issuer: Mapped[str | None] = mapped_column(String(200))
    oidc_subject: Mapped[str | None] = mapped_column(String(200), comment="who they are to the issuer")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    signed_in_at: Mapped[dt.datetime | None] = mapped_column(Instant, comment="the last time")
    disabled_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    @property
    def is_disabled(self) -> bool:
        return self.disabled_at is not None


class StaffSession(Base):
    """One browser that is signed in. Deleted when it ends."""

    __tablename__ = "staff_sessions"
    __table_args__ = (
        UniqueConstraint("token_digest", name="uq_staff_sessions_token_digest"),
        Index("ix_staff_sessions_account_id", "account_id"),
        Index("ix_staff_sessions_expires_at", "expires_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of what the cookie holds")
    account_id: Mapped[str] = mapped_column(
        ForeignKey("staff_accounts.id", name="fk_staff_sessions_account_id_staff_accounts")
    )
    awaits_code: Mapped[bool] = mapped_column(comment="the password was right, the one-time code is missing")
    created_at: Mapped[dt.datetime] = mapped_column(Instant, comment="when they signed in")
    seen_at: Mapped[dt.datetime] = mapped_column(Instant, comment="to the minute")
    expires_at: Mapped[dt.datetime] = mapped_column(Instant, comment="over then, whatever happens")


class StaffRecoveryCode(Base):
    """Signs in once instead of a one-time code, for whoever lost the telephone."""

    __tablename__ = "staff_recovery_codes"
    __table_args__ = (Index("ix_staff_recovery_codes_account_id", "account_id"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True, comment="keyed, of account and code")
    account_id: Mapped[str] = mapped_column(
        ForeignKey("staff_accounts.id", name="fk_staff_recovery_codes_account_id_staff_accounts")
    )
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    used_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class StaffThrottle(Base):
    """Failures in a row for one name, whether anybody has it or not, or from one address."""

    __tablename__ = "staff_throttles"
    __table_args__ = (Index("ix_staff_throttles_failed_at", "failed_at"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True, comment="keyed digest of name or address")
    failures: Mapped[int]
    failed_at: Mapped[dt.datetime] = mapped_column(Instant, comment="the last one")
    blocked_until: Mapped[dt.datetime | None] = mapped_column(Instant)
