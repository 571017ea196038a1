"""`signpost serve`: the server, and what it says at its start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.session import complain, console

if TYPE_CHECKING:
    from api.serve import Started

_LAST_PORT = 65535


def serve(host: str | None, port: int | None) -> int:
    """Serve until a signal; exit code 1 with one clear line when it cannot start."""
    if port is not None and not 1 <= port <= _LAST_PORT:
        return complain(f"There is no port {port}; choose one from 1 to {_LAST_PORT}.")

    from api.serve import StartError
    from api.serve import serve as run

    try:
        run(host, port, _announce)
    except StartError as error:
        return complain(str(error))
    return 0


def _announce(started: Started) -> None:
    out = console()
    out.print(f"Signpost listens on {started.url}", markup=False)
    out.print(f"Open the demo page:  {started.url}/demo", style="bold", markup=False)
    if started.admin_token:
        out.print(
            "The administrator's token, shown only this once (set API_ADMIN_TOKEN to choose your own):", markup=False
        )
        out.print(f"  {started.admin_token}", style="bold yellow", markup=False)
