"""facts for the figures, published complaints, early warnings"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

# Facts are computed from cases, never kept for themselves: when the rules change, a migration of that day
# makes them all anew, as this one does.
from desk.cases.states import CaseEvent, CaseKind, CaseState
from desk.clocks.kinds import ClockKind
from desk.figures.rules import Event, Ran, facts_of

revision = "0011_figures"
down_revision = "0010_privacy_files"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")
BATCH = 1000  # cases read and written at a time
STANDING = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    _facts()
    _publications()
    _warnings()
    _backfill()


def _facts() -> None:
    op.create_table(
        "case_facts",
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False, comment="day of receipt in China"),
        sa.Column("month", sa.String(7), nullable=False, comment="YYYY-MM of it"),
        sa.Column("agency_id", sa.String(36)),
        sa.Column("category", sa.String(64)),
        sa.Column("region_code", sa.String(6)),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("respondent_key", sa.String(200), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(32), comment="null: it goes on"),
        sa.Column("decided_in_time", sa.Boolean(), comment="null: not decided, or not to be"),
        sa.Column("mediated_in_time", sa.Boolean(), comment="null: mediation not ended, or none"),
        sa.Column("reconciled", sa.Boolean(), comment="null: the enterprise was not asked first"),
        sa.Column("days_to_decide", sa.Integer()),
        sa.Column("days_to_end", sa.Integer()),
        sa.Column("recovered_fen", sa.BigInteger()),
        sa.Column("satisfaction", sa.SmallInteger(), comment="1 to 5"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_facts"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_case_facts_case_id_cases", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_case_facts_received_on", "case_facts", ["received_on"])
    for name in ("respondent_key", "category", "region_code"):
        op.create_index(f"ix_case_facts_{name}_received_on", "case_facts", [name, "received_on"])


def _publications() -> None:
    op.create_table(
        "publications",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column(
            "business_name",
            sa.String(200),
            comment="null: it may be a natural person's, see desk.publication.rules",
        ),
        sa.Column("category", sa.String(64)),
        sa.Column("month", sa.String(7), nullable=False, comment="YYYY-MM of receipt in China"),
        sa.Column("prefecture", sa.String(4), comment="of the place of the matter"),
        sa.Column("demands", JSON, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False, comment="settled or terminated"),
        sa.Column("agency_id", sa.String(36)),
        sa.Column("summary", sa.Text(), comment="written by an officer, without personal data"),
        sa.Column("checked_by", sa.String(80), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("withdrawn_by", sa.String(80)),
        sa.Column("withdrawal", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_publications_case_id_cases", ondelete="CASCADE"
        ),
    )
    op.create_index(
        "uq_publications_case_id_standing",
        "publications",
        ["case_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_index("ix_publications_withdrawn_at_id", "publications", ["withdrawn_at", "id"])


def _warnings() -> None:
    op.create_table(
        "warnings",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("series", sa.String(32), nullable=False),
        sa.Column(
            "key",
            sa.String(300),
            nullable=False,
            comment="respondent_key, category, prefecture, or key|category",
        ),
        sa.Column("week", sa.Date(), nullable=False, comment="Monday of the week in which the window ends"),
        sa.Column("first_on", sa.Date(), nullable=False, comment="first day of the window, in China"),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("observed", sa.Integer(), nullable=False),
        sa.Column(
            "expected", sa.Float(), nullable=False, comment="cases in as many days, by its own history"
        ),
        sa.Column(
            "p_value", sa.Float(), nullable=False, comment="chance of so many or more if nothing had changed"
        ),
        sa.Column("threshold", sa.Float(), nullable=False, comment="Benjamini-Hochberg's, on that day"),
        sa.Column("evidence", JSON, nullable=False, comment="history, method's numbers, case ids"),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("acted_by", sa.String(80)),
        sa.Column("acted_at", INSTANT),
        sa.Column("note_sealed", sa.Text(), comment="sealed: what the officer noted"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_warnings"),
        sa.UniqueConstraint("series", "key", "week", name="uq_warnings_series_key_week"),
    )
    op.create_index("ix_warnings_state_id", "warnings", ["state", "id"])


CASES = sa.table(
    "cases",
    sa.column("id", sa.String),
    sa.column("kind", sa.String),
    sa.column("created_at", INSTANT),
    sa.column("agency_id", sa.String),
    sa.column("category", sa.String),
    sa.column("region_code", sa.String),
    sa.column("channel", sa.String),
    sa.column("respondent_key", sa.String),
    sa.column("recovered_fen", sa.BigInteger),
    sa.column("satisfaction", sa.SmallInteger),
    sa.column("duplicate_of", sa.String),
)
CHANGES = sa.table(
    "case_changes",
    sa.column("id", sa.String),
    sa.column("case_id", sa.String),
    sa.column("event", sa.String),
    sa.column("from_state", sa.String),
    sa.column("at", INSTANT),
)
CLOCKS = sa.table(
    "case_clocks",
    sa.column("id", sa.String),
    sa.column("case_id", sa.String),
    sa.column("kind", sa.String),
    sa.column("due_on", sa.Date),
    sa.column("stopped_on", sa.Date),
)
COPIED = ("kind", "agency_id", "category", "region_code", "channel", "respondent_key", "recovered_fen")


def _backfill() -> None:
    bind = op.get_bind()
    facts = sa.table(
        "case_facts",
        *(sa.column(name) for name in ("case_id", "month", "satisfaction", *COPIED)),
        sa.column("received_on", sa.Date),
        *(sa.column(name, sa.Boolean) for name in ("accepted", "decided_in_time", "mediated_in_time")),
        sa.column("reconciled", sa.Boolean),
        *(sa.column(name) for name in ("outcome", "days_to_decide", "days_to_end")),
    )
    for batch in _batches(bind):
        ids = [case.id for case in batch]
        events, clocks = _events(bind, ids), _clocks(bind, ids)
        rows = [_row(case, events[case.id], clocks[case.id]) for case in batch]
        bind.execute(facts.insert(), rows)


def _batches(bind: sa.Connection) -> Iterator[list[sa.Row]]:
    """Cases that were not merged, oldest first."""
    wanted = sa.select(CASES).where(CASES.c.duplicate_of.is_(None)).order_by(CASES.c.id).limit(BATCH)
    last = ""
    while batch := list(bind.execute(wanted.where(CASES.c.id > last))):
        yield batch
        last = batch[-1].id


def _events(bind: sa.Connection, ids: list[str]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    wanted = sa.select(CHANGES).where(CHANGES.c.case_id.in_(ids), CHANGES.c.event.is_not(None))
    for row in bind.execute(wanted.order_by(CHANGES.c.id)):
        before = None if row.from_state is None else CaseState(row.from_state)
        found[row.case_id].append(Event(CaseEvent(row.event), before, _aware(row.at)))
    return found


def _clocks(bind: sa.Connection, ids: list[str]) -> dict[str, list[Ran]]:
    found: dict[str, list[Ran]] = defaultdict(list)
    for row in bind.execute(sa.select(CLOCKS).where(CLOCKS.c.case_id.in_(ids)).order_by(CLOCKS.c.id)):
        found[row.case_id].append(Ran(ClockKind(row.kind), row.due_on, row.stopped_on))
    return found


def _row(case: Any, events: list[Event], clocks: list[Ran]) -> dict[str, Any]:
    facts = facts_of(CaseKind(case.kind), _aware(case.created_at), events, clocks)
    return {
        "case_id": case.id,
        "month": f"{facts.received_on:%Y-%m}",
        "satisfaction": case.satisfaction,
        **{name: getattr(case, name) for name in COPIED},
        "respondent_key": case.respondent_key or "",
        **vars(facts),
        "outcome": None if facts.outcome is None else facts.outcome.value,
    }


def _aware(instant: dt.datetime) -> dt.datetime:
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=dt.timezone.utc)


def downgrade() -> None:
    op.drop_table("warnings")
    op.drop_table("publications")
    op.drop_table("case_facts")
