"""The panel's files: served from one place, whole, typed, and never reading a string as HTML."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api import refuse
from api.pages import TYPES
from api.routes import panel
from channels.assist.settings import AssistSettings

ROOT = Path(__file__).parents[3]
ASSIST = ROOT / "channels" / "assist"
MODULES = sorted([*(ASSIST / "panel").rglob("*.js"), *(ASSIST / "signin").glob("*.js")])
SHEETS = sorted([*(ASSIST / "panel").glob("*.css"), *(ASSIST / "signin").glob("*.css")])
IMPORT = re.compile(r'(?:from|import) "(\.[^"]+)"')
HELPDESK = "https://desk.example.com"


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()
    app.state.front = SimpleNamespace(assist=AssistSettings(frame_origins=(HELPDESK,)))
    app.include_router(panel.router)
    refuse.install(app)
    with TestClient(app) as opened:
        yield opened


def address(path: Path) -> str:
    """Where a file of ours is served."""
    home = ASSIST / ("signin" if path.parent.name == "signin" else "panel")
    return f"/assist/{path.relative_to(home).as_posix()}"


@pytest.mark.parametrize("path", [*MODULES, *SHEETS], ids=lambda path: path.name)
def test_every_file_is_served_as_what_it_is(client: TestClient, path: Path) -> None:
    reply = client.get(address(path))
    assert reply.status_code == 200
    assert reply.content == path.read_bytes()
    assert reply.headers["content-type"] == TYPES[path.suffix]


def test_every_import_leads_to_a_file_that_is_served(client: TestClient) -> None:
    """A name that is wrong would leave the page empty."""
    seen: set[str] = set()
    left = ["/assist/main.js"]
    while left:
        at = left.pop()
        seen.add(at)
        reply = client.get(at)
        assert reply.status_code == 200, at
        code = re.sub(r"/\*.*?\*/", "", reply.text, flags=re.DOTALL)
        left += [found for one in IMPORT.findall(code) if (found := str(reply.url.join(one).path)) not in seen]
    unused = {address(path) for path in MODULES} - seen
    assert unused == {"/assist/types.js"}


def test_the_page_names_only_files_that_are_served(client: TestClient) -> None:
    page = client.get("/assist").text
    named = re.findall(r'(?:href|src)="(/[^"]+)"', page)
    assert len(named) == len(SHEETS) + 1
    assert [one for one in named if client.get(one).status_code != 200] == []


def test_only_the_named_helpdesks_may_frame_the_page_and_are_told(client: TestClient) -> None:
    reply = client.get("/assist")
    assert reply.headers["content-security-policy"].endswith(f"frame-ancestors {HELPDESK}")
    assert client.get("/assist/hosts").json() == {"origins": [HELPDESK]}


@pytest.mark.parametrize(
    "name", ["../settings.py", "..%2fsettings.py", "settings.py", "tsconfig.json", "chat/ask.js", "hosts/"]
)
def test_what_is_not_in_the_list_opens_nothing(client: TestClient, name: str) -> None:
    assert client.get(f"/assist/{name}").status_code == 404


def test_a_file_that_did_not_change_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/assist/main.js").headers["etag"]
    again = client.get("/assist/main.js", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_module_reads_a_string_as_html_or_code(path: Path) -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|setHTML"
    assert re.findall(forbidden, path.read_text("utf-8")) == []


def test_types_hold() -> None:
    """JSDoc types, checked where the compiler is installed: `npm install --prefix tests/e2e`."""
    found = ROOT / "tests" / "e2e" / "node_modules" / ".bin" / "tsc"
    if not found.exists():
        pytest.skip("tsc is not installed: npm install --prefix tests/e2e")
    done = subprocess.run([found, "-p", ASSIST / "panel"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
