"""What a model was asked, how it ended and what it cost: read by the operator's metrics."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

# Upper bounds in seconds of the classes that calls are counted in.
BOUNDS = (0.5, 1.0, 2.0, 4.0, 8.0, 20.0)


@dataclass(slots=True)
class Usage:
    """Counts since the process started. `ended` is `told`, or why the guide's own words were shown instead."""

    ended: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    within: Counter[float] = field(default_factory=Counter)

    def note(self, ended: str, seconds: float, tokens: tuple[int, int]) -> None:
        """Count one call: how it ended, how long it took, and its tokens in and out."""
        self.ended[ended] += 1
        self.tokens_in += tokens[0]
        self.tokens_out += tokens[1]
        self.seconds += seconds
        for bound in BOUNDS:
            self.within[bound] += seconds <= bound
