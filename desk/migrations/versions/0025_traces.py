"""the trace that a turn, a case and an errand belong to"""

import sqlalchemy as sa
from alembic import op

revision = "0025_traces"
down_revision = "0023_insight"
branch_labels = None
depends_on = None

TABLES = {
    "turns": "the request that opened it; see telemetry.trace",
    "cases": "the request that filed it; see telemetry.trace",
    "outbox": "what it follows from; see telemetry.trace",
}


def upgrade() -> None:
    for table, comment in TABLES.items():
        op.add_column(table, sa.Column("trace_id", sa.String(32), comment=comment))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "trace_id")
