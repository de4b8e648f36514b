"""The tables, as the code of this version knows them. How a store gets there is in `migrations`.

Only what SQLite and PostgreSQL both have; numbers come from `counters`, not from the database, so that a backup of one
can be restored into the other.
"""

from __future__ import annotations

from sqlalchemy import Column, Double, Integer, LargeBinary, MetaData, String, Table, UniqueConstraint

METADATA = MetaData()

COUNTERS = Table(
    "counters",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),  # the last one that was given away
)
"""Numbers that are given away once."""

FACTS = Table(
    "facts",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
"""What there is one of: by which key passwords are encrypted."""

LINES = Table(
    "lines",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("provider", String, nullable=False),
    Column("line", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("number", String),
    Column("extension", String),
    Column("first_name", String, nullable=False),
    Column("last_name", String, nullable=False),
    Column("user_group", String),
    Column("department", String),
    Column("email", String),
    Column("source", String, nullable=False),
    Column("presence", String, nullable=False),
    UniqueConstraint("provider", "line", name="one_line_of_a_user"),
)
"""Every line that there ever was. No row is ever deleted: its number is its user's for ever."""

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("provider", String, primary_key=True),
    Column("line", String, primary_key=True),
    Column("user_id", String, nullable=False),
    Column("key_id", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""Passwords, encrypted."""

MEMORIES = Table(
    "memories",
    METADATA,
    Column("provider", String, primary_key=True),
    Column("body", LargeBinary, nullable=False),  # only the provider knows what it means
)
"""What providers remember of their platforms."""

JOURNAL = Table(
    "journal",
    METADATA,
    Column("id", String, primary_key=True),  # drawn, so that two stores can be told apart when they are put together
    Column("number", Integer, nullable=False, unique=True),
    Column("at", Double, nullable=False),
    Column("who", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("action", String, nullable=False),
    Column("provider", String),
    Column("subject", String),
    Column("details", String, nullable=False),
)
"""Who changed what. Triggers refuse to change or delete a row."""
