"""A suggestion knows the incident and the attempts, says what it rests on, and changes nothing by being asked for."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import pytest

from api.suggest_schemas import AssistBrief
from bot.settings import BotSettings
from bot.writers.prompt import STYLES
from channels.assist.settings import AssistSettings
from knowledge.settings import SHIPPED_GUIDES
from status.settings import StatusSettings
from tests.api.agents import signed_in, talk
from tests.api.conftest import build, settings_in
from tests.chatwoot_server import TOKEN, a_helpdesk, a_message
from tests.llm_server import model_server

PASTED = [
    {"role": "customer", "text": "hi", "at": "2026-11-20T14:00:00Z"},
    {
        "role": "customer",
        "text": "chatgpt shows 502 bad gateway, I already cleared my cache",
        "at": "2026-11-20T14:01:00Z",
    },
    {"role": "agent", "text": "Please refresh the page."},
    {"role": "customer", "text": "that did not help"},
]


async def suggest(agent, **body):
    reply = await agent.post("/v1/assist/suggest", json=body)
    assert reply.status_code == 200, reply.text
    AssistBrief.model_validate(reply.json())
    return reply.json()


async def everything(client):
    front = client.app.state.front
    return (await front.store.listed()).items


async def test_a_suggestion_goes_on_where_the_conversation_stands(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        before = await client.get(f"/v1/conversations/{conversation}")
        brief = await suggest(agent, conversation=ref)
        after = await client.get(f"/v1/conversations/{conversation}")
    assert brief["ref"] == ref
    assert brief["abstained"] is None
    assert brief["symptom"] == "bad-gateway"
    assert [(one["step_id"], one["result"]) for one in brief["attempts"]] == [("clear-cache", "did_not_work")]
    assert brief["next_step"]["id"] not in ("clear-cache", None)
    assert "minute" in brief["next_step"]["why"]
    assert brief["suggestion"]["text"] == brief["answer"]["text"]
    cited = {one["n"] for one in brief["suggestion"]["citations"]}
    assert {n for one in brief["suggestion"]["sentences"] for n in one["citations"]} <= cited
    assert brief["next_step"]["citation"] in cited
    assert 1 <= len(brief["missing_information"]) <= 3
    assert "clear-cache" not in [step["id"] for step in brief["answer"]["steps"]]
    assert conversation not in str(brief), "agents never see what opens a conversation"
    assert before.json() == after.json(), "nothing is said, and nothing is remembered"


async def test_asking_for_a_person_does_not_make_the_suggestion_forget_the_trouble(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        await client.post("/v1/chat", json={"message": "let me talk to a human", "conversation_id": conversation})
        await client.post(f"/v1/conversations/{conversation}/handoff")
        brief = await suggest(agent, conversation=ref)
    assert brief["answer"]["outcome"] == "answered_steps"
    assert "cleared my cache" in brief["summary"] or "Clear your browser cache" in brief["summary"]


async def test_while_an_agent_has_the_conversation_the_suggestion_still_says_what_the_guide_says(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        await agent.post(f"/v1/assist/conversations/{ref}/hold", json={"held": True})
        await client.post("/v1/chat", json={"message": "still 502", "conversation_id": conversation})
        brief = await suggest(agent, conversation=ref)
    assert brief["answer"]["outcome"] == "answered_steps"


async def test_a_pasted_transcript_adds_up_and_leaves_no_conversation(opened):
    async with opened() as client, signed_in(client) as agent:
        brief = await suggest(agent, transcript=PASTED)
        assert await everything(client) == ()
    assert brief["ref"] is None
    assert {one["step_id"] for one in brief["attempts"]} == {"clear-cache", "refresh"}
    assert brief["next_step"]["id"] not in {"clear-cache", "refresh"}
    assert brief["attempts"][0]["at"] == "2026-11-20T14:01:00Z"
    assert "2026-11-20 14:01 UTC" in brief["summary"] or "since" in brief["summary"]


async def test_an_incident_is_known_to_the_suggestion(opened):
    async with opened("conversations-down") as client, signed_in(client) as agent:
        _, ref = await talk(client)
        brief = await suggest(agent, conversation=ref)
    assert brief["verdict"]["scope"] == "everyone"
    assert brief["status"]["state"] == "outage"
    assert brief["next_step"] is None
    assert brief["missing_information"] == [], "waiting is all there is to do"
    assert any("OpenAI status, read" in line for line in brief["evidence"])


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("how do I bake sourdough bread?", "guide"),
        ("I want a human", "asked for a person"),
        ("hello", "not said what is wrong"),
    ],
)
async def test_where_the_guide_has_nothing_it_abstains_in_words(opened, message, why):
    async with opened() as client, signed_in(client) as agent:
        brief = await suggest(agent, transcript=[{"role": "customer", "text": message}])
    assert why in brief["abstained"]
    assert brief["suggestion"] == {"text": "", "sentences": [], "citations": []}


async def test_a_suggestion_speaks_the_customers_language_and_the_brief_the_agents(opened):
    async with opened(guides=(SHIPPED_GUIDES / "en", SHIPPED_GUIDES / "de")) as client, signed_in(client) as agent:
        brief = await suggest(
            agent, transcript=[{"role": "customer", "text": "ChatGPT zeigt 502, ich habe den Cache schon geleert"}]
        )
    assert brief["language"] == "de"
    assert "Kunde" not in brief["summary"]
    assert "Tried so far" in brief["summary"]
    assert brief["answer"]["language"] == "de"


@pytest.mark.parametrize(("locale", "language"), [(None, "en"), ("de", "de"), ("de-AT", "de")])
async def test_where_the_words_of_a_transcript_tell_no_language_the_locale_does(opened, locale, language):
    said = {"transcript": [{"role": "customer", "text": "502"}], **({"locale": locale} if locale else {})}
    async with opened(guides=(SHIPPED_GUIDES / "en", SHIPPED_GUIDES / "de")) as client, signed_in(client) as agent:
        assert (await suggest(agent, **said))["answer"]["language"] == language


async def test_others_of_the_last_hour_with_the_same_symptom_are_named_by_reference(opened):
    async with opened() as client, signed_in(client) as agent:
        other, other_ref = await talk(client)
        _, ref = await talk(client)
        await talk(client, "what can you do?")
        brief = await suggest(agent, conversation=ref)
    (similar,) = brief["similar"]
    assert (similar["conversation"], similar["symptom"], similar["outcome"]) == (
        other_ref,
        "bad-gateway",
        "answered_steps",
    )
    assert other not in str(brief)


async def test_personal_data_of_a_transcript_is_masked_everywhere(opened):
    pasted = [{"role": "customer", "text": "502 bad gateway, write to kim@example.com, I cleared my cache"}]
    async with opened() as client, signed_in(client) as agent:
        brief = await suggest(agent, transcript=pasted)
    assert "kim@example.com" not in str(brief)


async def test_a_brief_names_the_styles_that_may_be_asked_for_and_none_without_a_model(opened):
    async with opened() as client, signed_in(client) as agent:
        brief = await suggest(agent, transcript=PASTED)
    assert (brief["style"], brief["styles"], brief["answer"]["writer"]) == ("plain", [], "extractive")


@pytest.mark.parametrize("style", ["shorter", "friendlier"])
async def test_a_style_is_told_to_the_model_and_to_the_agent(tmp_path, style):
    async with model_server() as model:
        bot = BotSettings(llm="openai:any", llm_base_url=model.url, llm_api_key="a-key")
        app = build(replace(settings_in(tmp_path), bot=bot))
        async with app.router.lifespan_context(app), signed_in(SimpleNamespace(app=app)) as agent:
            await asyncio.to_thread(app.state.front.library.wait_ready, 60)
            brief = await suggest(agent, transcript=PASTED, style=style)
    assert (brief["style"], brief["styles"]) == (style, ["plain", "shorter", "friendlier"])
    assert brief["answer"]["writer"] == "llm"
    assert STYLES[style] in model.bodies[-1]["messages"][0]["content"]


async def stale(agent, brief):
    return (await agent.get(f"/v1/assist/suggestions/{brief['id']}")).json()


async def test_a_suggestion_is_stale_once_the_customer_wrote(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        brief = await suggest(agent, conversation=ref)
        fresh = await stale(agent, brief)
        await agent.post(f"/v1/conversations/{ref}/replies", json={"text": "One moment."})
        still = await stale(agent, brief)
        await client.post("/v1/chat", json={"message": "still 502", "conversation_id": conversation})
        gone = await stale(agent, brief)
    assert fresh == {"id": brief["id"], "stale": False, "because": None}
    assert still == fresh
    assert gone == {"id": brief["id"], "stale": True, "because": "customer_wrote"}


async def test_a_suggestion_is_stale_once_the_status_page_shows_something_else(tmp_path):
    played = replace(settings_in(tmp_path), status=StatusSettings(platform="fixed"))
    app = build(played)
    async with app.router.lifespan_context(app):
        await asyncio.to_thread(app.state.front.library.wait_ready, 60)
        async with signed_in(SimpleNamespace(app=app)) as agent:
            await agent.post("/demo/scenes", json={"scene": "calm"})
            brief = await suggest(agent, transcript=PASTED)
            fresh = await stale(agent, brief)
            await agent.post("/demo/scenes", json={"scene": "outage"})
            told = await stale(agent, brief)
    assert fresh["stale"] is False
    assert told == {"id": brief["id"], "stale": True, "because": "status_changed"}


async def test_a_suggestions_answer_can_be_explained_and_so_can_any_other(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        answer = (await client.get(f"/v1/conversations/{conversation}")).json()["turns"][-1]["answer"]
        brief = await suggest(agent, conversation=ref)
        told = [
            (await agent.get(f"/v1/answers/{one}/explanation")).json() for one in (answer["id"], brief["answer"]["id"])
        ]
        missing = await agent.get("/v1/answers/a_nothing/explanation")
        trail = await client.app.state.front.desk.trail(subject=answer["id"])
    for one in told:
        assert one["ref"] == ref
        assert one["reason"]
        assert one["hits"][0]["score"] > 0
        assert {"rejected", "checks", "timings", "query", "intent"} <= set(one)
        assert one["timings"]["seconds"] > 0
        assert one["status"]["source"] == "OpenAI status"
        assert conversation not in str(one)
    assert missing.status_code == 404
    assert [entry.event for entry in trail] == ["explanation"]


async def test_erasing_a_conversation_erases_what_was_suggested_in_it(opened):
    async with opened() as client, signed_in(client) as agent:
        conversation, ref = await talk(client)
        brief = await suggest(agent, conversation=ref)
        await client.delete(f"/v1/conversations/{conversation}")
        assert (await agent.get(f"/v1/assist/suggestions/{brief['id']}")).status_code == 404
        assert (await agent.get(f"/v1/answers/{brief['answer']['id']}/explanation")).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "conversation"),
        ({"conversation": "r_0123456789", "transcript": PASTED}, "conversation"),
        ({"transcript": []}, "transcript"),
        ({"transcript": [{"role": "agent", "text": "Hello"}]}, "transcript"),
        ({"transcript": [{"role": "bot", "text": "Hello"}]}, "transcript.0.role"),
        ({"transcript": PASTED, "style": "shorter"}, "style"),
        ({"chatwoot": {"account_id": "1; drop", "conversation_id": 2}}, "chatwoot.account_id"),
        ({"chatwoot": {"account_id": 1, "conversation_id": -2}}, "chatwoot.conversation_id"),
        ({"conversation": "c_secret"}, "conversation"),
    ],
)
async def test_what_cannot_be_suggested_for_is_refused_by_field(opened, body, field):
    async with opened() as client, signed_in(client) as agent:
        reply = await agent.post("/v1/assist/suggest", json=body)
    assert reply.status_code == 422
    assert [one["field"] for one in reply.json()["errors"]] == [field]


async def test_a_conversation_that_is_not_there_and_a_helpdesk_that_is_not_configured(opened):
    async with opened() as client, signed_in(client) as agent:
        nobody = await agent.post("/v1/assist/suggest", json={"conversation": "r_0000000000"})
        helpdesk = await agent.post("/v1/assist/suggest", json={"chatwoot": {"account_id": 1, "conversation_id": 2}})
        nothing = await agent.get("/v1/assist/suggestions/g_nothing")
    assert (nobody.status_code, helpdesk.status_code, nothing.status_code) == (404, 409, 404)


async def test_a_conversation_in_chatwoot_is_read_there_by_its_ids(tmp_path):
    async with a_helpdesk() as desk:
        desk.conversations[(3, 7)] = [
            a_message(1, "chatgpt says 502, I cleared the cache"),
            a_message(2, "he is a difficult one", 1, private=True),
        ]
        assist = AssistSettings(chatwoot_url=desk.url, chatwoot_token=TOKEN)
        app = build(replace(settings_in(tmp_path), assist=assist))
        async with app.router.lifespan_context(app), signed_in(SimpleNamespace(app=app)) as agent:
            await asyncio.to_thread(app.state.front.library.wait_ready, 60)
            brief = await suggest(agent, chatwoot={"account_id": 3, "conversation_id": 7})
            unknown = await agent.post("/v1/assist/suggest", json={"chatwoot": {"account_id": 3, "conversation_id": 8}})
            desk.status = 500
            silent = await agent.post("/v1/assist/suggest", json={"chatwoot": {"account_id": 3, "conversation_id": 7}})
    assert brief["ref"] is None
    assert [one["step_id"] for one in brief["attempts"]] == ["clear-cache"]
    assert "difficult" not in str(brief)
    assert (unknown.status_code, silent.status_code) == (404, 503)
    assert silent.headers["retry-after"]
