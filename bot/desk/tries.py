"""How often somebody tried, in SQL, so that all processes count together and a restart forgets nothing."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from bot.conversations.sql.transactions import insert_new
from bot.desk.outbox import Outbox
from bot.desk.tables import tries

_SALT = "tries_salt"
_NOW = timedelta(0)


class Tries(Outbox):
    """Counts tries in a moving window. Raises StoreUnavailable and nothing else."""

    _salt: str | None = None

    async def tried(self, who: str, at: datetime, most: int, within: timedelta) -> timedelta:
        """Count a try; return zero where it may go on, else how long they have to wait, and nothing is counted.

        Of `who` a salted hash is kept, for as long as the window is.
        """
        hashed = await self._hashed(who)
        async with self._writing() as connection:
            await connection.execute(delete(tries).where(tries.c.last_at <= at - within))
            await insert_new(connection, tries, who=hashed, times="[]", last_at=at)
            mine = select(tries.c.times).where(tries.c.who == hashed).with_for_update()
            kept = [datetime.fromisoformat(one) for one in json.loads(await connection.scalar(mine) or "[]")]
            # A time to come is of a clock that was set back since.
            times = [one for one in kept if at - within < one <= at]
            if len(times) >= most:
                return max(_NOW, times[-most] + within - at)
            told = json.dumps([one.isoformat() for one in (*times, at)])
            await connection.execute(update(tries).where(tries.c.who == hashed).values(times=told, last_at=at))
        return _NOW

    async def _hashed(self, who: str) -> str:
        """Return what stands for somebody here; without the salt of this installation an address could be guessed."""
        self._salt = self._salt or await self.kept(_SALT, secrets.token_hex(16))
        return hashlib.blake2b(who.encode("utf-8", "replace"), digest_size=16, key=self._salt.encode()).hexdigest()
