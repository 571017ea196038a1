"""Signed webhooks, by a receiver that checks them with the specification's own library."""

import base64
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook as Receiver
from standardwebhooks.webhooks import WebhookVerificationError

from infra.webhook import Posted, Webhook, is_secret
from tests.bot.receiver import receiving

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()


async def test_a_message_is_signed_and_a_changed_one_is_refused():
    async with receiving(200) as (url, got):
        assert await Webhook(url, SECRET).post("n_1", datetime.now(UTC), {"text": "über"}) is Posted.TAKEN
    headers, body = got.requests[0]
    assert Receiver(SECRET).verify(body, headers) == {"text": "über"}
    assert headers["webhook-id"] == "n_1"
    with pytest.raises(WebhookVerificationError):
        Receiver(SECRET).verify(body.replace(b"text", b"test"), headers)


@pytest.mark.parametrize(
    ("status", "came"),
    [(202, Posted.TAKEN), (410, Posted.GONE), (301, Posted.LATER), (404, Posted.LATER), (503, Posted.LATER)],
)
async def test_what_the_receiver_answers_decides_what_comes_next(status, came):
    async with receiving(status) as (url, _):
        assert await Webhook(url, SECRET).post("n_1", datetime.now(UTC), {}) is came


async def test_nobody_there_is_later():
    async with receiving(200) as (url, _):
        pass
    assert await Webhook(url, SECRET).post("n_1", datetime.now(UTC), {}) is Posted.LATER


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (SECRET, True),
        (SECRET.removeprefix("whsec_"), True),
        ("whsec_", False),
        ("whsec_short", False),
        ("whsec_" + base64.b64encode(b"s" * 23).decode(), False),
        ("whsec_" + base64.b64encode(b"s" * 65).decode(), False),
        ("not base64 at all, not base64 at all!", False),
    ],
)
def test_a_secret_is_24_to_64_bytes_in_base64(text, right):
    assert is_secret(text) is right
