"""What the environment says about Slack (SLACK_*); without a bot token everything here stays off."""

from __future__ import annotations

from importlib.util import find_spec
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

API_URL = "https://slack.com/api/"


class SlackSettings(BaseSettings):
    """Slack's own names for its secrets, where packets for humans go, and how much one thread or person may ask.

    Signed HTTP needs `signing_secret`, Socket Mode `app_token`. `handoff_channel` is a channel's id.
    An answer that takes longer than `stream_seconds` is shown sentence by sentence; with 0 every answer is.
    """

    model_config = SettingsConfigDict(env_prefix="SLACK_", env_ignore_empty=True, extra="ignore", frozen=True)

    bot_token: SecretStr | None = None
    signing_secret: SecretStr | None = None
    app_token: SecretStr | None = None
    api_url: str = API_URL
    handoff_channel: str | None = Field(None, pattern=r"^[CG][A-Z0-9]{1,31}$")
    thread_turns: int = Field(20, ge=1, le=1000)
    user_turns: int = Field(10, ge=1, le=1000)
    stream_seconds: float = Field(1.0, ge=0, le=60)

    @field_validator("bot_token")
    @classmethod
    def _installed(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not all(find_spec(name) for name in ("slack_sdk", "aiohttp")):
            raise PydanticCustomError("rule", "needs slack-sdk and aiohttp, which come with the extra slack")
        return value

    @field_validator("api_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise PydanticCustomError("rule", "must be a web address such as https://slack.com/api/")
        return value if value.endswith("/") else f"{value}/"

    @property
    def on(self) -> bool:
        """Tell whether anything of Slack is to be started."""
        return self.bot_token is not None and bool(self.signing_secret or self.app_token)
