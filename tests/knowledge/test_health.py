"""The state of the library is one word, a line a part, and every sentence an operator should read."""

import logging

import pytest

from knowledge.health import Health


def test_nothing_wrong_is_ready_and_each_part_has_a_word():
    state = Health().state(starting=False, loaded=True, store="chroma", store_problem="")
    assert (state.word, state.parts, state.detail) == (
        "ready",
        {"guide": "ok", "model": "ok", "index": "ok", "store": "chroma"},
        (),
    )


@pytest.mark.parametrize(("loaded", "model"), [(False, "loading"), (True, "ok")])
def test_while_starting_the_parts_say_how_far(loaded, model):
    state = Health().state(starting=True, loaded=loaded, store="none", store_problem="")
    assert (state.word, state.parts["model"], state.parts["index"]) == ("starting", model, "opening")


@pytest.mark.parametrize("part", ["guide", "model", "index"])
def test_one_part_that_is_wrong_degrades_the_whole_until_it_is_mended(part):
    health = Health()
    health.note(part, "It is broken.")
    state = health.state(starting=False, loaded=True, store="chroma", store_problem="")
    assert (state.word, state.parts[part], state.detail) == ("degraded", "It is broken.", ("It is broken.",))
    assert health.lines(part) == ("It is broken.",)
    health.note(part, "")
    assert health.state(starting=False, loaded=True, store="chroma", store_problem="").word == "ready"
    assert health.lines(part) == ()


def test_a_store_that_does_not_answer_degrades():
    state = Health().state(starting=False, loaded=True, store="exact", store_problem="It is away.")
    assert (state.word, state.parts["store"]) == ("degraded", "It is away.")


@pytest.mark.parametrize(("count", "said"), [(1, "1 problem in the guide"), (3, "3 problems in the guide")])
def test_problems_of_the_guide_are_counted_in_the_part_and_listed_in_the_detail(count, said):
    health = Health()
    health.note_guide([f"a.md:{line}: wrong" for line in range(count)])
    state = health.state(starting=False, loaded=True, store="chroma", store_problem="")
    assert state.parts["guide"].startswith(said)
    assert len(state.detail) == count + 1


def test_what_is_mentioned_is_told_and_degrades_nothing():
    health = Health()
    health.mention(["a.md changed."])
    state = health.state(starting=False, loaded=True, store="chroma", store_problem="")
    assert (state.word, state.detail) == ("ready", ("a.md changed.",))


def test_the_same_sentence_is_logged_once(caplog):
    health = Health()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            health.note("index", "It is broken.")
    assert len(caplog.records) == 1
