"""The same key and body give the first result; anything else under the key is refused."""

from datetime import UTC, datetime

import pytest
from pydantic import BaseModel
from starlette.requests import Request

from api.idempotency import claim_key
from api.problems import KEY_IN_FLIGHT, KEY_MALFORMED, KEY_MISMATCH, Refusal
from bot.conversations.memory import MemoryStore
from bot.models import Channel, Conversation

KEY = "retry-0123456789abcdef"


class Body(BaseModel):
    message: str = "hi"


@pytest.fixture
async def store():
    kept = MemoryStore()
    now = datetime.now(UTC)
    await kept.create(Conversation("c_1", "r_1", now, now, "en", Channel.API))
    return kept


def request(*keys, client="203.0.113.9", path="/v1/chat", authorization=None):
    headers = [(b"idempotency-key", key.encode("latin-1")) for key in keys]
    if authorization:
        headers.append((b"authorization", authorization.encode()))
    return Request({"type": "http", "path": path, "headers": headers, "client": (client, 1)})


async def claimed(store, asked=None, body=None):
    return await claim_key(asked or request(KEY), body or Body(), store, ())


async def refusal(store, asked=None, body=None):
    with pytest.raises(Refusal) as caught:
        await claimed(store, asked, body)
    return caught.value


async def test_without_a_key_nothing_is_kept(store):
    once = await claimed(store, request())
    assert once.claim is None
    assert once.replay is None
    await once.finish("c_1", "a_1")
    await once.release()


async def test_a_retry_gets_the_first_result(store):
    await (await claimed(store)).finish("c_1", "a_1")
    assert (await claimed(store)).replay == "a_1"


async def test_an_empty_result_is_a_result(store):
    await (await claimed(store)).finish("c_1", "")
    assert (await claimed(store)).replay == ""


async def test_while_the_first_is_answered_a_retry_is_409_with_retry_after(store):
    await claimed(store)
    refused = await refusal(store)
    assert refused.kind is KEY_IN_FLIGHT
    assert int(refused.headers["Retry-After"]) > 0


async def test_another_body_is_422_during_and_after(store):
    once = await claimed(store)
    assert (await refusal(store, body=Body(message="other"))).kind is KEY_MISMATCH
    await once.finish("c_1", "a_1")
    assert (await refusal(store, body=Body(message="other"))).kind is KEY_MISMATCH


async def test_the_same_body_to_another_call_is_another_request(store):
    await (await claimed(store)).finish("c_1", "a_1")
    assert (await refusal(store, request(KEY, path="/v1/feedback"))).kind is KEY_MISMATCH


async def test_a_key_is_bound_to_its_client(store):
    await (await claimed(store)).finish("c_1", "a_1")
    stranger = await claimed(store, request(KEY, client="203.0.113.10"))
    assert stranger.replay is None


async def test_a_client_with_a_token_keeps_its_keys_when_its_address_changes(store):
    first = await claimed(store, request(KEY, authorization="Bearer sp_1.x"))
    await first.finish("c_1", "a_1")
    moved = await claimed(store, request(KEY, client="203.0.113.10", authorization="Bearer sp_1.x"))
    assert moved.replay == "a_1"


async def test_after_a_failure_the_retry_is_new(store):
    once = await claimed(store)
    with pytest.raises(RuntimeError):
        async with once.held():
            raise RuntimeError
    assert (await claimed(store)).replay is None


async def test_success_inside_keeps_the_key(store):
    once = await claimed(store)
    async with once.held():
        pass
    await once.finish("c_1", "a_1")
    assert (await claimed(store)).replay == "a_1"


async def test_erasing_the_conversation_erases_its_keys(store):
    await (await claimed(store)).finish("c_1", "a_1")
    await store.erase("c_1")
    assert (await claimed(store)).replay is None


@pytest.mark.parametrize("key", ["short", "x" * 15, "x" * 201, "has spaces in the key", "ünïcödé-key-0123456", ""])
async def test_a_key_must_be_long_enough_and_printable(store, key):
    assert (await refusal(store, request(key))).kind is KEY_MALFORMED


async def test_two_keys_are_no_key(store):
    assert (await refusal(store, request(KEY, KEY + "2"))).kind is KEY_MALFORMED


@pytest.mark.parametrize("key", ["x" * 16, "x" * 200, "8e03978e-40d5-43e8-bc93-6894a57f9324", '"quoted-0123456789"'])
async def test_sensible_keys_are_taken(store, key):
    assert (await claimed(store, request(key))).claim is not None
