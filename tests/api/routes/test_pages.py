"""Pages are our own files under a policy that lets them load nothing else."""

import re

import pytest


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


@pytest.mark.parametrize(("path", "kind"), [("/demo/demo.css", "text/css"), ("/demo/demo.js", "text/javascript")])
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
