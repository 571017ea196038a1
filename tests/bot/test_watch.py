"""The watch keeps what changed and tells who waits; what fails is tried again, and nothing ends it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.conversations.notices import Notices
from bot.notify import Notifier
from bot.watch import Watch
from status.history import History
from tests.bot.notices import GREEN, RED, Desk


class Page:
    """A cached page whose every look is a new read."""

    def __init__(self, *reports):
        self.reports = list(reports)
        self.looks = 0

    async def current(self, wait=1.0):
        self.looks += 1
        report = self.reports.pop(0) if len(self.reports) > 1 else self.reports[0]
        if isinstance(report, Exception):
            raise report
        return replace(report, checked_at=report.checked_at + timedelta(minutes=self.looks))


async def test_each_read_is_kept_and_people_are_told(tmp_path):
    async with Desk(tmp_path) as desk:
        await desk.notifier.ask(await desk.blocked())
        history = History(f"sqlite:///{tmp_path}/signpost.db", "p")
        await history.open()
        watch = Watch(Page(RED, GREEN, GREEN), history, desk.notifier)
        for _ in range(3):
            await watch.look()
        assert len(await desk.told()) == 1
        assert [one.after for one in await history.changes() if one.subject == "page"] == ["outage", "ok"]
        await watch.aclose()
        await watch.aclose()


async def test_a_look_that_fails_does_not_end_the_watch(tmp_path):
    async with Desk(tmp_path) as desk:
        page = Page(RuntimeError("broken"), GREEN)
        watch = Watch(page, History(f"sqlite:///{tmp_path}/signpost.db", "p"), desk.notifier, every=0.01)
        watch.start()
        async with asyncio.timeout(10):
            while page.looks < 3:  # noqa: ASYNC110 - the watch is what is waited for
                await asyncio.sleep(0.01)
        await watch.aclose()
        seen = page.looks
        await asyncio.sleep(0.05)
        assert page.looks == seen


async def test_a_database_that_cannot_be_used_is_opened_again_later(tmp_path):
    folder = tmp_path / "data"
    folder.write_text("")
    async with Desk(tmp_path) as desk:
        notifier = Notifier(Notices(f"sqlite:///{folder}/signpost.db"), desk.store)
        watch = Watch(Page(GREEN), History(f"sqlite:///{tmp_path}/signpost.db", "p"), notifier)
        await watch.look()
        folder.unlink()
        await watch.look()
        assert (folder / "signpost.db").exists()
        await watch.aclose()
