"""What is particular to memory: it has an end."""

from dataclasses import replace

from bot.conversations.memory import MemoryStore
from tests.bot.conversations.builders import a_talk, an_answer, exchange


async def test_past_its_limit_the_conversation_longest_untouched_goes_with_its_answers():
    store = MemoryStore(limit=2)
    first, second, third = a_talk(), a_talk(), a_talk()
    answer = an_answer(second)
    await store.create(first)
    await store.record(second, exchange(second, answer=answer), answer)
    await store.record(first, exchange(first), None)
    await store.create(third)
    assert len(store) == 2
    assert await store.get(second.id) is None
    assert await store.answer(answer.id) is None
    assert await store.by_ref(second.ref) is None
    assert await store.get(first.id)


async def test_a_trace_is_not_kept_in_a_turn():
    store, talk = MemoryStore(), a_talk()
    answer = an_answer(talk)
    await store.record(talk, exchange(talk, answer=answer), replace(answer, trace=None))
    assert (await store.get(talk.id)).turns[1].answer.trace is None
