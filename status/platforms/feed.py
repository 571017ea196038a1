"""RSS and Atom: one entry is one incident. A feed lists no components: it can prove trouble, never that all is well.

The state is the word that stands as a label in an entry: in bold, after "Status:", in brackets, or before a dash. Once
resolved an entry stays so. Entries without such a word are news, not incidents; young ones are named in a warning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from status.assess import assess
from status.models import IncidentState, MaintenanceState, StatusReport
from status.platforms.clean import line, link, plain
from status.platforms.fields import as_time
from status.platforms.raw import RawEvent, RawPage, RawUpdate
from status.platforms.words import INCIDENT_STATES, MAINTENANCE_STATES, meaning
from status.platforms.xml import Element, NotReadable, read
from status.ports import Bodies, Page

name = "feed"

ITSELF = ""
USUAL = ("/history.atom", "/feed.atom", "/history.rss", "/feed.rss", "/rss", "/feed")
ENTRIES = 100
YOUNG = timedelta(hours=24)

_LABELS = re.compile(
    r"<(?:strong|b|h\d)\b[^<>]{0,100}>\s*(?:status\s*:\s*)?([^<>]{2,40}?)\s*:?\s*</"
    r"|\bstatus\s*:\s*([a-z_ -]{3,30}?)\s*(?=[<\n.,;]|$)"
    r"|\[([^\[\]<>]{3,30})\]"
    r"|(?:^|[>\n])\s*(?!status\s*:)([a-z][a-z_ ]{2,25}?)\s*(?:-|–|—|:)\s",
    re.IGNORECASE,
)
_BOLD_WORD = re.compile(r"<strong\b[^<>]{0,100}>\s*([^<>]{2,40}?)\s*</strong>\s*-", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `labels` are the words in it that may be states, in its order, which is newest first."""

    id: str
    title: str
    text: str
    labels: tuple[str, ...]
    at: datetime | None
    changed: datetime | None
    url: str
    strange: str

    @property
    def word(self) -> str:
        """Return the label that tells the state: the end once it is told, else the first; nothing without one."""
        known = [one for one in self.labels if _is_state(one)]
        over = [one for one in known if _is_over(one)]
        return (over or known or [""])[0]


def wants(bodies: Bodies, asked: Collection[str], hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Ask for the address itself, which may be a feed, then for the feeds that pages usually have."""
    if ITSELF not in asked and ITSELF not in bodies:
        return (ITSELF,)
    if _feed(bodies) is not None or all(path in asked for path in USUAL):
        return ()
    return next(((path,) for path in USUAL if path not in asked), ())


def recognises(bodies: Bodies) -> bool:
    """Tell whether a feed is there whose entries are incidents, or which has none."""
    root = _feed(bodies)
    if root is None:
        return False
    entries = list(_entries(root))
    return not entries or any(one.word or one.strange for one in entries)


def lasting(bodies: Bodies) -> Bodies:
    """Remember that the address itself is no feed: it is a web page, and a large one."""
    text = bodies.get(ITSELF)
    return {} if text is None or _feed({ITSELF: text}) is not None else {ITSELF: "no feed"}


def parse(bodies: Bodies, page: Page) -> StatusReport:
    """Return the report of the feed."""
    root = _feed(bodies)
    entries = list(_entries(root)) if root is not None else []
    events = tuple(_event(one) for one in entries if one.word)
    strange = [one for one in entries if not one.word and page.now - (one.changed or one.at or page.now) <= YOUNG]
    raw = RawPage(
        platform=name,
        title=line(_channel(root).first("title")) if root is not None else "",
        components=(),
        events=events,
        complete=False,
        events_told=root is not None,
        url=_home(_channel(root)) if root is not None else "",
        warnings=tuple(_warning(one) for one in strange),
    )
    return assess(raw, page)


def _warning(entry: Entry) -> str:
    if entry.strange:
        return f"The state of “{entry.title[:80]}” is “{entry.strange[:80]}”, a word we do not know."
    return f"“{entry.title[:80]}” names no state we know."


def _feed(bodies: Bodies) -> Element | None:
    for path in (ITSELF, *USUAL):
        text = bodies.get(path)
        if isinstance(text, str) and text.lstrip().startswith("<") and "<html" not in text[:2000].lower():
            try:
                root = read(text)
            except NotReadable:
                continue
            if root.name in ("rss", "feed", "rdf"):
                return root
    return None


def _channel(root: Element) -> Element:
    return next(iter(root.all("channel")), root)


def _home(channel: Element) -> str:
    links = [one for one in channel.all("link") if one.attributes.get("rel", "alternate") == "alternate"]
    return next((found for one in links if (found := link(one.attributes.get("href") or one.text.strip()))), "")


def _entries(root: Element) -> Iterator[Entry]:
    rows = [*_channel(root).all("item", "entry"), *(root.all("item") if root.name == "rdf" else ())]
    for row in rows[:ENTRIES]:
        yield _entry(row)


def _entry(row: Element) -> Entry:
    title = row.first("title")
    body = row.first("content", "encoded", "description", "summary")
    at = as_time(row.first("published", "pubdate", "date"))
    labels = tuple(line(next(filter(None, found), "")) for found in _LABELS.findall(f"{title}\n{body}"[:20_000]))
    told = _BOLD_WORD.findall(body[:20_000])
    strange = next((line(word) for word in told if not _is_state(word)), "")
    return Entry(
        id=line(row.first("guid", "id")) or line(title),
        title=line(title),
        text=plain(body),
        labels=labels,
        at=at,
        changed=as_time(row.first("updated")) or at,
        url=_home(row),
        strange=strange,
    )


def _is_state(word: str) -> bool:
    return meaning(INCIDENT_STATES, word) is not None or meaning(MAINTENANCE_STATES, word) is not None


def _is_over(word: str) -> bool:
    ended = meaning(INCIDENT_STATES, word) is IncidentState.RESOLVED
    return ended or meaning(MAINTENANCE_STATES, word) is MaintenanceState.COMPLETED


def _event(entry: Entry) -> RawEvent:
    planned = meaning(MAINTENANCE_STATES, entry.word) is not None
    return RawEvent(
        id=entry.id,
        title=entry.title,
        word=entry.word,
        started_at=entry.at,
        updated_at=entry.changed,
        resolved_at=entry.changed if _is_over(entry.word) else None,
        url=entry.url,
        updates=(RawUpdate(entry.changed, entry.changed, "" if planned else entry.word, entry.text),)
        if entry.text
        else (),
        planned=planned,
    )
