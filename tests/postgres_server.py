"""A PostgreSQL for tests: the one that TEST_DATABASE_URL names, or one of our own where its programs are installed."""

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url, text

from infra.database import engine_for


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, which packages often keep out of the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def a_user() -> str | None:
    """Return who may run it: it refuses to run as the superuser."""
    if os.getuid() != 0:
        return getpass.getuser()
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


@contextmanager
def a_server() -> Iterator[str | None]:
    """Yield the URL of a server, None where there is none."""
    url, folder, user = os.environ.get("TEST_DATABASE_URL"), programs(), a_user()
    if url or folder is None or user is None:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="signpost-pg-") as place:
        superuser = os.getuid() == 0
        if superuser:
            shutil.chown(place, user)

        def run(program: str, *arguments: str) -> None:
            command = [str(folder / program), "-D", f"{place}/data", *arguments]
            environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
            silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            subprocess.run(command, check=True, user=user if superuser else None, cwd=place, env=environment, **silent)

        port = a_free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={place} -c fsync=off"
        run("initdb", "-U", "signpost", "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "-l", f"{place}/log", "-w", "-o", options, "start")
        try:
            yield f"postgresql://signpost@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-m", "immediate", "-w", "stop")


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def a_schema(url: str | None) -> AsyncIterator[str]:
    """Yield the URL of an empty schema of its own, so that a server may be shared; skip where there is none."""
    if url is None:
        pytest.skip("no PostgreSQL: set TEST_DATABASE_URL or install its programs (initdb, pg_ctl)")
    name, admin = f"test_{uuid4().hex}", engine_for(url)
    async with admin.begin() as connection:
        await connection.execute(text(f"CREATE SCHEMA {name}"))
    inside = make_url(url).update_query_dict({"options": f"-csearch_path={name}"})
    yield inside.render_as_string(hide_password=False)
    async with admin.begin() as connection:
        await connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    await admin.dispose()
