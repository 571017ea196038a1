"""One thing serves the files of every page: listed ones alone, each under the policy of its page."""

import pytest

from api.pages import NO_HTML, POLICY, TYPES, Pages, files_in
from api.problems import NOT_FOUND, Refusal


@pytest.fixture
def folder(tmp_path):
    """A page with a folder of its own, and beside it what is nobody's business."""
    page = tmp_path / "page"
    (page / "hosts").mkdir(parents=True)
    (page / "index.html").write_text("<!doctype html>")
    (page / "hosts" / "one.js").write_text("export {};")
    (page / "tsconfig.json").write_text("{}")
    (tmp_path / "secret.js").write_text("0")
    return page


def test_files_are_named_by_their_path_and_only_what_a_page_is_made_of_is_listed(folder):
    assert set(files_in(folder)) == {"index.html", "hosts/one.js"}


def test_a_file_comes_with_its_kind_its_tag_and_a_policy_that_nobody_may_frame(folder):
    reply = Pages(lambda: files_in(folder), NO_HTML).reply("hosts/one.js")
    assert (reply.status_code, reply.body) == (200, b"export {};")
    assert reply.headers["content-type"] == TYPES[".js"]
    assert reply.headers["content-security-policy"] == f"{POLICY}; {NO_HTML}; frame-ancestors 'none'"
    assert reply.headers["cache-control"] == "no-cache"
    assert reply.headers["cross-origin-opener-policy"] == "same-origin"
    assert reply.headers["cross-origin-resource-policy"] == "same-origin"


def test_named_origins_may_frame_it_and_a_shared_one_may_be_loaded_elsewhere(folder):
    framed = ("https://a.example.com", "https://b.example.com")
    reply = Pages(lambda: files_in(folder)).reply("index.html", framed_by=framed, shared="cross-origin")
    assert reply.headers["content-security-policy"].endswith(
        "frame-ancestors https://a.example.com https://b.example.com"
    )
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"


def test_who_has_a_file_gets_it_again_only_once_it_changed(folder):
    pages = Pages(lambda: files_in(folder))
    tag = pages.reply("index.html").headers["etag"]
    kept = pages.reply("index.html", f'"other", W/{tag}')
    assert (kept.status_code, kept.body) == (304, b"")
    assert "frame-ancestors" in kept.headers["content-security-policy"]
    (folder / "index.html").write_text("<!doctype html><title>New</title>")
    assert pages.reply("index.html", tag).status_code == 200


@pytest.mark.parametrize(
    "name", ["", "../secret.js", "hosts", "hosts/", "tsconfig.json", "index.html\0", "/index.html"]
)
def test_a_name_that_is_not_listed_opens_nothing(folder, name):
    with pytest.raises(Refusal) as refused:
        Pages(lambda: files_in(folder)).reply(name)
    assert refused.value.kind is NOT_FOUND


def test_nothing_is_listed_before_something_is_asked_for():
    asked = []
    pages = Pages(lambda: asked.append(1) or {})
    assert asked == []
    for _ in range(2):
        with pytest.raises(Refusal):
            pages.reply("index.html")
    assert asked == [1]
