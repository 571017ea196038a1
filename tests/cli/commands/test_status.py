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


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("nonsense", "The address has no https:// in front"),
        ("fixed:no-such-file.json", "cannot be opened"),
        ("https://user:secret@status.example.com", "carries a name or password"),
        ("http://127.0.0.1:9", "starts with http://"),
        ("https://127.0.0.1:9", "is not a public address"),
    ],
)
def test_a_page_that_cannot_be_read_is_said_in_one_line_and_fails(shell, url, why):
    done = shell.run("status", url)
    assert (done.code, done.out) == (1, "")
    (told,) = done.err.strip().splitlines()
    assert "could not be read" in told
    assert why in told
    assert "secret" not in told


async def test_a_page_that_is_no_status_page_is_said_in_one_line_and_fails(shell):
    import asyncio

    async with StatusPage() as page:
        page.fault = "html"
        done = await asyncio.to_thread(shell.run, "status", page.url, STATUS_ALLOW_PRIVATE="1")
    assert (done.code, done.out) == (1, "")
    assert "could not be read" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("platform", ["instatus", "betterstack", "uptimekuma", "cachet3", "atom"])
async def test_a_page_of_any_platform_is_read_at_the_address_a_person_copies(shell, platform):
    import asyncio

    async with StatusPage("conversations-down", platform) as page:
        done = await asyncio.to_thread(shell.run, "status", page.home, STATUS_ALLOW_PRIVATE="1")
    assert done.code == 0
    assert "read as " in done.out
    assert "Elevated errors in ChatGPT Conversations" in done.out


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
