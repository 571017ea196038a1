"""A key is exchanged for a session: a cookie that scripts cannot read, a token for changes, and an end."""

from datetime import UTC, datetime, timedelta

import pytest

from api.auth import KeyScope
from api.sessions import COOKIE, LONGEST
from tests.api.agents import a_key, bearer, browser, signed_in
from tests.api.conftest import ADMIN


async def sign_in(client, key, **body):
    return await client.post("/v1/session", json={"key": key, **body})


async def test_a_key_becomes_a_cookie_that_scripts_cannot_read(opened):
    async with opened() as client:
        reply = await sign_in(client, await a_key(client, "Ana"))
        again = await client.get("/v1/session")
    assert reply.status_code == 201
    told = reply.json()
    assert told["agent"]["name"] == "Ana"
    assert told["scopes"] == ["assist"]
    assert told["idle_seconds"] == 1800
    cookie = reply.headers["set-cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert told["csrf"] not in cookie
    assert again.json() == told, "the token for changes has one value as long as the session lasts"


async def test_a_session_lasts_twelve_hours_at_most(opened):
    async with opened() as client:
        told = (await sign_in(client, await a_key(client))).json()
    left = datetime.fromisoformat(told["expires_at"]) - datetime.now(UTC)
    assert LONGEST - timedelta(minutes=1) < left <= LONGEST


async def test_a_framed_panel_gets_a_cookie_that_its_frame_may_send(opened):
    async with opened() as client:
        reply = await sign_in(client, await a_key(client), embedded=True)
    assert {"SameSite=None", "Secure", "Partitioned", "HttpOnly"} <= set(reply.headers["set-cookie"].split("; "))


async def test_over_https_the_cookie_is_for_https_only(opened):
    async with opened(trusted_proxies="127.0.0.0/8") as client:
        key = await a_key(client)
        told = await client.post("/v1/session", json={"key": key}, headers={"X-Forwarded-Proto": "https"})
    async with opened() as client:
        forged = await client.post("/v1/session", json={"key": key}, headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in told.headers["set-cookie"].split("; ")
    assert "Secure" not in forged.headers["set-cookie"].split("; "), "nobody trusts this proxy"


async def test_whatever_is_wrong_with_a_key_the_words_are_the_same(opened):
    async with opened() as client:
        store = client.app.state.front.store
        revoked = await a_key(client)
        await store.revoke_key(revoked[3:].partition(".")[0], datetime.now(UTC))
        good = await a_key(client)
        wrong = [revoked, "nonsense", "sp_1.2", good[:-1] + ("x" if good[-1] != "x" else "y")]
        replies = [await sign_in(client, key) for key in wrong]
    assert [reply.status_code for reply in replies] == [401] * 4
    assert len({(reply.json()["type"], reply.json()["detail"]) for reply in replies}) == 1
    assert not any("set-cookie" in reply.headers for reply in replies)


async def test_a_key_without_the_scope_is_told_so_and_the_administrator_is_an_agent(opened):
    async with opened() as client:
        refused = await sign_in(client, await a_key(client, "a program", KeyScope.SEARCH))
        admin = await sign_in(client, ADMIN)
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers
    assert (admin.status_code, admin.json()["scopes"]) == (201, ["admin"])


async def test_the_eleventh_try_within_five_minutes_has_to_wait(opened):
    async with opened() as client:
        replies = [await sign_in(client, "nonsense") for _ in range(11)]
        async with browser(client, "203.0.113.9") as other:
            elsewhere = await sign_in(other, "nonsense")
    assert [reply.status_code for reply in replies] == [401] * 10 + [429]
    assert 0 < int(replies[-1].headers["retry-after"]) <= 300
    assert elsewhere.status_code == 401, "another client is not punished"


async def test_a_change_needs_the_token_and_a_look_does_not(opened):
    async with opened() as client, signed_in(client) as agent:
        looked = await agent.get("/v1/assist/conversations")
        csrf = agent.headers.pop("X-CSRF-Token")
        bare = await agent.delete("/v1/session")
        wrong = await agent.delete("/v1/session", headers={"X-CSRF-Token": "é".encode()})
        still = await agent.get("/v1/session")
        right = await agent.delete("/v1/session", headers={"X-CSRF-Token": csrf})
    assert (looked.status_code, still.status_code) == (200, 200)
    assert (bare.status_code, wrong.status_code, right.status_code) == (403, 403, 204)
    assert bare.json()["type"].endswith("csrf-missing")


async def test_signing_out_ends_the_session_wherever_its_cookie_was_copied_to(opened):
    async with opened() as client, signed_in(client) as agent:
        copied = agent.cookies[COOKIE]
        assert (await agent.delete("/v1/session")).status_code == 204
        agent.cookies.clear()
        after = await agent.get("/v1/session", headers={"Cookie": f"{COOKIE}={copied}"})
    assert after.status_code == 401


async def test_a_revoked_key_ends_its_sessions_at_once(opened):
    async with opened() as client:
        token = await a_key(client)
        async with signed_in(client, token=token) as agent:
            assert (await agent.get("/v1/session")).status_code == 200
            await client.app.state.front.store.revoke_key(token[3:].partition(".")[0], datetime.now(UTC))
            assert (await agent.get("/v1/session")).status_code == 401
            assert (await agent.get("/v1/assist/conversations")).status_code == 401


async def test_signing_in_again_ends_the_session_before(opened):
    async with opened() as client, signed_in(client) as agent:
        before = agent.cookies[COOKIE]
        assert (await sign_in(agent, await a_key(client, "Ben"))).json()["agent"]["name"] == "Ben"
        async with browser(client) as other:
            old = await other.get("/v1/session", headers={"Cookie": f"{COOKIE}={before}"})
    assert old.status_code == 401


async def test_a_token_outranks_the_cookie_beside_it(opened):
    async with opened() as client, signed_in(client) as agent:
        wrong = await agent.get("/v1/assist/conversations", headers=bearer("sp_1.2"))
    assert wrong.status_code == 401


@pytest.mark.parametrize("cookie", ["", "x" * 300, "nonsense", "é"])
async def test_a_cookie_that_is_none_of_ours_opens_nothing(opened, cookie):
    async with opened() as client:
        reply = await client.get("/v1/session", headers={"Cookie": f"{COOKIE}={cookie}".encode()})
    assert reply.status_code == 401


async def test_only_hashes_of_a_session_are_kept(opened, tmp_path):
    async with opened() as client, signed_in(client) as agent:
        kept, csrf = agent.cookies[COOKIE], agent.headers["X-CSRF-Token"]
    everything = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("signpost.db*"))
    assert b"assist_sessions" in everything
    assert kept.encode() not in everything
    assert csrf.encode() not in everything


async def test_signing_in_and_being_refused_are_on_the_trail(opened):
    async with opened() as client:
        await sign_in(client, "nonsense")
        async with signed_in(client, "Ana") as agent:
            await agent.delete("/v1/session")
        trail = await client.app.state.front.desk.trail()
    assert [(entry.event, entry.agent.name) for entry in reversed(trail)] == [
        ("sign_in_refused", ""),
        ("sign_in", "Ana"),
        ("sign_out", "Ana"),
    ]
