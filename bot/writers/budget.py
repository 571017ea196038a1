"""What a model may cost: tokens a day, for all and for one client. Counted in this process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

# Clients beyond this many share what one may have: a map that strangers can fill stays bounded.
MOST_CLIENTS = 10_000
_OTHERS = "…"


class Budget:
    """Counts tokens of the current day (UTC). What a call may need is taken first and set right when it is over."""

    def __init__(self, a_day: int, a_client: int, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._a_day, self._a_client, self._clock = a_day, a_client, clock
        self._day: date | None = None
        self._all = 0
        self._clients: dict[str, int] = {}

    def take(self, client: str, tokens: int) -> bool:
        """Reserve tokens for one call; False, and nothing taken, where they are more than is left."""
        self._turn()
        key = self._key(client)
        mine = self._clients.get(key, 0)
        if self._all + tokens > self._a_day or mine + tokens > self._a_client:
            return False
        self._all += tokens
        self._clients[key] = mine + tokens
        return True

    def settle(self, client: str, taken: int, used: int) -> None:
        """Replace what was taken for a call by what it used; a call that crossed midnight is let go."""
        self._turn()
        key = self._key(client)
        if key in self._clients:
            self._all = max(0, self._all + used - taken)
            self._clients[key] = max(0, self._clients[key] + used - taken)

    @property
    def used(self) -> int:
        """Return the tokens taken today."""
        self._turn()
        return self._all

    def _turn(self) -> None:
        today = self._clock().date()
        if today != self._day:
            self._day, self._all = today, 0
            self._clients.clear()

    def _key(self, client: str) -> str:
        return client if client in self._clients or len(self._clients) < MOST_CLIENTS else _OTHERS
