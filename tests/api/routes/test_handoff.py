"""A conversation is handed over with everything already written down."""

import pytest

from api.auth import KeyScope, make_key
from api.schemas import HandoffForAgent, HandoffObject


async def talk(client):
    first = (await client.post("/v1/chat", json={"message": "502 bad gateway, I already cleared my cache"})).json()
    return first["conversation_id"]


async def reference(client, conversation):
    return (await client.app.state.front.store.get(conversation)).ref


async def test_the_packet_is_one_and_grows_with_the_conversation(opened):
    async with opened() as client:
        conversation = await talk(client)
        where = f"/v1/conversations/{conversation}/handoff"
        first = (await client.post(where)).json()
        await client.post("/v1/chat", json={"message": "still broken", "conversation_id": conversation})
        second = (await client.post(where, json={})).json()
    HandoffObject.model_validate(first)
    assert second["id"] == first["id"]
    assert second["created_at"] == first["created_at"]
    assert len(first["transcript"]) == 2
    assert len(second["transcript"]) == 4
    assert first["attempts"][0]["step_id"] == "clear-cache"
    assert conversation not in str(first)


async def test_the_contact_is_for_agents_only_and_everything_else_is_masked(opened):
    async with opened() as client:
        conversation = await talk(client)
        where = f"/v1/conversations/{conversation}/handoff"
        shown = await client.post(where, json={"contact": "  kim@example.com\x00 "})
        headers = {"Authorization": f"Bearer {await agent_token(client)}"}
        seen = await client.get(f"/v1/conversations/{await reference(client, conversation)}/handoff", headers=headers)
    assert "kim@example.com" not in shown.text
    HandoffForAgent.model_validate(seen.json())
    assert seen.json()["contact"] == "kim@example.com"
    assert {**seen.json(), **shown.json()} == seen.json()
    assert conversation not in seen.text


async def agent_token(client, scope=KeyScope.ASSIST):
    from datetime import UTC, datetime

    key, token = make_key("an agent", [scope], datetime.now(UTC))
    await client.app.state.front.store.add_key(key)
    return token


async def test_agents_need_their_scope_and_the_reference_not_the_id(opened):
    async with opened() as client:
        conversation = await talk(client)
        ref = await reference(client, conversation)
        await client.post(f"/v1/conversations/{conversation}/handoff")
        statuses = []
        for scope in (KeyScope.ASSIST, KeyScope.ADMIN, KeyScope.SEARCH):
            headers = {"Authorization": f"Bearer {await agent_token(client, scope)}"}
            statuses.append((await client.get(f"/v1/conversations/{ref}/handoff", headers=headers)).status_code)
        nobody = await client.get(f"/v1/conversations/{ref}/handoff")
        admin = {"Authorization": f"Bearer {await agent_token(client)}"}
        by_id = await client.get(f"/v1/conversations/{conversation}/handoff", headers=admin)
    assert statuses == [200, 200, 403]
    assert nobody.status_code == 401
    assert by_id.status_code == 404


async def test_without_a_handoff_there_is_none_to_read(opened):
    async with opened() as client:
        ref = await reference(client, await talk(client))
        headers = {"Authorization": f"Bearer {await agent_token(client)}"}
        reply = await client.get(f"/v1/conversations/{ref}/handoff", headers=headers)
    assert reply.status_code == 404


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 200),
        ({"json": {}}, 200),
        ({"json": {"contact": None}}, 200),
        ({"json": {"contact": "+44 20 7946 0000"}}, 200),
        ({"json": {"contact": "   "}}, 422),
        ({"json": {"contact": 5}}, 422),
        ({"json": {"contact": "x" * 201}}, 422),
        ({"json": {"phone": "1"}}, 422),
        ({"json": []}, 422),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ({"content": b"{}", "headers": {"Content-Type": "text/plain"}}, 415),
    ],
)
async def test_a_body_is_optional_but_not_arbitrary(opened, sent, status):
    async with opened() as client:
        reply = await client.post(f"/v1/conversations/{await talk(client)}/handoff", **sent)
    assert reply.status_code == status


async def test_a_retry_under_the_same_key_gets_the_same_packet(opened):
    key = {"Idempotency-Key": "handoff-0123456789abcdef"}
    async with opened() as client:
        conversation = await talk(client)
        where = f"/v1/conversations/{conversation}/handoff"
        first = await client.post(where, json={}, headers=key)
        await client.post("/v1/chat", json={"message": "still broken", "conversation_id": conversation})
        second = await client.post(where, json={}, headers=key)
        other = await client.post(where, json={"contact": "me"}, headers=key)
    assert first.content == second.content
    assert other.status_code == 422


async def test_an_unknown_conversation_has_none_and_its_key_stays_free(opened):
    key = {"Idempotency-Key": "handoff-0123456789abcdef"}
    async with opened() as client:
        for _ in range(2):
            reply = await client.post("/v1/conversations/c_nope/handoff", headers=key)
            assert reply.status_code == 404


async def test_a_preview_shows_the_packet_and_hands_nothing_over(opened):
    async with opened() as client:
        conversation = await talk(client)
        where = f"/v1/conversations/{conversation}/handoff"
        store, ref = client.app.state.front.store, await reference(client, conversation)
        preview = await client.post(where, params={"preview": "true"}, json={})
        HandoffObject.model_validate(preview.json())
        assert "502" in preview.json()["transcript"][0]["text"]
        assert await store.handoff_by_ref(ref) is None
        assert (await client.post("/v1/conversations/c_x/handoff", params={"preview": "true"})).status_code == 404
        await client.post(where, json={})
        assert await store.handoff_by_ref(ref) is not None
