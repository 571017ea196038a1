"""Small builders: say only what matters."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.models import Attempt, Channel, Conversation, Result
from knowledge.models import Guide
from knowledge.parse import read_guide
from status.models import (
    Component,
    ComponentState,
    Freshness,
    Incident,
    IncidentState,
    Maintenance,
    MaintenanceState,
    State,
    StatusReport,
    Update,
)

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
GUIDES = Path(__file__).parents[1] / "knowledge" / "guides"
CONVERSATIONS = ("ChatGPT", "Conversations")
API = ("APIs", "Chat Completions")


@cache
def the_guide() -> Guide:
    """The guide we ship, read once."""
    return read_guide([GUIDES])


def a_component(place=CONVERSATIONS, state="ok") -> Component:
    group, name = place
    return Component(f"{group}-{name}".lower(), name, group, ComponentState(state))


def an_incident(
    place=CONVERSATIONS,
    state="investigating",
    impact="outage",
    title="Elevated error rates",
    *,
    minutes=30,
    resolved=None,
    text="We are looking into it.",
) -> Incident:
    """An incident on one component; `place` None means that it names none."""
    began = NOW - timedelta(minutes=minutes)
    parts = None if place is None else (a_component(place, impact),)
    update = Update(began, began, IncidentState(state), text)
    ended = NOW - timedelta(minutes=resolved) if resolved is not None else None
    return Incident(
        "inc-1",
        title,
        IncidentState(state),
        ComponentState(impact),
        parts,
        began,
        ended or began,
        ended,
        "https://status.openai.com/incidents/inc-1",
        (update,),
    )


def a_window(place=CONVERSATIONS, state="in_progress", *, starts_in=-10, lasts=60) -> Maintenance:
    begins = NOW + timedelta(minutes=starts_in)
    return Maintenance(
        "win-1",
        "Database upgrade",
        MaintenanceState(state),
        (a_component(place),),
        begins,
        begins + timedelta(minutes=lasts),
        "https://status.openai.com/maintenance/win-1",
    )


def a_report(*, state="ok", red=(), incidents=(), maintenances=(), freshness="fresh", age=12.0) -> StatusReport:
    """A report of a page with ChatGPT and API components; `red` maps places to states."""
    places = (CONVERSATIONS, ("ChatGPT", "Login"), API, ("APIs", "Login"))
    components = tuple(a_component(place, dict(red).get(place, "ok")) for place in places)
    return StatusReport(
        "OpenAI status",
        "https://status.openai.com",
        State(state),
        NOW - timedelta(seconds=age),
        Freshness(freshness),
        age,
        components,
        tuple(incidents),
        tuple(maintenances),
        "incidentio",
    )


def a_conversation(**known) -> Conversation:
    return Conversation("c_test", "r_test", NOW, NOW, "en", Channel.API, **known)


def an_attempt(step_id, variant=None, result="did_not_work") -> Attempt:
    return Attempt(step_id, variant, Result(result), at=NOW)
