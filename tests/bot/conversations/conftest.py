import pytest

from tests.bot.conversations.outages import opened


@pytest.fixture
def folder(tmp_path):
    """The data folder, not yet made."""
    return tmp_path / "data"


@pytest.fixture
async def fallback(folder):
    """A fallback store that finds a lock at once and recovers only when it is told to."""
    async with opened(folder) as store:
        yield store
