"""A stand-in for Slack's Web API on loopback: keeps what is called, refuses what Slack refuses, fails when told to."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.channels.slack.check import problems

TOKEN = "xoxb-test"
ME = "UBOT"
BOT = {"user_id": ME, "user": "signpost", "bot_id": "BBOT", "team_id": "T1", "team": "Acme"}
CLOSED = "message_not_in_streaming_state"
# As Slack has it: `ts` names a message that is there.
STREAMING = ("chat.startStream", "chat.appendStream", "chat.stopStream")
OF_A_MESSAGE = ("chat.appendStream", "chat.stopStream", "chat.update")


@dataclass(frozen=True)
class Call:
    """One call that was answered with ok."""

    method: str
    arguments: dict[str, Any]
    ts: str = ""


@dataclass(frozen=True)
class Fault:
    """What to do in place of answering: a status, Slack's word for the error, headers, seconds to wait before."""

    status: int = 200
    error: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0


class SlackServer:
    """What the stand-in saw. `fault` decides for each call, by its number, whether it fails."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.refused: list[tuple[str, str]] = []
        self.fault: Callable[[str, int], Fault | None] = lambda _method, _number: None
        self.url = ""
        self.messages: dict[str, Call] = {}
        self.growing: set[str] = set()
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()

    def of(self, *methods: str) -> list[Call]:
        """Return the calls of these methods so far, oldest first."""
        with self._lock:
            return [call for call in self.calls if call.method in methods]

    @property
    def replies(self) -> list[Call]:
        """Return every message that everybody in its channel can see, as it stands now."""
        with self._lock:
            return list(self.messages.values())

    def answer(self, method: str, arguments: dict[str, Any], token: str) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Return status, body and headers for one call."""
        with self._lock:
            self._seen[method] += 1
            number = self._seen[method]
        fault = self.fault(method, number)
        if fault is not None:
            time.sleep(fault.wait)
            if fault.error == CLOSED:
                self.growing.discard(arguments.get("ts", ""))
            if fault.status != 200 or fault.error:
                return fault.status, {"ok": False, "error": fault.error or "internal_error"}, fault.headers
        if token != f"Bearer {TOKEN}" and not method.startswith("hook"):
            return 200, {"ok": False, "error": "invalid_auth"}, {}
        found = problems(method, arguments)
        with self._lock:
            if found:
                self.refused.append((method, "; ".join(found)))
                return 200, {"ok": False, "error": "invalid_blocks"}, {}
            ts = arguments["ts"] if method in OF_A_MESSAGE else f"1700000000.{len(self.calls) + 1:06d}"
            refused = self._state(method, ts)
            if refused:
                return 200, {"ok": False, "error": refused}, {}
            self.calls.append(Call(method, arguments, ts))
            self._show(method, arguments, ts)
        named = BOT if method == "auth.test" else {}
        headers = fault.headers if fault is not None else {}
        return 200, {"ok": True, "ts": ts, "channel": arguments.get("channel", ""), **named}, headers

    def _state(self, method: str, ts: str) -> str:
        """Return why this message cannot be changed in this way now; empty where it can."""
        if method in OF_A_MESSAGE and ts not in self.messages:
            return "message_not_found"
        if method in STREAMING[1:] and ts not in self.growing:
            return CLOSED
        return "streaming_state_conflict" if method == "chat.update" and ts in self.growing else ""

    def _show(self, method: str, arguments: dict[str, Any], ts: str) -> None:
        """Change what the channel's members see."""
        if method in STREAMING:
            text = arguments.get("markdown_text", "")
            before = self.messages.get(ts, Call(method, {**arguments, "text": ""}, ts)).arguments
            whole = before["text"] + text
            blocks = [{"type": "markdown", "text": whole}, *arguments.get("blocks", [])]
            self.messages[ts] = Call(method, {**before, "text": whole, "blocks": blocks}, ts)
            (self.growing.discard if method == "chat.stopStream" else self.growing.add)(ts)
        elif method == "chat.postMessage":
            self.messages[ts] = Call(method, arguments, ts)
        elif method == "chat.update":
            shown = {**self.messages[ts].arguments, **arguments}
            self.messages[ts] = Call(method, shown, ts)


@contextmanager
def a_slack() -> Iterator[SlackServer]:
    """Serve a stand-in for as long as the block lasts."""
    slack = SlackServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            form = self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
            arguments = dict(parse_qsl(body.decode())) if form else json.loads(body or b"{}")
            method = self.path.removeprefix("/api/").strip("/")
            status, answer, headers = slack.answer(method, arguments, self.headers.get("Authorization", ""))
            shown = json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", "Content-Length": len(shown), **headers}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(shown)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A caller that was killed in the middle is no error of ours."""

    server = Server(("127.0.0.1", 0), Handler)
    slack.url = f"http://127.0.0.1:{server.server_address[1]}/api/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield slack
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
