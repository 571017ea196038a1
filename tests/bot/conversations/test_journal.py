"""What was done in memory is done again, in order, once the database works."""

import pytest

from bot.conversations.journal import Journal
from bot.conversations.memory import MemoryStore
from bot.ports import StoreRefused, StoreUnavailable
from tests.bot.conversations.builders import a_talk


class Notes:
    """Acts that note when they are done, and a way to do them that can fail."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.failing: Exception | None = None

    def act(self, name, conversation_id=None):
        async def note(_store) -> None:
            self.done.append(name)

        return conversation_id, note

    async def do(self, act):
        if self.failing:
            raise self.failing
        await act(MemoryStore())


async def test_entries_are_done_in_their_order_and_once():
    journal, notes = Journal(), Notes()
    for name in ("first", "second", "third"):
        journal.add(*notes.act(name))
    await journal.replay(notes.do)
    await journal.replay(notes.do)
    assert (notes.done, len(journal), journal.lost) == (["first", "second", "third"], 0, 0)


async def test_what_fails_is_kept_for_the_next_time():
    journal, notes = Journal(), Notes()
    journal.add(*notes.act("first"))
    notes.failing = StoreUnavailable("The database is locked by another process.")
    with pytest.raises(StoreUnavailable):
        await journal.replay(notes.do)
    assert len(journal) == 1
    notes.failing = None
    await journal.replay(notes.do)
    assert notes.done == ["first"]


async def test_what_is_refused_for_good_is_counted_and_the_rest_goes_on():
    journal, notes = Journal(), Notes()

    async def never(_store):
        raise StoreRefused("The database failed (SQLITE_CONSTRAINT).")

    journal.add(None, never)
    journal.add(*notes.act("after it"))
    await journal.replay(notes.do)
    assert (notes.done, len(journal), journal.lost) == (["after it"], 0, 1)


async def test_past_its_limit_the_oldest_is_given_up_and_counted():
    journal, notes = Journal(limit=2), Notes()
    for name in ("first", "second", "third"):
        journal.add(*notes.act(name))
    await journal.replay(notes.do)
    assert (notes.done, journal.lost) == (["second", "third"], 1)


async def test_what_was_done_to_an_erased_conversation_is_forgotten():
    journal, notes, talk = Journal(), Notes(), a_talk()
    journal.add(*notes.act("erased", talk.id))
    journal.add(*notes.act("kept", "c_other"))
    journal.add(*notes.act("kept too"))
    journal.forget(talk.id)
    await journal.replay(notes.do)
    assert (notes.done, journal.lost) == (["kept", "kept too"], 0)


async def test_what_is_added_while_it_is_done_is_done_too():
    journal, notes = Journal(), Notes()

    async def adds(_store):
        journal.add(*notes.act("added"))

    journal.add(None, adds)
    await journal.replay(notes.do)
    assert notes.done == ["added"]


async def test_a_conversation_erased_while_it_is_being_written_takes_nothing_else_along():
    """The entry on its way leaves the journal; the one behind it must not go with it."""
    journal, notes = Journal(), Notes()

    async def erased_meanwhile(_store):
        journal.forget("c_gone")

    journal.add("c_gone", erased_meanwhile)
    journal.add(*notes.act("next"))
    await journal.replay(notes.do)
    assert notes.done == ["next"]
