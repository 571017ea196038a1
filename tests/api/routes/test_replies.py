"""What an agent says reaches the person, once; the assistant listens meanwhile and says who will read it."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from bot.wording import languages, phrasebook
from tests.api.agents import a_key, bearer, browser, signed_in, talk

WITH_PERSON = "A person has this conversation and will read your message."


async def say(agent, ref, text="Hello, this is Ana.", key=None, **body):
    headers = {"Idempotency-Key": key} if key else {}
    return await agent.post(f"/v1/conversations/{ref}/replies", json={"text": text, **body}, headers=headers)


async def turns(client, conversation):
    return (await client.get(f"/v1/conversations/{conversation}")).json()["turns"]


async def ask(client, conversation, message="it still says 502", **body):
    return (await client.post("/v1/chat", json={"message": message, "conversation_id": conversation, **body})).json()


async def test_a_reply_reaches_the_person_as_a_persons(opened):
    async with opened() as client, signed_in(client, "Ana") as agent:
        conversation, ref = await talk(client, channel="widget")
        reply = await say(agent, ref)
        last = (await turns(client, conversation))[-1]
    assert reply.status_code == 201
    told = reply.json()
    assert (told["ref"], told["agent"], told["held_by"], told["reaches"]) == (ref, "Ana", "Ana", "widget")
    assert (last["author"], last["message"], last["answer"]) == ("agent", "Hello, this is Ana.", None)
    assert last["at"] == told["at"]


async def test_while_a_person_has_the_conversation_the_assistant_only_says_so(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        await say(agent, ref)
        answer = await ask(client, conversation, "I restarted my router and it did not help")
    assert (answer["outcome"], answer["text"]) == ("escalated_requested", WITH_PERSON)
    assert (answer["steps"], answer["citations"], answer["suggested_replies"]) == ([], [], [])
    assert answer["escalation"] is None
    tried = {one["step_id"] for one in answer["attempts"]}
    assert tried == {"clear-cache", "restart-connection"}, "it still listens"


async def test_what_is_said_meanwhile_is_kept_for_the_agent(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        await say(agent, ref)
        await ask(client, conversation, "it works on another network")
        seen = (await agent.get(f"/v1/assist/conversations/{ref}")).json()
    assert [turn["author"] for turn in seen["turns"]] == ["user", "assistant", "agent", "user", "assistant"]
    assert any("other networks: works" in line for line in seen["evidence"])


async def test_a_step_that_an_agent_named_is_what_the_next_message_is_about(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client, "502 bad gateway")
        await say(agent, ref, "Please clear your browser cache.")
        answer = await ask(client, conversation, "that did not help")
    assert [(one["step_id"], one["result"]) for one in answer["attempts"]] == [("clear-cache", "did_not_work")]


async def test_a_stream_in_a_held_conversation_says_the_one_sentence(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        await say(agent, ref)
        body = {"message": "still 502", "conversation_id": conversation}
        reply = await client.post("/v1/chat", json=body, headers={"Accept": "text/event-stream"})
    events = [line.removeprefix("event: ") for line in reply.text.splitlines() if line.startswith("event: ")]
    assert events == ["status", "sentence", "answer"]
    assert reply.text.count(WITH_PERSON) == 2


@pytest.mark.parametrize("language", languages())
def test_every_language_says_who_reads(language):
    assert len(phrasebook(language).lines("with_person")) == 1


async def test_given_back_the_assistant_answers_again_and_repeats_nothing(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        await say(agent, ref)
        await ask(client, conversation, "I also refreshed the page, no change")
        await agent.post(f"/v1/assist/conversations/{ref}/hold", json={"held": False})
        answer = await ask(client, conversation)
    assert answer["outcome"] == "answered_steps"
    assert not {step["id"] for step in answer["steps"]} & {"clear-cache", "refresh"}


async def test_an_agent_who_says_nothing_for_twelve_hours_has_let_go(opened, tmp_path):
    async with opened() as client, signed_in(client, "Ana") as ana, signed_in(client, "Ben") as ben:
        conversation, ref = await talk(client)
        await say(ana, ref)
        long_ago = (datetime.now(UTC) - timedelta(hours=12)).replace(tzinfo=None)
        with closing(sqlite3.connect(tmp_path / "data" / "signpost.db")) as database, database:
            database.execute("UPDATE conversations SET held_at = ?", [str(long_ago)])
        seen = (await ana.get(f"/v1/assist/conversations/{ref}")).json()
        answer = await ask(client, conversation)
        taken = await say(ben, ref, "Hello, this is Ben.")
    assert seen["held_by"] is None
    assert answer["outcome"] == "answered_steps"
    assert taken.json()["held_by"] == "Ben"


async def test_another_agents_conversation_is_not_answered(opened):
    async with opened() as client, signed_in(client, "Ana") as ana, signed_in(client, "Ben") as ben:
        conversation, ref = await talk(client)
        await say(ana, ref)
        refused = await say(ben, ref)
        said = [turn["message"] for turn in await turns(client, conversation) if turn["author"] == "agent"]
    assert refused.status_code == 409
    assert refused.json()["detail"] == "Ana has this conversation."
    assert said == ["Hello, this is Ana."]


async def test_a_repeated_request_says_it_once(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        first = await say(agent, ref, key="0123456789abcdef")
        second = await say(agent, ref, key="0123456789abcdef")
        other = await say(agent, ref, "Something else", key="0123456789abcdef")
        said = [turn for turn in await turns(client, conversation) if turn["author"] == "agent"]
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert other.status_code == 422
    assert len(said) == 1


async def test_a_repeat_after_a_crash_between_writing_and_answering_says_it_once(opened, tmp_path):
    """The claim of the key is gone or was taken over; the conversation itself knows that this was said."""
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        first = await say(agent, ref, key="0123456789abcdef")
        with closing(sqlite3.connect(tmp_path / "data" / "signpost.db")) as database, database:
            database.execute("DELETE FROM claims")
        second = await say(agent, ref, key="0123456789abcdef")
        said = [turn for turn in await turns(client, conversation) if turn["author"] == "agent"]
    assert first.json() == second.json()
    assert len(said) == 1


async def test_a_reply_in_another_process_is_known_here(opened, tmp_path):
    async with opened() as client:
        conversation, ref = await talk(client)
        token = await a_key(client, "Ana")
        async with opened() as second, browser(second) as there:
            reply = await there.post(f"/v1/conversations/{ref}/replies", json={"text": "Hi"}, headers=bearer(token))
        assert reply.status_code == 201
        answer = await ask(client, conversation)
        last = await turns(client, conversation)
    assert answer["text"] == WITH_PERSON
    assert [turn["author"] for turn in last] == ["user", "assistant", "agent", "user", "assistant"]


@pytest.mark.parametrize(
    "body", [{"text": ""}, {"text": " \u200b\x00"}, {"text": "x" * 4001}, {"text": "x", "a": 1}, {}]
)
async def test_a_reply_says_something_visible(opened, body):
    async with opened() as client:
        _, ref = await talk(client)
        headers = bearer(await a_key(client))
        reply = await client.post(f"/v1/conversations/{ref}/replies", json=body, headers=headers)
    assert reply.status_code == 422


async def test_a_reply_to_nobody_is_refused(opened):
    async with opened() as client, signed_in(client) as agent:
        reply = await say(agent, "r_0000000000")
    assert reply.status_code == 404


async def waiting(agent, symptom="bad-gateway"):
    return (await agent.get("/v1/assist/waiting", params={"symptom": symptom})).json()


async def broadcast(agent, refs, text="It is fixed. Please reload once.", key="a-key-for-one-broadcast"):
    return await agent.post(
        "/v1/assist/broadcast", json={"text": text, "refs": refs}, headers={"Idempotency-Key": key} if key else {}
    )


async def test_during_an_incident_those_who_wait_for_it_are_listed(opened):
    async with opened("conversations-down") as client, signed_in(client) as agent:
        refs = [(await talk(client, "chatgpt shows 502 bad gateway"))[1] for _ in range(2)]
        await talk(client, "I cannot log in to chatgpt")
        listed = await waiting(agent)
    assert {row["ref"] for row in listed["items"]} == set(refs)
    assert listed["symptom"] == "bad-gateway"
    assert listed["status"]["state"] == "outage"
    assert listed["next_cursor"] is None


async def test_who_waits_comes_in_parts(opened):
    async with opened("conversations-down") as client, signed_in(client) as agent:
        refs = [(await talk(client, "chatgpt shows 502 bad gateway"))[1] for _ in range(3)]
        found, cursor = [], None
        for size in (2, 1):
            asked = {"symptom": "bad-gateway", "limit": 2, **({"cursor": cursor} if cursor else {})}
            part = (await agent.get("/v1/assist/waiting", params=asked)).json()
            assert len(part["items"]) == size
            found, cursor = found + [row["ref"] for row in part["items"]], part["next_cursor"]
    assert (found, cursor) == (refs[::-1], None)


async def test_on_a_calm_day_only_those_wait_who_asked_for_something(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        assert (await waiting(agent))["items"] == []
        await client.post(f"/v1/conversations/{conversation}/handoff")
        assert [row["ref"] for row in (await waiting(agent))["items"]] == [ref]
        await agent.post(f"/v1/assist/queue/{ref}/close")
        assert (await waiting(agent))["items"] == []


async def test_one_message_goes_to_all_once_and_the_assistant_goes_on(opened):
    async with opened("conversations-down") as client, signed_in(client, "Ana") as agent:
        talks = [await talk(client, "chatgpt shows 502 bad gateway") for _ in range(3)]
        refs = [ref for _, ref in talks]
        first = await broadcast(agent, [*refs, refs[0], "r_0000000000"])
        second = await broadcast(agent, [*refs, refs[0], "r_0000000000"])
        said = [[turn["message"] for turn in await turns(client, one) if turn["author"] == "agent"] for one, _ in talks]
        answer = await ask(client, talks[0][0], "is it over?")
        trail = await client.app.state.front.desk.trail()
    assert first.status_code == 200
    assert first.json() == {
        "sent": refs,
        "skipped": [{"ref": "r_0000000000", "reason": "there is no such conversation"}],
    }
    assert second.json() == first.json()
    assert said == [["It is fixed. Please reload once."]] * 3
    assert answer["outcome"] == "answered_status"
    assert {entry.subject for entry in trail if entry.event == "broadcast"} == set(refs)


async def test_a_broadcast_that_was_cut_off_half_way_goes_on_where_it_stopped(opened, tmp_path):
    async with opened("conversations-down") as client, signed_in(client) as agent:
        first, second = [await talk(client, "chatgpt shows 502 bad gateway") for _ in range(2)]
        await broadcast(agent, [first[1]])
        with closing(sqlite3.connect(tmp_path / "data" / "signpost.db")) as database, database:
            database.execute("DELETE FROM claims")
        again = await broadcast(agent, [first[1], second[1]])
        said = [
            len([one for one in await turns(client, talk_id) if one["author"] == "agent"])
            for talk_id in (first[0], second[0])
        ]
    assert again.json() == {"sent": [first[1], second[1]], "skipped": []}
    assert said == [1, 1]


async def test_a_broadcast_leaves_other_agents_conversations_and_closed_ones_alone(opened):
    async with opened("conversations-down") as client, signed_in(client, "Ana") as ana, signed_in(client, "Ben") as ben:
        (_, held), (conversation, closed) = [await talk(client, "chatgpt shows 502") for _ in range(2)]
        await say(ben, held)
        await client.post(f"/v1/conversations/{conversation}/handoff")
        await ben.post(f"/v1/assist/queue/{closed}/close")
        told = (await broadcast(ana, [held, closed])).json()
    assert told["sent"] == []
    assert told["skipped"] == [{"ref": held, "reason": "Ben has it"}, {"ref": closed, "reason": "it is closed"}]


async def test_a_broadcast_needs_a_key_of_its_own(opened):
    async with opened() as client, signed_in(client) as agent:
        _, ref = await talk(client)
        assert (await broadcast(agent, [ref], key=None)).status_code == 400
        assert (await broadcast(agent, [ref] * 101)).status_code == 422
        assert (await broadcast(agent, [])).status_code == 422
