"""people of API clients are known by the client's name as well: their ids take more room"""

import sqlalchemy as sa
from alembic import op

revision = "0027_whose_staff"
down_revision = "0026_visit_ratings"
branch_labels = None
depends_on = None

# Table → column, and whether it may be empty.
COLUMNS = {
    "service_sessions": ("claimed_by", True),
    "conversation_notes": ("author_id", False),
    "conversation_reads": ("staff_id", False),
    "staff_seen": ("staff_id", False),
    "handoff_rules": ("changed_by", False),
    "canned_replies": ("changed_by", False),
    "desk_events": ("staff_id", True),
}
ID = "staff:<id>, person, assistant or system"
NAME = "staff:<sign-in name>, client:<client>/<id>, person, assistant or system"


def upgrade() -> None:
    _resize(36, 80)
    _say(ID, NAME)


def downgrade() -> None:
    _say(NAME, ID)
    _resize(80, 36)


def _resize(before: int, after: int) -> None:
    for table, (column, nullable) in COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            batch.alter_column(
                column,
                existing_type=sa.String(before),
                type_=sa.String(after),
                existing_nullable=nullable,
            )


def _say(before: str, after: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            "service_events",
            "actor",
            existing_type=sa.String(80),
            existing_nullable=False,
            existing_comment=before,
            comment=after,
        )
