"""The history in PostgreSQL: the same statements, another dialect."""

from status.history import History
from tests.postgres_server import a_schema
from tests.status.test_history import GREEN, OVER, RED, at


async def test_changes_and_lengths_are_kept_there_too(postgres):
    async with a_schema(postgres) as url:
        history = History(url, "p")
        await history.open()
        for minute, report in enumerate((GREEN, RED, OVER, OVER)):
            await history.note(at(report, minute))
        assert len(await history.changes()) == 7
        assert [one.id for one in history.past] == ["inc-1"]
        assert history.problem == ""
        await history.aclose()
