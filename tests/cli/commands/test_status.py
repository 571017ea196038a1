"""`signpost status`: what a page says now; exit code 0 only when it could be read."""

import pytest

from api.schemas import StatusObject
from tests.status_server import StatusPage


def test_json_is_the_apis_status(shell):
    shell.posts("conversations-down")
    done = shell.run("status", "--json")
    assert done.code == 0
    assert StatusObject.model_validate(done.document).state == "outage"


def test_a_person_reads_components_and_incidents(shell):
    shell.posts("conversations-down")
    done = shell.run("status")
    assert done.code == 0
    assert "ChatGPT / Conversations" in done.out
    assert "incident " in done.out
    assert "status.json" not in done.out


@pytest.mark.parametrize("url", ["nonsense", "fixed:no-such-file.json", "https://user:secret@status.example.com"])
def test_a_page_that_cannot_be_read_is_said_and_fails(shell, url):
    done = shell.run("status", url)
    assert done.code == 1
    assert "could not be read" in done.out
    assert "Traceback" not in done.err
    assert "secret" not in done.out + done.err


def test_unreadable_is_a_state_of_its_own_in_json(shell):
    shell.posts("unreadable")
    done = shell.run("status", "--json")
    assert done.code == 1
    assert done.document["state"] == "unknown"
    assert done.document["checked_at"] is None


async def test_a_page_named_on_the_command_line_is_read_over_the_network(shell):
    import asyncio

    async with StatusPage("api-only", platform="statuspage") as page:
        done = await asyncio.to_thread(shell.run, "status", page.url, STATUS_ALLOW_PRIVATE="1")
    assert done.code == 0
    assert "incident" in done.out
