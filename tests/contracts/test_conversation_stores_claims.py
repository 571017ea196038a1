"""Whatever keeps conversations keeps handoffs, idempotency keys and API keys by the same promises."""

import asyncio
from dataclasses import replace

from bot.records import ClaimState, Key
from tests.bot.conversations.builders import (
    NOW,
    a_packet,
    a_talk,
    later,
    said,
)

# Handoffs


async def test_a_handoff_has_one_id_and_its_newest_content(store):
    talk = a_talk()
    await said(store, talk)
    first = await store.handoff(talk.id, a_packet(await store.get(talk.id), later(1)), "call me")
    await said(store, replace(await store.get(talk.id), updated_at=later(2)), "still broken")
    second = await store.handoff(talk.id, a_packet(await store.get(talk.id), later(3)))
    assert second.id == first.id
    assert second.packet.created_at == first.packet.created_at == later(1)
    assert second.updated_at == later(3)
    assert [line.text for line in second.packet.transcript][2] == "still broken"
    assert second.contact == "call me"
    assert second.ref == talk.ref
    assert await store.handoff_by_ref(talk.ref) == second
    assert await store.handoff_by_ref("r_nope") is None
    assert await store.handoff("c_nope", a_packet(talk)) is None


async def test_a_claimed_handoff_belongs_to_one_agent_and_stays_as_it_was(store):
    talk = a_talk()
    await said(store, talk)
    assert not await store.claim_handoff(talk.ref, "ana", NOW), "there is none yet"
    first = await store.handoff(talk.id, a_packet(talk))
    assert await store.claim_handoff(talk.ref, "ana", later(1))
    assert await store.claim_handoff(talk.ref, "ana", later(2)), "claiming again is harmless"
    assert not await store.claim_handoff(talk.ref, "ben", later(3))
    again = await store.handoff(talk.id, a_packet(replace(talk, language="de"), later(4)), "new contact")
    assert again.packet == first.packet
    assert (again.claimed_by, again.claimed_at, again.contact) == ("ana", later(1), "new contact")


# Claims


async def test_a_key_gives_the_first_result_for_a_day(store):
    first = await store.claim("key", "client", "body", NOW)
    assert first.state is ClaimState.NEW
    assert (await store.claim("key", "client", "body", later(1))).state is ClaimState.IN_FLIGHT
    assert (await store.claim("key", "client", "other", later(1))).state is ClaimState.OTHER_BODY
    await store.finish(first, None, '{"answer":1}')
    done = await store.claim("key", "client", "body", later(86_399))
    assert (done.state, done.response) == (ClaimState.DONE, '{"answer":1}')
    other = await store.claim("key", "client", "other", later(86_399))
    assert (other.state, other.response) == (ClaimState.OTHER_BODY, None)
    assert (await store.claim("key", "client", "other", later(86_400))).state is ClaimState.NEW


async def test_a_key_is_bound_to_its_client(store):
    first = await store.claim("key", "client", "body", NOW)
    await store.finish(first, None, "secret")
    other = await store.claim("key", "another client", "body", NOW)
    assert (other.state, other.response) == (ClaimState.NEW, None)


async def test_an_abandoned_claim_is_taken_over_once(store):
    dead = await store.claim("key", "client", "body", NOW)
    assert (await store.claim("key", "client", "body", later(60))).state is ClaimState.IN_FLIGHT
    taken = await store.claim("key", "client", "body", later(61))
    assert taken.state is ClaimState.NEW
    assert (await store.claim("key", "client", "body", later(62))).state is ClaimState.IN_FLIGHT
    await store.finish(dead, None, "from the dead")
    await store.release(dead)
    assert (await store.claim("key", "client", "body", later(63))).state is ClaimState.IN_FLIGHT
    await store.finish(taken, None, "from the living")
    assert (await store.claim("key", "client", "body", later(64))).response == "from the living"


async def test_a_released_key_is_new_again(store):
    claim = await store.claim("key", "client", "body", NOW)
    await store.release(claim)
    again = await store.claim("key", "client", "other body", later(1))
    assert again.state is ClaimState.NEW
    await store.finish(again, None, "done")
    await store.release(again)
    assert (await store.claim("key", "client", "other body", later(2))).response == "done", "what is done stays"


async def test_of_many_requests_with_one_key_exactly_one_is_new(store):
    claims = await asyncio.gather(*(store.claim("key", "client", "body", later(n / 10)) for n in range(10)))
    assert [claim.state for claim in claims].count(ClaimState.NEW) == 1


async def test_nothing_is_kept_for_a_conversation_erased_meanwhile(store):
    talk = a_talk()
    await said(store, talk)
    claim = await store.claim("key", "client", "body", NOW)
    await store.erase(talk.id)
    await store.finish(claim, talk.id, "words of the erased")
    assert (await store.claim("key", "client", "body", later(1))).state is ClaimState.NEW


# Keys


def a_key(number=1, **fields):
    return replace(Key(f"key{number}", f"panel {number}", "0" * 64, ("ask", "search"), later(number)), **fields)


async def test_keys_are_found_listed_and_revoked(store):
    first, second = a_key(1, expires_at=later(100)), a_key(2)
    await store.add_key(second)
    await store.add_key(first)
    assert await store.keys() == (first, second)
    assert await store.key("key1") == first
    assert await store.key("nope") is None
    assert await store.revoke_key("key1", later(5))
    assert not await store.revoke_key("key1", later(6)), "it was revoked already"
    assert not await store.revoke_key("nope", NOW)
    assert (await store.key("key1")).revoked_at == later(5)
    assert not (await store.key("key1")).usable(later(5))


async def test_use_of_a_key_is_noted_to_the_minute(store):
    await store.add_key(a_key())
    for seconds in (10, 20, 69, 70, 71):
        await store.use_key("key1", later(seconds))
    assert (await store.key("key1")).last_used_at == later(70)
    await store.use_key("nope", NOW)


async def test_the_first_admin_token_stands_until_it_is_replaced(store):
    assert await store.admin_hash() is None
    assert await store.keep_admin_hash("first") == "first"
    assert await store.keep_admin_hash("second") == "first"
    assert await store.keep_admin_hash("third", replace=True) == "third"
    assert await store.admin_hash() == "third"


async def test_opening_and_closing_twice_is_harmless(store):
    await store.open()
    await store.aclose()
    await store.aclose()
