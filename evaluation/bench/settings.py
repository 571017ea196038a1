"""The environment that a measured process runs in."""

from __future__ import annotations

import os
from pathlib import Path

from bot.settings import BotSettings
from infra.settings import DataSettings
from status.settings import FIXED, StatusSettings

# Other rooms' settings would be measured with; the guide and its model are what an operator may want to compare.
_LEFT_OUT = ("API_", "BOT_", "STATUS_", "DATA_", "INFRA_", "SLACK_")


def environment(data: Path, page: Path, admin_token: str) -> dict[str, str]:
    """Return the environment of a server on this data folder and this fixed status page; `KNOWLEDGE_*` counts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
    return {
        **kept,
        "DATA_DIR": str(data),
        "STATUS_PAGE_URL": f"{FIXED}{page}",
        "API_RATE_LIMIT": "off",
        "API_ADMIN_TOKEN": admin_token,
        "API_LOG_LEVEL": "warning",
    }


def rooms(data: Path, page: Path) -> tuple[DataSettings, StatusSettings, BotSettings]:
    """Return the settings of the rooms for the same bot in this process."""
    status = StatusSettings(page_url=f"{FIXED}{page}", page_name="", platform="", allow_private=False)
    return DataSettings(data_dir=data), status, BotSettings(database_url=None, llm="none", contact_url=None)
