"""Which addresses are hosts on the public Internet, and how a name becomes one."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

# Reachable from outside by the registries' tables, and still not the Internet: protocol assignments, relay anycast,
# the address under which one cloud serves its machines' secrets, documentation, and 6to4, which hides a v4 address.
NOT_THE_INTERNET = tuple(
    ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "3fff::/20", "2002::/16")
)
GLOBAL_UNICAST = ip_network("2000::/3")
NAT64 = ip_network("64:ff9b::/96")


class AddressRefused(Exception):
    """The host leads to an address that is not public; nothing was sent."""


def is_public(address: Address) -> bool:
    """Tell whether an address is a host on the public Internet, looking through mapped and NAT64 forms."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None)
        if inner is not None:
            return is_public(inner)
        if address not in GLOBAL_UNICAST:
            return False
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return not any(address in network for network in NOT_THE_INTERNET)


async def resolve(host: str, port: int) -> tuple[Address, ...]:
    """Return the addresses of a host, each once. Raises OSError when there is none.

    The look-up runs in a thread of its own that nobody waits for: without a network it may hang for half a minute,
    and neither a timeout nor the end of the process should.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[tuple[Address, ...]] = loop.create_future()

    def settle(found: tuple[Address, ...], error: OSError | None) -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(found)
        else:
            answer.set_exception(error)

    def look_up() -> None:
        found: tuple[Address, ...] = ()
        error: OSError | None = None
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = tuple(dict.fromkeys(ip_address(str(row[4][0]).partition("%")[0]) for row in rows))
        except (OSError, UnicodeError):
            error = OSError("the name has no address")
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, found, error)

    threading.Thread(target=look_up, name="resolve", daemon=True).start()
    return await answer


def in_turn(addresses: Iterable[Address], most: int = 3) -> list[Address]:
    """Return at most `most` addresses, both families in turn, so that one dead family does not use up the time."""
    rows = list(addresses)
    four = [row for row in rows if row.version == 4]
    six = [row for row in rows if row.version == 6]
    mixed = [row for pair in zip(six, four, strict=False) for row in pair]
    return (mixed + [row for row in rows if row not in mixed])[:most]
