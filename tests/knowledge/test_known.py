"""Common steps are known by id, or by what a title says."""

import pytest

from knowledge.known import known_names


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Clear Your Browser Cache", "cookies"),
        ("Flush your DNS cache", "flushdns"),
        ("Try a Different Browser or Device", "another browser"),
        ("Restart Your Internet Connection", "router"),
        ("Use a VPN (or Disconnect From One)", "nordvpn"),
        ("Contact ChatGPT support", "support ticket"),
    ],
)
def test_a_title_brings_the_names_people_use(title, name):
    assert name in known_names("some-id", title)


def test_an_id_outranks_the_title():
    assert "cookies" in known_names("clear-cache", "Restart the router")


@pytest.mark.parametrize("title", ["Descale the kettle", "Cached opinions", ""])
def test_other_steps_have_none(title):
    assert known_names("some-id", title) == ()
