"""casework: who works on a case, its next last day, labels, follow-up calls, the register of documents"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024_casework"
down_revision = "0025_traces"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
CLOCK_RUNS = sa.text("next_due_on IS NOT NULL")
SENT_ON = sa.text("event IN ('transfer', 'return')")
STANDS = sa.text("voided_at IS NULL")


def _case_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column(
            "assignee_id", sa.String(36), comment="the member of staff who works on it; see desk.assignments"
        ),
        sa.Column(
            "next_due_on",
            sa.Date(),
            comment="earliest last day of its running clocks, kept by desk.clocks; null: none runs",
        ),
    )


def _callback_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column(
            "taken_by",
            sa.String(36),
            comment="the member of staff who is about to call; see desk.callbacks.taking",
        ),
        sa.Column("taken_name", sa.String(60), comment="their name, for the others"),
        sa.Column("taken_at", INSTANT),
    )


def upgrade() -> None:
    for column in _case_columns():
        op.add_column("cases", column)
    for column in _callback_columns():
        op.add_column("callbacks", column)
    op.add_column(
        "attachments",
        sa.Column(
            "by_office",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="added by staff: does not take the consumer's room",
        ),
    )
    op.execute(
        "UPDATE cases SET next_due_on = (SELECT min(due_on) FROM case_clocks "
        "WHERE case_clocks.case_id = cases.id AND case_clocks.state = 'running')"
    )
    running = {"sqlite_where": CLOCK_RUNS, "postgresql_where": CLOCK_RUNS}
    op.create_index("ix_cases_next_due_on_id", "cases", ["next_due_on", "id"], **running)
    op.create_index(
        "ix_cases_agency_id_next_due_on_id", "cases", ["agency_id", "next_due_on", "id"], **running
    )
    op.create_index("ix_cases_assignee_id_next_due_on_id", "cases", ["assignee_id", "next_due_on", "id"])
    op.create_index(
        "ix_case_changes_sent", "case_changes", ["id"], sqlite_where=SENT_ON, postgresql_where=SENT_ON
    )
    _labels()
    _revisits()
    _documents()
    _refusals()


def _labels() -> None:
    op.create_table(
        "case_labels",
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("added_by", sa.String(80), nullable=False, comment="role and name, officer:zhang"),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "name", name="pk_case_labels"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_case_labels_case_id_cases", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_case_labels_name_case_id", "case_labels", ["name", "case_id"])


def _revisits() -> None:
    op.create_table(
        "case_revisits",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column(
            "number", sa.SmallInteger(), nullable=False, comment="from 1; the call a form was opened for"
        ),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("satisfaction", sa.SmallInteger(), comment="as told on the phone, 1 to 5"),
        sa.Column("kept", sa.String(32), comment="whether the business did as agreed"),
        sa.Column("actor", sa.String(80), nullable=False, comment="who called, role and name"),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_revisits"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_case_revisits_case_id_cases", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("case_id", "number", name="uq_case_revisits_case_id_number"),
        sa.CheckConstraint("satisfaction BETWEEN 1 AND 5", name="ck_case_revisits_one_to_five"),
    )
    op.create_index("ix_case_revisits_at", "case_revisits", ["at"])


def _documents() -> None:
    op.create_table(
        "case_documents",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column(
            "number", sa.String(60), nullable=False, comment="文号, as the authority numbers its letters"
        ),
        sa.Column("party", sa.String(32), nullable=False, comment="to whom"),
        sa.Column("means", sa.String(32), nullable=False, comment="how"),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("delivered_on", sa.Date(), comment="null: not known to have arrived"),
        sa.Column("scan_id", sa.String(36), comment="attachment: the signed or sealed original"),
        sa.Column("actor", sa.String(80), nullable=False, comment="who entered it, role and name"),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("voided_at", INSTANT, comment="entered by mistake; the line stays"),
        sa.Column("voided_by", sa.String(80)),
        sa.PrimaryKeyConstraint("id", name="pk_case_documents"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_case_documents_case_id_cases", ondelete="CASCADE"
        ),
    )
    op.create_index(
        "uq_case_documents_number_party",
        "case_documents",
        ["number", "party"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index("ix_case_documents_case_id_id", "case_documents", ["case_id", "id"])
    op.create_index("ix_case_documents_issued_on_id", "case_documents", ["issued_on", "id"])


def _refusals() -> None:
    op.create_table(
        "publication_refusals",
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("note_sealed", sa.Text(), comment="sealed: in words"),
        sa.Column("refused_by", sa.String(80), nullable=False),
        sa.Column("refused_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_publication_refusals"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_publication_refusals_case_id_cases", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    for table in ("publication_refusals", "case_documents", "case_revisits", "case_labels"):
        op.drop_table(table)
    op.drop_index("ix_case_changes_sent", "case_changes")
    for name in (
        "ix_cases_assignee_id_next_due_on_id",
        "ix_cases_agency_id_next_due_on_id",
        "ix_cases_next_due_on_id",
    ):
        op.drop_index(name, "cases")
    op.drop_column("attachments", "by_office")
    for column in _callback_columns():
        op.drop_column("callbacks", column.name)
    for column in _case_columns():
        op.drop_column("cases", column.name)
