"""Leaving a model alone that fails: nobody waits for what is known to be broken."""

from __future__ import annotations

import time
from collections.abc import Callable

FAILURES = 3
SHORTEST, LONGEST = 30.0, 600.0


class Breaker:
    """Opens after three failures in a row, or one that says so, for 30 s; twice as long each time a try fails again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed = 0
        self._pause = SHORTEST
        self._until = 0.0
        self._trying = False

    def admits(self) -> bool:
        """Tell whether to call now; after a pause one call is let through, and the others wait for its end."""
        if self._failed < FAILURES:
            return True
        if self._trying or self._clock() < self._until:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        """Close."""
        self._failed, self._pause, self._trying = 0, SHORTEST, False

    def failed(self, *, at_once: bool = False) -> None:
        """Count a failure; `at_once` opens whatever came before."""
        again = self._failed >= FAILURES
        self._failed = FAILURES if at_once else self._failed + 1
        if self._failed >= FAILURES:
            self._pause = min(LONGEST, self._pause * 2) if again else SHORTEST
            self._until = self._clock() + self._pause
        self._trying = False

    def left(self) -> None:
        """Forget a try that ended without telling anything, such as one whose asker went away."""
        self._trying = False
