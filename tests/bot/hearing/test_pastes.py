"""What was pasted is told from what a person wrote."""

import pytest

from bot.hearing.pastes import without_pastes

CLOUDFLARE = """Bad gateway
The web server reported a bad gateway error.
Ray ID: 8f00aa11bb22cc33
Your IP address: 192.0.2.7
Error reference number: 502
Cloudflare Location: Oslo"""


def test_an_error_page_leaves_its_name():
    assert without_pastes(CLOUDFLARE).split() == ["Bad", "gateway"]


@pytest.mark.parametrize(
    "paste",
    [
        'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    call.raise_for_status()\n'
        "requests.exceptions.HTTPError: 502 Server Error",
        "GET https://chatgpt.com/backend-api/me 502 (Bad Gateway)",
        "<html>\n<center><h1>502 Bad Gateway</h1></center>\n</html>",
        "chatgpt.com Host Error\nBrowser Working\nCloudflare Working",
    ],
)
def test_what_a_person_writes_beside_a_paste_stays(paste):
    assert without_pastes(f"{paste}\n\ncleared the cache, same").strip() == "cleared the cache, same"


def test_one_line_is_what_a_person_wrote():
    assert without_pastes("Traceback (most recent call last): what is that") == (
        "Traceback (most recent call last): what is that"
    )


@pytest.mark.parametrize(
    "line",
    [
        "what can i do?",
        "your ip thing on the page means what, i cleared the cache",
        "ray id: no idea what that is, i restarted the router",
        "error: it says bad gateway and i cleared my cache",
        "at work (vpn on) i cleared the cache",
        'file "bug" with them? cleared the cache',
        "cloudflare location: no clue, but I cleared the cache and it is the very same",
    ],
)
def test_a_line_that_begins_like_a_paste_is_kept(line):
    assert without_pastes(f"chatgpt 502\n{line}") == f"chatgpt 502\n{line}"


def test_what_a_page_asks_goes_with_the_page():
    page = f"{CLOUDFLARE}\nWhat happened?\nWhat can I do?\nPlease try again in a few minutes."
    assert without_pastes(page).split() == ["Bad", "gateway"]


def test_an_address_that_was_masked_goes_with_its_name():
    assert without_pastes("Your IP address: [ip address]\nsame here").strip() == "same here"
