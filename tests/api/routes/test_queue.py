"""Handoffs are claimed by one agent, given back, closed, and come back when the person does."""

import asyncio
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from standardwebhooks.webhooks import Webhook

from bot.settings import BotSettings
from tests.api.agents import browser, signed_in, talk
from tests.api.conftest import build, settings_in
from tests.bot.receiver import receiving

SECRET = "whsec_" + "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"
QUEUE = "/v1/assist/queue"


async def handed_over(client, **body):
    conversation, ref = await talk(client)
    reply = await client.post(f"/v1/conversations/{conversation}/handoff", json=body)
    assert reply.status_code == 200
    return conversation, ref


async def queue(agent, show="open"):
    reply = await agent.get(QUEUE, params={"show": show})
    assert reply.status_code == 200, reply.text
    return reply.json()["items"]


async def move(agent, ref, step):
    return await agent.post(f"{QUEUE}/{ref}/{step}")


async def test_a_handoff_waits_in_the_queue_with_its_summary_oldest_first(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, first = await handed_over(client, contact="kim@example.com")
        _, second = await handed_over(client)
        items = await queue(agent)
    assert [item["ref"] for item in items] == [first, second]
    assert [item["contact"] for item in items] == [True, False]
    assert items[0]["handoff_id"].startswith("h_")
    assert "Tried so far" in items[0]["summary"]
    assert (items[0]["symptom"], items[0]["claimed_by"], items[0]["closed_at"]) == ("bad-gateway", None, None)
    assert conversation not in str(items)
    assert "kim@" not in str(items)


async def test_a_long_queue_comes_in_parts(opened):
    async with opened() as client, signed_in(client) as agent:
        refs = [(await handed_over(client))[1] for _ in range(3)]
        first = (await agent.get(QUEUE, params={"limit": 2})).json()
        second = (await agent.get(QUEUE, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [item["ref"] for item in first["items"]] == refs[:2]
    assert [item["ref"] for item in second["items"]] == refs[2:]
    assert second["next_cursor"] is None


@pytest.mark.parametrize("given", [{"limit": 0}, {"limit": 101}, {"show": "all"}, {"cursor": "x" * 201}, {"page": 2}])
async def test_a_part_is_bounded_and_nothing_else_is_understood(opened, given):
    async with opened() as client, signed_in(client) as agent:
        reply = await agent.get(QUEUE, params=given)
    assert reply.status_code == 422
    assert [one["field"] for one in reply.json()["errors"]] == list(given)


async def test_one_agent_claims_it_and_has_the_conversation_with_it(opened):
    async with opened() as client, signed_in(client, "Ana") as ana, signed_in(client, "Ben") as ben:
        conversation, ref = await handed_over(client)
        mine, again, refused = (
            await move(ana, ref, "claim"),
            await move(ana, ref, "claim"),
            await move(ben, ref, "claim"),
        )
        answer = (await client.post("/v1/chat", json={"message": "hello?", "conversation_id": conversation})).json()
        closing = await move(ben, ref, "close")
    assert (mine.status_code, again.status_code, refused.status_code, closing.status_code) == (200, 200, 409, 409)
    assert mine.json() == again.json()
    assert mine.json()["claimed_by"] == "Ana"
    assert refused.json()["detail"] == "Ana has this handoff."
    assert answer["text"] == "A person has this conversation and will read your message."


async def test_given_back_it_waits_again_and_the_assistant_answers(opened):
    async with opened() as client, signed_in(client, "Ana") as ana, signed_in(client, "Ben") as ben:
        conversation, ref = await handed_over(client)
        await move(ana, ref, "claim")
        given = await move(ana, ref, "release")
        answer = (await client.post("/v1/chat", json={"message": "still 502", "conversation_id": conversation})).json()
        taken = await move(ben, ref, "claim")
    assert (given.json()["claimed_by"], given.json()["claimed_at"]) == (None, None)
    assert answer["outcome"] == "answered_steps"
    assert taken.json()["claimed_by"] == "Ben"


async def test_closed_it_leaves_the_queue_and_comes_back_when_the_person_hands_over_again(opened):
    async with opened() as client, signed_in(client, "Ana") as ana, signed_in(client, "Ben") as ben:
        conversation, ref = await handed_over(client)
        await move(ana, ref, "claim")
        closed = await move(ana, ref, "close")
        assert (await queue(ana), [one["ref"] for one in await queue(ana, "closed")]) == ([], [ref])
        seen = (await ana.get(f"/v1/assist/conversations/{ref}")).json()
        await client.post(f"/v1/conversations/{conversation}/handoff")
        (back,) = await queue(ben)
        taken = await move(ben, ref, "claim")
    assert closed.json()["closed_at"]
    assert (seen["held_by"], seen["handoff"]["closed_at"]) == (None, closed.json()["closed_at"])
    assert (back["ref"], back["claimed_by"], back["closed_at"]) == (ref, None, None)
    assert taken.json()["claimed_by"] == "Ben"


async def test_claiming_does_not_take_a_conversation_from_who_has_it(opened):
    async with opened() as client, signed_in(client, "Ana") as ana, signed_in(client, "Ben") as ben:
        _, ref = await handed_over(client)
        await ben.post(f"/v1/assist/conversations/{ref}/hold", json={"held": True})
        await move(ana, ref, "claim")
        seen = (await ana.get(f"/v1/assist/conversations/{ref}")).json()
        await move(ana, ref, "close")
        after = (await ana.get(f"/v1/assist/conversations/{ref}")).json()
    assert (seen["held_by"], seen["handoff"]["claimed_by"]) == ("Ben", "Ana")
    assert after["held_by"] == "Ben"


async def test_every_move_is_on_the_trail_once(opened):
    async with opened() as client, signed_in(client, "Ana") as ana:
        _, ref = await handed_over(client)
        for step in ("claim", "claim", "release", "release", "claim", "close", "close"):
            await move(ana, ref, step)
        trail = await client.app.state.front.desk.trail(subject=ref)
    assert [entry.event for entry in reversed(trail)] == ["claim", "release", "claim", "close"]
    assert {entry.agent.name for entry in trail} == {"Ana"}


@pytest.mark.parametrize("step", ["claim", "release", "close"])
async def test_where_there_is_no_handoff_there_is_nothing_to_move(opened, step):
    async with opened() as client, signed_in(client) as agent:
        _, ref = await talk(client)
        assert (await move(agent, ref, step)).status_code == 404


async def test_the_packet_is_a_letter_too(opened):
    async with opened() as client, signed_in(client) as agent:
        _, ref = await handed_over(client, contact="kim@example.com")
        where = f"/v1/conversations/{ref}/handoff"
        packet, letter = await agent.get(where), await agent.get(where, params={"format": "text"})
        wrong = await agent.get(where, params={"format": "pdf"})
    assert letter.headers["content-type"] == "text/plain; charset=utf-8"
    assert packet.json()["summary"] in letter.text
    assert "kim@example.com" in letter.text
    assert "Status over the conversation" in letter.text
    assert wrong.status_code == 422


async def test_a_running_server_posts_what_was_handed_over_to_the_operators_address(tmp_path):
    async with receiving(204) as (url, got):
        bot = BotSettings(handoff_webhook=url, handoff_secret=SECRET)
        app = build(replace(settings_in(tmp_path), bot=bot))
        async with app.router.lifespan_context(app), browser(SimpleNamespace(app=app)) as client:
            conversation, ref = await talk(client)
            packet = (await client.post(f"/v1/conversations/{conversation}/handoff")).json()
            async with asyncio.timeout(30):
                while not got.requests:  # noqa: ASYNC110 - the receiver offers no event to wait for
                    await asyncio.sleep(0.05)
    headers, body = got.requests[0]
    Webhook(SECRET).verify(body, headers)
    told = json.loads(body)["data"]
    assert (told["ref"], told["id"], told["summary"]) == (ref, packet["id"], packet["summary"])
    assert told["status_timeline"][0]["state"] == packet["status_timeline"][0]["state"] == "ok"
    assert conversation not in body.decode()
