"""Whatever keeps conversations keeps these promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.feedback import COMMENT_LENGTH, Rating
from bot.models import Author, Fact, Result, Turn
from bot.records import ClaimState, StoredAnswer
from tests.bot.conversations.builders import (
    NOW,
    a_packet,
    a_talk,
    an_answer,
    exchange,
    later,
    said,
    tried,
)

# Conversations


async def test_a_conversation_comes_back_as_it_was(store):
    talk = a_talk(
        attempts=(tried(), tried("vpn", "on", "cannot_do", None, None)),
        facts=frozenset({Fact.VPN_ON, Fact.IN_BROWSER}),
        symptom="bad-gateway",
        area="web",
        first_reported_at=later(-600),
        offered=("refresh:", "vpn:off"),
    )
    answer = await said(store, talk)
    again = await store.get(talk.id)
    assert again == replace(talk, turns=exchange(talk, answer=answer))
    assert await store.by_ref(talk.ref) == again


async def test_a_created_conversation_is_there_before_its_first_message(store):
    talk = a_talk()
    await store.create(talk)
    assert await store.get(talk.id) == talk
    await store.create(replace(talk, language="de"))
    assert (await store.get(talk.id)).language == "en", "creating twice changes nothing"


async def test_nobody_has_an_unknown_id(store):
    assert await store.get("c_nope") is None
    assert await store.get("") is None
    assert await store.by_ref("r_nope") is None
    assert await store.by_ref("") is None


async def test_turns_keep_their_order_over_many_messages(store):
    talk = a_talk()
    for number in range(5):
        talk = replace(await store.get(talk.id) or talk, updated_at=later(number))
        await said(store, talk, f"message {number}")
    turns = (await store.get(talk.id)).turns
    assert [turn.message for turn in turns if turn.author is Author.USER] == [f"message {n}" for n in range(5)]
    assert [turn.author for turn in turns] == [Author.USER, Author.ASSISTANT] * 5


async def test_a_conversation_that_was_never_created_is_kept_whole(store):
    """Its database may have been lost while it went on."""
    talk = a_talk()
    before = exchange(talk, "first")
    whole = replace(talk, turns=before)
    answer = an_answer(talk)
    await store.record(whole, exchange(talk, "second", answer), answer)
    assert [turn.message for turn in (await store.get(talk.id)).turns][::2] == ["first", "second"]


async def test_recording_an_answer_again_adds_nothing(store):
    """A retry after a lost acknowledgement must not double the message."""
    talk = a_talk()
    answer = await said(store, talk)
    await store.record(talk, exchange(talk, "it fails", answer), answer)
    assert len((await store.get(talk.id)).turns) == 2


async def test_messages_that_cross_lose_nothing(store):
    talk = a_talk(attempts=(tried(),))
    await said(store, talk)
    one, other = await store.get(talk.id), await store.get(talk.id)
    await said(store, replace(one, attempts=(*one.attempts, tried("refresh")), facts=frozenset({Fact.ON_PHONE})))
    await said(store, replace(other, attempts=(*other.attempts, tried("vpn", "on")), facts=frozenset({Fact.VPN_ON})))
    known = await store.get(talk.id)
    assert [(one.step_id, one.variant) for one in known.attempts] == [
        ("clear-cache", None),
        ("refresh", None),
        ("vpn", "on"),
    ]
    assert known.facts == {Fact.ON_PHONE, Fact.VPN_ON}
    assert len(known.turns) == 6


async def test_what_is_taken_back_is_gone_and_only_that(store):
    talk = a_talk(attempts=(tried(), tried("refresh")), facts=frozenset({Fact.VPN_ON}))
    await said(store, talk)
    one, other = await store.get(talk.id), await store.get(talk.id)
    await said(store, replace(one, attempts=one.attempts[1:], facts=frozenset({Fact.VPN_OFF})))
    await said(store, replace(other, attempts=(*other.attempts, tried("vpn"))))
    known = await store.get(talk.id)
    assert [attempt.step_id for attempt in known.attempts] == ["refresh", "vpn"]
    assert known.facts == {Fact.VPN_OFF}


@pytest.mark.parametrize("order", [("did_not_work", "worked"), ("worked", "did_not_work")])
async def test_the_later_word_about_a_step_wins_in_whatever_order_it_arrives(store, order):
    talk = a_talk(attempts=(tried(result="unclear"),))
    await said(store, talk)
    said_at = {"did_not_work": later(1), "worked": later(2)}
    reads = [await store.get(talk.id) for _ in order]
    for read, result in zip(reads, order, strict=True):
        changed = tried(result=result, at=said_at[result])
        await said(store, replace(read, attempts=(changed,), updated_at=said_at[result]))
    assert [attempt.result for attempt in (await store.get(talk.id)).attempts] == [Result.WORKED]


async def test_many_messages_at_once_all_count(store):
    talk = a_talk()
    await store.create(talk)
    reads = [await store.get(talk.id) for _ in range(12)]
    await asyncio.gather(
        *(said(store, replace(read, attempts=(tried(f"step-{n}"),)), f"{n}") for n, read in enumerate(reads))
    )
    known = await store.get(talk.id)
    assert {attempt.step_id for attempt in known.attempts} == {f"step-{n}" for n in range(12)}
    assert {turn.message for turn in known.turns if turn.author is Author.USER} == {str(n) for n in range(12)}


async def test_two_conversations_with_one_reference_are_both_kept(store):
    first, second = a_talk(), a_talk()
    second = replace(second, ref=first.ref)
    await said(store, first)
    await said(store, second)
    assert (await store.by_ref(first.ref)).id == first.id
    assert (await store.get(second.id)).ref != first.ref


async def test_an_agent_s_reply_is_a_turn(store):
    talk = a_talk()
    await said(store, talk)
    assert await store.reply(talk.ref, Turn(later(60), Author.AGENT, "Hello, this is Ana."))
    known = await store.get(talk.id)
    assert (known.turns[-1].author, known.turns[-1].message) == (Author.AGENT, "Hello, this is Ana.")
    assert known.updated_at == later(60)
    assert not await store.reply("r_nope", Turn(NOW, Author.AGENT, "?"))


async def test_a_person_holds_a_conversation_through_new_messages_until_it_is_given_back(store):
    talk = a_talk()
    await said(store, talk)
    assert await store.hold(talk.ref, "ana")
    await said(store, replace(await store.get(talk.id), held_by=None))
    assert (await store.get(talk.id)).held_by == "ana", "a message does not take it away"
    assert await store.hold(talk.ref, None)
    assert (await store.get(talk.id)).held_by is None
    assert not await store.hold("r_nope", "ana")


async def test_the_list_is_newest_first_and_its_pages_meet(store):
    talks = [a_talk(updated_at=later(number // 2)) for number in range(7)]  # pairs share a time
    for talk in talks:
        await said(store, talk)
    await store.hold(talks[0].ref, "ana")
    await store.handoff(talks[0].id, a_packet(talks[0]))
    seen, cursor = [], None
    while True:
        page = await store.listed(3, cursor)
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert {item.ref for item in seen} == {talk.ref for talk in talks}
    assert len(seen) == len(talks)
    assert [item.updated_at for item in seen] == sorted((talk.updated_at for talk in talks), reverse=True)
    oldest = next(item for item in seen if item.ref == talks[0].ref)
    assert (oldest.held_by, oldest.handed_off, oldest.turns, oldest.outcome) == ("ana", True, 2, "answered_steps")
    assert not any(item.handed_off for item in seen if item is not oldest)


@pytest.mark.parametrize("cursor", ["nonsense", "bm8gc3BhY2U=", "éé", "MjAyNg=="])
async def test_a_cursor_that_is_none_gives_an_empty_page(store, cursor):
    await said(store, a_talk())
    assert (await store.listed(10, cursor)).items == ()


# Erasing


async def everything_about(store, talk, answer):
    return [
        await store.get(talk.id),
        await store.by_ref(talk.ref),
        await store.answer(answer.id),
        await store.explain(answer.id),
        await store.handoff_by_ref(talk.ref),
    ]


async def test_erasing_takes_everything_along(store):
    talk, other = a_talk(), a_talk()
    answer, kept = await said(store, talk), await said(store, other)
    await store.vote(answer.id, Rating.UP, None, "thanks", NOW)
    await store.handoff(talk.id, a_packet(talk), "me@example.test")
    claim = await store.claim("k" * 64, "client", "body", NOW)
    await store.finish(claim, talk.id, "{}")
    assert await store.erase(talk.id)
    assert await everything_about(store, talk, answer) == [None] * 5
    assert (await store.claim("k" * 64, "client", "body", NOW)).state is ClaimState.NEW
    assert await store.answer(kept.id) == StoredAnswer(replace(kept, trace=None))
    assert not await store.erase(talk.id)


async def test_what_is_written_late_does_not_bring_an_erased_conversation_back(store):
    talk = a_talk()
    await said(store, talk)
    read = await store.get(talk.id)
    await store.erase(talk.id)
    await said(store, read)
    await store.create(read)
    assert await store.get(talk.id) is None
    assert (await store.listed()).items == ()


async def test_purging_erases_what_nobody_touched_and_claims_that_ran_out(store):
    old, fresh = a_talk(updated_at=later(-10)), a_talk(updated_at=later(10))
    gone, kept = await said(store, old), await said(store, fresh)
    done = await store.claim("k1", "client", "body", NOW - timedelta(hours=25))
    await store.finish(done, None, "late")
    assert await store.purge(NOW, NOW) == 1
    assert await everything_about(store, old, gone) == [None] * 5
    assert await store.get(fresh.id)
    assert await store.answer(kept.id)
    assert (await store.claim("k1", "client", "other body", NOW - timedelta(hours=25))).state is ClaimState.NEW


# Answers


async def test_an_answer_can_be_sent_again(store):
    talk = a_talk()
    answer = await said(store, talk)
    found = await store.answer(answer.id)
    assert found.answer == replace(answer, trace=None)
    assert (found.sentences, found.conversation_id, found.created_at) == (answer.sentences, talk.id, answer.created_at)
    assert await store.answer("a_nope") is None


async def test_an_answer_can_be_explained(store):
    answer = await said(store, a_talk())
    told = await store.explain(answer.id)
    assert told["intent"] == "fix"
    assert told["facts"] == ["vpn_on"]
    assert told["reason"] == "green and two steps are untried"
    assert told["hits"] == [{"chunk_id": "guide#refresh", "score": 0.8, "dense_rank": 1, "lexical_rank": 2}]
    assert told["rejected"] == [{"chunk_id": "guide#refresh", "score": 0.1, "dense_rank": None, "lexical_rank": 9}]
    assert told["checks"] == [{"name": "cited", "passed": True, "detail": "1 of 1"}]
    assert told["timings"] == {"search.dense": 0.01, "seconds": 0.02}
    assert told["votes"] == []
    assert await store.explain("a_nope") is None


async def test_the_last_vote_wins_for_an_answer_and_for_each_step(store):
    answer = await said(store, a_talk())
    assert await store.vote(answer.id, Rating.UP, None, None, later(1))
    assert await store.vote(answer.id, Rating.DOWN, None, "no, mail me at joe@example.test " + "x" * 2000, later(2))
    assert await store.vote(answer.id, Rating.SOLVED, "refresh", None, later(3))
    assert await store.vote(answer.id, Rating.UP, None, "this one is older", later(0))
    votes = (await store.explain(answer.id))["votes"]
    assert [(vote["rating"], vote["step_id"]) for vote in votes] == [("down", None), ("solved", "refresh")]
    assert votes[0]["comment"].startswith("no, mail me at [email] xxx")
    assert len(votes[0]["comment"]) == COMMENT_LENGTH
    assert not await store.vote("a_nope", Rating.UP, None, None, NOW)
