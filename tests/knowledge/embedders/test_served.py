"""An embedding server is asked as OpenAI-compatible ones are, and doubted."""

import json
import math
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from knowledge.embedders.served import Served, ServedEmbedder
from knowledge.factory import build_embedder
from knowledge.ports import ModelUnavailableError
from knowledge.settings import KnowledgeSettings


class Server(ThreadingHTTPServer):
    """Answers with one vector a text: its length and its number of words; remembers what it was asked."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []
        self.says = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers.get("Authorization"), body))
        rows = [
            {"index": place, "embedding": [len(text), len(text.split()), 1.0]}
            for place, text in enumerate(body["input"])
        ]
        code, answer = self.server.says or (200, json.dumps({"data": rows[::-1]}))
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_vectors_come_in_the_order_asked_and_are_unit_vectors(server):
    embedder = ServedEmbedder(Served(server.url, "e5", "secret", "query: ", "passage: "))
    short, long = embedder.embed_documents(["a", "a much longer text"])
    assert embedder.dimensions == 3
    assert math.isclose(math.hypot(*long), 1.0)
    assert long[0] > short[0]
    path, key, body = server.asked[-1]
    assert (path, key, body["model"]) == ("/v1/embeddings", "Bearer secret", "e5")
    assert body["input"][0] == "passage: a"
    embedder.embed_query("why")
    assert server.asked[-1][2]["input"] == ["query: why"]
    assert embedder.embed_documents([]) == []


@pytest.mark.parametrize(
    "says",
    [
        (500, "{}"),
        (401, "{}"),
        (200, "no json"),
        (200, "{}"),
        (200, '{"data": []}'),
        (200, '{"data": [{"index": 0, "embedding": "words"}]}'),
        (200, '{"data": [{"index": 0, "embedding": [0, 0, 0]}]}'),
        (200, '{"data": [{"index": 0, "embedding": [1e999, 0, 0]}]}'),
    ],
)
def test_whatever_else_it_says_is_no_vector_and_is_not_repeated(server, says):
    embedder = ServedEmbedder(Served(server.url, "e5"))
    server.says = says
    with pytest.raises(ModelUnavailableError, match=r"The embedding server at 127\.0\.0\.1 gave no vectors"):
        embedder.embed_query("why")


def test_nobody_there_is_said_at_once():
    with pytest.raises(ModelUnavailableError):
        ServedEmbedder(Served("http://127.0.0.1:1/v1", "e5"))


def test_the_setting_chooses_it_and_nonsense_is_refused(server):
    settings = KnowledgeSettings(embedding_url=server.url, embedding_model="e5")
    assert build_embedder(settings).fingerprint.startswith("served:e5:3")
    with pytest.raises(ValueError, match="OpenAI-compatible"):
        KnowledgeSettings(embedding_url="ftp://somewhere")
