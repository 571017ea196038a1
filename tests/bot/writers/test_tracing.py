"""What LangChain tells a tracing service: nothing unless it is configured, and then nothing that was not masked."""

import pytest

from tests.child import run_script

SCRIPT = """
import asyncio, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer
import os

seen = []

class Sink(BaseHTTPRequestHandler):
    def _take(self):
        seen.append(self.rfile.read(int(self.headers.get("content-length", 0))))
        self.send_response(202)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
    do_POST = do_PATCH = do_GET = _take
    def log_message(self, *_):
        pass

sink = HTTPServer(("127.0.0.1", 0), Sink)
threading.Thread(target=sink.serve_forever, daemon=True).start()
os.environ["LANGSMITH_ENDPOINT"] = f"http://127.0.0.1:{sink.server_port}"

from bot.models import Question
from tests.bot.writers.asking import a_guest, an_assistant
from tests.llm_server import model_server

async def main():
    async with model_server() as server:
        answer = await an_assistant(a_guest(server.url)).ask(Question(sys.argv[1]))
        told = str(server.bodies)
    assert answer.writer == "llm"
    return told

told = asyncio.run(main())
from langchain_core.tracers.langchain import wait_for_all_tracers
wait_for_all_tracers()
print(told)
print("TRACED", len(seen), b"".join(seen).decode(errors="replace"))
"""
MESSAGE = "chatgpt says 502 bad gateway, write to jo.doe@firm.example or call +49 170 1234567"


@pytest.mark.parametrize("on", [False, True])
def test_a_trace_is_sent_when_it_is_asked_for_and_holds_masked_text_only(on):
    environment = {"LANGSMITH_TRACING": "true" if on else "", "LANGSMITH_API_KEY": "of-this-test"}
    done = run_script(SCRIPT, MESSAGE, LANGSMITH_DISABLE_RUN_COMPRESSION="true", **environment)
    assert done.returncode == 0, done.stderr
    told, _, traced = done.stdout.partition("TRACED ")
    assert "jo.doe" not in done.stdout
    assert "1234567" not in done.stdout
    assert "bad gateway" in told
    assert traced.startswith("0 ") is not on
    assert ("bad gateway" in traced) is on
