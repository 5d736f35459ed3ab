"""API clients with keys; the audit log, which triggers keep append-only"""

import sqlalchemy as sa
from alembic import op

revision = "0009_clients_audit"
down_revision = "0008_notices"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Everything but the sealed reason, which is sealed anew when keys rotate; its digest is chained.
FIXED = (
    "seq",
    "at",
    "actor",
    "action",
    "subject",
    "detail",
    "reason_digest",
    "previous_hash",
    "hash",
)

# Ordinary triggers: an administrator may disable them, and PostgreSQL skips them for a replica's session. They
# stop mistakes and programs; the keyed chain is what shows the rest.
POSTGRESQL = (
    """
    CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"CREATE TRIGGER audit_log_no_update BEFORE UPDATE OF {', '.join(FIXED)} ON audit_log "
    "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log "
    "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head "
    "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_head "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
)
SQLITE = (
    f"CREATE TRIGGER audit_log_no_update BEFORE UPDATE OF {', '.join(FIXED)} ON audit_log "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    # INSERT OR REPLACE deletes without telling the trigger above, unless recursive_triggers is on.
    "CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log "
    "WHEN EXISTS (SELECT 1 FROM audit_log WHERE seq = NEW.seq) "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
)


def upgrade() -> None:
    _clients()
    _audit()
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def _clients() -> None:
    op.create_table(
        "api_clients",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column(
            "name", sa.String(40), nullable=False, comment="stored with what it does; never given twice"
        ),
        sa.Column("scopes", JSON, nullable=False, comment="values of desk.clients.Scope"),
        sa.Column(
            "agency_id",
            sa.String(36),
            comment="it sees the cases of this agency and of those below; null: of all",
        ),
        sa.Column("enterprise_id", sa.String(36), comment="the enterprise it stands for"),
        sa.Column("per_minute", sa.Integer(), nullable=False, comment="calls of one route group"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, comment="null: not by itself"),
        sa.Column("revoked_at", INSTANT),
        sa.Column("last_used_at", INSTANT, comment="to the minute"),
        sa.PrimaryKeyConstraint("id", name="pk_api_clients"),
        sa.UniqueConstraint("name", name="uq_api_clients_name"),
    )
    op.create_table(
        "api_client_keys",
        sa.Column("prefix", sa.String(12), nullable=False, comment="the part that may be shown"),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, comment="SHA-256 of the whole key"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, comment="set when another key took its place"),
        sa.PrimaryKeyConstraint("prefix", name="pk_api_client_keys"),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api_clients.id"], name="fk_api_client_keys_client_id_api_clients"
        ),
    )
    op.create_index("ix_api_client_keys_client_id", "api_client_keys", ["client_id"])


def _audit() -> None:
    op.create_table(
        "audit_log",
        sa.Column("seq", SEQ, autoincrement=False, nullable=False, comment="1, 2, 3 …, no gaps"),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column(
            "actor", sa.String(80), nullable=False, comment="who did it: officer:zhang, client:assistant"
        ),
        sa.Column("action", sa.String(32), nullable=False, comment="noun:verb"),
        sa.Column("subject", sa.String(80), nullable=False, comment="what it was done to: case:<id>"),
        sa.Column("detail", JSON, comment="facts without personal data"),
        sa.Column(
            "reason_sealed",
            sa.Text(),
            comment="sealed: the reason in words; may be sealed anew under another key",
        ),
        sa.Column("reason_digest", sa.String(64), comment="keyed, of the reason; chained"),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column(
            "hash", sa.String(64), nullable=False, comment="keyed, over this entry and the previous hash"
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_log"),
    )
    for name in ("subject", "action", "actor"):
        op.create_index(f"ix_audit_log_{name}_seq", "audit_log", [name, "seq"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="of the last entry; 0 before the first"),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        sa.CheckConstraint("id = 1", name="one_row"),
    )


def downgrade() -> None:
    op.drop_table("audit_head")
    op.drop_table("audit_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")
    op.drop_table("api_client_keys")
    op.drop_table("api_clients")
