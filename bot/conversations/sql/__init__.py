"""The store over SQLAlchemy: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

from bot.conversations.sql.answers import Answers
from bot.conversations.sql.claims import Claims
from bot.conversations.sql.conversations import Conversations
from bot.conversations.sql.keys import Keys


class SqlStore(Conversations, Answers, Claims, Keys):
    """Keeps everything in one database. Every write is on the disk when the call returns."""
