"""Which addresses are hosts on the public Internet, however they are written."""

import socket
from ipaddress import ip_address

import pytest

from infra.addresses import in_turn, is_public, resolve

NOT_PUBLIC = {
    "loopback": "127.0.0.1",
    "any": "0.0.0.0",
    "private ten": "10.1.2.3",
    "private 172": "172.16.0.1",
    "private 192": "192.168.1.1",
    "carrier-grade NAT": "100.64.0.1",
    "a cloud's metadata in carrier-grade NAT": "100.100.100.200",
    "link-local": "169.254.1.1",
    "metadata": "169.254.169.254",
    "metadata outside the private ranges": "168.63.129.16",
    "metadata among protocol assignments": "192.0.0.192",
    "benchmarks": "198.18.0.1",
    "documentation": "203.0.113.5",
    "relay anycast": "192.88.99.1",
    "multicast": "224.0.1.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "v6 loopback": "::1",
    "v6 any": "::",
    "v6 unique local": "fd00::1",
    "v6 metadata": "fd00:ec2::254",
    "v6 link-local": "fe80::1",
    "v6 site-local": "fec0::1",
    "v6 multicast": "ff02::1",
    "v6 documentation": "2001:db8::1",
    "v6 newer documentation": "3fff::1",
    "v6 discard": "100::1",
    "v6 segment routing": "5f00::1",
    "mapped private": "::ffff:10.0.0.1",
    "mapped loopback": "::ffff:127.0.0.1",
    "mapped metadata": "::ffff:169.254.169.254",
    "compatible loopback": "::7f00:1",
    "NAT64 of loopback": "64:ff9b::7f00:1",
    "NAT64 of private": "64:ff9b::a00:1",
    "local NAT64": "64:ff9b:1::1",
    "6to4 of loopback": "2002:7f00:1::",
    "teredo": "2001::1",
}
PUBLIC = {
    "v4": "104.18.32.47",
    "v6": "2606:4700::6812:202f",
    "mapped": "::ffff:8.8.8.8",
    "NAT64": "64:ff9b::808:808",
}


@pytest.mark.parametrize("text", NOT_PUBLIC.values(), ids=NOT_PUBLIC.keys())
def test_addresses_that_are_not_public_hosts(text):
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC.values(), ids=PUBLIC.keys())
def test_addresses_that_are_public_hosts(text):
    assert is_public(ip_address(text))


def answer_with(monkeypatch, *addresses):
    """Let the system's resolver answer with these addresses; return the names it was asked for."""
    asked = []

    def look_up(host, port, **_):
        asked.append(host)
        if not addresses:
            raise socket.gaierror
        family = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [(family[ip_address(one).version], 1, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


async def test_a_name_gives_each_address_once(monkeypatch):
    answer_with(monkeypatch, "8.8.8.8", "8.8.8.8", "2606:4700::1")
    assert await resolve("status.example.com", 443) == (ip_address("8.8.8.8"), ip_address("2606:4700::1"))


async def test_a_name_without_address_is_an_os_error(monkeypatch):
    answer_with(monkeypatch)
    with pytest.raises(OSError, match="no address"):
        await resolve("nowhere.example.com", 443)


def test_both_families_are_tried_in_turn():
    six = [ip_address("2606:4700::1"), ip_address("2606:4700::2"), ip_address("2606:4700::3")]
    four = [ip_address("8.8.8.8")]
    assert in_turn(six + four) == [six[0], four[0], six[1]]
