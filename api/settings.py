"""What the environment says about the front door (API_*)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.settings import BotSettings
from channels.assist.settings import AssistSettings
from channels.slack.settings import SlackSettings
from infra.settings import DataSettings
from knowledge.settings import KnowledgeSettings
from status.settings import StatusSettings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Listed = Annotated[tuple[str, ...], NoDecode]
Some = TypeVar("Some", bound=BaseSettings)


class SettingsError(Exception):
    """A setting makes no sense; the message names it and says what would be right, one sentence each."""


class ApiSettings(BaseSettings):
    """Where we listen, who may call, and how much at once."""

    model_config = SettingsConfigDict(env_prefix="API_", env_ignore_empty=True, extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    rate_limit: int | None = 60
    allowed_origins: Listed = ()
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = ()
    allowed_hosts: Listed = ()
    admin_token: SecretStr | None = None
    max_answers: int = Field(64, ge=1, le=10_000)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("rate_limit", mode="before")
    @classmethod
    def _rate(cls, value: Any) -> Any:
        text = "off" if value is None else str(value).strip().lower()
        if text == "off":
            return None
        if not re.fullmatch(r"[1-9][0-9]{0,5}", text):
            raise PydanticCustomError("rule", "must be a whole number of requests a minute, such as 60, or off")
        return int(text)

    @field_validator("allowed_origins", "allowed_hosts", mode="before")
    @classmethod
    def _list(cls, value: Any) -> Any:
        return _split(value)

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_is_origin(origin) for origin in value):
            raise PydanticCustomError("rule", "must list exact origins such as https://help.example.com, with commas")
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any("/" in host for host in value):
            raise PydanticCustomError("rule", "must list host names such as bot.example.com, with commas")
        return tuple(host.lower() for host in value)

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _proxies(cls, value: Any) -> Any:
        try:
            return tuple(ipaddress.ip_network(one, strict=False) for one in _split(value))
        except ValueError:
            raise PydanticCustomError(
                "rule", "must list addresses or networks such as 10.0.0.0/8, with commas"
            ) from None


def _split(value: Any) -> tuple[Any, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return tuple(value)


def _is_origin(text: str) -> bool:
    """Tell whether this is scheme, host and port as a browser writes them; `*` and `null` are not."""
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return valid and text == f"{parts.scheme}://{parts.netloc}" and text == text.lower() and "@" not in text


def explain_settings(error: ValidationError, prefix: str) -> str:
    """Return one sentence a wrong setting: its variable and what would be right, never its value."""
    found = []
    for one in error.errors(include_input=False, include_url=False):
        name = prefix + str(one["loc"][0] if one["loc"] else "").upper()
        right = one["msg"] if one["type"] == "rule" else one["msg"].replace("Input should be", "must be")
        found.append(f"{name} {right[:1].lower()}{right[1:]}.")
    return " ".join(found)


@dataclass(frozen=True, slots=True)
class Settings:
    """What every room needs to know."""

    api: ApiSettings
    knowledge: KnowledgeSettings
    status: StatusSettings
    bot: BotSettings
    data: DataSettings
    slack: SlackSettings | None = None
    assist: AssistSettings = field(default_factory=AssistSettings)


def read_settings() -> Settings:
    """Read the environment. Raises SettingsError, naming each wrong variable and what would be right."""
    return Settings(
        api=_read(ApiSettings),
        knowledge=_read(KnowledgeSettings),
        status=_read(StatusSettings),
        bot=_read(BotSettings),
        data=_read(DataSettings),
        slack=_read(SlackSettings),
        assist=_read(AssistSettings),
    )


def _read(kind: type[Some]) -> Some:
    try:
        return kind()
    except ValidationError as error:
        raise SettingsError(explain_settings(error, kind.model_config.get("env_prefix", ""))) from None
