"""A recorded page is read by the rules of the real one, in the time of the recording."""

from datetime import UTC, datetime, timedelta

from evaluation.publish import publish
from evaluation.recorded import RecordedPage
from evaluation.timeline import Moment
from evaluation.world import Post, Trouble, World
from status.models import Freshness, IncidentState, State

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CHAT = ("ChatGPT", "Conversations")


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def an_outage(**more) -> World:
    posts = (Post(after(5), "investigating", "We look into it."),)
    given = {"posts": posts, "coloured": after(5), "faded": after(30), "gone": after(30), **more}
    trouble = Trouble(
        "k", "01KZZZZZZZZZZZZZZZZZZZZZZZ", "Errors", NOON, after(30), ("bad-gateway",), {CHAT: "full_outage"}, **given
    )
    return World(NOON, after(1440), (trouble,))


def says(page: RecordedPage, world: World, minute: float) -> None:
    page.change(Moment(at=after(minute), bodies=publish(world, after(minute))))


async def read(page: RecordedPage, minute: float):
    page.go_on(after(minute))
    return await page.current()


async def test_before_the_first_read_nothing_is_known():
    report = await RecordedPage(NOON).current()
    assert (report.state, report.freshness, report.checked_at) == (State.UNKNOWN, Freshness.UNKNOWN, None)


async def test_a_change_is_seen_within_half_a_minute_and_not_before():
    page = RecordedPage(NOON)
    says(page, an_outage(), 0)
    says(page, an_outage(), 5)
    for minute in (5.1, 5.2, 5.4):
        assert (await read(page, minute)).state is State.OK
    report = await read(page, 5.6)
    assert (report.state, report.freshness) == (State.OUTAGE, Freshness.FRESH)


async def test_an_incident_that_vanished_is_over_at_the_second_read():
    page = RecordedPage(NOON)
    for minute in (0, 5, 30):
        says(page, an_outage(), minute)
    assert [one.open for one in (await read(page, 30.5)).incidents] == [True]
    assert [one.state for one in (await read(page, 31)).incidents] == [IncidentState.RESOLVED]


async def test_a_page_that_falls_silent_ages_and_is_forgotten():
    page = RecordedPage(NOON)
    says(page, an_outage(), 0)
    says(page, an_outage(), 5)
    page.change(Moment(at=after(10), unreachable=True))
    assert (await read(page, 30)).freshness is Freshness.STALE
    assert (await read(page, 90)).freshness is Freshness.UNKNOWN


async def test_a_report_may_stand_in_place_of_bodies():
    page = RecordedPage(NOON)
    says(page, an_outage(), 0)
    page.go_on(after(2))
    report = await page.current()
    other = RecordedPage(NOON)
    other.change(Moment(at=NOON, report=report))
    assert (await read(other, 3)).components == report.components
