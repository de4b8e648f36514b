"""Lines with numbers of their own, and encrypted passwords."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the tables."""
    counters = op.create_table(
        "counters", sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.Integer, nullable=False)
    )
    op.bulk_insert(counters, [{"name": "line", "value": 0}])
    op.create_table(
        "facts", sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.String, nullable=False)
    )
    op.create_table(
        "lines",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("provider", sa.String, nullable=False),
        sa.Column("line", sa.String, nullable=False),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("number", sa.String),
        sa.Column("extension", sa.String),
        sa.Column("first_name", sa.String, nullable=False),
        sa.Column("last_name", sa.String, nullable=False),
        sa.Column("user_group", sa.String),
        sa.Column("department", sa.String),
        sa.Column("email", sa.String),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("presence", sa.String, nullable=False),
        sa.UniqueConstraint("provider", "line", name="one_line_of_a_user"),
    )
    op.create_table(
        "accounts",
        sa.Column("provider", sa.String, primary_key=True),
        sa.Column("line", sa.String, primary_key=True),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("key_id", sa.String, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
