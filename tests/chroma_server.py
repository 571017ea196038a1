"""A real Chroma server on loopback, as long as a test module needs one."""

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

BINARY = shutil.which("chroma", path=str(Path(sys.executable).parent))


@contextlib.contextmanager
def a_server(folder, port=0):
    """Run `chroma run` and yield its address once it answers; at a port of its own unless one is named."""
    with socket.create_server(("127.0.0.1", port)) as probe:
        port = probe.getsockname()[1]
    command = [BINARY, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def _wait(port):
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
