"""The chat's files: for pages of listed origins, small, kept as long as they are the same."""

import gzip
import re

import pytest

LOADER = "/widget/signpost.js"


def versioned(caller):
    return re.search(r"chat\.[0-9a-f]+\.js", caller.get(LOADER).text).group()


def test_the_loader_names_a_version_that_browsers_may_keep(caller):
    loader = caller.get(LOADER)
    assert loader.headers["content-type"] == "text/javascript; charset=utf-8"
    assert loader.headers["cache-control"] == "public, max-age=300"
    chat = caller.get(f"/widget/{versioned(caller)}")
    assert "immutable" in chat.headers["cache-control"]
    sheet = caller.get(f"/widget/{versioned(caller).replace('.js', '.css')}")
    assert sheet.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["cache-control"]


def test_an_older_version_s_name_gets_the_newest_and_not_to_keep(caller):
    old = caller.get("/widget/chat.00000000.js")
    assert old.text == caller.get(f"/widget/{versioned(caller)}").text
    assert old.headers["cache-control"] == "public, max-age=300"


def test_files_go_out_packed_to_whoever_unpacks_them(caller):
    plain = caller.get(LOADER, headers={"Accept-Encoding": "identity"})
    packed = caller.get(LOADER, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) == len(gzip.compress(plain.content, 9, mtime=0))
    assert "Accept-Encoding" in packed.headers["vary"]
    assert plain.headers["etag"] != packed.headers["etag"]


def test_an_unchanged_file_is_304(caller):
    first = caller.get(LOADER)
    again = caller.get(LOADER, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_words_come_with_the_guide_s_first_steps_and_where_a_person_is_reached(caller, language):
    words = caller.get(f"/widget/words/{language}.json").json()
    assert len(words["starters"]) == 4
    assert words["guide"]["product"]
    assert words["guide"]["contact_url"].startswith("https://")
    assert len(words["guide"]["steps"]) == 3
    assert all(step["title"] and step["text"] for step in words["guide"]["steps"])


@pytest.mark.parametrize(
    "path",
    ["/widget/words/xx.json", "/widget/words/..%2fen.json", "/widget/bundle.py", "/widget/chat.zz.js", "/widget/chat/"],
)
def test_nothing_else_is_served(caller, path):
    reply = caller.get(path)
    assert reply.status_code in (400, 404)
    assert reply.headers["content-type"] == "application/problem+json"


async def test_only_pages_of_listed_origins_may_load_it(opened):
    async with opened(allowed_origins="https://help.example.com") as client:
        listed = await client.get(LOADER, headers={"Origin": "https://help.example.com"})
        other = await client.get(LOADER, headers={"Origin": "https://elsewhere.example.com"})
    assert listed.headers["access-control-allow-origin"] == "https://help.example.com"
    assert listed.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "access-control-allow-origin" not in other.headers
    assert "Origin" in other.headers["vary"]
    assert "Accept-Encoding" in listed.headers["vary"]


async def test_the_hosted_page_may_be_framed_by_listed_origins_alone(opened, caller):
    async with opened(allowed_origins="https://help.example.com") as client:
        policy = (await client.get("/chat")).headers["content-security-policy"]
    assert policy.endswith("frame-ancestors https://help.example.com")
    assert caller.get("/chat").headers["content-security-policy"].endswith("frame-ancestors 'none'")
