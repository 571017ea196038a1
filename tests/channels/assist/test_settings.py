"""Settings of the panel are exact, complete and quiet about their secret."""

import pytest

from api.settings import SettingsError, read_settings
from channels.assist.settings import AssistSettings


def test_the_defaults_frame_nowhere_and_end_after_half_an_hour():
    settings = AssistSettings()
    assert (settings.idle_minutes, settings.frame_origins, settings.chatwoot_url) == (30, (), None)


def test_the_trail_is_kept_for_a_year_unless_said_otherwise(monkeypatch):
    assert AssistSettings().audit_days == 365
    monkeypatch.setenv("ASSIST_AUDIT_DAYS", "90")
    assert read_settings().assist.audit_days == 90


def test_everything_is_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("ASSIST_IDLE_MINUTES", "15")
    monkeypatch.setenv("ASSIST_FRAME_ORIGINS", "https://desk.example.test, https://two.example.test:8443")
    monkeypatch.setenv("ASSIST_CHATWOOT_URL", "https://chat.example.test/")
    monkeypatch.setenv("ASSIST_CHATWOOT_TOKEN", "quiet-secret")
    settings = read_settings().assist
    assert settings.idle_minutes == 15
    assert settings.frame_origins == ("https://desk.example.test", "https://two.example.test:8443")
    assert settings.chatwoot_url == "https://chat.example.test"
    assert "quiet-secret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IDLE_MINUTES", "0"),
        ("AUDIT_DAYS", "6"),
        ("FRAME_ORIGINS", "*"),
        ("FRAME_ORIGINS", "https://desk.example.test/path"),
        ("FRAME_ORIGINS", "desk.example.test"),
        ("CHATWOOT_URL", "ftp://chat.example.test"),
        ("CHATWOOT_URL", "https://chat.example.test?x=1"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(monkeypatch, name, value):
    monkeypatch.setenv("ASSIST_CHATWOOT_TOKEN", "quiet-secret")
    monkeypatch.setenv(f"ASSIST_{name}", value)
    with pytest.raises(SettingsError, match=f"ASSIST_{name}"):
        read_settings()


def test_an_address_without_its_token_is_refused(monkeypatch):
    monkeypatch.setenv("ASSIST_CHATWOOT_URL", "https://chat.example.test")
    with pytest.raises(SettingsError, match="ASSIST_CHATWOOT_TOKEN"):
        read_settings()
