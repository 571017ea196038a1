"""A played status page: chosen days, always just read, and only where the settings ask for it."""

from datetime import UTC, datetime

import pytest

from status.factory import build_board, build_status
from status.models import ComponentState, State
from status.settings import StatusSettings
from status.staged import SCENES, StagedStatus, staged

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("scene", "state", "part", "incidents"),
    [
        ("calm", State.OK, ComponentState.OK, 0),
        ("outage", State.OUTAGE, ComponentState.OUTAGE, 1),
        ("recovery", State.RECOVERING, ComponentState.DEGRADED, 1),
    ],
)
def test_each_scene_is_one_whole_report(scene, state, part, incidents):
    report = staged(scene, NOW)
    assert (report.state, report.components[0].state, len(report.incidents)) == (state, part, incidents)
    assert (report.checked_at, report.age_seconds, report.url) == (NOW, 0.0, "")
    assert all(one.started_at < one.updated_at or one.updated_at == one.started_at < NOW for one in report.incidents)


async def test_a_change_of_scene_shows_at_once_and_an_unknown_one_changes_nothing(tmp_path):
    status = build_status(StatusSettings(platform="fixed"), tmp_path)
    assert isinstance(status, StagedStatus)
    await status.start()
    states = []
    for scene in SCENES:
        assert status.play(scene)
        states.append((await status.current()).state)
    assert states == [State.OK, State.OUTAGE, State.RECOVERING]
    assert not status.play("flood")
    assert status.latest().state is State.RECOVERING
    await status.aclose()


@pytest.mark.parametrize("settings", [{}, {"platform": "feed"}, {"platform": "fixed", "page_url": "fixed:page.json"}])
def test_nothing_is_played_where_a_page_or_a_file_is_read(tmp_path, settings):
    assert build_board(StatusSettings(**settings), tmp_path).stage is None


def test_no_page_beside_is_read_while_the_status_is_played():
    assert not StatusSettings(platform="fixed").reads_beside
