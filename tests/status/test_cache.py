"""The cache: answers at once, tells the honest age, reads once however many ask, and survives everything."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from status.cache import CachedStatus, rest_seconds, uptime
from status.factory import build_status
from status.models import ComponentState, Freshness, State
from status.platforms.fixed import FixedStatus, NothingToRead
from status.ports import StatusUnreadable
from status.settings import StatusSettings
from tests.status.captured import report_of
from tests.status.waiting import Clock, until

TTL = 60.0
SETTINGS = StatusSettings(ttl_seconds=TTL, max_age_seconds=3600, page_url="https://status.example.com")


@pytest.fixture
def report():
    return replace(report_of("incidentio-red-outside-summary"), checked_at=None)


class Scripted:
    """A source that says one thing after the other, and the last one for ever."""

    def __init__(self, *sayings):
        self.sayings = list(sayings)
        self.reads = 0
        self.closed = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def read(self):
        self.reads += 1
        await self.gate.wait()
        saying = self.sayings.pop(0) if len(self.sayings) > 1 else self.sayings[0]
        if isinstance(saying, Exception):
            raise saying
        return replace(saying, checked_at=saying.checked_at or datetime.now(UTC))

    async def aclose(self):
        self.closed = True


def quick(**told):
    """Settings under which a read follows the other within milliseconds."""
    return StatusSettings(ttl_seconds=0.02, page_url="https://status.example.com", **{"max_age_seconds": 3600, **told})


@pytest.fixture
async def cached():
    """Make caches that are closed in the end."""
    made = []

    def make(source, settings=SETTINGS, path=None, **told):
        made.append(CachedStatus(source, settings, path, **told))
        return made[-1]

    yield make
    for one in made:
        await one.aclose()


async def test_the_first_answer_waits_for_the_first_report(cached, report):
    current = await cached(FixedStatus(report)).current()
    assert (current.state, current.freshness) == (State.OUTAGE, Freshness.FRESH)
    assert current.age_seconds < 30


async def test_the_first_answer_waits_no_longer_than_it_was_told_to(cached, report):
    source = Scripted(report)
    source.gate.clear()
    status = cached(source)
    current = await status.current(wait=0.02)
    assert (current.state, current.freshness, current.age_seconds) == (State.UNKNOWN, Freshness.UNKNOWN, None)
    assert current.reason == "The page has not been read yet."
    source.gate.set()
    assert (await status.current()).state is State.OUTAGE


async def test_a_hundred_first_questions_are_one_read(cached, report):
    source = Scripted(report)
    status = cached(source)
    answers = await asyncio.gather(*(status.current() for _ in range(100)))
    assert {answer.state for answer in answers} == {State.OUTAGE}
    assert source.reads == 1


async def test_questions_never_read_once_there_is_a_report(cached, report):
    source = Scripted(report)
    status = cached(source)
    for _ in range(100):
        await status.current()
    assert source.reads == 1


async def test_nobody_waits_again_after_a_first_read_that_failed(cached):
    status = cached(NothingToRead("STATUS_PAGE_URL has no https:// in front."))
    first = await status.current(wait=5)
    assert (first.state, first.reason) == (State.UNKNOWN, "STATUS_PAGE_URL has no https:// in front.")
    async with asyncio.timeout(30):
        assert (await status.current(wait=60)).state is State.UNKNOWN


async def test_ages_by_a_clock_that_cannot_be_set(cached, report):
    clock = Clock()
    wall = [datetime.now(UTC)]
    status = cached(FixedStatus(report), clock=clock, now=lambda: wall[0])
    await status.current()
    for elapsed, freshness in ((30, "fresh"), (31, "stale"), (3539, "stale"), (1, "unknown")):
        clock.seconds += elapsed
        wall[0] -= timedelta(days=1)
        current = await status.current()
        assert current.freshness is Freshness(freshness), clock.seconds
    assert current.state is State.UNKNOWN
    assert {component.state for component in current.components} == {ComponentState.UNKNOWN}


def test_the_clock_runs_on_while_the_machine_sleeps():
    before = uptime()
    assert uptime() >= before > 0


async def test_a_copy_that_was_old_when_it_came_counts_from_then(cached, report):
    old = replace(report, checked_at=datetime.now(UTC) - timedelta(seconds=90))
    current = await cached(FixedStatus(old)).current()
    assert current.freshness is Freshness.STALE
    assert 90 <= current.age_seconds < 120


async def test_a_failed_read_changes_nothing_but_the_age(cached, report):
    source = Scripted(report, StatusUnreadable("The page broke."))
    clock = Clock()
    status = cached(source, quick(), clock=clock)
    await status.start()
    await until(lambda: source.reads >= 3)
    clock.seconds += 100
    current = await status.current()
    assert (current.state, current.freshness) == (State.OUTAGE, Freshness.STALE)
    assert [one.state for one in current.components] == [one.state for one in report.components]
    assert current.reason == "The page broke."
    assert status.problems == ("The page broke.",)


async def test_a_read_that_works_again_clears_the_problem(cached, report):
    source = Scripted(StatusUnreadable("The page broke."), report)
    status = cached(source, quick())
    assert (await status.current()).reason == "The page broke."
    await until(lambda: status.problems == ())
    assert ((await status.current()).state, (await status.current()).reason) == (State.OUTAGE, "")


async def test_even_our_own_mistake_does_not_end_the_reading(cached, report, caplog):
    source = Scripted(RuntimeError("a bug"), report)
    status = cached(source, quick())
    assert (await status.current()).reason == "The page could not be understood."
    await until(lambda: status.problems == ())
    assert (await status.current()).state is State.OUTAGE


async def test_the_page_is_read_about_every_half_ttl(cached, report):
    source = Scripted(report)
    status = cached(source, quick())
    await status.start()
    await until(lambda: source.reads >= 5)


@pytest.mark.parametrize(("spent", "failures", "low", "high"), [(3, 0, 21, 33), (100, 0, 4.8, 7.2), (100, 1, 24, 36)])
def test_a_slow_read_shortens_the_rest_after_it_unless_it_failed(spent, failures, low, high):
    """Or the report of a slow page would be stale between two reads."""
    rests = [rest_seconds(SETTINGS, failures, False, None, spent) for _ in range(200)]
    assert low <= min(rests) <= max(rests) <= high


@pytest.mark.parametrize(
    ("ttl", "failures", "busy", "retry_after", "low", "high"),
    [
        (60, 0, False, None, 24, 36),
        (60, 0, True, None, 24, 36),
        (300, 0, False, None, 120, 180),
        (300, 0, True, None, 24, 36),
        (20, 0, True, None, 8, 12),
        (60, 2, False, None, 24, 36),
        (60, 3, False, None, 48, 72),
        (60, 4, True, None, 96, 144),
        (60, 7, False, None, 720, 1080),
        (60, 10_000, False, None, 720, 1080),
        (1, 3, False, None, 0.8, 1.2),
        (60, 0, False, 120, 120, 120),
        (60, 0, False, 5, 24, 36),
    ],
)
def test_how_long_a_page_is_left_alone(ttl, failures, busy, retry_after, low, high):
    """Half the TTL, 30 s at most in an incident; after three failures one probe at doubling distances up to 15 TTL."""
    rests = [rest_seconds(StatusSettings(ttl_seconds=ttl), failures, busy, retry_after) for _ in range(200)]
    assert min(rests) >= low
    assert max(rests) <= high
    assert retry_after == 120 or len(set(rests)) > 1


async def test_a_restart_is_not_blind(cached, report, tmp_path):
    path = tmp_path / "status" / "last-good.json"
    await cached(FixedStatus(report), path=path).current()
    await until(path.exists)
    silent = Scripted(StatusUnreadable("The page is gone."))
    silent.gate.clear()
    later = datetime.now(UTC) + timedelta(minutes=10)
    current = await cached(silent, path=path, now=lambda: later).current(wait=60)
    assert (current.state, current.freshness) == (State.OUTAGE, Freshness.STALE)
    assert 590 < current.age_seconds < 660


@pytest.mark.parametrize(("hours", "state"), [(2, "unknown"), (-24, "unknown"), (-0.01, "outage")])
async def test_a_kept_report_of_another_time_is_not_trusted(cached, report, tmp_path, hours, state):
    """Too old, or from the future: then a clock was set back and nobody knows how old it is."""
    path = tmp_path / "last-good.json"
    first = cached(FixedStatus(report), path=path)
    await first.current()
    await until(path.exists)
    moved = datetime.now(UTC) + timedelta(hours=hours)
    second = cached(Scripted(StatusUnreadable("The page is gone.")), path=path, now=lambda: moved)
    current = await second.current(wait=5)
    assert current.state is State(state)
    assert current.age_seconds is None or current.age_seconds >= 0


async def test_a_disk_that_cannot_be_written_is_survived_and_said(cached, report, tmp_path):
    (tmp_path / "status").write_text("a file where the folder should be")
    status = cached(FixedStatus(report), path=tmp_path / "status" / "last-good.json")
    assert (await status.current()).state is State.OUTAGE
    await until(lambda: status.problems)
    assert "cannot be kept on disk" in status.problems[0]


async def test_a_page_that_suddenly_lists_nothing_is_not_believed(cached, report):
    empty = replace(report, state=State.UNKNOWN, components=(), incidents=(), reason="The page lists no components.")
    source = Scripted(report, empty)
    status = cached(source, quick())
    await status.start()
    await until(lambda: source.reads >= 4)
    assert (await status.current()).state is State.OUTAGE
    assert status.problems == ("The page lists no components.",)


async def test_a_page_that_lists_nothing_from_the_start_is_unknown_and_not_kept(cached, report, tmp_path):
    empty = replace(report, state=State.UNKNOWN, components=(), incidents=(), reason="The page lists no components.")
    source = Scripted(empty)
    status = cached(source, quick(), tmp_path / "last-good.json")
    assert (await status.current()).state is State.UNKNOWN
    await until(lambda: source.reads >= 3)
    assert not (tmp_path / "last-good.json").exists()


async def test_settings_that_make_no_sense_are_problems_before_anything_is_read(tmp_path):
    settings = StatusSettings(page_url="nonsense", ttl_seconds="soon")
    status = build_status(settings, tmp_path)
    assert [problem.split(" ")[0] for problem in status.problems] == ["STATUS_TTL_SECONDS", "STATUS_PAGE_URL"]
    current = await status.current()
    assert (current.state, current.reason, current.url) == (State.UNKNOWN, settings.url_problem, "")
    assert len(status.problems) == 2
    await status.aclose()


async def test_closing_ends_the_reading_and_the_source_and_may_be_repeated(report):
    source = Scripted(report)
    source.gate.clear()
    status = CachedStatus(source, SETTINGS)
    await status.start()
    await status.start()
    await until(lambda: source.reads)
    await status.aclose()
    await status.aclose()
    assert source.closed
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "status reader"]
    assert (await status.current(wait=0.01)).state is State.UNKNOWN


async def test_what_is_kept_names_the_page_and_its_form(cached, report, tmp_path):
    path = tmp_path / "last-good.json"
    await cached(FixedStatus(report), path=path).current()
    await until(path.exists)
    content = json.loads(path.read_text())
    assert (content["version"], content["page_url"]) == (1, "https://status.example.com")
