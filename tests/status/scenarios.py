"""What a status page may say, with times relative to now: components as on OpenAI's page in 2026, ids invented."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS: dict[str, tuple[str, ...]] = {
    "APIs": (
        "Chat Completions",
        "Responses",
        "Realtime",
        "Audio",
        "Images",
        "Embeddings",
        "Moderations",
        "Batch",
        "Files",
        "Fine-tuning",
        "Login",
        "Sora",
    ),
    "ChatGPT": (
        "Conversations",
        "Login",
        "Search",
        "File uploads",
        "Voice mode",
        "Image Generation",
        "GPTs",
        "Agent",
        "Deep Research",
        "Connectors/Apps",
        "ChatGPT Atlas",
        "Sites",
        "ChatGPT Work",
        "Compliance API",
    ),
    "Codex": ("Codex Web", "CLI", "VS Code extension", "Codex API", "Codex in ChatGPT Desktop"),
    "": ("FedRAMP", "Ads Manager", "Ads API"),
}
COMPONENTS: tuple[tuple[str, str], ...] = tuple((group, name) for group, names in GROUPS.items() for name in names)
CONVERSATIONS, CHAT_LOGIN = ("ChatGPT", "Conversations"), ("ChatGPT", "Login")
CHAT_COMPLETIONS, RESPONSES = ("APIs", "Chat Completions"), ("APIs", "Responses")

Key = tuple[str, str]


@dataclass(frozen=True)
class Message:
    """One message, so many minutes ago."""

    minutes: float
    word: str
    text: str


@dataclass(frozen=True)
class Happening:
    """An incident; the components it names and their words; its messages newest first."""

    title: str
    word: str
    hit: dict[Key, str]
    impact: str
    messages: tuple[Message, ...]
    ident: str = ""


@dataclass(frozen=True)
class Window:
    """A maintenance; its start and end in hours from now."""

    title: str
    word: str
    hit: tuple[Key, ...]
    starts: float
    ends: float


@dataclass(frozen=True)
class Scenario:
    """All that a page says. `hit` gives the words of components that are not operational."""

    hit: dict[Key, str] = field(default_factory=dict)
    happenings: tuple[Happening, ...] = ()
    windows: tuple[Window, ...] = ()
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def ago(self, minutes: float) -> str:
        """Return the moment so many minutes ago as the page writes it."""
        return (self.now - timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def _elevated(key: Key, word: str, impact: str) -> Scenario:
    opening = Message(35, "investigating", "We are investigating elevated errors. Some requests fail with 502.")
    latest = Message(12, "identified", "The cause is identified and a mitigation is on its way.")
    title = f"Elevated errors in {key[0]} {key[1]}"
    return Scenario({key: word}, (Happening(title, "identified", {key: word}, impact, (latest, opening)),))


def all_fine() -> Scenario:
    """Every component operational, nothing posted."""
    return Scenario()


def conversations_degraded() -> Scenario:
    """Conversations degraded, an incident identified 35 minutes ago."""
    return _elevated(CONVERSATIONS, "degraded_performance", "minor")


def conversations_down() -> Scenario:
    """Conversations down, an incident identified 35 minutes ago."""
    return _elevated(CONVERSATIONS, "full_outage", "critical")


def api_only() -> Scenario:
    """Two parts of the API out, ChatGPT untouched."""
    hit = {CHAT_COMPLETIONS: "partial_outage", RESPONSES: "partial_outage"}
    message = Message(20, "investigating", "Requests to the API return errors for some models.")
    return Scenario(hit, (Happening("Increased API error rates", "investigating", hit, "major", (message,)),))


def maintenance_running() -> Scenario:
    """A planned window on Conversations, half over."""
    window = Window("Planned database upgrade", "in_progress", (CONVERSATIONS,), -1, 1)
    return Scenario({CONVERSATIONS: "under_maintenance"}, windows=(window,))


def maintenance_tomorrow() -> Scenario:
    """A planned window on Conversations that begins tomorrow."""
    return Scenario(windows=(Window("Planned database upgrade", "scheduled", (CONVERSATIONS,), 20, 22),))


def just_resolved() -> Scenario:
    """Everything operational again, the incident closed 15 minutes ago."""
    hit = {CONVERSATIONS: "operational"}
    messages = (
        Message(15, "resolved", "All affected services have recovered."),
        Message(40, "monitoring", "A mitigation is in place and we watch the recovery."),
        Message(95, "investigating", "We are investigating elevated errors in conversations."),
    )
    return Scenario(happenings=(Happening("Elevated errors in ChatGPT", "resolved", hit, "major", messages),))


def red_without_words() -> Scenario:
    """A component is out and nothing is posted: pages often show components first."""
    return Scenario({CONVERSATIONS: "full_outage"})


def monitoring() -> Scenario:
    """A mitigation is in place; the page still shows the component degraded, as it does until the end."""
    hit = {CONVERSATIONS: "degraded_performance"}
    messages = (Message(10, "monitoring", "A mitigation is in place."), Message(60, "investigating", "We are looking."))
    return Scenario(hit, (Happening("Elevated errors in ChatGPT", "monitoring", hit, "minor", messages),))


SCENARIOS = {
    "all-fine": all_fine,
    "conversations-degraded": conversations_degraded,
    "conversations-down": conversations_down,
    "api-only": api_only,
    "maintenance-running": maintenance_running,
    "maintenance-tomorrow": maintenance_tomorrow,
    "just-resolved": just_resolved,
    "monitoring": monitoring,
    "red-without-words": red_without_words,
}
UNREADABLE = "unreadable"


def ulid(*parts: str) -> str:
    """Return an invented id of incident.io's form."""
    digest = hashlib.sha256("/".join(parts).encode()).digest()
    return "01JS" + "".join(CROCKFORD[byte % 32] for byte in digest[:22])


def short_id(*parts: str) -> str:
    """Return an invented id of Statuspage's form."""
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:12]
