"""Ids that the store makes or judges."""

import re

from bot.assistant import new_conversation_id
from bot.ids import handoff_id, looks_like_conversation, new_ref, tombstone


def test_references_are_short_and_do_not_repeat():
    refs = {new_ref() for _ in range(1000)}
    assert len(refs) == 1000
    assert all(re.fullmatch(r"r_[0-9a-f]{10}", ref) for ref in refs)


def test_the_assistant_s_conversation_ids_are_known_by_their_shape():
    assert looks_like_conversation(new_conversation_id())
    for text in (
        "",
        "c_",
        "c_nope",
        "r_" + "x" * 24,
        "c_" + "x" * 21,
        "c_" + "x" * 65,
        "c_" + "é" * 24,
        "c_" + "x" * 23 + "\n",
    ):
        assert not looks_like_conversation(text)


def test_a_handoff_and_a_tombstone_have_one_name_each_that_does_not_give_the_id_away():
    one, other = "c_" + "x" * 24, "c_" + "y" * 24
    assert handoff_id(one) == handoff_id(one) != handoff_id(other)
    assert tombstone(one) == tombstone(one) != tombstone(other)
    assert one[2:] not in handoff_id(one) + tombstone(one)
    assert handoff_id(one)[2:] not in tombstone(one)
