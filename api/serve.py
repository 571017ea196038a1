"""Opens the port, then serves the application on it until a signal says stop.

Only settings are imported here: the port is open before the rest has begun to load, and who calls meanwhile waits.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace

from api.settings import Settings, SettingsError, read_settings

BACKLOG = 2048  # uvicorn's own, which it sets again


class StartError(Exception):
    """The server cannot start; the message says why, and what to do, in plain sentences."""


@dataclass(frozen=True, slots=True)
class Started:
    """What whoever started us may want to tell: where we are, and the administrator's token if it was just made."""

    url: str
    admin_token: str | None


def serve(host: str | None = None, port: int | None = None, announce: Callable[[Started], None] | None = None) -> None:
    """Serve until SIGINT or SIGTERM, then end open streams and return. Raises StartError before anything runs.

    Where background work cannot be stopped in time (a model being loaded), the process ends here, with code 0.
    `announce` is called once, when requests are accepted; it is the only place where the new token appears.
    """
    try:
        settings = _settings(host, port)
    except SettingsError as error:
        raise StartError(str(error)) from None
    listener = _listen(settings.api.host, settings.api.port)
    tell = announce or (lambda _started: None)
    try:
        from api.attend import attend

        attend(settings, listener, lambda token: tell(Started(_url(listener), token)))
    except SystemExit:
        raise StartError("The server could not start; its log says why.") from None
    finally:
        listener.close()


def _settings(host: str | None, port: int | None) -> Settings:
    settings = read_settings()
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    return replace(settings, api=settings.api.model_copy(update=given))


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that accepts connections from now on, so that the port is open while we wire the rest."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError:
        raise StartError(f"API_HOST is {host}, which is no address of this machine. Try 127.0.0.1.") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise StartError(_why(error, host, port)) from None
    listener.setblocking(False)
    return listener


def _why(error: OSError, host: str, port: int) -> str:
    if isinstance(error, PermissionError):
        return f"Port {port} may not be opened by this user. Choose one above 1023 with --port or API_PORT."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program. Choose another with --port or API_PORT."
    return f"Port {port} on {host} cannot be opened: {host} is no address of this machine. Try 127.0.0.1."


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"
