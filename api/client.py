"""Who is calling, as far as addresses can tell."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import Scope

from api.settings import Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
UNKNOWN = "unknown"


def client_address(scope: Scope, trusted: Sequence[Network]) -> str:
    """Return the caller's address: the peer, or what trusted proxies say; an IPv6 client is its /64 network.

    X-Forwarded-For is read from the right, and only as far as proxies we trust wrote it.
    """
    peer = scope.get("client")
    found = _address(peer[0]) if peer else None
    forwarded = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
    while found is not None and forwarded and _is_trusted(found, trusted):
        claimed = _address(forwarded.pop())
        if claimed is None:
            break
        found = claimed
    return _group(found)


def is_encrypted(scope: Scope, trusted: Sequence[Network]) -> bool:
    """Tell whether the caller came over https: as we saw it, or as a proxy that we trust says."""
    if scope.get("scheme") == "https":
        return True
    peer = scope.get("client")
    found = _address(peer[0]) if peer else None
    told = Headers(scope=scope).get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return told == "https" and found is not None and _is_trusted(found, trusted)


def _address(text: str) -> Address | None:
    """Read an address; some proxies write the port with it."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


def _group(address: Address | None) -> str:
    if address is None:
        return UNKNOWN
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
