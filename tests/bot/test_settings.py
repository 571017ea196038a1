"""The BOT_ variables."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import BotSettings


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    for name in BotSettings.model_fields:
        monkeypatch.delenv(f"BOT_{name.upper()}", raising=False)


def test_defaults_need_no_key_no_account_and_no_server():
    found = BotSettings()
    assert (found.llm, found.llm_api_key, found.retention_days) == ("none", None, 30)
    assert found.database(Path("data")) == "sqlite:///data/signpost.db"


def test_the_environment_decides(monkeypatch):
    monkeypatch.setenv("BOT_DATABASE_URL", "postgresql://u:hidden@host/name")
    monkeypatch.setenv("BOT_RETENTION_DAYS", "7")
    monkeypatch.setenv("BOT_CONTACT_URL", "https://help.example.test")
    found = BotSettings()
    assert found.database(Path("data")) == "postgresql://u:hidden@host/name"
    assert (found.retention_days, found.contact_url) == (7, "https://help.example.test")


def test_an_empty_variable_is_an_unset_one(monkeypatch):
    monkeypatch.setenv("BOT_DATABASE_URL", "")
    monkeypatch.setenv("BOT_HANDOFF_WEBHOOK", "")
    assert BotSettings().database_url is None


def test_secrets_are_not_shown(monkeypatch):
    for name in ("DATABASE_URL", "LLM_API_KEY"):
        monkeypatch.setenv(f"BOT_{name}", "postgresql://u:hidden@host/name")
    monkeypatch.setenv("BOT_HANDOFF_WEBHOOK", "https://hooks.example.test/hidden")
    assert "hidden" not in repr(BotSettings())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONTACT_URL", "not a link"),
        ("CONTACT_URL", "javascript:alert(1)"),
        ("CONTACT_URL", "http://[bad"),
        ("HANDOFF_WEBHOOK", "ftp://example.test"),
        ("LLM_BASE_URL", "localhost:8080"),
        ("RETENTION_DAYS", "0"),
        ("RETENTION_DAYS", "soon"),
    ],
)
def test_nonsense_is_refused(monkeypatch, name, value):
    monkeypatch.setenv(f"BOT_{name}", value)
    with pytest.raises(ValidationError):
        BotSettings()


SECRET = "whsec_" + "c2VjcmV0" * 4


def test_what_is_posted_when_an_incident_is_over_needs_a_secret(monkeypatch):
    monkeypatch.setenv("BOT_NOTIFY_WEBHOOK", "https://hooks.example.test/hidden")
    with pytest.raises(ValidationError, match="must be set where BOT_NOTIFY_WEBHOOK is"):
        BotSettings()
    monkeypatch.setenv("BOT_NOTIFY_SECRET", SECRET)
    assert "hidden" not in repr(BotSettings())
    assert SECRET not in repr(BotSettings())


@pytest.mark.parametrize("secret", ["short", "whsec_c2VjcmV0", "whsec_%%%"])
def test_a_secret_that_signs_nothing_is_refused_and_not_shown(monkeypatch, secret):
    monkeypatch.setenv("BOT_NOTIFY_SECRET", secret)
    with pytest.raises(ValidationError, match="whsec_ and 24 to 64 random bytes"):
        BotSettings()
