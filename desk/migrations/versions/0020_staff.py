"""staff: accounts, sessions, recovery codes, failures in a row"""

import sqlalchemy as sa
from alembic import op

revision = "0020_staff"
down_revision = "0016_calls"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _accounts()
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False, comment="SHA-256 of what the cookie holds"),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column(
            "awaits_code",
            sa.Boolean(),
            nullable=False,
            comment="the password was right, the one-time code is missing",
        ),
        sa.Column("created_at", INSTANT, nullable=False, comment="when they signed in"),
        sa.Column("seen_at", INSTANT, nullable=False, comment="to the minute"),
        sa.Column("expires_at", INSTANT, nullable=False, comment="over then, whatever happens"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sessions"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["staff_accounts.id"], name="fk_staff_sessions_account_id_staff_accounts"
        ),
        sa.UniqueConstraint("token_digest", name="uq_staff_sessions_token_digest"),
    )
    op.create_index("ix_staff_sessions_account_id", "staff_sessions", ["account_id"])
    op.create_index("ix_staff_sessions_expires_at", "staff_sessions", ["expires_at"])
    op.create_table(
        "staff_recovery_codes",
        sa.Column("digest", sa.String(64), nullable=False, comment="keyed, of account and code"),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_recovery_codes"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["staff_accounts.id"],
            name="fk_staff_recovery_codes_account_id_staff_accounts",
        ),
    )
    op.create_index("ix_staff_recovery_codes_account_id", "staff_recovery_codes", ["account_id"])
    op.create_table(
        "staff_throttles",
        sa.Column("key", sa.String(64), nullable=False, comment="keyed digest of name or address"),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", INSTANT, nullable=False, comment="the last one"),
        sa.Column("blocked_until", INSTANT),
        sa.PrimaryKeyConstraint("key", name="pk_staff_throttles"),
    )
    op.create_index("ix_staff_throttles_failed_at", "staff_throttles", ["failed_at"])


def _accounts() -> None:
    op.create_table(
        "staff_accounts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column(
            "name", sa.String(40), nullable=False, comment="signs in with it; lower case, never given twice"
        ),
        sa.Column("display_name", sa.String(40), nullable=False, comment="what colleagues read"),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column(
            "agency_id",
            sa.String(36),
            comment="sees the cases of this agency and of those below; null: of all",
        ),
        sa.Column("password_hash", sa.String(200), comment="argon2id, encoded; null: signs in elsewhere"),
        sa.Column(
            "must_change", sa.Boolean(), nullable=False, comment="the password was given by somebody else"
        ),
        sa.Column("password_until", INSTANT, comment="a one-time password opens until then"),
        sa.Column("totp_sealed", sa.Text(), comment="sealed: the secret of one-time codes"),
        sa.Column("totp_step", sa.Integer(), comment="the 30 s step of the last code taken; none repeats"),
        sa.Column("oidc_issuer", sa.String(200)),
        sa.Column("oidc_subject", sa.String(200), comment="who they are to the issuer"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("signed_in_at", INSTANT, comment="the last time"),
        sa.Column("disabled_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_staff_accounts"),
        sa.UniqueConstraint("name", name="uq_staff_accounts_name"),
        sa.UniqueConstraint("oidc_issuer", "oidc_subject", name="uq_staff_accounts_oidc_issuer"),
    )


def downgrade() -> None:
    for name in ("staff_throttles", "staff_recovery_codes", "staff_sessions", "staff_accounts"):
        op.drop_table(name)
