"""Pages change without notice: whatever is dropped, emptied or mistyped, nothing raises and red never turns green."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from status.models import ComponentState, State
from status.platforms import incidentio, statuspage
from status.ports import Page
from tests.status.bodies import bodies
from tests.status.scenarios import SCENARIOS

PAGE = Page("https://status.example.com", "", datetime.now(UTC))
PLATFORMS = {"incidentio": incidentio, "statuspage": statuspage}
SHAPES = [("incidentio", "native"), ("incidentio", "shim"), ("incidentio", "proxy"), ("statuspage", "native")]
REMOVED = object()
JUNK: tuple[Any, ...] = (REMOVED, None, 7, "words", [], {}, [1, None], True)


def keys(value: Any) -> Iterable[str]:
    children = value.items() if isinstance(value, dict) else []
    for name, child in children:
        yield name
        yield from keys(child)
    if isinstance(value, list):
        for child in value:
            yield from keys(child)


def changed(value: Any, key: str, change: Callable[[Any], Any]) -> Any:
    """Return a copy in which every value under this key is replaced, or removed."""
    if isinstance(value, list):
        return [changed(child, key, change) for child in value]
    if not isinstance(value, dict):
        return value
    rows = {name: change(child) if name == key else changed(child, key, change) for name, child in value.items()}
    return {name: child for name, child in rows.items() if child is not REMOVED}


@pytest.mark.parametrize("scenario", ["conversations-down", "red-without-words"])
@pytest.mark.parametrize(("platform", "shape"), SHAPES)
def test_a_page_that_is_down_is_never_read_as_fine_whatever_one_key_becomes(platform, shape, scenario):
    """But for the one list that says so when it is empty."""
    told = bodies(SCENARIOS[scenario](), platform, shape)
    for key in sorted({name for body in told.values() for name in keys(body)}):
        for junk in JUNK:
            broken = {path: changed(body, key, lambda _, junk=junk: junk) for path, body in told.items()}
            report = PLATFORMS[platform].parse(broken, PAGE)
            said = shape == "proxy" and (key, junk) == ("affected_components", [])
            assert said or report.state is not State.OK, f"{key} = {junk}"


@pytest.mark.parametrize(("platform", "shape"), SHAPES)
def test_a_fine_page_with_a_broken_key_is_fine_or_unknown_and_components_never_turn_red(platform, shape):
    told = bodies(SCENARIOS["all-fine"](), platform, shape)
    for key in sorted({name for body in told.values() for name in keys(body)}):
        for junk in JUNK:
            broken = {path: changed(body, key, lambda _, junk=junk: junk) for path, body in told.items()}
            report = PLATFORMS[platform].parse(broken, PAGE)
            assert report.state in (State.OK, State.UNKNOWN), f"{key} = {junk}"
            assert {one.state for one in report.components} <= {ComponentState.OK, ComponentState.UNKNOWN}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("platform", PLATFORMS)
@given(junk=values, path=st.sampled_from(sorted(bodies(SCENARIOS["api-only"](), "incidentio"))))
@settings(max_examples=60, deadline=None)
def test_any_json_at_any_path_is_survived(platform, junk, path):
    module = PLATFORMS[platform]
    module.recognises({path: junk})
    module.wants({path: junk}, (path,), ("status.example.com",))
    assert module.parse({path: junk}, PAGE).state is not State.OK
    told = {**bodies(SCENARIOS["api-only"](), platform), path: junk}
    module.parse(told, PAGE)
