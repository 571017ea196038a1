"""The table of what a model cost, beside the conversations; `infra/migrations` makes it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Table

from bot.conversations.tables import METADATA

# One row a day (UTC): the tokens that all processes took. It says nothing about anybody.
spent = Table(
    "model_tokens",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("tokens", BigInteger, nullable=False),
)
