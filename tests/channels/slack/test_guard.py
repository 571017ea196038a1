"""Only what Slack signed gets in, whatever else arrives; nothing makes the door break."""

from __future__ import annotations

import contextlib
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.slack import guard
from tests.channels.slack.sending import SECRET, WAY, as_form, as_json, mention, signed

NOW = 1_700_000_000.0


def spoilt(number: int, chance: random.Random) -> tuple[bytes, dict[str, str], int]:
    """Return a request that is not to be taken, and the only status it may get."""
    body, _ = as_json(mention(number))
    good = signed(body)
    headers = [
        {**good, "X-Slack-Signature": "v0=" + chance.randbytes(32).hex()},
        {**good, "X-Slack-Signature": good["X-Slack-Signature"].upper()},
        {**good, "X-Slack-Signature": "é" * 20},
        {**good, "X-Slack-Signature": ""},
        {**good, "X-Slack-Request-Timestamp": "abc"},
        {**good, "X-Slack-Request-Timestamp": "9" * 400},
        {**good, "X-Slack-Request-Timestamp": "-1"},
        {**good, "X-Slack-Request-Timestamp": "١٢٣"},
        signed(body, secret="another"),
        signed(body, age=301),
        signed(body, age=-301),
        {"Content-Type": "application/json"},
    ]
    garbled = [b"", b"{", b"[1]", b"null", b"\xff\xfe", b'"text"', b"[" * 5000, b'{"a":' * 100 + b"1" + b"}" * 100]
    garbled.append(b'{"n": ' + b"9" * 5000 + b"}")
    forms = [b"payload=%7B", b"payload=[]", b"payload=%FF", b"&" * 300, b"payload"]
    kind = number % 3
    if kind == 0:
        return body, chance.choice(headers), 401
    if kind == 1:
        chosen = chance.choice(garbled)
        return chosen, signed(chosen), 400
    chosen = chance.choice(forms[:3])
    return chosen, signed(chosen, "application/x-www-form-urlencoded"), 400


async def test_500_forged_or_garbled_requests_are_refused_and_leave_nothing(joined):
    chance = random.Random(7)
    async with joined() as bot:
        for number in range(500):
            body, headers, expected = spoilt(number, chance)
            raw = {name: value.encode("utf-8") for name, value in headers.items()}
            answered = await bot.client.post(WAY, content=body, headers=raw)
            assert answered.status_code == expected, (body[:80], headers)
            assert answered.headers["content-type"] == "application/problem+json"
        assert await bot.app.state.front.slack.left() == 0
    assert bot.slack.replies == []


async def test_a_body_too_large_is_refused_before_it_is_read(joined):
    async with joined() as bot:
        body = b"x" * 70_000
        assert (await bot.client.post(WAY, content=body, headers=signed(body))).status_code == 413


async def test_without_a_token_there_is_no_such_door(opened):
    async with opened() as client:
        body, kind = as_json(mention(1))
        assert (await client.post(WAY, content=body, headers=signed(body, kind))).status_code == 404


async def test_a_signed_request_is_not_taken_twice(joined):
    """A request that somebody caught and sends again within the five minutes."""
    body, kind = as_form({"command": "/signpost", "text": "x", "trigger_id": "t1", "team_id": "T1", "user_id": "U1"})
    async with joined() as bot:
        for _ in range(3):
            assert (await bot.client.post(WAY, content=body, headers=signed(body, kind))).status_code == 200
        await bot.settled()
    assert len(bot.slack.of("chat.postEphemeral")) == 1


@given(st.binary(max_size=200), st.sampled_from(["application/json", "application/x-www-form-urlencoded", "", "☃"]))
@settings(max_examples=300)
def test_any_signed_bytes_are_an_object_or_malformed(body, form):
    with contextlib.suppress(guard.Malformed):
        assert isinstance(guard.read(form, body), dict)


@given(st.text(max_size=30), st.text(max_size=80), st.binary(max_size=50))
def test_any_headers_are_judged_and_only_the_right_ones_pass(sent_at, signature, body):
    with pytest.raises(guard.Forged):
        guard.check(SECRET, sent_at, signature, body, NOW)
    ours = guard.sign(SECRET, str(int(NOW)), body)
    guard.check(SECRET, str(int(NOW)), ours, body, NOW + guard.WINDOW_SECONDS)
    with pytest.raises(guard.Forged):
        guard.check(SECRET, str(int(NOW)), ours, body + b" ", NOW)


def test_nesting_is_bounded():
    deep = b"[" * 100 + b"]" * 100
    with pytest.raises(guard.Malformed):
        guard.read("application/json", b'{"a": ' + deep + b"}")
    assert guard.read("application/json", json.dumps({"a": [[1]]}).encode()) == {"a": [[1]]}
