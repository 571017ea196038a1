"""`signpost doctor`: what is configured, what is missing, how to mend it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.session import opened, print_json

if TYPE_CHECKING:
    from api.front import Front
    from api.settings import Settings
    from status.models import StatusReport

_WORDS = {"ok": "green", "note": "cyan", "missing": "yellow", "broken": "red"}


# Longer than an answer waits: a page is checked here, nobody sits before it.
_STATUS_SECONDS = 20.0
_MENDS = {
    "guide": "Run signpost check, or point KNOWLEDGE_GUIDES at files that exist.",
    "model": "Install the locked dependencies again (make install), or set KNOWLEDGE_MODEL to a model that is there.",
    "index": "Make DATA_DIR writable, or run signpost index.",
    "store": "Check KNOWLEDGE_STORE_URL; exact search answers meanwhile.",
}
# What each extra of the package brings.
_EXTRAS = {
    "docs": ("pypdf", "mammoth"),
    "slack": ("slack_sdk", "aiohttp"),
    "mcp": ("mcp",),
    "llm": ("langchain", "langchain_openai"),
    "postgres": ("psycopg",),
    "redis": ("redis",),
}


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
    from api.settings import SettingsError, read_settings

    yield _python()
    try:
        settings = read_settings()
    except SettingsError as error:
        yield Finding("settings", "broken", str(error), "Correct the named variables; .env.example lists them all.")
        return
    yield Finding("settings", "ok", "All settings make sense.")
    yield _port(settings)
    yield from asyncio.run(_rooms())
    yield from asyncio.run(_slack(settings))
    yield from _optional(settings)


def _python() -> Finding:
    return Finding("python", "ok", f"Python {'.'.join(map(str, sys.version_info[:3]))}")


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
        report = await front.status.current(wait=_STATUS_SECONDS)
        return [*_library(front), _status(front, report), _database(front), await _agents(front), _data(front)]


def _library(front: Front) -> Iterator[Finding]:
    parts = front.library.state.parts
    for part, line in parts.items():
        healthy = " " not in line  # a word says what is there, a sentence what is wrong
        yield Finding(part, "ok" if healthy else "broken", line, "" if healthy else _MENDS[part])
    chunks = len(front.library.current().guide.chunks)
    yield Finding(
        "sections", "ok" if chunks else "broken", f"{chunks} sections, generation {front.library.current().id}"
    )


def _status(front: Front, report: StatusReport) -> Finding:
    problems = front.status.problems
    if report.checked_at is None:
        mend = "Check STATUS_PAGE_URL and the network; answers say that it cannot be read."
        return Finding("status page", "missing", problems[0] if problems else report.reason, mend)
    if problems:
        return Finding("status page", "note", problems[0], "Correct the STATUS_ settings, or make DATA_DIR writable.")
    return Finding("status page", "ok", "It was read and understood.")


def _database(front: Front) -> Finding:
    if front.store.problems:
        return Finding(
            "database", "broken", front.store.problems[0], "Make DATA_DIR writable, or correct BOT_DATABASE_URL."
        )
    return Finding("database", "ok", "Conversations are kept.")


async def _agents(front: Front) -> Finding:
    """Say whether anybody but the administrator can sign in at /assist."""
    from datetime import UTC, datetime

    from api.auth import KeyScope
    from bot.ports import StoreUnavailable

    try:
        keys = await front.store.keys()
    except StoreUnavailable:
        return Finding("agents", "note", "Who may sign in cannot be read now.", "Mend the database first.")
    now = datetime.now(UTC)
    names = {key.name or key.id for key in keys if KeyScope.ASSIST in key.scopes and key.usable(now)}
    if not names:
        mend = "signpost keys create NAME --scope assist makes a key to sign in with at /assist."
        return Finding("agents", "note", "No agent has a key; only the administrator's token signs in.", mend)
    return Finding("agents", "ok", f"{len(names)} can sign in at /assist.")


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


async def _slack(settings: Settings) -> list[Finding]:
    from channels.slack.factory import examine
    from channels.slack.settings import SlackSettings

    signs = await examine(settings.slack or SlackSettings(), settings.api.allowed_hosts)
    return [Finding(sign.check, sign.state, sign.found, sign.mend) for sign in signs]


def _optional(settings: Settings) -> Iterator[Finding]:
    from importlib.util import find_spec

    for extra, modules in _EXTRAS.items():
        missing = [module for module in modules if find_spec(module) is None]
        if missing:
            mend = f"pip install 'signpost[{extra}]' if you need it."
            yield Finding(f"extra {extra}", "note", f"Not installed: {', '.join(missing)}.", mend)
        else:
            yield Finding(f"extra {extra}", "ok", f"Installed: {', '.join(modules)}.")
    if settings.bot.handoff_webhook and not settings.bot.handoff_secret:
        mend = "Set BOT_HANDOFF_SECRET to a secret that your receiver checks signatures with."
        yield Finding("handoff webhook", "note", "Packets are signed with a secret that only the database has.", mend)
    if settings.bot.llm == "none":
        yield Finding("language model", "ok", "None: answers are the guide's own words.")


def _print(findings: list[Finding]) -> None:
    from rich.console import Console

    out = Console(highlight=False, soft_wrap=True)
    for one in findings:
        out.print(f"{one.state:<8}", style=_WORDS[one.state], end="")
        out.print(f"{one.check:<16}{one.found}", markup=False)
        if one.mend and one.state != "ok":
            out.print(f"{'':<24}→ {one.mend}", style="dim", markup=False)
