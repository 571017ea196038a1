"""Operators and their machines learn how we are, without a token and at any time."""

import asyncio
import json

import httpx2
import pytest

from tests.api.conftest import build, settings_in
from tests.api.layers import BASE


def test_alive_depends_on_nothing(caller):
    assert caller.get("/livez").json() == {"state": "alive"}


def test_ready_says_of_each_part_how_it_is(caller):
    reply = caller.get("/readyz")
    assert reply.status_code == 200
    assert reply.json()["state"] == "ready"
    assert set(reply.json()["parts"]) == {"guide", "model", "index", "store", "database", "status_page"}


async def test_an_unreadable_status_page_is_degraded_in_a_plain_sentence(opened):
    async with opened("unreadable") as client:
        await client.get("/v1/status")
        reply = await client.get("/readyz")
    assert reply.status_code == 200
    assert reply.json()["state"] == "degraded"
    assert reply.json()["parts"]["status_page"] == "The fixed status file is not JSON."


async def test_starting_is_503_while_the_process_is_alive(tmp_path):
    app = build(settings_in(tmp_path))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=BASE) as client:
        ready, live = await client.get("/readyz"), await client.get("/livez")
    await app.state.front.status.aclose()
    assert (ready.status_code, live.status_code) == (503, 200)
    assert ready.json()["state"] == "starting"


async def test_questions_are_answered_from_the_first_moment(tmp_path):
    app = build(settings_in(tmp_path))
    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=BASE)
    async with app.router.lifespan_context(app), client:
        answer = await client.post("/v1/chat", json={"message": "chatgpt says 502"})
        await asyncio.to_thread(app.state.front.library.wait_ready, 60)
    assert answer.status_code == 200
    assert answer.json()["steps"]


def test_metrics_are_prometheus_text(caller):
    caller.post("/v1/chat", json={"message": "502"})
    reply = caller.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain")
    assert 'signpost_requests_total{method="POST",route="/v1/chat",status="200"}' in reply.text
    assert "signpost_answers_total{" in reply.text
    assert "signpost_ready 1.0" in reply.text
    assert "signpost_status_age_seconds" in reply.text


def test_metrics_hold_no_ids(caller):
    answer = caller.post("/v1/chat", json={"message": "502"}).json()
    caller.get(f"/v1/conversations/{answer['conversation_id']}")
    caller.get("/v1/conversations/somebody-elses")
    caller.get("/no/such/path")
    text = caller.get("/metrics").text
    assert answer["conversation_id"] not in text
    assert "somebody-elses" not in text
    assert "/no/such/path" not in text
    assert 'route="/v1/conversations/{conversation_id}"' in text
    assert 'route="unmatched"' in text


def test_version_names_the_release_and_the_generation(caller):
    shown = caller.get("/version").json()
    assert shown["contract"] == "v1"
    assert shown["version"][0].isdigit()
    assert shown["generation"] == caller.post("/v1/chat", json={"message": "502"}).json()["generation"]


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/version", "/openapi.json"])
def test_no_token_is_needed_and_a_wrong_one_does_not_matter(caller, path):
    assert caller.get(path).status_code == 200
    assert caller.get(path, headers={"Authorization": "Bearer nonsense"}).status_code == 200


def test_the_description_is_one_json_document(caller):
    assert json.loads(caller.get("/openapi.json").text)["info"]["title"] == "Signpost"
