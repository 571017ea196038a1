"""What the environment says about answers and what is kept of them (BOT_*)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from infra.webhook import is_secret

NO_LLM = "none"


class BotSettings(BaseSettings):
    """Where conversations are kept and for how long, which model writes, and where a human is reached.

    `llm` is `none` or a LangChain chat model such as `openai:MODEL`. It has `llm_first_seconds` for its first sentence
    that holds, `llm_seconds` for all of them, and two budgets in tokens a day. With `llm_rewrite` it has
    `llm_rewrite_seconds` to say what a follow-up is to be searched for as. Without `contact_url` the product file's
    counts. Conversations untouched for `retention_days` are erased. What is posted to `notify_webhook` is signed with
    `notify_secret`, packets for `handoff_webhook` with `handoff_secret`, or else with one that is made once and kept in
    the database.
    """

    model_config = SettingsConfigDict(env_prefix="BOT_", env_ignore_empty=True, extra="ignore", frozen=True)

    database_url: SecretStr | None = None
    llm: str = NO_LLM
    llm_base_url: str | None = None
    llm_api_key: SecretStr | None = None
    llm_first_seconds: float = Field(default=4.0, gt=0, le=60)
    llm_seconds: float = Field(default=20.0, gt=0, le=45)
    llm_rewrite: bool = False
    llm_rewrite_seconds: float = Field(default=2.0, gt=0, le=10)
    llm_tokens: int = Field(default=1_000_000, ge=0)
    llm_tokens_per_client: int = Field(default=50_000, ge=0)
    contact_url: str | None = None
    handoff_webhook: SecretStr | None = None
    handoff_secret: SecretStr | None = None
    notify_webhook: SecretStr | None = None
    notify_secret: SecretStr | None = Field(default=None, validate_default=True)
    retention_days: int = Field(default=30, ge=1, le=3650)

    @field_validator("contact_url", "llm_base_url")
    @classmethod
    def _link(cls, value: str | None) -> str | None:
        if value is not None and not _is_web_address(value):
            raise PydanticCustomError("rule", "must be a web address, https://...")
        return value

    @field_validator("handoff_webhook", "notify_webhook")
    @classmethod
    def _hook(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _is_web_address(value.get_secret_value()):
            raise PydanticCustomError("rule", "must be a web address, https://...")
        return value

    @field_validator("handoff_secret")
    @classmethod
    def _signing(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not is_secret(value.get_secret_value()):
            raise PydanticCustomError("rule", "must be whsec_ and 24 to 64 random bytes in base64")
        return value

    @field_validator("notify_secret")
    @classmethod
    def _secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None and info.data.get("notify_webhook") is not None:
            raise PydanticCustomError("rule", "must be set where BOT_NOTIFY_WEBHOOK is: what is posted is signed")
        if value is not None and not is_secret(value.get_secret_value()):
            raise PydanticCustomError("rule", "must be whsec_ and 24 to 64 random bytes in base64")
        return value

    def database(self, data_dir: Path) -> str:
        """Return the database's address: the one that was set, or a file in the data folder."""
        return self.database_url.get_secret_value() if self.database_url else f"sqlite:///{data_dir / 'signpost.db'}"


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
