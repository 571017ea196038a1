"""The product's own status page, and the pages of others that matter for some questions."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from status.cache import CachedStatus, utc_now
from status.models import StatusReport
from status.narrow import narrow
from status.staged import StagedStatus


class PageBeside(Protocol):
    """A page of somebody else: it matters where one of the words `when` stands in what a person said or pasted.

    `components` are the parts of it that count, each `Group/Name` or `Name`; all of them without any.
    """

    @property
    def url(self) -> str:
        """Return its address."""
        ...

    @property
    def name(self) -> str:
        """Return what to call it."""
        ...

    @property
    def when(self) -> tuple[str, ...]:
        """Return the words that make it matter."""
        ...

    @property
    def components(self) -> tuple[str, ...]:
        """Return the parts that count."""
        ...


@dataclass(frozen=True, slots=True)
class Followed:
    """A page beside the product's own, what reads it, and the words that make it matter."""

    page: PageBeside
    status: CachedStatus
    words: re.Pattern[str]


class StatusBoard:
    """Stands wherever a `CachedStatus` stands, and knows the pages beside it too. No call ever waits for those."""

    def __init__(self, own: CachedStatus, open_page: Callable[[PageBeside], CachedStatus] | None = None) -> None:
        """`open_page` makes what reads a page beside; without it none is read."""
        self._own = own
        self._open_page = open_page
        self._pages: tuple[PageBeside, ...] = ()
        self._followed: tuple[Followed, ...] = ()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def problems(self) -> tuple[str, ...]:
        """Return what an operator should know, the pages beside included."""
        beside = (f"{one.page.name}: {told}" for one in self._followed for told in one.status.problems)
        return (*self._own.problems, *beside)

    @property
    def stage(self) -> StagedStatus | None:
        """Return what plays the status in a demonstration; None where a page is read."""
        return self._own if isinstance(self._own, StagedStatus) else None

    async def start(self) -> None:
        """Begin to read the product's own page; calling it twice is harmless."""
        await self._own.start()

    async def current(self, wait: float = 1.0) -> StatusReport:
        """Return the product's own report as it counts now; see `CachedStatus.current`."""
        return await self._own.current(wait)

    def follow(self, pages: Sequence[PageBeside]) -> None:
        """Read these pages from now on, and only these; cheap where they are the same as before."""
        if self._open_page is None or tuple(pages) == self._pages:
            return
        self._pages = tuple(pages)
        kept = {one.page: one for one in self._followed if one.page in self._pages}
        gone = [one for one in self._followed if one.page not in kept]
        self._followed = tuple(
            kept.get(page) or self._opened(self._open_page, page) for page in self._pages if page.when
        )
        for one in gone:
            self._later(one.status.aclose())

    def beside(self, words: str) -> tuple[StatusReport, ...]:
        """Return the reports of the followed pages that these words make matter, cut down to the parts that count."""
        now = utc_now()
        matter = (one for one in self._followed if one.words.search(words))
        return tuple(narrow(one.status.latest(), one.page.components, now) for one in matter)

    async def aclose(self) -> None:
        """Stop reading all of them; calling it twice is harmless."""
        followed, self._followed, self._pages = self._followed, (), ()
        for one in followed:
            await one.status.aclose()
        await asyncio.gather(*self._tasks)
        await self._own.aclose()

    def _opened(self, open_page: Callable[[PageBeside], CachedStatus], page: PageBeside) -> Followed:
        status = open_page(page)
        self._later(status.start())
        any_word = "|".join(re.escape(word) for word in sorted(page.when, key=len, reverse=True))
        return Followed(page, status, re.compile(rf"(?<!\w)(?:{any_word})(?!\w)", re.IGNORECASE))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
