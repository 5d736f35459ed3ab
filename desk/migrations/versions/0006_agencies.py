"""the tree of agencies"""

import sqlalchemy as sa
from alembic import op

revision = "0006_agencies"
down_revision = "0005_clocks"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column(
            "code", sa.String(64), nullable=False, comment="stable, chosen by the operator: 220104-amr"
        ),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("region_code", sa.String(6), nullable=False, comment="GB/T 2260; 100000 for the country"),
        sa.Column("parent_code", sa.String(64), comment="who is above it"),
        sa.Column("phone", sa.String(100), comment="as dialled there; several by semicolon"),
        sa.Column("matters", JSON, nullable=False, comment="codes of services.yml; empty: all of its kind"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False, comment="where the line comes from"),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agencies"),
        sa.UniqueConstraint("code", name="uq_agencies_code"),
        sa.ForeignKeyConstraint(["parent_code"], ["agencies.code"], name="fk_agencies_parent_code_agencies"),
    )
    op.create_index("ix_agencies_region_code_code", "agencies", ["region_code", "code"])
    op.create_index("ix_agencies_parent_code_code", "agencies", ["parent_code", "code"])
    op.create_table(
        "platform_homes",
        sa.Column(
            "key",
            sa.String(100),
            nullable=False,
            comment="the name as compared: see desk.agencies.register.platform_key",
        ),
        sa.Column("platform", sa.String(100), nullable=False, comment="the name as people write it"),
        sa.Column("operator", sa.String(200), nullable=False, comment="the company that runs it"),
        sa.Column(
            "region_code", sa.String(6), nullable=False, comment="GB/T 2260 of the operator's domicile"
        ),
        sa.Column("source", sa.String(200), nullable=False, comment="where that is published"),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_platform_homes"),
    )
    op.create_table(
        "agency_register",
        sa.Column("id", sa.SmallInteger(), nullable=False, autoincrement=False),
        sa.Column(
            "stamp",
            sa.String(36),
            nullable=False,
            comment="drawn anew by each import that changes something",
        ),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agency_register"),
        sa.CheckConstraint("id = 1", name=op.f("ck_agency_register_one_row")),
    )


def downgrade() -> None:
    op.drop_table("agency_register")
    op.drop_table("platform_homes")
    op.drop_table("agencies")
