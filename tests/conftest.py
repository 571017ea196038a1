"""What holds for every test."""

import pytest
from hypothesis import settings

from tests.postgres_server import a_schema, a_server

# Speed is measured by `make bench`; a slow machine fails no test.
settings.register_profile("signpost", deadline=None)
settings.load_profile("signpost")


@pytest.fixture(scope="session")
def postgres():
    """The URL of a PostgreSQL for the whole run (a test has a schema of its own), None where there is none."""
    with a_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request, tmp_path):
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/signpost.db"
        return
    async with a_schema(request.getfixturevalue("postgres")) as made:
        yield made
