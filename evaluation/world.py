"""What happens to an invented service: troubles with their true times, and what its status page makes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

Key = tuple[str, str]
GROUPS: dict[str, tuple[str, ...]] = {
    "APIs": (
        *("Chat Completions", "Responses", "Realtime", "Audio", "Images", "Embeddings", "Moderations", "Batch"),
        *("Files", "Fine-tuning", "Login", "Sora"),
    ),
    "ChatGPT": (
        *("Conversations", "Login", "Search", "File uploads", "Voice mode", "Image Generation", "GPTs", "Agent"),
        *("Deep Research", "Connectors/Apps", "ChatGPT Atlas", "Sites", "ChatGPT Work", "Compliance API"),
    ),
    "Codex": ("Codex Web", "CLI", "VS Code extension", "Codex API", "Codex in ChatGPT Desktop"),
    "": ("FedRAMP", "Ads Manager", "Ads API"),
}
COMPONENTS: tuple[Key, ...] = tuple((group, name) for group, names in GROUPS.items() for name in names)
LISTED = 25
"""How many components the page's summary shows; which ones changes over time."""
READ_BY = timedelta(minutes=2)
"""A page read once a minute has been read at the latest by then."""


@dataclass(frozen=True, slots=True)
class Post:
    """One message of the page. `dated` is the time its author gave it, where that is not when it appeared."""

    at: datetime
    word: str
    text: str
    dated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something broken from `began` to `ended`, and its incident.

    `hit` are the page's words for the components; they are coloured from `coloured` to `faded` (None: never), and the
    incident names them where `named`. An incident without posts is none. `gone` is when it leaves the page unresolved.
    """

    kind: str
    id: str
    title: str
    began: datetime
    ended: datetime
    symptoms: tuple[str, ...]
    hit: dict[Key, str]
    posts: tuple[Post, ...] = ()
    label: str = "minor"
    worst: str = "degraded_performance"
    coloured: datetime | None = None
    faded: datetime | None = None
    named: bool = True
    gone: datetime | None = None
    asks: dict[str, str] = field(default_factory=dict)

    def broken(self, at: datetime) -> bool:
        """Tell whether it lasts at that moment."""
        return self.began <= at < self.ended

    def told(self, at: datetime) -> tuple[Post, ...]:
        """Return what had been posted by then, newest first."""
        return tuple(sorted((one for one in self.posts if one.at <= at), key=lambda one: one.at, reverse=True))

    def open(self, at: datetime) -> bool:
        """Tell whether the page shows it as open at that moment."""
        told = self.told(at)
        return bool(told) and told[0].word != "resolved" and not (self.gone and at >= self.gone)

    def red(self, at: datetime) -> bool:
        """Tell whether its components are coloured at that moment."""
        return self.coloured is not None and self.coloured <= at < (self.faded or self.ended)


@dataclass(frozen=True, slots=True)
class Planned:
    """A maintenance: announced, running from `begins` until `done`, whatever end was announced."""

    id: str
    title: str
    announced: datetime
    begins: datetime
    until: datetime
    done: datetime
    hit: tuple[Key, ...]
    symptoms: tuple[str, ...]

    def running(self, at: datetime) -> bool:
        """Tell whether it runs at that moment."""
        return self.begins <= at < self.done


@dataclass(frozen=True, slots=True)
class World:
    """A stretch of time. `unlisted` are left out of the summary; while `silent` the page does not answer, and while
    `bare` it answers without its native summary."""

    begin: datetime
    end: datetime
    troubles: tuple[Trouble, ...]
    windows: tuple[Planned, ...] = ()
    unlisted: tuple[Key, ...] = ()
    silent: tuple[tuple[datetime, datetime], ...] = ()
    bare: tuple[tuple[datetime, datetime], ...] = ()

    def broken(self, symptom: str, at: datetime) -> bool:
        """Tell whether what shows as this symptom is broken at that moment."""
        hit = any(one.broken(at) and symptom in one.symptoms for one in self.troubles)
        return hit or any(one.running(at) and symptom in one.symptoms for one in self.windows)

    def posted(self, symptom: str, at: datetime) -> bool:
        """Tell whether the page shows what is broken, and has done so for long enough to have been read."""
        then = at - READ_BY
        if any(start <= moment < end for start, end in self.silent for moment in (then, at)):
            return False
        shown = [one for one in self.troubles if one.broken(at) and symptom in one.symptoms and _shown(one, then, at)]
        return bool(shown) or any(
            one.running(then) and one.running(at) for one in self.windows if symptom in one.symptoms
        )


def _shown(trouble: Trouble, then: datetime, at: datetime) -> bool:
    return all(trouble.open(moment) or trouble.red(moment) for moment in (then, at))
