"""What flows between Slack and the bot: one job for each event, and what is said in return."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a job asks for."""

    ASK = "ask"
    FOLLOW_UP = "follow_up"
    PRESS = "press"
    COMMAND = "command"
    SHORTCUT = "shortcut"
    HOME = "home"
    GREET = "greet"
    RELAY = "relay"
    GONE = "gone"


class Button(StrEnum):
    """What a button of ours does; its name is the beginning of the button's action id."""

    ATTEMPT = "attempt"
    REPLY = "reply"
    FEEDBACK = "feedback"
    HUMAN = "human"
    NOTIFY = "notify"
    SHARE = "share"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Place:
    """A thread; `thread` is the time stamp of the message it hangs on."""

    team: str
    channel: str
    thread: str


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do. `claim` names the event it came with, `ts` the message; both are claimed before any work.

    `text` is what the person wrote, in Slack's own escapes; `action` and `value` are a pressed button's; `url` is
    where an answer that only they see is posted. `mentioned` says that it names us, or was written to us alone.
    """

    kind: Kind
    claim: str
    team: str
    channel: str = ""
    thread: str = ""
    ts: str = ""
    person: str = ""
    text: str = ""
    action: str = ""
    value: str = ""
    url: str = ""
    direct: bool = False
    mentioned: bool = False

    @property
    def place(self) -> Place:
        """Return the thread it belongs to."""
        return Place(self.team, self.channel, self.thread)

    @property
    def key(self) -> str:
        """Return the event's claim, as a hash: ids come from outside."""
        return digest(self.team, self.claim)

    @property
    def spot(self) -> str | None:
        """Return the message's claim: the same message can arrive as two events."""
        return digest(self.team, self.channel, self.ts) if self.ts else None

    @property
    def who(self) -> str:
        """Return the person, as a hash."""
        return digest(self.team, self.person)


@dataclass(frozen=True, slots=True)
class Leased:
    """A job in our hands since `leased_at`: `posted` messages of its reply are out, `tries` counts this one too.

    `stream` is the time stamp of a message that an earlier try began and did not finish.
    """

    job: Job
    answer_id: str
    tries: int
    posted: int
    received_at: datetime
    leased_at: datetime
    stream: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread we take part in. `desk` marks one in which agents read the packet of the conversation."""

    place: Place
    conversation_id: str | None
    asker: str
    desk: bool = False
    taken_over: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """Blocks, and the plain text that notifications and screen readers get."""

    text: str
    blocks: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Say:
    """One call of the Web API (or of a response URL, where `url` is set). `desk_of` opens an agents' thread."""

    method: str
    arguments: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    desk_of: str | None = None


def digest(*words: str) -> str:
    """Return one short name for several words, wherever their borders are."""
    return hashlib.sha256("\0".join((str(len(words)), *words)).encode("utf-8", "replace")).hexdigest()[:40]
