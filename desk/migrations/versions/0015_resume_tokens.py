"""one-time links to go on with a conversation"""

import sqlalchemy as sa
from alembic import op

revision = "0015_resume_tokens"
down_revision = "0014_callbacks"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "resume_tokens",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, comment="SHA-256 of the token"),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_resume_tokens"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_resume_tokens_conversation_id_conversations",
        ),
        sa.UniqueConstraint("digest", name="uq_resume_tokens_digest"),
    )
    op.create_index("ix_resume_tokens_conversation_id", "resume_tokens", ["conversation_id"])
    op.create_index("ix_resume_tokens_expires_at", "resume_tokens", ["expires_at"])


def downgrade() -> None:
    op.drop_table("resume_tokens")
