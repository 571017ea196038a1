"""The store as it is wired."""

from bot.conversations.factory import build_store
from bot.ports import StoreUnavailable
from bot.settings import BotSettings
from tests.bot.conversations.builders import a_talk


def settings(**given) -> BotSettings:
    return BotSettings(_env_file=None, **given)


async def test_without_a_setting_conversations_are_in_a_file_of_the_data_folder(tmp_path):
    store = build_store(settings(), tmp_path / "data")
    assert list(tmp_path.iterdir()) == [], "nothing is written before it is opened"
    await store.open()
    await store.create(a_talk())
    assert store.problems == ()
    await store.aclose()
    assert (tmp_path / "data" / "signpost.db").stat().st_size > 0


async def test_what_else_is_to_be_erased_goes_at_the_start_and_a_failure_there_stops_nothing(tmp_path):
    done = []

    async def fails(now):
        done.append(now)
        raise StoreUnavailable("of a test")

    store = build_store(settings(), tmp_path / "data", fails)
    await store.open()
    await store.create(a_talk())
    assert (len(done), store.problems) == (1, ())
    await store.aclose()


async def test_another_database_is_named_by_url(tmp_path):
    store = build_store(settings(database_url=f"sqlite:///{tmp_path}/elsewhere.db"), tmp_path / "data")
    await store.open()
    await store.aclose()
    assert (tmp_path / "elsewhere.db").exists()
    assert not (tmp_path / "data").exists()
