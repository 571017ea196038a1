"""Pages are our own files under a policy that lets them load nothing else."""

import re
from dataclasses import replace

import httpx2
import pytest

from status.settings import StatusSettings
from tests.api.conftest import build, settings_in
from tests.api.layers import BASE


def test_the_help_page_comes_under_a_strict_policy(caller):
    reply = caller.get("/demo")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    policy = dict(part.strip().split(" ", 1) for part in reply.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'none'"
    assert "unsafe" not in reply.headers["content-security-policy"]


def test_everything_the_page_asks_for_is_served(caller):
    page = caller.get("/demo").text
    named = re.findall(r'(?:href|src)="(/demo/[^"#]+)"', page)
    assert named
    for path in named:
        reply = caller.get(path)
        assert reply.status_code == 200, path
        assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("path", "kind"), [("/demo/demo.css", "text/css"), ("/demo/scenes.js", "text/javascript")])
def test_files_have_their_type(caller, path, kind):
    assert caller.get(path).headers["content-type"].startswith(kind)


def test_an_unchanged_file_is_304(caller):
    first = caller.get("/demo/demo.css")
    again = caller.get("/demo/demo.css", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/demo/nope.js",
        "/demo/__init__.py",
        "/demo/../__init__.py",
        "/demo/..%2f__init__.py",
        "/demo/%2e%2e/%2e%2e/pyproject.toml",
        "/demo/..%5c..%5cpyproject.toml",
        "/demo/%00demo.css",
        "/demo/demo.css/",
        "/demo//etc/passwd",
    ],
)
def test_nothing_else_is_served_whatever_it_spells(caller, path):
    reply = caller.get(path)
    assert reply.status_code in (400, 404)
    assert reply.headers["content-type"] == "application/problem+json"


def test_the_bare_address_leads_to_the_page(caller):
    reply = caller.get("/", follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (307, "/demo")
    assert caller.get("/demo/").status_code == 200


async def test_listed_origins_may_frame_the_page(opened):
    async with opened(allowed_origins="https://help.example.com") as client:
        policy = (await client.get("/demo")).headers["content-security-policy"]
    assert "frame-ancestors https://help.example.com" in policy


async def test_a_visitor_may_choose_the_day_only_where_the_status_is_played(tmp_path):
    settings = replace(settings_in(tmp_path), status=StatusSettings(platform="fixed"))
    app = build(settings)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=BASE, timeout=60) as client,
    ):
        offered = (await client.get("/demo/scenes")).json()
        assert (offered["current"], len(offered["scenes"])) == ("calm", 3)
        outcomes = []
        for scene, state in (("calm", "ok"), ("outage", "outage"), ("recovery", "recovering")):
            chosen = await client.post("/demo/scenes", json={"scene": scene})
            assert (chosen.status_code, chosen.json()["current"]) == (200, scene)
            assert (await client.get("/v1/status")).json()["state"] == state
            answer = (await client.post("/v1/chat", json={"message": "chatgpt says 502 bad gateway"})).json()
            outcomes.append(answer["outcome"])
        assert outcomes == ["answered_steps", "answered_status", "answered_status"]
        assert (await client.post("/demo/scenes", json={"scene": "flood"})).status_code == 404


def test_on_a_real_page_nobody_can_change_what_it_says(caller):
    assert caller.get("/demo/scenes").json() == {"scenes": [], "current": ""}
    assert caller.post("/demo/scenes", json={"scene": "outage"}).status_code == 404
    assert caller.get("/v1/status").json()["incidents"] == []
