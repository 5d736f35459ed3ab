"""restriction and erasure; files of cases"""

import sqlalchemy as sa
from alembic import op

revision = "0010_privacy_files"
down_revision = "0009_clients_audit"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("attachments") as attachments:
        attachments.alter_column(
            "conversation_id",
            existing_type=sa.String(36),
            nullable=True,
            comment="where it was sent; null: it came to a case by the API",
        )
    op.create_index("ix_attachments_case_id", "attachments", ["case_id"])
    with op.batch_alter_table("cases") as cases:
        cases.add_column(
            sa.Column(
                "restrict_from",
                INSTANT,
                comment="the person asked for erasure while it was open: it is restricted once it is closed",
            )
        )
    op.create_table(
        "privacy_requests",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("what", sa.String(32), nullable=False, comment="export or erase"),
        sa.Column("client", sa.String(64), nullable=False, comment="the API client, or who ran the command"),
        sa.Column("subject_digest", sa.String(64), nullable=False, comment="keyed: of whom, as it was asked"),
        sa.Column("reason_sealed", sa.Text(), comment="sealed: why, in words"),
        sa.Column("outcome", JSON, nullable=False, comment="how many of what; nothing personal"),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_privacy_requests"),
    )
    op.create_index("ix_privacy_requests_subject_digest", "privacy_requests", ["subject_digest", "id"])


def downgrade() -> None:
    op.drop_index("ix_privacy_requests_subject_digest", "privacy_requests")
    op.drop_table("privacy_requests")
    with op.batch_alter_table("cases") as cases:
        cases.drop_column("restrict_from")
    op.drop_index("ix_attachments_case_id", "attachments")
    # Files that came by the API have no conversation to go back to; they go with the column's old meaning.
    op.execute("DELETE FROM attachments WHERE conversation_id IS NULL")
    with op.batch_alter_table("attachments") as attachments:
        attachments.alter_column("conversation_id", existing_type=sa.String(36), nullable=False)
