"""Early warning from our own users: many of them report one symptom within minutes. Addresses are never kept.

Counts live in this process's memory. A caller is an HMAC of the address under a salt that is made anew each day and
written nowhere; what is remembered longer are numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LEAST = 5
TIMES = 3.0
WINDOW = timedelta(minutes=15)
DAYS = 7
MOST_REPORTS = 10_000


@dataclass(frozen=True, slots=True)
class Level:
    """How many different callers reported a symptom in the last 15 minutes, and how many do at this hour."""

    symptom: str
    callers: int
    usual: float

    @property
    def raised(self) -> bool:
        """Tell whether that is a warning: enough callers, and far more than at this hour of other days."""
        return self.callers >= LEAST and self.callers >= TIMES * self.usual


class EarlyWarning:
    """Counts callers by symptom. `mask` at the door turns an address into what may be handed on."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(32)
        self._day: date | None = None
        self._reports: dict[str, deque[tuple[datetime, str]]] = defaultdict(deque)
        self._quarters: dict[str, dict[datetime, set[str] | int]] = defaultdict(dict)
        self._since: datetime | None = None

    def mask(self, address: str, now: datetime) -> str:
        """Return a caller's name for today; the same address has another one tomorrow."""
        self._turn(now)
        return hmac.new(self._salt, address.encode(), hashlib.sha256).hexdigest()[:24]

    def note(self, symptom: str, caller: str, now: datetime) -> None:
        """Count one report. A caller who repeats themselves counts once."""
        self._turn(now)
        self._since = self._since or now
        reports = self._reports[symptom]
        reports.append((now, caller))
        while reports and (now - reports[0][0] > WINDOW or len(reports) > MOST_REPORTS):
            reports.popleft()
        callers = self._quarters[symptom].setdefault(_quarter(now), set())
        if isinstance(callers, set):
            callers.add(caller)

    def level(self, symptom: str, now: datetime) -> Level:
        """Return how things stand with one symptom."""
        recent = {caller for at, caller in self._reports.get(symptom, ()) if now - at <= WINDOW}
        return Level(symptom, len(recent), self._usual(symptom, now))

    def levels(self, now: datetime) -> tuple[Level, ...]:
        """Return every symptom that somebody reported in the last days."""
        return tuple(self.level(symptom, now) for symptom in sorted(self._quarters))

    def _usual(self, symptom: str, now: datetime) -> float:
        """Return the mean number of callers in a quarter of this hour on the days before, as far as we were there."""
        quarters = self._quarters.get(symptom, {})
        hour = now.replace(minute=0, second=0, microsecond=0)
        places = [hour - timedelta(days=days) + WINDOW * place for days in range(1, DAYS + 1) for place in range(4)]
        found = [_count(quarters.get(at, 0)) for at in places if self._since and at >= _quarter(self._since)]
        return sum(found) / len(found) if found else 0.0

    def _turn(self, now: datetime) -> None:
        """With a new day begin a new salt, keep numbers in place of names, and forget what is a week old."""
        if self._day == now.date():
            return
        if self._day is not None:
            self._salt = secrets.token_bytes(32)
            self._reports.clear()
        self._day = now.date()
        oldest = now - timedelta(days=DAYS + 1)
        for symptom, quarters in list(self._quarters.items()):
            kept: dict[datetime, set[str] | int] = {at: _count(one) for at, one in quarters.items() if at >= oldest}
            self._quarters[symptom] = kept
            if not kept:
                del self._quarters[symptom]


def _count(callers: set[str] | int) -> int:
    return len(callers) if isinstance(callers, set) else callers


def _quarter(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
