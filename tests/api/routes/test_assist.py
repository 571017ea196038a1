"""Agents see conversations by reference, masked, in lists that say who is needed, and take them one at a time."""

import pytest

from tests.api.agents import a_key, bearer, signed_in, talk

LIST = "/v1/assist/conversations"


async def shown(agent, **query):
    reply = await agent.get(LIST, params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def test_a_conversation_is_listed_with_its_last_words_and_no_id_that_opens_it(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        listed = await shown(agent, show="all")
    (row,) = listed["items"]
    assert (row["ref"], row["channel"], row["symptom"], row["turns"]) == (ref, "api", "bad-gateway", 2)
    assert (row["outcome"], row["last"]["author"]) == ("answered_steps", "assistant")
    assert (row["held_by"], row["handed_off"], row["claimed_by"], row["closed_at"]) == (None, False, None, None)
    assert conversation not in str(listed)
    assert listed["next_cursor"] is None


async def test_waiting_are_those_who_need_a_person_and_have_not_had_one_last(opened):
    async with opened() as client, signed_in(client) as agent:
        await talk(client)
        person, asked = await talk(client, "I want to talk to a human")
        assert [row["ref"] for row in (await shown(agent))["items"]] == [asked]
        await agent.post(f"/v1/conversations/{asked}/replies", json={"text": "Hello, I am here."})
        assert (await shown(agent))["items"] == []
        await client.post("/v1/chat", json={"message": "thanks, it is still broken", "conversation_id": person})
        assert [row["ref"] for row in (await shown(agent))["items"]] == [asked]


async def test_mine_are_those_i_hold(opened):
    async with opened() as client, signed_in(client, "Ana") as ana, signed_in(client, "Ben") as ben:
        _, first = await talk(client)
        await talk(client)
        await ana.post(f"{LIST}/{first}/hold", json={"held": True})
        assert [row["ref"] for row in (await shown(ana, show="mine"))["items"]] == [first]
        assert (await shown(ben, show="mine"))["items"] == []


async def test_a_long_list_comes_in_parts_without_gaps_or_repeats(opened):
    async with opened() as client, signed_in(client) as agent:
        refs = [(await talk(client, "is it down?"))[1] for _ in range(5)]
        seen, cursor = [], None
        for _ in range(3):
            page = await shown(agent, show="all", limit=2, **({"cursor": cursor} if cursor else {}))
            seen += [row["ref"] for row in page["items"]]
            cursor = page["next_cursor"]
        assert cursor is None
        assert seen == refs[::-1]
        assert (await shown(agent, show="all", cursor="nonsense"))["items"] == []


async def test_a_conversation_tells_all_that_is_known_masked(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(
            client, "502 bad gateway on my phone, I already cleared my cache, kim@example.com"
        )
        reply = await agent.get(f"{LIST}/{ref}")
    told = reply.json()
    assert reply.status_code == 200
    assert "kim@example.com" not in reply.text
    assert conversation not in reply.text
    assert [turn["author"] for turn in told["turns"]] == ["user", "assistant"]
    assert told["turns"][1]["answer_id"].startswith("a_")
    (attempt,) = told["attempts"]
    assert (attempt["step_id"], attempt["title"]) == ("clear-cache", "Clear your browser cache")
    assert "cleared my cache" in attempt["said_as"]
    assert attempt["at"]
    assert any("device: phone" in line for line in told["evidence"])
    assert any(line.startswith("OpenAI status, read") for line in told["evidence"])
    assert told["handoff"] is None


async def test_the_basis_changes_when_the_customer_writes_and_not_when_an_agent_does(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)

        async def basis():
            return (await agent.get(f"{LIST}/{ref}")).json()["basis"]

        first = await basis()
        await agent.post(f"/v1/conversations/{ref}/replies", json={"text": "One moment."})
        assert await basis() == first
        await client.post("/v1/chat", json={"message": "still broken", "conversation_id": conversation})
        assert await basis() != first


async def test_two_agents_never_have_one_conversation(opened):
    async with opened() as client, signed_in(client, "Ana") as ana, signed_in(client, "Ben") as ben:
        _, ref = await talk(client)
        taken = await ana.post(f"{LIST}/{ref}/hold", json={"held": True})
        again = await ana.post(f"{LIST}/{ref}/hold", json={"held": True})
        refused = await ben.post(f"{LIST}/{ref}/hold", json={"held": True})
        not_his = await ben.post(f"{LIST}/{ref}/hold", json={"held": False})
        given = await ana.post(f"{LIST}/{ref}/hold", json={"held": False})
        now_his = await ben.post(f"{LIST}/{ref}/hold", json={"held": True})
    assert [reply.status_code for reply in (taken, again, given, now_his)] == [200] * 4
    assert (refused.status_code, not_his.status_code) == (409, 409)
    assert refused.json()["detail"] == "Ana has this conversation."
    assert (taken.json()["held_by"], given.json()["held_by"], now_his.json()["held_by"]) == ("Ana", None, "Ben")


@pytest.mark.parametrize("ref", ["r_0000000000", "c_aaaaaaaaaaaaaaaaaaaaaaaaaaaa"])
async def test_what_is_no_reference_is_not_there(opened, ref):
    async with opened() as client:
        headers = bearer(await a_key(client))
        await talk(client)
        replies = [
            await client.get(f"{LIST}/{ref}", headers=headers),
            await client.post(f"{LIST}/{ref}/hold", json={"held": True}, headers=headers),
        ]
    assert [reply.status_code for reply in replies] == [404, 404]


@pytest.mark.parametrize("query", [{"show": "theirs"}, {"limit": 0}, {"limit": 101}, {"more": "yes"}])
async def test_a_query_that_makes_no_sense_is_refused(opened, query):
    async with opened() as client:
        reply = await client.get(LIST, params=query, headers=bearer(await a_key(client)))
    assert reply.status_code == 422
