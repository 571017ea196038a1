"""Conversations of Chatwoot are read by ids, with nothing in them that agents keep to themselves."""

import pytest

from bot.models import Author
from channels.assist.chatwoot import MOST_BYTES, Chatwoot, HelpdeskUnknown, HelpdeskUnread, build_chatwoot
from channels.assist.settings import AssistSettings
from tests.chatwoot_server import TOKEN, a_helpdesk, a_message


@pytest.fixture
async def desk():
    async with a_helpdesk() as made:
        yield made


def reader(desk, token=TOKEN):
    return Chatwoot(desk.url, token, seconds=2.0)


async def test_what_customer_and_agents_said_comes_oldest_first(desk):
    desk.conversations[(1, 42)] = [a_message(1, "502!"), a_message(2, "Did you refresh?", 1), a_message(3, "yes")]
    lines = await reader(desk).lines(1, 42)
    assert [(line.author, line.text) for line in lines] == [
        (Author.USER, "502!"),
        (Author.AGENT, "Did you refresh?"),
        (Author.USER, "yes"),
    ]
    assert lines[0].at.isoformat() == "2025-11-20T00:54:20+00:00"


async def test_private_notes_events_templates_and_deleted_messages_are_left_out(desk):
    desk.conversations[(1, 42)] = [
        a_message(1, "502!"),
        a_message(2, "this one is difficult", 1, private=True),
        a_message(3, "Conversation was resolved", 2),
        a_message(4, "How do you rate us?", 3),
        a_message(5, "my password is hunter2", content_attributes={"deleted": True}),
        a_message(6, None),
        a_message(7, "  "),
    ]
    assert [line.text for line in await reader(desk).lines(1, 42)] == ["502!"]


async def test_a_long_conversation_is_read_back_a_hundred_messages(desk):
    desk.conversations[(1, 42)] = [a_message(number, f"message {number}") for number in range(1, 151)]
    lines = await reader(desk).lines(1, 42)
    assert [line.text for line in lines] == [f"message {number}" for number in range(51, 151)]
    assert len(desk.asked) == 5


@pytest.mark.parametrize("status", [301, 401, 403, 429, 500])
async def test_a_helpdesk_that_refuses_is_unread_and_its_redirects_are_not_followed(desk, status):
    desk.status = status
    with pytest.raises(HelpdeskUnread):
        await reader(desk).lines(1, 42)
    assert len(desk.asked) == 1


@pytest.mark.parametrize(
    "raw", [b"", b"<html>", b"[]", b'{"payload":[{"id":"x"}]}', b"[" * 5000, b'{"payload":"' + b"x" * MOST_BYTES]
)
async def test_what_is_no_list_of_messages_is_unread(desk, raw):
    desk.raw = raw
    with pytest.raises(HelpdeskUnread) as refused:
        await reader(desk).lines(1, 42)
    assert TOKEN not in str(refused.value)


async def test_a_conversation_that_is_not_there_is_unknown_and_a_wrong_token_unread(desk):
    with pytest.raises(HelpdeskUnknown):
        await reader(desk).lines(1, 42)
    with pytest.raises(HelpdeskUnread):
        await reader(desk, "wrong").lines(1, 42)


async def test_a_helpdesk_that_is_not_there_is_unread():
    with pytest.raises(HelpdeskUnread):
        await Chatwoot("http://127.0.0.1:9", TOKEN, seconds=1.0).lines(1, 42)


def test_without_an_address_there_is_no_helpdesk():
    assert build_chatwoot(AssistSettings()) is None
    assert build_chatwoot(AssistSettings(chatwoot_url="https://chat.example.test/", chatwoot_token="t")) is not None
