"""A status page that is played: a visitor of the demonstration chooses the day. Never in place of a real page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from status.cache import CachedStatus
from status.models import Component, ComponentState, Incident, IncidentState, State, StatusReport, Update
from status.platforms.fixed import NothingToRead
from status.settings import StatusSettings

SOURCE = "Demonstration status"
SCENES = ("calm", "outage", "recovery")
BEGAN = timedelta(minutes=24)
GROUP = "ChatGPT"
PARTS = ("Conversations", "Login", "Search", "File uploads", "Voice mode", "Image Generation")
TITLE = "Elevated errors in Conversations"
LOOKING = "We are looking into errors that many people see when they open or continue a conversation."
FIXED = "The cause has been removed and errors are going down. We keep watching until everything is steady."


class StagedStatus(CachedStatus):
    """Stands where a page's cache stands, and says at once what the chosen scene says, as if just read."""

    def __init__(self, settings: StatusSettings) -> None:
        super().__init__(NothingToRead("Nothing is read: the status is played."), settings)
        self.scene = SCENES[0]

    def play(self, scene: str) -> bool:
        """Change the scene; False for one we do not know."""
        if scene in SCENES:
            self.scene = scene
        return scene in SCENES

    async def start(self) -> None:
        """Nothing is read."""

    async def current(self, wait: float = 1.0) -> StatusReport:
        """Return what the scene says."""
        return self.latest()

    def latest(self) -> StatusReport:
        """Return what the scene says."""
        return staged(self.scene, datetime.now(UTC))


def staged(scene: str, now: datetime) -> StatusReport:
    """Return a scene's report, read at that moment."""
    hit = {"outage": ComponentState.OUTAGE, "recovery": ComponentState.DEGRADED}.get(scene, ComponentState.OK)
    parts = tuple(
        Component(f"demo-{name.lower().replace(' ', '-')}", name, GROUP, hit if name == PARTS[0] else ComponentState.OK)
        for name in PARTS
    )
    state = {"outage": State.OUTAGE, "recovery": State.RECOVERING}.get(scene, State.OK)
    incidents = () if scene == "calm" else (_incident(scene, parts[0], now),)
    return StatusReport(SOURCE, "", state, now, age_seconds=0.0, components=parts, incidents=incidents)


def _incident(scene: str, part: Component, now: datetime) -> Incident:
    began, latest = now - BEGAN, now - timedelta(minutes=6)
    updates: tuple[Update, ...] = (Update(began, began, IncidentState.INVESTIGATING, LOOKING),)
    if scene == "recovery":
        updates = (Update(latest, latest, IncidentState.MONITORING, FIXED), *updates)
    return Incident(
        id="demo-incident",
        title=TITLE,
        state=updates[0].state or IncidentState.INVESTIGATING,
        impact=part.state,
        components=(part,),
        started_at=began,
        updated_at=updates[0].at,
        resolved_at=None,
        url="",
        updates=updates,
    )
