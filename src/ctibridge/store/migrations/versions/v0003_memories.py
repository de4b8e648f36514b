"""What providers remember of the platform: it was in a file for each before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "memories",
        sa.Column("provider", sa.String, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
