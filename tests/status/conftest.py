"""What the tests of this room share: a running loopback page."""

import pytest

from tests.status_server import StatusPage


@pytest.fixture
async def status_page():
    """An incident.io page on which all is fine; change its scenario, platform, shape or fault under way."""
    async with StatusPage() as page:
        yield page
