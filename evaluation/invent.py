"""Inventing timelines: weeks of trouble of every kind that fools a reader of status pages, the same for the same seed.

`python -m evaluation.invent` writes them anew.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from evaluation.publish import publish
from evaluation.settings import EvaluationSettings
from evaluation.timeline import Moment, Truth, format_line, in_order
from evaluation.troubles import KINDS, Day, Inventor
from evaluation.world import World

SEED = 20261
FIRST = datetime(2026, 3, 2, tzinfo=UTC)
FOLDER = "timelines"
_SAID: dict[str, tuple[str, ...]] = {
    "bad-gateway": (
        "ChatGPT shows 502 Bad Gateway",
        "chatgpt says bad gateway, is it just me?",
        "502 in chatgpt again",
    ),
    "login": ("I cannot log in to ChatGPT", "chatgpt login fails for me", "I can't sign in to chatgpt"),
    "images": ("image generation fails in ChatGPT", "chatgpt cannot generate images"),
    "files": ("file uploads fail in ChatGPT", "chatgpt file upload gives an error"),
    "voice": ("voice mode in ChatGPT does not work", "chatgpt voice mode keeps failing"),
    "work": ("ChatGPT Work shows an error", "chatgpt work is broken for me"),
    "api-errors": ("the OpenAI API returns errors", "openai api calls fail"),
    "codex": ("codex cli fails with errors", "codex web is broken"),
}


_AGAIN = ("still not working", "is it over?", "same error again")
# When is asked, as shares of a trouble's length from its beginning.
_SHARES = (-0.4, 0.02, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.1, 1.6, 2.4)


def invent(seed: int = SEED, rounds: int = 2) -> dict[str, tuple[Moment, ...]]:
    """Return timelines by name: every kind once a round, a day each, in an order of its own."""
    chance = random.Random(seed)  # noqa: S311 - invents, guards nothing
    made: dict[str, tuple[Moment, ...]] = {}
    for number in range(rounds):
        kinds = list(KINDS)
        chance.shuffle(kinds)
        begin = FIRST + timedelta(days=number * len(KINDS))
        made[f"round-{number + 1}"] = _timeline(kinds, begin, chance)
    return made


def _timeline(kinds: list[Callable[[Inventor], Day]], begin: datetime, chance: random.Random) -> tuple[Moment, ...]:
    moments: list[Moment] = []
    before: dict[str, Any] | None = {}
    for number, kind in enumerate(kinds):
        midnight = begin + timedelta(days=number)
        broke = midnight + timedelta(minutes=chance.randint(9 * 60, 14 * 60))
        day = kind(Inventor(chance, broke, midnight.toordinal()))
        world = World(
            midnight, midnight + timedelta(days=1), day.troubles, day.windows, day.unlisted, day.silent, day.bare
        )
        changes, before = _pages(world, before)
        moments += changes
        moments += _questions(world, day, chance)
        moments += _talk(world, day)
    return in_order(moments)


def _pages(world: World, before: dict[str, Any] | None) -> tuple[list[Moment], dict[str, Any] | None]:
    """Return what the page says whenever that changes, and only what changed; and what it says at the end."""
    moments = []
    for at in sorted(_changes(world)):
        now = publish(world, at)
        if now is None:
            moments.append(Moment(at=at, unreachable=True))
        elif before is None or now != before:
            known = before or {}
            changed = {path: body for path, body in now.items() if known.get(path) != body}
            moments.append(Moment(at=at, bodies=changed | dict.fromkeys(known.keys() - now.keys())))
        before = now
    return moments, before


def _changes(world: World) -> set[datetime]:
    times = {world.begin}
    for one in world.troubles:
        times |= {post.at for post in one.posts} | {at for at in (one.coloured, one.faded, one.gone) if at}
    for window in world.windows:
        times |= {window.announced, window.begins, window.done}
    for start, end in (*world.silent, *world.bare):
        times |= {start, end}
    return {at for at in times if world.begin <= at < world.end}


def _questions(world: World, day: Day, chance: random.Random) -> Iterable[Moment]:
    """Yield questions before, during and after each trouble: about what is broken, and about what is not."""
    for began, ended, kind, symptoms in _stretches(world, day):
        for share in _SHARES:
            at = began + (ended - began) * share + timedelta(seconds=chance.randint(0, 50))
            for symptom in (*symptoms, *day.fine):
                said = chance.choice(_SAID[symptom])
                yield _question(world, symptom, at.replace(microsecond=0), kind, said)


def _talk(world: World, day: Day) -> Iterable[Moment]:
    """Yield one conversation: somebody who asks, and asks again the whole time."""
    began, ended, kind, symptoms = _stretches(world, day)[0]
    symptom = (*symptoms, *day.fine)[0]
    for place, share in enumerate(_SHARES[1:]):
        at = (began + (ended - began) * share + timedelta(seconds=55)).replace(microsecond=0)
        said = _SAID[symptom][0] if place == 0 else _AGAIN[place % len(_AGAIN)]
        yield _question(world, symptom, at, kind, said).model_copy(update={"conversation": f"{began:%Y-%m-%d}"})


def _stretches(world: World, day: Day) -> list[tuple[datetime, datetime, str, tuple[str, ...]]]:
    """Return from when until when to ask, of which kind that is, and what is broken then."""
    found = [(one.began, one.ended, one.kind, one.symptoms) for one in world.troubles if one.began >= world.begin]
    for one in world.windows:
        soon = one.begins < world.end
        stretch = (
            (one.begins, one.done) if soon else (world.begin + timedelta(hours=18), world.begin + timedelta(hours=20))
        )
        found.append((*stretch, "maintenance" if soon else "maintenance ahead", one.symptoms))
    calm = (world.begin + timedelta(hours=10), world.begin + timedelta(hours=14))
    return found or [(*calm, day.troubles[0].kind, ())]


def _question(world: World, symptom: str, at: datetime, kind: str, said: str) -> Moment:
    broken = world.broken(symptom, at)
    return Moment(
        at=at,
        ask=said,
        symptom=symptom,
        truth=Truth.BROKEN if broken else Truth.FINE,
        posted=broken and world.posted(symptom, at),
        kind=kind,
    )


def write(folder: Path) -> None:
    """Write every timeline into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, moments in invent().items():
        text = "".join(f"{format_line(one)}\n" for one in moments)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(EvaluationSettings().data / FOLDER)
