"""A wrong setting stops the start with a sentence that helps."""

import pytest
from pydantic import ValidationError

from api.settings import ApiSettings, explain_settings


def explained(**given: object) -> str:
    with pytest.raises(ValidationError) as caught:
        ApiSettings(**given)
    return explain_settings(caught.value, "API_")


def test_defaults_are_the_contract(monkeypatch):
    for name in ("API_HOST", "API_PORT", "API_RATE_LIMIT", "API_ADMIN_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    settings = ApiSettings()
    assert (settings.host, settings.port, settings.rate_limit) == ("127.0.0.1", 8000, 60)
    assert settings.admin_token is None
    assert settings.allowed_origins == settings.trusted_proxies == settings.allowed_hosts == ()


def test_lists_are_written_with_commas(monkeypatch):
    monkeypatch.setenv("API_ALLOWED_ORIGINS", "https://help.example.com, http://localhost:3000")
    monkeypatch.setenv("API_TRUSTED_PROXIES", "10.0.0.0/8,fd00::1")
    monkeypatch.setenv("API_ALLOWED_HOSTS", "Bot.Example.com, *.example.org")
    settings = ApiSettings()
    assert settings.allowed_origins == ("https://help.example.com", "http://localhost:3000")
    assert [str(network) for network in settings.trusted_proxies] == ["10.0.0.0/8", "fd00::1/128"]
    assert settings.allowed_hosts == ("bot.example.com", "*.example.org")


def test_an_empty_variable_means_the_default(monkeypatch):
    monkeypatch.setenv("API_RATE_LIMIT", "")
    monkeypatch.setenv("API_ADMIN_TOKEN", "")
    settings = ApiSettings()
    assert settings.rate_limit == 60
    assert settings.admin_token is None


@pytest.mark.parametrize(("written", "meant"), [("off", None), ("OFF", None), ("1", 1), (" 120 ", 120)])
def test_the_rate_limit_is_a_number_or_off(monkeypatch, written, meant):
    monkeypatch.setenv("API_RATE_LIMIT", written)
    assert ApiSettings().rate_limit == meant


@pytest.mark.parametrize("nonsense", ["sixty", "0", "-5", "1.5", "60/minute", "9999999999", "٣"])
def test_a_nonsense_rate_limit_is_named_and_not_repeated(nonsense):
    said = explained(rate_limit=nonsense)
    assert said == "API_RATE_LIMIT must be a whole number of requests a minute, such as 60, or off."


@pytest.mark.parametrize(
    "origins",
    ["*", "null", "help.example.com", "https://help.example.com/", "https://a@b.example", "https://UPPER.example"],
)
def test_only_exact_origins_are_listed(origins):
    assert explained(allowed_origins=origins).startswith("API_ALLOWED_ORIGINS must list exact origins")


def test_every_wrong_setting_is_named_at_once():
    said = explained(port="eighty", trusted_proxies="the office", allowed_hosts="https://bot.example.com")
    assert "API_PORT must be a valid integer" in said
    assert "API_TRUSTED_PROXIES must list addresses or networks" in said
    assert "API_ALLOWED_HOSTS must list host names" in said
    assert "eighty" not in said
    assert "office" not in said


def test_the_admin_token_is_not_shown_by_accident():
    assert "hunter2" not in repr(ApiSettings(admin_token="hunter2"))
