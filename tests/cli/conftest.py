"""The command as its user runs it: a process of its own, a folder of its own, no network, no model to load."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import write_status

ROOT = Path(__file__).parents[2]
RUN = "from cli.main import run; run()"
SECONDS = 100


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document that is all of standard output."""
        return json.loads(self.out)


class Shell:
    """Runs `signpost` in a folder, with an environment that holds nothing of the machine's own settings."""

    def __init__(self, folder: Path, data: Path | None = None) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        self.environment = {
            **kept,
            "PYTHONPATH": str(ROOT),
            "DATA_DIR": str(data or folder / "data"),
            "KNOWLEDGE_MODEL": "hashing",
            # One language is quick to index; a test that needs them all says so with an empty value.
            "KNOWLEDGE_GUIDES": str(ROOT / "knowledge" / "guides" / "en"),
            "STATUS_PAGE_URL": f"fixed:{folder / 'status.json'}",
            "API_RATE_LIMIT": "off",
        }
        self.posts("all-fine")

    def posts(self, scenario: str) -> None:
        """Change what the status page says."""
        write_status(self.folder / "status.json", scenario)

    def run(self, *words: str, typed: str = "", **settings: str) -> Done:
        """Run one command to its end; `typed` is its standard input."""
        done = subprocess.run(
            [sys.executable, "-c", RUN, *words],
            cwd=self.folder,
            env={**self.environment, **settings},
            input=typed,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def start(self, *words: str, **settings: str) -> subprocess.Popen[str]:
        """Start one command and leave it running, its standard input open."""
        return subprocess.Popen(
            [sys.executable, "-c", RUN, *words],
            cwd=self.folder,
            env={**self.environment, **settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def refused(done: Done, code: int = 1) -> str:
    """Return the one clear line with which a command refused; it printed nothing else."""
    assert done.code == code
    assert done.out == ""
    (line,) = done.err.splitlines()
    assert "Traceback" not in line
    return line


@pytest.fixture(autouse=True, scope="session")
def _interruptible() -> Iterator[None]:
    """Let the commands be interrupted even where the tests run in the background, which ignores Ctrl-C for them all."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture(scope="session")
def indexed_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the shipped guide is indexed."""
    folder = tmp_path_factory.mktemp("indexed")
    done = Shell(folder).run("index")
    assert done.code == 0, done.err
    return folder / "data"


@pytest.fixture
def indexed(tmp_path: Path, indexed_data: Path) -> Shell:
    """A shell over the shipped guide, indexed already; conversations and keys are the test's own."""
    shell = Shell(tmp_path, indexed_data)
    shell.environment["BOT_DATABASE_URL"] = f"sqlite:///{tmp_path / 'signpost.db'}"
    return shell
