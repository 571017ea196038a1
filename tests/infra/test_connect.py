"""Connections go to exactly the address that was checked, and to nothing else."""

import asyncio
import socket

import httpcore2
import pytest

from infra.addresses import AddressRefused
from infra.connect import CheckedBackend
from tests.infra.test_addresses import answer_with


@pytest.fixture
async def unused_server():
    """A listener on 127.0.0.1 that answers nothing."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1"])
async def test_odd_spellings_of_loopback_are_seen_through(host):
    with pytest.raises(AddressRefused):
        await CheckedBackend().connect_tcp(host, 80, timeout=5)


async def test_one_private_address_among_public_ones_refuses_the_host(monkeypatch):
    answer_with(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(AddressRefused):
        await CheckedBackend().connect_tcp("status.example.com", 443, timeout=5)


async def test_only_the_configured_host_and_port_may_be_private(unused_server):
    host, port = unused_server
    backend = CheckedBackend((host, port))
    stream = await backend.connect_tcp(host, port, timeout=5)
    await stream.aclose()
    with pytest.raises(AddressRefused):
        await backend.connect_tcp(host, port + 1, timeout=5)
    with pytest.raises(AddressRefused):
        await backend.connect_tcp("localhost", port, timeout=5)


async def test_the_name_is_looked_up_once_and_the_checked_address_is_used(monkeypatch, unused_server):
    """Between a check and a connection a hostile name server could change its answer."""
    _, port = unused_server
    asked = answer_with(monkeypatch, "127.0.0.1")
    stream = await CheckedBackend(("status.test", port)).connect_tcp("status.test", port, timeout=5)
    assert stream.get_extra_info("server_addr")[:2] == ("127.0.0.1", port)
    assert asked == ["status.test"]
    await stream.aclose()


async def test_a_dead_address_gives_way_to_the_next(monkeypatch, unused_server):
    _, port = unused_server
    answer_with(monkeypatch, "::1", "127.0.0.1")
    stream = await CheckedBackend(("status.test", port)).connect_tcp("status.test", port, timeout=5)
    assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
    await stream.aclose()


async def test_a_hanging_look_up_ends_with_the_timeout(monkeypatch):
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hang(*_, **__):
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with pytest.raises(httpcore2.ConnectTimeout):
        await CheckedBackend().connect_tcp("status.example.com", 443, timeout=0.05)
    release.set()
    await asyncio.sleep(0.05)
