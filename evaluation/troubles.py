"""The kinds of trouble that fool a reader of status pages, each a day with what its page makes of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from evaluation.publish import made_id
from evaluation.world import GROUPS, Key, Planned, Post, Trouble

_CHAT, _LOGIN, _WORK = ("ChatGPT", "Conversations"), ("ChatGPT", "Login"), ("ChatGPT", "ChatGPT Work")
_IMAGES, _FILES, _VOICE = ("ChatGPT", "Image Generation"), ("ChatGPT", "File uploads"), ("ChatGPT", "Voice mode")
_API, _CLI, _API_LOGIN = ("APIs", "Responses"), ("Codex", "CLI"), ("APIs", "Login")


@dataclass(frozen=True, slots=True)
class Day:
    """One day's trouble, and what is asked besides: symptoms that are fine that day."""

    troubles: tuple[Trouble, ...] = ()
    windows: tuple[Planned, ...] = ()
    silent: tuple[tuple[datetime, datetime], ...] = ()
    bare: tuple[tuple[datetime, datetime], ...] = ()
    unlisted: tuple[Key, ...] = ()
    fine: tuple[str, ...] = ("voice",)


def _minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


class Inventor:
    """Makes days around a moment at which something breaks; `chance` is its own, so that a seed gives one world."""

    def __init__(self, chance: random.Random, began: datetime, number: int) -> None:
        self._chance = chance
        self._began = began
        self._number = number
        self._late = _minutes(chance.randint(4, 40))
        self._length = _minutes(chance.randint(70, 260))

    def trouble(self, kind: str, title: str, symptoms: tuple[str, ...], hit: dict[Key, str], **more: Any) -> Trouble:
        """Return a trouble that is posted late, found, mended, watched and resolved, all in one incident."""
        began, ended = self._began, self._began + self._length
        first = began + self._late
        made = Trouble(kind, made_id(f"{kind}{self._number}", first), title, began, ended, symptoms, hit)
        posts = (
            Post(first, "investigating", "We are investigating reports of errors."),
            Post(first + (ended - first) / 3, "identified", "The cause is known and a fix is on its way."),
            Post(ended - (ended - first) / 5, "monitoring", "A fix is in place and we watch the recovery."),
            Post(ended, "resolved", "All affected services have recovered."),
        )
        return replace(made, **{"posts": posts, "coloured": first, "faded": ended, **more})

    def plain(self) -> Day:
        """Nothing odd: posted, coloured, labelled and resolved."""
        title = "Elevated error rates in ChatGPT conversations"
        return Day((self.trouble("plain", title, ("bad-gateway",), {_CHAT: "partial_outage"}),))

    def other_product(self) -> Day:
        """Another part is broken."""
        one = self.trouble(
            "other part", "Elevated error rates for the Responses API", ("api-errors",), {_API: "partial_outage"}
        )
        return Day((one,), fine=("bad-gateway", "images"))

    def outside_the_list(self) -> Day:
        """The broken part is not among the components that the summary lists."""
        one = self.trouble("outside the list", "Some users see errors", ("bad-gateway",), {_CHAT: "partial_outage"})
        return Day((one,), unlisted=(_CHAT, _WORK), fine=("voice", "images"))

    def outside_the_list_work(self) -> Day:
        """The same with a part that people ask for by its name, and labelled none."""
        one = self.trouble("outside the list", "Elevated errors for workspaces", ("work",), {_WORK: "partial_outage"})
        return Day((replace(one, label="none"),), unlisted=(_WORK, _CHAT))

    def understating(self) -> Day:
        """Down for everybody, and labelled minor."""
        title = "chatgpt.com is down for everybody right now"
        hit = {_CHAT: "full_outage", _LOGIN: "full_outage"}
        one = self.trouble("label understates", title, ("bad-gateway", "login"), hit, label="minor")
        return Day((one,))

    def unlabelled(self) -> Day:
        """The incident names the part and is labelled none; no component is coloured."""
        one = self.trouble("label none", "Errors when uploading", ("files",), {_FILES: "operational"}, label="none")
        return Day((replace(one, worst="operational", coloured=None),))

    def back_dated(self) -> Day:
        """Posted late and dated back to the beginning."""
        one = self.trouble(
            "back-dated", "Elevated error rates in ChatGPT", ("bad-gateway",), {_CHAT: "degraded_performance"}
        )
        late = one.began + (one.ended - one.began) * 0.6
        posts = (
            Post(late, "investigating", "This began earlier today.", dated=one.began),
            Post(late + _minutes(12), "monitoring", "Most requests succeed again.", dated=late),
            Post(one.ended, "resolved", "This is over."),
        )
        return Day((replace(one, posts=posts, coloured=late),))

    def reopened(self) -> Day:
        """Closed by mistake or too early, then open again; `resolved_at` stays at the first end."""
        one = self.trouble(
            "reopened", "ChatGPT conversations fail to load", ("bad-gateway",), {_CHAT: "partial_outage"}
        )
        early = one.began + (one.ended - one.began) / 2
        posts = (
            one.posts[0],
            Post(early, "resolved", "This is over."),
            Post(early + _minutes(3), "investigating", "Errors are back and we are looking into it."),
            Post(one.ended, "resolved", "This is over for good."),
        )
        return Day((replace(one, posts=posts),))

    def merged_duplicates(self) -> Day:
        """Two incidents for one event; one of them is taken away when somebody notices."""
        one = self.trouble("merged", "Login errors for ChatGPT", ("login",), {_LOGIN: "partial_outage"})
        later = one.posts[0].at + _minutes(9)
        twin = replace(
            one,
            id=made_id(f"twin{self._number}", later),
            title="Some users cannot sign in",
            posts=(Post(later, "investigating", "We are looking into sign-in errors."),),
            gone=one.posts[1].at,
        )
        return Day((one, twin))

    def vanished(self) -> Day:
        """The incident is taken off the page without a word, once all is well."""
        one = self.trouble("vanished", "Image generation errors", ("images",), {_IMAGES: "partial_outage"})
        return Day((replace(one, posts=one.posts[:2], gone=one.ended),))

    def without_components(self) -> Day:
        """The native summary names no part and nothing is coloured: only words tell."""
        title = "Users are unable to log in to ChatGPT"
        one = self.trouble("words only", title, ("login",), {}, named=False, coloured=None)
        return Day((one,), fine=("voice", "files"))

    def told_in_the_message(self) -> Day:
        """The title says nothing, the message does."""
        one = self.trouble("words in the message", "Investigating an issue", ("login",), {}, named=False, coloured=None)
        first, *others = one.posts
        others = [replace(post, text=f"{post.text} Logins are affected.") for post in others]
        posts = (replace(first, text="Logins and signups are failing for many people."), *others)
        return Day((replace(one, posts=posts),), fine=("voice", "files"))

    def bare_page(self) -> Day:
        """The native summary is switched off: incidents come without their components."""
        one = self.trouble(
            "no native summary", "ChatGPT conversation errors", ("bad-gateway",), {_CHAT: "partial_outage"}
        )
        return Day((one,), bare=((one.began - _minutes(120), one.ended + _minutes(240)),))

    def silent_colour(self) -> Day:
        """A component is red and nobody wrote an incident."""
        one = self.trouble("red without words", "", ("images",), {_IMAGES: "partial_outage"}, posts=())
        return Day((one,), fine=("bad-gateway", "login"))

    def never_posted(self) -> Day:
        """Broken, and the page never says so."""
        return Day((self.trouble("never posted", "", ("bad-gateway",), {}, posts=(), coloured=None),))

    def unreadable(self) -> Day:
        """The page goes down with the service."""
        one = self.trouble("page unreadable", "ChatGPT is unavailable", ("bad-gateway",), {_CHAT: "full_outage"})
        return Day((one,), silent=((one.began + _minutes(1), one.ended),))

    def old_and_open(self) -> Day:
        """An incident that nobody closed for weeks names the part; today all is well."""
        began = self._began - timedelta(days=6)
        one = self.trouble(
            "old and open", "Intermittent errors in ChatGPT conversations", (), {_CHAT: "degraded_performance"}
        )
        posts = (Post(began, "monitoring", "We keep watching this."),)
        old = replace(one, began=began, posts=posts, id=made_id(f"old{self._number}", began), coloured=None)
        return Day((replace(old, gone=self._began + timedelta(hours=8)),), fine=("bad-gateway", "voice"))

    def maintenance(self) -> Day:
        """A window on the part, which overruns its end."""
        begins, until = self._began, self._began + self._length
        key = f"window{self._number}"
        window = Planned(
            made_id(key), "Login database upgrade", begins - timedelta(hours=8), begins, until, until + _minutes(50),
            (_LOGIN,), ("login",),
        )  # fmt: skip
        return Day(windows=(window,), fine=("voice", "bad-gateway"))

    def two_at_once(self) -> Day:
        """Something else is red while this is being watched."""
        one = self.trouble("two at once", "Codex CLI errors", ("codex",), {_CLI: "partial_outage"})
        chat = self.trouble("two at once", "Voice mode is failing", ("voice",), {_VOICE: "degraded_performance"})
        chat = replace(chat, id=made_id(f"second{self._number}", chat.posts[0].at))
        return Day((one, chat), fine=("files", "images"))

    def vague(self) -> Day:
        """The incident names neither a part nor a product: it may be anybody's."""
        one = self.trouble("vague words", "Elevated error rates", ("bad-gateway",), {}, named=False, coloured=None)
        return Day((one,))

    def words_of_another_part(self) -> Day:
        """The incident names no component and speaks of another part."""
        title = "Fine-tuning jobs are delayed for some API customers"
        one = self.trouble("words of another part", title, (), {}, named=False, coloured=None)
        return Day((one,), fine=("bad-gateway", "login", "voice"))

    def another_login(self) -> Day:
        """Two components are called Login; the one of the API is not the one of ChatGPT."""
        one = self.trouble("another login", "Sign-in errors on the API platform", (), {_API_LOGIN: "partial_outage"})
        return Day((one,), fine=("login", "bad-gateway"))

    def plan_named(self) -> Day:
        """The title names plans and a region."""
        title = "Elevated errors for Free and Plus users in Europe"
        one = self.trouble("plan named", title, ("bad-gateway",), {_CHAT: "degraded_performance"})
        return Day((one,), fine=("voice",))

    def page_lost_midway(self) -> Day:
        """The page was read while red, then did not answer for 40 minutes."""
        one = self.trouble("page lost midway", "ChatGPT errors", ("bad-gateway",), {_CHAT: "partial_outage"})
        lost = one.posts[0].at + _minutes(12)
        return Day((one,), silent=((lost, lost + _minutes(40)),))

    def green_too_early(self) -> Day:
        """The component is green again while the incident is still worked on, and the people still see errors."""
        one = self.trouble(
            "green too early", "Errors in ChatGPT conversations", ("bad-gateway",), {_CHAT: "partial_outage"}
        )
        return Day((replace(one, faded=one.posts[1].at),))

    def everything(self) -> Day:
        """Nearly every component is degraded, logins fail, the label says minor and the title names the API."""
        hit = {(group, name): "degraded_performance" for group in ("APIs", "ChatGPT") for name in GROUPS[group]}
        title = "Issue affecting the Agents API"
        one = self.trouble("everything", title, ("bad-gateway", "login", "images"), hit)
        return Day((one,), fine=())

    def planned_ahead(self) -> Day:
        """A window on the part is announced for tomorrow; today all is well."""
        begins = self._began + timedelta(days=2)
        key = f"ahead{self._number}"
        window = Planned(
            made_id(key), "ChatGPT conversations upgrade", self._began - _minutes(300), begins, begins + _minutes(60),
            begins + _minutes(60), (_CHAT,), (),
        )  # fmt: skip
        return Day(windows=(window,), fine=("bad-gateway", "login"))


KINDS: tuple[Callable[[Inventor], Day], ...] = (
    Inventor.plain, Inventor.outside_the_list, Inventor.understating, Inventor.back_dated, Inventor.reopened,
    Inventor.merged_duplicates, Inventor.vanished, Inventor.maintenance, Inventor.without_components,
    Inventor.unlabelled, Inventor.outside_the_list_work, Inventor.other_product, Inventor.bare_page,
    Inventor.silent_colour, Inventor.never_posted, Inventor.unreadable, Inventor.told_in_the_message,
    Inventor.two_at_once, Inventor.old_and_open, Inventor.vague, Inventor.words_of_another_part, Inventor.another_login,
    Inventor.plan_named, Inventor.page_lost_midway, Inventor.green_too_early, Inventor.everything,
    Inventor.planned_ahead,
)  # fmt: skip
