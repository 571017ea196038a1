"""A client is its address, and only proxies we trust may say another."""

import ipaddress

import pytest

from api.client import client_address

OFFICE = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"))


def scope(peer, *forwarded):
    return {"type": "http", "client": peer, "headers": [(b"x-forwarded-for", value.encode()) for value in forwarded]}


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (("203.0.113.9", 1), (), "203.0.113.9"),
        (("203.0.113.9", 1), ("198.51.100.1",), "203.0.113.9"),
        (("10.1.1.1", 1), ("198.51.100.1",), "198.51.100.1"),
        (("10.1.1.1", 1), ("6.6.6.6, 198.51.100.1",), "198.51.100.1"),
        (("10.1.1.1", 1), ("6.6.6.6, 198.51.100.1, 10.2.2.2",), "198.51.100.1"),
        (("10.1.1.1", 1), ("6.6.6.6", "198.51.100.1"), "198.51.100.1"),
        (("10.1.1.1", 1), ("10.3.3.3",), "10.3.3.3"),
        (("10.1.1.1", 1), ("nonsense",), "10.1.1.1"),
        (("10.1.1.1", 1), ("198.51.100.1, nonsense",), "10.1.1.1"),
        (("10.1.1.1", 1), ("",), "10.1.1.1"),
        (("10.1.1.1", 1), (), "10.1.1.1"),
        (("fd00::5", 1), ("2001:db8:1:2:3:4:5:6",), "2001:db8:1:2::/64"),
        (("10.1.1.1", 1), ("[2001:db8::1]",), "2001:db8::/64"),
        (("10.1.1.1", 1), ("[2001:db8::1]:4711",), "2001:db8::/64"),
        (("10.1.1.1", 1), ("198.51.100.1:4711",), "198.51.100.1"),
        (("2001:db8:1:2:3:4:5:6", 1), (), "2001:db8:1:2::/64"),
        (("fe80::1%eth0", 1), (), "fe80::/64"),
        (("::ffff:203.0.113.9", 1), (), "203.0.113.9"),
        (("::ffff:10.1.1.1", 1), ("198.51.100.1",), "198.51.100.1"),
        (None, ("198.51.100.1",), "unknown"),
        (("testclient", 1), (), "unknown"),
    ],
)
def test_the_forwarded_address_counts_only_as_far_as_trusted_proxies_wrote_it(peer, forwarded, client):
    assert client_address(scope(peer, *forwarded), OFFICE) == client


def test_without_trusted_proxies_nobody_chooses_their_address():
    assert client_address(scope(("10.1.1.1", 1), "198.51.100.1"), ()) == "10.1.1.1"


def test_addresses_of_one_ipv6_network_are_one_client():
    first = client_address(scope(("2001:db8:1:2::1", 1)), ())
    assert client_address(scope(("2001:db8:1:2:ffff::9", 1)), ()) == first
    assert client_address(scope(("2001:db8:1:3::1", 1)), ()) != first
