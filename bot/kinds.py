"""The closed lists of words that flow between the stages and stand on the wire."""

from __future__ import annotations

from enum import StrEnum


class Result(StrEnum):
    """What came of a step the user tried."""

    WORKED = "worked"
    DID_NOT_WORK = "did_not_work"
    CANNOT_DO = "cannot_do"
    UNCLEAR = "unclear"


class Channel(StrEnum):
    """Where the question came from."""

    API = "api"
    WIDGET = "widget"
    SLACK = "slack"
    ASSIST = "assist"
    TERMINAL = "terminal"


class Outcome(StrEnum):
    """The named endings; every one has wording in every language we ship."""

    ANSWERED_STEPS = "answered_steps"
    ANSWERED_FACT = "answered_fact"
    ANSWERED_STATUS = "answered_status"
    CLARIFY = "clarify"
    GREETED = "greeted"
    RESOLVED = "resolved"
    DECLINED_OFF_TOPIC = "declined_off_topic"
    DECLINED_NOT_COVERED = "declined_not_covered"
    ESCALATED_REQUESTED = "escalated_requested"
    ESCALATED_EXHAUSTED = "escalated_exhausted"


class Scope(StrEnum):
    """Whose problem it is. A machine word, never shown; `just_you` only means that nothing posted matches."""

    EVERYONE = "everyone"
    JUST_YOU = "just_you"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure the verdict is."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    UNCONFIRMED = "unconfirmed"


class Intent(StrEnum):
    """What the user wants."""

    FIX = "fix"
    FACT = "fact"
    STATUS = "status"
    REPORT = "report"
    GREETING = "greeting"
    THANKS = "thanks"
    SOLVED = "solved"
    HUMAN = "human"
    OTHER_SYMPTOM = "other_symptom"
    OFF_TOPIC = "off_topic"
    UNCLEAR = "unclear"


class Fact(StrEnum):
    """What the user said about their situation; guide steps name these to move up, down or out."""

    IN_APP = "in_app"
    IN_BROWSER = "in_browser"
    ON_PHONE = "on_phone"
    MANAGED_DEVICE = "managed_device"
    VPN_ON = "vpn_on"
    VPN_OFF = "vpn_off"
    WORKS_ELSEWHERE = "works_elsewhere"
    FAILS_ELSEWHERE = "fails_elsewhere"
    WORKS_OTHER_NETWORK = "works_other_network"
    FAILS_OTHER_NETWORK = "fails_other_network"
    WORKS_FOR_OTHERS = "works_for_others"
    FAILS_FOR_OTHERS = "fails_for_others"
    WORKS_PRIVATE_WINDOW = "works_private_window"
    OVER_HALF_AN_HOUR = "over_half_an_hour"
    PAGE_SAYS_OK = "page_says_ok"
    PAGE_SAYS_DOWN = "page_says_down"
    PAGE_READ = "page_read"
    PAGE_UNREAD = "page_unread"
    CLOUDFLARE_PAGE = "cloudflare_page"


class HeldReason(StrEnum):
    """Why a step is not offered now."""

    ALREADY_TRIED = "already_tried"
    INCIDENT_OPEN = "incident_open"
    LAST_RESORT = "last_resort"
    DOES_NOT_APPLY = "does_not_apply"


class Author(StrEnum):
    """Who wrote a turn."""

    USER = "user"
    ASSISTANT = "assistant"
    AGENT = "agent"
