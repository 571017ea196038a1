"""`notify`: one message when the incident that blocked this person is over."""

from datetime import UTC, datetime

import pytest

from api.schemas import ConversationObject, NotifyObject
from status.factory import build_source
from tests.api.conftest import settings_in


async def blocked(client, message="chatgpt says 502 bad gateway"):
    answer = (await client.post("/v1/chat", json={"message": message})).json()
    return f"/v1/conversations/{answer['conversation_id']}"


async def reads(client, folder, times):
    """Let the notifier see the page read anew so many times."""
    notifier = client.app.state.front.notifier
    source = build_source(settings_in(folder, "all-fine").status)
    for _ in range(times):
        await notifier.note(await source.read())
        await notifier.deliver()


async def test_who_waits_is_told_in_the_conversation_and_only_once(opened, tmp_path):
    async with opened("conversations-down") as client:
        where = await blocked(client)
        asked = await client.post(f"{where}/notify")
        assert asked.status_code == 202
        assert NotifyObject.model_validate(asked.json()).waits_for
        await reads(client, tmp_path, 5)
        talk = ConversationObject.model_validate((await client.get(where)).json())
    *_, answered, told = talk.turns
    assert len(talk.turns) == 3
    assert answered.answer is not None
    assert (told.author, told.answer) == ("assistant", None)
    assert told.message.startswith("The status page shows this as over")


async def test_who_withdraws_is_not_told(opened, tmp_path):
    async with opened("conversations-down") as client:
        where = await blocked(client)
        await client.post(f"{where}/notify", json={})
        assert (await client.delete(f"{where}/notify")).status_code == 204
        assert (await client.delete(f"{where}/notify")).status_code == 204
        await reads(client, tmp_path, 4)
        assert len((await client.get(where)).json()["turns"]) == 2


async def test_asking_twice_is_one_wish(opened):
    async with opened("conversations-down") as client:
        where = await blocked(client)
        first, second = [(await client.post(f"{where}/notify")).json() for _ in range(2)]
    assert first == second


async def test_with_nothing_posted_there_is_nothing_to_wait_for(opened):
    async with opened("all-fine") as client:
        refused = await client.post(f"{await blocked(client)}/notify")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:signpost:problem:nothing-to-await")


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_a_conversation_that_nobody_has_is_not_found(opened, method):
    async with opened() as client:
        assert (await client.request(method, "/v1/conversations/c_nobody/notify")).status_code == 404


async def test_unknown_fields_are_refused(opened):
    async with opened("conversations-down") as client:
        refused = await client.post(f"{await blocked(client)}/notify", json={"mail": "kim@example.com"})
    assert refused.status_code == 422


async def test_many_people_with_one_symptom_are_heard_and_agents_see_it_before(opened):
    """Five addresses report the same under a green page: the fifth is told that it is likely everyone."""
    async with opened("all-fine", trusted_proxies="127.0.0.1") as client:
        scopes = []
        for number in range(5):
            forwarded = {"X-Forwarded-For": f"198.51.100.{number}"}
            reply = await client.post("/v1/chat", json={"message": "chatgpt 502 bad gateway"}, headers=forwarded)
            scopes.append((reply.json()["verdict"]["scope"], reply.json()["verdict"]["certainty"]))
            if number == 3:
                before = client.app.state.front.metrics.exposition().decode()
        text = reply.json()["text"]
        level = client.app.state.front.warning.level("bad-gateway", datetime.now(UTC))
    assert scopes == [("just_you", "unconfirmed")] * 4 + [("everyone", "likely")]
    assert 'signpost_reports_callers{symptom="bad-gateway"} 4.0' in before
    assert "not confirmed" in text
    assert level.callers == 5


async def test_one_address_alone_is_never_heard_as_many(opened):
    async with opened("all-fine") as client:
        for _ in range(8):
            reply = await client.post("/v1/chat", json={"message": "chatgpt 502 bad gateway"})
    assert reply.json()["verdict"]["scope"] == "just_you"
