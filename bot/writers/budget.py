"""What a model may cost: tokens a day, for all and for one client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Protocol

# Clients beyond this many share what one may have: a map that strangers can fill stays bounded.
MOST_CLIENTS = 10_000
_OTHERS = "…"


class Shortage(StrEnum):
    """Why a call may not be made: the day's tokens are spent, or nobody can tell whether they are."""

    SPENT = "over_budget"
    UNKNOWN = "uncounted"


@dataclass(frozen=True, slots=True)
class Reserved:
    """Tokens that were taken for one call, on which day and for whom."""

    day: date
    client: str
    tokens: int


class LedgerUnavailable(Exception):
    """The ledger cannot be asked now."""


class Ledger(Protocol):
    """Counts the tokens of a day for all processes that share it. Raises LedgerUnavailable and nothing else."""

    async def take(self, day: date, tokens: int, most: int) -> bool:
        """Add tokens to a day; False, and nothing added, where it would be more than `most`."""
        ...

    async def give_back(self, day: date, tokens: int) -> None:
        """Take tokens off a day that were added too many; a negative number adds what was too few."""
        ...


class Budget:
    """Counts tokens of the current day (UTC). What a call may need is taken first and set right when it is over.

    With a `ledger` the day's tokens are those of all processes. A client's are always of this process: nobody else
    knows the name that a client has here.
    """

    def __init__(
        self,
        a_day: int,
        a_client: int,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        ledger: Ledger | None = None,
    ) -> None:
        self._a_day, self._a_client, self._clock, self._ledger = a_day, a_client, clock, ledger
        self._day: date | None = None
        self._all = 0
        self._clients: dict[str, int] = {}

    async def take(self, client: str, tokens: int) -> Reserved | Shortage:
        """Reserve tokens for one call; where they are more than is left, nothing is taken."""
        today = self._turn()
        key = client if client in self._clients or len(self._clients) < MOST_CLIENTS else _OTHERS
        if self._all + tokens > self._a_day or self._clients.get(key, 0) + tokens > self._a_client:
            return Shortage.SPENT
        reserved = Reserved(today, key, tokens)
        self._add(reserved, tokens)
        short: Shortage | None = Shortage.UNKNOWN
        try:
            short = await self._asked_all(reserved)
        finally:  # also where whoever asked has gone meanwhile
            if short is not None:
                self._add(reserved, -tokens)
        return short or reserved

    async def settle(self, reserved: Reserved, used: int) -> None:
        """Replace what was taken for a call by what it used; where the ledger fails, it stays as it was taken."""
        self._add(reserved, used - reserved.tokens)
        if self._ledger is not None:
            try:
                await self._ledger.give_back(reserved.day, reserved.tokens - used)
            except LedgerUnavailable:
                return

    @property
    def used(self) -> int:
        """Return the tokens that this process took today."""
        self._turn()
        return self._all

    async def _asked_all(self, reserved: Reserved) -> Shortage | None:
        """Take the tokens in the ledger too, so that the other processes know of them."""
        if self._ledger is None:
            return None
        try:
            taken = await self._ledger.take(reserved.day, reserved.tokens, self._a_day)
        except LedgerUnavailable:
            return Shortage.UNKNOWN
        return None if taken else Shortage.SPENT

    def _add(self, reserved: Reserved, tokens: int) -> None:
        """Count in this process; a call that crossed midnight is let go."""
        if self._turn() == reserved.day:
            self._all = max(0, self._all + tokens)
            self._clients[reserved.client] = max(0, self._clients.get(reserved.client, 0) + tokens)

    def _turn(self) -> date:
        today = self._clock().date()
        if today != self._day:
            self._day, self._all = today, 0
            self._clients.clear()
        return today
