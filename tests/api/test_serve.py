"""The server starts with one clear sentence or serves, and stops in time with every stream ended."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx2
import pytest

from api.serve import StartError, serve
from tests.api.conftest import write_status
from tests.api.wire import status_of

ROOT = Path(__file__).parents[2]
SERVE = """
import json, sys
from api.serve import StartError, serve
def announce(started):
    print(json.dumps([started.url, started.admin_token]), flush=True)
try:
    serve(port=0, announce=announce)
except StartError as error:
    print(error)
    sys.exit(3)
"""


@pytest.fixture
def environment(tmp_path):
    write_status(tmp_path / "status.json")
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "DATA_DIR": str(tmp_path / "data"),
        "KNOWLEDGE_MODEL": "hashing",
        "KNOWLEDGE_GUIDES": str(ROOT / "knowledge" / "guides" / "en"),
        "STATUS_PAGE_URL": f"fixed:{tmp_path / 'status.json'}",
        "API_RATE_LIMIT": "off",
    }


class Process:
    """A server of its own, as an operator starts it."""

    def __init__(self, environment):
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = self.process.stdout.readline()

    @property
    def url(self):
        return json.loads(self.said)[0]

    @property
    def token(self):
        return json.loads(self.said)[1]

    @property
    def port(self):
        return int(self.url.rpartition(":")[2])

    def stop(self, sig=signal.SIGTERM):
        """Ask it to stop; return its exit code, what it printed and its log. A stop that takes long fails the test."""
        self.process.send_signal(sig)
        out, log = self.process.communicate(timeout=40)
        return self.process.returncode, out, log


@pytest.fixture
def server(environment):
    process = Process(environment)
    yield process
    if process.process.poll() is None:
        process.process.kill()
    process.process.communicate()


@pytest.mark.slow
def test_it_tells_where_it_is_and_the_new_token_once(server, environment):
    assert server.url.startswith("http://127.0.0.1:")
    assert server.token.startswith("sp_admin.")
    allowed = httpx2.get(
        f"{server.url}/v1/search?q=vpn", headers={"Authorization": f"Bearer {server.token}"}, timeout=60
    )
    assert allowed.status_code == 200
    code, out, log = server.stop()
    assert (code, out) == (0, "")
    assert server.token not in log
    again = Process(environment)
    try:
        assert again.token is None
        allowed = httpx2.get(
            f"{again.url}/v1/search?q=vpn", headers={"Authorization": f"Bearer {server.token}"}, timeout=60
        )
        assert allowed.status_code == 200
    finally:
        again.stop()


@pytest.mark.slow
@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_code_0_whatever_hangs_on_it(server, sig):
    """An idle connection, half a request, half a body, and a stream nobody reads to its end."""
    hanging = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(3)]
    hanging[1].sendall(b"POST /v1/chat HTT")
    hanging[2].sendall(b"POST /v1/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
    with httpx2.Client(base_url=server.url, timeout=60) as client:
        assert client.post("/v1/chat", json={"message": "502"}).status_code == 200
        code, *_ = server.stop(sig)
    for connection in hanging:
        connection.close()
    assert code == 0


@pytest.mark.slow
def test_a_signal_in_the_middle_of_the_start_ends_it_with_code_0_too(server):
    """The index is being built then, by native code on another thread."""
    assert server.stop()[0] == 0


@pytest.mark.slow
def test_streams_that_are_open_get_their_last_event(server):
    ends, ready = [], threading.Barrier(9, timeout=60)

    def follow(number):
        with httpx2.Client(base_url=server.url, timeout=60) as client:
            headers = {"Accept": "text/event-stream"}
            body = {"message": f"chatgpt says 502, attempt {number}"}
            with client.stream("POST", "/v1/chat", json=body, headers=headers) as reply:
                ready.wait()
                ends.append([line for line in reply.iter_lines() if line.startswith("event:")][-1])

    threads = [threading.Thread(target=follow, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    ready.wait()
    code, *_ = server.stop()
    for thread in threads:
        thread.join(30)
    assert code == 0
    assert len(ends) == 8
    assert set(ends) <= {"event: answer", "event: error"}


@pytest.mark.slow
def test_its_log_is_json_with_listed_fields_only(server):
    httpx2.post(f"{server.url}/v1/chat", json={"message": "my word is xyzzy"}, timeout=60)
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.sendall(b"xyzzy nonsense\r\n\r\n")
        assert status_of(raw.recv(4096)) == 400
    _, _, log = server.stop()
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"request", "notice"} <= {line["event"] for line in lines}
    assert "xyzzy" not in log


@pytest.mark.slow
def test_nonsense_in_a_setting_is_one_sentence_and_no_traceback(environment):
    done = subprocess.run(
        [sys.executable, "-c", SERVE],
        env={**environment, "API_RATE_LIMIT": "many"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 3
    assert done.stdout == "API_RATE_LIMIT must be a whole number of requests a minute, such as 60, or off.\n"
    assert done.stderr == ""


class TestPort:
    @pytest.fixture(autouse=True)
    def nothing_is_built(self, monkeypatch, tmp_path):
        monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
        yield
        assert not (tmp_path / "data").exists()

    def test_a_taken_port_is_said_before_anything_starts(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(StartError) as caught:
                serve(port=port)
        assert str(caught.value) == (
            f"Port {port} on 127.0.0.1 is taken by another program. Choose another with --port or API_PORT."
        )

    @pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "not an address"])
    def test_an_address_that_is_not_ours_is_said(self, host):
        with pytest.raises(StartError, match=r"no address of this machine\. Try 127\.0\.0\.1\."):
            serve(host=host, port=0)
