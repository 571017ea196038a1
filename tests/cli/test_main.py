"""The command as a whole: instant help, one clear line for nonsense, a quiet end."""

import json
import os
import signal
import socket
import subprocess
import sys

import pytest

from cli.main import app, keys
from tests.cli.conftest import ROOT, refused

HEAVY = (
    *("torch", "sentence_transformers", "transformers", "sklearn", "numpy", "chromadb", "langchain", "langchain_core"),
    *("fastapi", "starlette", "uvicorn", "pydantic_settings", "sqlalchemy", "alembic", "httpx2", "structlog"),
)
LOADED = """
import json, sys
from cli.main import run
try:
    run()
except SystemExit as ending:
    code = ending.code
found = sorted({name.partition(".")[0] for name in sys.modules} & set(json.loads(sys.stdin.read())))
print(json.dumps([code, found]), file=sys.stderr)
"""


def commands():
    names = [(command.name or command.callback.__name__,) for command in app.registered_commands]
    return [(), *names, ("keys",), *(("keys", command.name) for command in keys.registered_commands)]


def after_help(*words):
    """Return the exit code of `--help`, which heavy packages it had loaded, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words, "--help"],
        cwd=ROOT,
        input=json.dumps(HEAVY),
        capture_output=True,
        text=True,
        timeout=60,
    )
    return *json.loads(done.stderr), done.stdout


def test_the_heavy_packages_named_here_exist():
    """A misspelt name would never be found loaded."""
    from importlib.util import find_spec

    assert [name for name in HEAVY if find_spec(name) is None] == []


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_help_is_instant_because_it_loads_nothing_heavy(words):
    code, loaded, said = after_help(*words)
    assert (code, loaded) == (0, [])
    assert f"Usage: -c {' '.join(words)}".strip() in said


def test_the_contracts_subcommands_are_all_there():
    named = {words[0] for words in commands() if words}
    assert {"serve", "index", "check", "search", "ask", "chat", "status", "eval", "doctor", "keys", "init"} <= named


def test_without_a_command_it_prints_the_help_and_fails(shell):
    done = shell.run()
    assert done.code == 2
    assert "serve" in done.out + done.err


@pytest.mark.parametrize(
    "words", [("frobnicate",), ("serve", "--port", "abc"), ("search", "vpn", "-k", "0"), ("keys", "create"), ("ask",)]
)
def test_a_misused_command_says_how_it_is_used(shell, words):
    done = shell.run(*words)
    assert done.code == 2
    assert done.out == ""
    assert "Usage:" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "words", [("ask", "502"), ("search", "vpn"), ("chat",), ("serve",), ("index",), ("check",), ("keys", "list")]
)
def test_nonsense_in_a_setting_is_named_in_one_line(shell, words):
    line = refused(shell.run(*words, API_PORT="eight thousand"))
    assert line.startswith("API_PORT must be ")
    assert "eight thousand" not in line
    assert not (shell.folder / "data").exists()


def test_ctrl_c_ends_a_command_that_waits_for_the_network(shell):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        page = f"http://127.0.0.1:{silent.getsockname()[1]}"
        process = shell.start("status", STATUS_PAGE_URL=page, STATUS_ALLOW_PRIVATE="1")
        connection, _ = silent.accept()
        with connection:
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, err.strip()) == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize("words", [("ask", "chatgpt says 502"), ("index",)])
def test_ctrl_c_ends_a_command_that_loads_the_model(shell, words):
    model = shell.folder / "model"
    model.mkdir()
    (model / "model.safetensors").touch()
    os.mkfifo(model / "modules.json")
    process = shell.start(*words, KNOWLEDGE_MODEL=str(model))
    with (model / "modules.json").open("w"):  # opens when the model's loader opens it, and keeps it waiting
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in err
    assert "Exception" not in err
