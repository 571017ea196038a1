"""The examples of docs/api.md work as they stand, in their order."""

import re
import shlex
from pathlib import Path

import httpx2

from tests.api.conftest import ADMIN

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
BLOCK = re.compile(r"(?:<!-- expect (\d{3}) -->\n)?```sh\n(.*?)```", re.DOTALL)


def examples():
    """Return (expected status, curl command) of each example; a status under 400 where none is named."""
    found = [(int(status or 200), block) for status, block in BLOCK.findall(DOCUMENT.read_text("utf-8"))]
    return [(status, block) for status, block in found if block.startswith("curl")]


def words(command, variables):
    """Split a command as a shell does: variables are filled in but for inside single quotes."""
    filled = "".join(
        piece if piece.startswith("'") else re.sub(r"\$([A-Z]+)", lambda name: variables[name[1]], piece)
        for piece in re.split(r"('[^']*')", command.replace("\\\n", " "))
    )
    return shlex.split(filled)


def send(command, variables):
    """Do what the curl command says."""
    options = words(command, variables)[1:]
    headers, method, body, url = {}, None, None, ""
    while options:
        option = options.pop(0)
        if option == "-H":
            name, _, value = options.pop(0).partition(":")
            headers[name] = value.strip()
        elif option == "-d":
            body = options.pop(0)
        elif option == "-X":
            method = options.pop(0)
        elif not option.startswith("-"):
            url = option
    return httpx2.request(method or ("POST" if body else "GET"), url, headers=headers, content=body, timeout=60)


def test_every_example_works(door):
    variables = {"BASE": door, "TOKEN": ADMIN, "CONVERSATION": "", "ANSWER": ""}
    ran = []
    for status, command in examples():
        reply = send(command, variables)
        assert reply.status_code == status or (status == 200 and reply.status_code == 204), f"{command}\n{reply.text}"
        ran.append(reply)
        if reply.headers.get("content-type") == "application/json" and "conversation_id" in reply.json():
            variables.update(CONVERSATION=reply.json()["conversation_id"], ANSWER=reply.json()["id"])
    assert len(ran) > 10


def test_the_limits_it_tells_are_the_limits_there_are():
    from api.connection import HEADER_BYTES
    from api.limits import MOST_BYTES, SECONDS
    from api.runs import KEPT_SECONDS
    from api.settings import ApiSettings

    text = " ".join(DOCUMENT.read_text("utf-8").split())
    assert f"{ApiSettings.model_fields['rate_limit'].default} requests a minute" in text
    assert f"{ApiSettings.model_fields['max_answers'].default} answers may be in the making" in text
    assert f"A body has {MOST_BYTES // 1024} KiB at most and {SECONDS:.0f} seconds" in text
    assert f"headers have {HEADER_BYTES // 1024} KiB" in text
    assert KEPT_SECONDS == 300
    assert "for five minutes" in text
