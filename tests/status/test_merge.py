"""One incident told by several endpoints is one incident."""

from datetime import UTC, datetime, timedelta

import pytest

from status.merge import UPDATES_KEPT, begun, is_ulid, merge_components, merge_events, ulid_time
from status.platforms.raw import RawComponent, RawEvent, RawUpdate

NOON = datetime(2026, 9, 29, 12, 0, tzinfo=UTC)
ID = "01JRB888M6TJVDDKGCA1YZ3ZHT"
MADE = datetime(2025, 4, 8, 17, 48, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def message(minutes: float, word: str = "investigating", text: str = "We look.") -> RawUpdate:
    return RawUpdate(at(minutes), at(minutes), word, text)


def test_the_newer_telling_has_the_last_word_about_the_state():
    native = RawEvent("a", "Errors", "identified", updated_at=at(10))
    history = RawEvent("a", "Errors", "resolved", updated_at=at(20), resolved_at=at(20))
    for order in ([native, history], [history, native]):
        (merged,) = merge_events(order)
        assert (merged.word, merged.resolved_at) == ("resolved", at(20))


def test_on_a_tie_the_first_and_more_trusted_one_counts():
    native = RawEvent("a", "Errors", "identified", updated_at=at(10))
    history = RawEvent("a", "Errors", "resolved", updated_at=at(10))
    (merged,) = merge_events([native, history])
    assert merged.word == "identified"


def test_what_one_does_not_know_the_other_adds():
    named = (RawComponent("c", "Conversations"),)
    native = RawEvent("a", "", "identified", components=named, updated_at=at(10))
    history = RawEvent("a", "Errors", "identified", impact="major", started_at=at(0), updated_at=at(9))
    (merged,) = merge_events([native, history])
    assert (merged.title, merged.impact, merged.components, merged.started_at) == ("Errors", "major", named, at(0))


def test_a_message_told_twice_is_kept_once_and_the_newest_stands_first():
    rounded = RawUpdate(at(5), at(5) + timedelta(seconds=1), "investigating", "We look.")
    first = RawEvent("a", "Errors", "", updates=(message(5), message(0, text="Seen.")))
    second = RawEvent("a", "Errors", "", updates=(rounded,))
    (merged,) = merge_events([first, second])
    assert [update.text for update in merged.updates] == ["We look.", "Seen."]


def test_the_same_words_an_hour_later_are_a_new_message():
    (merged,) = merge_events([RawEvent("a", "Errors", "", updates=(message(0), message(60)))])
    assert len(merged.updates) == 2


def test_the_number_of_messages_is_bounded():
    updates = tuple(message(5 * n, text=f"Message {n}.") for n in range(100))
    (merged,) = merge_events([RawEvent("a", "Errors", "", updates=updates)])
    assert len(merged.updates) == UPDATES_KEPT
    assert merged.updates[0].text == "Message 99."


def test_an_event_with_neither_id_nor_title_is_left_out():
    assert merge_events([RawEvent("", "", "investigating")]) == []


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("operational", "partial_outage"), "partial_outage"),
        (("wobbly", "operational"), "wobbly"),
        (("", "operational"), "operational"),
        (("", ""), ""),
    ],
)
def test_a_component_told_twice_keeps_the_worst_word(words, kept):
    """A word nobody knows is worse than fine; a word that is missing says nothing."""
    rows = [RawComponent("c", "Login", group, word) for group, word in zip((None, "ChatGPT"), words, strict=True)]
    assert merge_components(rows) == [RawComponent("c", "Login", "ChatGPT", kept)]


def test_components_of_one_name_and_different_ids_stay_two():
    rows = [RawComponent("1", "Login", "APIs"), RawComponent("2", "Login", "ChatGPT")]
    assert merge_components(rows) == rows


def test_the_id_tells_when_an_event_began_where_nothing_else_does():
    assert begun(RawEvent(ID, "Errors", "")).replace(second=0, microsecond=0) == MADE
    assert begun(RawEvent("short", "Errors", "")) is None


@pytest.mark.parametrize(("after_hours", "by_id"), [(2, True), (100, False)])
def test_the_id_is_trusted_only_where_it_is_about_as_old_as_the_latest_message(after_hours, by_id):
    latest = ulid_time(ID) + timedelta(hours=after_hours)
    event = RawEvent(ID, "Errors", "", updates=(RawUpdate(latest, latest, "investigating", "We look."),))
    assert (begun(event) == ulid_time(ID)) is by_id


@pytest.mark.parametrize("text", ["", "short", "0" * 25, "O" * 26, "01JRB888M6TJVDDKGCA1YZ3ZH!"])
def test_other_ids_are_not_taken_for_ulids(text):
    assert not is_ulid(text)
    assert ulid_time(text) is None


def test_an_impossible_time_in_an_id_is_none():
    assert ulid_time("Z" * 26) is None
