"""The trail names who, what and which; it never stops anything and never holds what anybody wrote."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from api.audit import audit
from api.auth import Identity
from bot.desk.desk import Desk
from bot.desk.records import Agent, Entry
from channels.assist.settings import AssistSettings
from infra.telemetry import build_log
from tests.api.agents import a_key, bearer, browser, talk
from tests.api.conftest import build, settings_in

ANA = Identity("k1", "Ana", frozenset({"assist"}), "hash")


def lines(log):
    return [line for text in log.getvalue().splitlines() if (line := json.loads(text))["event"] == "audit"]


async def test_what_an_agent_does_is_a_line_in_the_log_and_one_in_the_database(tmp_path):
    log = io.StringIO()
    app = build(settings_in(tmp_path), log)
    async with app.router.lifespan_context(app), browser(SimpleNamespace(app=app)) as client:
        _, ref = await talk(client)
        token = await a_key(client, "Ana")
        reply = await client.post(
            f"/v1/conversations/{ref}/replies", json={"text": "a private word"}, headers=bearer(token)
        )
        await audit(app.state.front, "gap_covered", ANA, "gap_1", "of a test")
        (covered, replied) = await app.state.front.desk.trail()
    assert reply.status_code == 201
    assert [(one["reason"], one["subject"]) for one in lines(log)] == [("reply", ref), ("gap_covered", "gap_1")]
    assert (replied.event, replied.agent.name, replied.subject) == ("reply", "Ana", ref)
    assert (covered.event, covered.agent.id, covered.detail) == ("gap_covered", "k1", "of a test")
    assert "a private word" not in log.getvalue() + str(replied)
    assert token.partition(".")[2] not in log.getvalue()


async def test_lines_past_their_time_are_erased_when_the_server_starts(tmp_path):
    settings = replace(settings_in(tmp_path), assist=AssistSettings(audit_days=30))
    for kept in (["e_old", "e_new"], ["e_new"]):
        app = build(settings)
        async with app.router.lifespan_context(app):
            desk = app.state.front.desk
            if len(kept) == 2:
                for name, days in (("e_old", 31), ("e_new", 29)):
                    await desk.note(Entry(name, datetime.now(UTC) - timedelta(days=days), "hold", Agent("k1", "Ana")))
            assert sorted(line.id for line in await desk.trail()) == sorted(kept)


async def test_a_database_that_fails_does_not_stop_what_is_noted(tmp_path):
    (tmp_path / "file").write_text("no folder")
    log = io.StringIO()
    desk = Desk(f"sqlite:///{tmp_path}/file/signpost.db")
    await audit(SimpleNamespace(desk=desk, log=build_log(log)), "sign_in", ANA)
    await desk.aclose()
    assert [one["reason"] for one in lines(log)] == ["sign_in"]
