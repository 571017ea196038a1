"""Finds out which platform a page runs on, by the shape of what it answers and never by a status code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from status.ports import Bodies, Platform


class Asking(Protocol):
    """One reading of a page: what came back so far, what was asked, and whether the whole page keeps silent."""

    @property
    def bodies(self) -> Bodies:
        """Return the bodies so far, what is remembered from earlier readings included."""
        ...

    @property
    def fresh(self) -> Bodies:
        """Return the bodies that came back now."""
        ...

    @property
    def asked(self) -> frozenset[str]:
        """Return the paths asked so far, answered or not."""
        ...

    @property
    def silent(self) -> bool:
        """Tell whether nothing asked so far got an answer of any kind."""
        ...

    @property
    def ask(self) -> Callable[[Sequence[str]], Awaitable[None]]:
        """Return what asks for paths, all at once."""
        ...


def recognise(platforms: Sequence[Platform], bodies: Bodies) -> Platform | None:
    """Return the first platform whose shape these bodies have."""
    return next((platform for platform in platforms if platform.recognises(bodies)), None)


async def detect(
    platforms: Sequence[Platform], asking: Asking, hosts: tuple[str, ...], known: Platform | None = None
) -> Platform | None:
    """Ask for what each platform needs, in order, until one recognises its own; None when nobody does.

    The platform `known` from last time is asked for first, but an earlier one in the order may claim what came back:
    pages move, and incident.io goes on to answer the paths of the Statuspage it replaced.
    """
    for platform in dict.fromkeys((known or platforms[0], *platforms)):
        await ask_all(platform, asking, hosts)
        owner = recognise(platforms, asking.fresh)
        if owner is not None:
            await ask_all(owner, asking, hosts)
            return owner
        if asking.silent:
            return None
    return None


async def ask_all(platform: Platform, asking: Asking, hosts: tuple[str, ...]) -> None:
    """Read what a platform wants, wave by wave; a page that keeps silent is left alone."""
    while not asking.silent:
        wanted = [path for path in platform.wants(asking.bodies, asking.asked, hosts) if path not in asking.asked]
        if not wanted:
            return
        await asking.ask(wanted)
