"""Starting, restarting and being administered from beside: what an operator relies on."""

import os
import sqlite3
import time

import pytest

from tests.cli.conftest import Shell
from tests.cli.serving import SECONDS, serving

pytestmark = pytest.mark.slow

QUESTION = {"message": "chatgpt says bad gateway, I already cleared my cache"}


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)


@pytest.fixture
def loading_model(tmp_path):
    """A model whose loading waits at a named pipe until the test lets it go on, into the wall."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").touch()
    os.mkfifo(folder / "modules.json")
    return folder


def test_questions_are_answered_by_keywords_while_the_model_loads(shell, loading_model):
    with serving(shell, KNOWLEDGE_MODEL=str(loading_model)) as service, service.client() as client:
        with (loading_model / "modules.json").open("w") as held:
            starting = client.get("/readyz")
            answer = client.post("/v1/chat", json=QUESTION).json()
            held.write("no model at all")
        assert starting.status_code == 503
        assert starting.json()["parts"]["model"] == "loading"
        assert answer["outcome"] == "answered_steps"
        assert answer["citations"][0]["chunk_id"].startswith("chatgpt-bad-gateway#")
        told = service.wait_until_ready()
        assert told["state"] == "degraded"
        assert "damaged" in told["parts"]["model"]
        assert client.post("/v1/chat", json=QUESTION).json()["outcome"] == "answered_steps"
        assert service.stop() == 0


def test_a_stop_does_not_wait_for_a_model_that_loads(shell, loading_model):
    with serving(shell, KNOWLEDGE_MODEL=str(loading_model)) as service, (loading_model / "modules.json").open("w"):
        assert service.stop() == 0


def test_a_restart_keeps_conversations_and_what_was_tried(shell):
    with serving(shell) as service, service.client() as client:
        first = client.post("/v1/chat", json=QUESTION).json()
        service.wait_until_ready()
        assert service.stop() == 0
    with serving(shell) as service, service.client() as client:
        again = {"message": "still not working", "conversation_id": first["conversation_id"]}
        second = client.post("/v1/chat", json=again).json()
        assert second["conversation_id"] == first["conversation_id"]
        assert "clear-cache" in [attempt["step_id"] for attempt in second["attempts"]]
        assert "clear-cache" not in [step["id"] for step in second["steps"]]
        assert service.stop() == 0


def test_a_running_server_follows_keys_made_and_revoked_beside_it(shell):
    with serving(shell) as service:
        key = shell.run("keys", "create", "--scope", "search", "--json").document
        with service.client(key["token"]) as client:
            assert client.get("/v1/search?q=vpn").status_code == 200
            assert shell.run("keys", "revoke", key["id"]).code == 0
            until = time.monotonic() + SECONDS
            while client.get("/v1/search?q=vpn").status_code == 200:
                assert time.monotonic() < until
                time.sleep(0.2)
            assert client.get("/v1/search?q=vpn").status_code == 401
        assert service.stop() == 0


def test_the_database_of_a_newer_version_is_left_alone_and_questions_are_answered(shell):
    assert shell.run("keys", "create", "--scope", "ask").code == 0
    database = sqlite3.connect(shell.folder / "data" / "signpost.db")
    database.execute("UPDATE alembic_version SET version_num = 'r9999'")
    database.commit()
    with serving(shell) as service, service.client() as client:
        assert client.post("/v1/chat", json=QUESTION).json()["outcome"] == "answered_steps"
        told = service.wait_until_ready()
        assert told["state"] == "degraded"
        assert "newer" in told["parts"]["database"]
        assert service.stop() == 0
    assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("r9999",)]
    database.close()
