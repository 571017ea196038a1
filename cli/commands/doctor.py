"""`signpost doctor`: what is configured, what is missing, how to mend it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.session import opened, print_json

if TYPE_CHECKING:
    from api.factory import Settings
    from api.front import Front

_WORDS = {"ok": "green", "note": "cyan", "missing": "yellow", "broken": "red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its name, ok | note | missing | broken, what was found, and how to mend it."""

    check: str
    state: str
    found: str
    mend: str = ""


def doctor(as_json: bool) -> int:
    """Check everything; exit code 1 when anything is broken."""
    findings = list(_examine())
    if as_json:
        print_json(
            {
                "checks": [
                    {"check": one.check, "state": one.state, "found": one.found, "mend": one.mend} for one in findings
                ]
            }
        )
    else:
        _print(findings)
    return 1 if any(one.state == "broken" for one in findings) else 0


def _examine() -> Iterator[Finding]:
    from api.factory import read_settings
    from api.settings import SettingsError

    yield _python()
    try:
        settings = read_settings()
    except SettingsError as error:
        yield Finding("settings", "broken", str(error), "Correct the named variables; .env.example lists them all.")
        return
    yield Finding("settings", "ok", "All settings make sense.")
    yield _port(settings)
    yield from asyncio.run(_rooms())
    yield from _optional(settings)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        "python", "ok" if sys.version_info >= (3, 11) else "broken", f"Python {version}", "Use Python 3.11 or newer."
    )


def _port(settings: Settings) -> Finding:
    import socket

    host, port = settings.api.host, settings.api.port
    try:
        with socket.create_server((host, port)):
            return Finding("port", "ok", f"{host}:{port} is free.")
    except OSError:
        mend = "If that is not a running Signpost, choose another with API_PORT or serve --port."
        return Finding("port", "note", f"Something listens on {host}:{port} already.", mend)


async def _rooms() -> list[Finding]:
    async with opened() as front:
        await front.status.current()
        return [*_library(front), _status(front), _database(front), _data(front)]


def _library(front: Front) -> Iterator[Finding]:
    parts = front.library.state.parts
    mends: dict[str, Callable[[], str]] = {
        "guide": lambda: "Run signpost check, or point KNOWLEDGE_GUIDES at files that exist.",
        "model": lambda: (
            "Reinstall the locked dependencies (make install), or set KNOWLEDGE_MODEL to a model that is there."
        ),
        "index": lambda: "Make DATA_DIR writable, or run signpost index.",
        "store": lambda: "Check KNOWLEDGE_STORE_URL; exact search answers meanwhile.",
    }
    plain = {"ok", "exact", "chroma", "embedded"}
    for part, line in parts.items():
        healthy = line in plain or " " not in line
        yield Finding(part, "ok" if healthy else "broken", line, "" if healthy else mends[part]())
    chunks = len(front.library.current().guide.chunks)
    yield Finding(
        "sections", "ok" if chunks else "broken", f"{chunks} sections, generation {front.library.current().id}"
    )


def _status(front: Front) -> Finding:
    problems = front.status.problems
    if problems:
        return Finding(
            "status page",
            "missing",
            problems[0],
            "Check STATUS_PAGE_URL and the network; answers say that it cannot be read.",
        )
    return Finding("status page", "ok", "It was read and understood.")


def _database(front: Front) -> Finding:
    if front.store.problems:
        return Finding(
            "database", "broken", front.store.problems[0], "Make DATA_DIR writable, or correct BOT_DATABASE_URL."
        )
    return Finding("database", "ok", "Conversations are kept.")


def _data(front: Front) -> Finding:
    import shutil

    from infra.settings import DataSettings

    folder = DataSettings().data_dir
    free = shutil.disk_usage(folder if folder.exists() else ".").free // 1_000_000
    state = "ok" if free > 200 else "missing"
    return Finding(
        "disk",
        state,
        f"{folder} has {free} MB free.",
        "" if free > 200 else "Free some space: a generation needs about 20 MB.",
    )


def _optional(settings: Settings) -> Iterator[Finding]:
    from importlib.util import find_spec

    wanted = {
        "pypdf": "docs",
        "mammoth": "docs",
        "slack_bolt": "slack",
        "mcp": "mcp",
        "langchain": "llm",
        "psycopg": "postgres",
        "redis": "redis",
    }
    for module, extra in wanted.items():
        there = find_spec(module) is not None
        found = f"{module} is {'installed' if there else 'not installed'}."
        yield Finding(
            f"extra {extra}",
            "ok" if there else "note",
            found,
            "" if there else f"pip install 'signpost[{extra}]' if you need it.",
        )
    if settings.bot.llm == "none":
        yield Finding("language model", "ok", "None: answers are the guide's own words.")


def _print(findings: list[Finding]) -> None:
    from rich.console import Console

    out = Console(highlight=False)
    for one in findings:
        out.print(f"{one.state:<8}", style=_WORDS[one.state], end="")
        out.print(f"{one.check:<16}{one.found}", markup=False)
        if one.mend and one.state != "ok":
            out.print(f"{'':<24}→ {one.mend}", style="dim", markup=False)
