"""`signpost serve` as a process of its own, from its first line to its exit code."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.cli.conftest import RUN, Shell

SECONDS = 100.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Service:
    """One running server. What it says goes to a file, so that nothing it writes can hold it up."""

    def __init__(self, shell: Shell, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = Path(shell.folder, f"said-{self.port}")
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", RUN, "serve", "--port", str(self.port)],
                cwd=shell.folder,
                env={**shell.environment, **settings},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    @property
    def said(self) -> str:
        """All that people could read so far: its announcements, without the lines of its log."""
        lines = self._log.read_text().splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("{"))

    @property
    def token(self) -> str | None:
        """The administrator's token, if it was told."""
        found = re.findall(r"^\s*(sp_admin\.\S+)$", self.said, re.MULTILINE)
        return found[0] if found else None

    def client(self, token: str = "") -> httpx2.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx2.Client(base_url=self.url, timeout=SECONDS, headers=headers)

    def wait_for_port(self) -> None:
        """Wait until a connection is accepted."""
        until = time.monotonic() + SECONDS
        while self.process.poll() is None and time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS).close()
            except ConnectionRefusedError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError(f"the port never opened: {self.said}")

    def wait_until_ready(self) -> dict[str, object]:
        """Wait until it is ready or degraded, and return what it says of its parts."""
        with self.client() as client:
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                answered = client.get("/readyz")
                if answered.status_code == httpx2.codes.OK:
                    told: dict[str, object] = answered.json()
                    return told
                time.sleep(0.1)
        raise AssertionError(f"it never became ready: {self.said}")

    def stop(self) -> int:
        """Ask it to stop, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        out, _ = self.process.communicate(timeout=60)
        assert out == ""
        return self.process.returncode


@contextmanager
def serving(shell: Shell, **settings: str) -> Iterator[Service]:
    """Start a server and wait for its port; it is killed if a test forgets it."""
    service = Service(shell, **settings)
    try:
        service.wait_for_port()
        yield service
    finally:
        if service.process.poll() is None:
            service.process.kill()
        service.process.communicate()
