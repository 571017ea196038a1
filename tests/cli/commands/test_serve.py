"""`signpost serve`: what it says at its start, and why it may not start."""

import json
import socket
import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT, refused
from tests.cli.serving import serving

FIRST_LOADED = """
import json, sys
import cli.commands.serve, api.serve
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.slow
def test_it_tells_the_demo_pages_address_and_the_new_token_once_ever(indexed):
    with serving(indexed) as first:
        with first.client() as client:
            assert client.get("/livez").status_code == 200
        assert f"Open the demo page:  {first.url}/demo\n" in first.said
        assert first.said.count("sp_admin.") == 1
        with first.client(first.token) as client:
            assert client.get("/v1/search?q=vpn").status_code == 200
        assert first.stop() == 0
    with serving(indexed) as second:
        with second.client(first.token) as client:
            assert client.get("/v1/search?q=vpn").status_code == 200
        assert second.stop() == 0
        assert f"{second.url}/demo" in second.said
        assert "token" not in second.said


@pytest.mark.slow
def test_a_token_that_was_chosen_is_never_shown(indexed):
    with serving(indexed, API_ADMIN_TOKEN="the-operators-own-choice") as service:
        with service.client("the-operators-own-choice") as client:
            assert client.get("/v1/search?q=vpn").status_code == 200
        assert service.stop() == 0
        assert "the-operators-own-choice" not in service.said
        assert "sp_admin" not in service.said


def test_a_port_that_is_taken_is_one_line_with_what_to_do(shell):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = refused(shell.run("serve", "--port", port))
    assert line.startswith(f"Port {port} on 127.0.0.1 is taken by another program.")
    assert "--port" in line
    assert not (shell.folder / "data").exists()


@pytest.mark.parametrize("port", ["0", "-1", "65536"])
def test_a_port_out_of_range_is_one_line(shell, port):
    assert refused(shell.run("serve", "--port", port)) == f"There is no port {port}; choose one from 1 to 65535."


def test_an_address_that_is_not_ours_is_one_line(shell):
    assert "192.0.2.1" in refused(shell.run("serve", "--host", "192.0.2.1", "--port", "8099"))


def test_nothing_heavy_is_loaded_before_the_port_is_open():
    """Whoever calls while the rest is loading waits in the port's queue instead of being refused."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST_LOADED], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    loaded = set(json.loads(done.stdout))
    assert {"api.serve", "api.settings"} <= loaded
    assert {"torch", "numpy", "chromadb", "fastapi", "uvicorn", "sqlalchemy", "langchain_core"} & loaded == set()
