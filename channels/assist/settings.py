"""What the environment says about the agents' panel (ASSIST_*)."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class AssistSettings(BaseSettings):
    """How long an idle session lasts, how long the trail is kept, which helpdesks may frame the panel, and Chatwoot.

    `frame_origins` are exact, as a browser writes them. `chatwoot_token` is the access token of an agent or a bot
    there, who is only ever read with.
    """

    model_config = SettingsConfigDict(env_prefix="ASSIST_", env_ignore_empty=True, extra="ignore", frozen=True)

    idle_minutes: int = Field(30, ge=1, le=720)
    # A line of the trail says that a request was carried out, so it outlives every repeat of that request.
    audit_days: int = Field(365, ge=7, le=3650)
    frame_origins: Annotated[tuple[str, ...], NoDecode] = ()
    chatwoot_url: str | None = None
    chatwoot_token: SecretStr | None = Field(default=None, validate_default=True)

    @field_validator("frame_origins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(part.strip() for part in parts if part.strip())

    @field_validator("frame_origins")
    @classmethod
    def _exact(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_is_origin(origin) for origin in value):
            raise PydanticCustomError("rule", "must list exact origins such as https://desk.example.com, with commas")
        return value

    @field_validator("chatwoot_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise PydanticCustomError("rule", "must be a web address such as https://chat.example.com")
        return value.rstrip("/")

    @field_validator("chatwoot_token")
    @classmethod
    def _together(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None and info.data.get("chatwoot_url") is not None:
            raise PydanticCustomError("rule", "must be set where ASSIST_CHATWOOT_URL is")
        return value


def _is_origin(text: str) -> bool:
    """Tell whether this is scheme, host and port as a browser writes them."""
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return valid and text == f"{parts.scheme}://{parts.netloc}" and text == text.lower() and "@" not in text
