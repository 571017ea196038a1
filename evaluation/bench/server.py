"""A server as a process of its own, started by the command its operators use."""

from __future__ import annotations

import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from evaluation.bench.settings import environment

COMMAND = (sys.executable, "-c", "from cli.main import run; run()")
PATIENCE = 600.0
_POLL_SECONDS = 0.005
_QUIET = subprocess.DEVNULL


class NoServerError(Exception):
    """A server ended, or did not get as far as it should; the message says which."""


class Server:
    """One running server. Clients share its address and its administrator's token."""

    def __init__(self, data: Path, page: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self._port}"
        self._token = secrets.token_urlsafe(24)
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(self._port)],
            env=environment(data, page, self._token),
            stdout=_QUIET,
            stderr=_QUIET,
        )

    def client(self) -> httpx2.Client:
        """Return a client of its own connection."""
        return httpx2.Client(base_url=self.url, timeout=PATIENCE, headers={"Authorization": f"Bearer {self._token}"})

    def opened(self) -> float:
        """Wait for the port; return the seconds since the process began."""
        while self._running():
            try:
                socket.create_connection(("127.0.0.1", self._port)).close()
            except OSError:
                time.sleep(_POLL_SECONDS)
            else:
                return self.age()
        raise NoServerError("The server ended before its port was open.")

    def ready(self) -> float:
        """Wait until it searches by meaning; return the seconds since the process began."""
        with self.client() as client:
            while self._running():
                told = client.get("/readyz")
                if told.status_code == httpx2.codes.OK:
                    return self._checked(told.json())
                time.sleep(_POLL_SECONDS)
        raise NoServerError("The server ended before it was ready.")

    def memory(self) -> int | None:
        """Return its resident memory in bytes, None where the system does not tell."""
        with self.client() as client:
            found = re.search(r"^process_resident_memory_bytes (\S+)$", client.get("/metrics").text, re.MULTILINE)
        return int(float(found.group(1))) if found else None

    def age(self) -> float:
        """Return the seconds since the process began."""
        return time.perf_counter() - self.began

    def _running(self) -> bool:
        return self.process.poll() is None and self.age() < PATIENCE

    def _checked(self, told: dict[str, object]) -> float:
        """A degraded server would be measured as if it were the real one."""
        if told["state"] != "ready":
            raise NoServerError(f"The server is {told['state']}: {told['parts']}")
        return self.age()


@contextmanager
def started(data: Path, page: Path) -> Iterator[Server]:
    """Start a server and stop it at the end."""
    server = Server(data, page)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait(PATIENCE)
