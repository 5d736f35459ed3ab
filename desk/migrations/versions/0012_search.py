"""full-text search over cases, and the indexes of the list's filters"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

# The tokens must be those the running code asks for, so they come from it: when they change, a migration of
# that day makes them all anew, as this one does.
from desk.cases.terms import searchable, tokens

revision = "0012_search"
down_revision = "0011_figures"
branch_labels = None
depends_on = None

BATCH = 1000  # cases read and written at a time
FIELDS = ("respondent_name", "respondent_shop", "respondent_platform", "product", "case_no")
OPEN = sa.text("closed_at IS NULL")

SQLITE = (
    # detail, columnsize: positions and lengths are never asked for. prefix: one character is half a token.
    """CREATE VIRTUAL TABLE case_words USING fts5(
        words, content='case_search', content_rowid='seq',
        tokenize='ascii', detail=none, columnsize=0, prefix='5')""",
    """CREATE TRIGGER case_search_added AFTER INSERT ON case_search BEGIN
        INSERT INTO case_words(rowid, words) VALUES (new.seq, new.words); END""",
    """CREATE TRIGGER case_search_removed AFTER DELETE ON case_search BEGIN
        INSERT INTO case_words(case_words, rowid, words) VALUES ('delete', old.seq, old.words); END""",
    """CREATE TRIGGER case_search_changed AFTER UPDATE ON case_search BEGIN
        INSERT INTO case_words(case_words, rowid, words) VALUES ('delete', old.seq, old.words);
        INSERT INTO case_words(rowid, words) VALUES (new.seq, new.words); END""",
)
# Not to_tsvector('simple', …): its parser would have its own idea of what a token of hexadecimal digits is.
POSTGRES = (
    "CREATE INDEX ix_case_search_words ON case_search "
    "USING gin (array_to_tsvector(string_to_array(words, ' ')))",
)


def upgrade() -> None:
    op.create_table(
        "case_search",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="grows with filing: the engine gives the newest first by it",
        ),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="flat fields, see desk.cases.terms.searchable"),
        sa.Column("words", sa.Text(), nullable=False, comment="their tokens, see desk.cases.terms.tokens"),
        sa.PrimaryKeyConstraint("seq", name="pk_case_search"),
        sa.UniqueConstraint("case_id", name="uq_case_search_case_id"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_case_search_case_id_cases", ondelete="CASCADE"
        ),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRES:
        op.execute(statement)
    _backfill()
    op.create_index("ix_cases_channel_id", "cases", ["channel", "id"])
    op.create_index("ix_cases_agency_id_created_at", "cases", ["agency_id", "created_at"])
    for name, columns in (
        ("ix_cases_open_agency_id_id", ["agency_id", "id"]),
        ("ix_cases_open_id", ["closed_at", "id"]),
    ):
        op.create_index(name, "cases", columns, sqlite_where=OPEN, postgresql_where=OPEN)


def _backfill() -> None:
    bind = op.get_bind()
    search = sa.table("case_search", sa.column("case_id"), sa.column("text"), sa.column("words"))
    for batch in _batches(bind):
        rows = []
        for case in batch:
            text = searchable(case[1:])
            rows.append({"case_id": case.id, "text": text, "words": tokens(text)})
        bind.execute(search.insert(), rows)


def _batches(bind: sa.Connection) -> Iterator[list[sa.Row]]:
    """Cases not erased, oldest first, so that `seq` grows with filing."""
    cases = sa.table("cases", sa.column("id"), *map(sa.column, FIELDS), sa.column("erased_at"))
    wanted = (
        sa.select(cases.c.id, *(cases.c[name] for name in FIELDS))
        .where(cases.c.erased_at.is_(None))
        .order_by(cases.c.id)
        .limit(BATCH)
    )
    last = ""
    while batch := list(bind.execute(wanted.where(cases.c.id > last))):
        yield batch
        last = batch[-1].id


def downgrade() -> None:
    for name in (
        "ix_cases_open_id",
        "ix_cases_open_agency_id_id",
        "ix_cases_agency_id_created_at",
        "ix_cases_channel_id",
    ):
        op.drop_index(name, "cases")
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("added", "removed", "changed"):
            op.execute(f"DROP TRIGGER case_search_{trigger}")
        op.execute("DROP TABLE case_words")
    op.drop_table("case_search")
