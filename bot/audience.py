"""Plans and regions that a text names: titles of incidents do, and so do people."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PLANS = ("free", "plus", "pro", "team", "business", "enterprise", "edu")
_REGIONS = {
    "Europe": ("europe", "european", "eu", "emea"),
    "Asia": ("asia", "asian", "apac", "asia-pacific"),
    "North America": ("north america", "us", "usa", "united states"),
    "South America": ("south america", "latin america", "latam", "brazil"),
    "United Kingdom": ("uk", "united kingdom"),
    "India": ("india",),
    "Japan": ("japan",),
    "Australia": ("australia",),
}
_WHOSE = r"users?|customers?|plans?|accounts?|subscribers?|subscriptions?|tiers?|workspaces?|members?"
# "plus" and "free" are ordinary words: they name a plan only before what a plan is of, or after the product's name.
_PLAN = re.compile(
    rf"\b(?:chatgpt )?({'|'.join(_PLANS)})\b(?=(?:[\s,/&]|and|or|{'|'.join(_PLANS)}|chatgpt)*\b(?:{_WHOSE})\b)"
    rf"|\bchatgpt ({'|'.join(_PLANS)})\b",
    re.IGNORECASE,
)
# "us" is a pronoun too, so it is a region only in capitals.
_PLACE = {
    name: re.compile("|".join(rf"\b{re.escape(word)}\b" if word != "us" else r"(?-i:\bUS\b)" for word in names), re.I)
    for name, names in _REGIONS.items()
}


def plans_in(text: str) -> frozenset[str]:
    """Return the plans a text names, as people write them: `Plus`."""
    return frozenset((found[1] or found[2]).capitalize() for found in _PLAN.finditer(text))


def regions_in(text: str) -> frozenset[str]:
    """Return the regions a text names."""
    return frozenset(name for name, pattern in _PLACE.items() if pattern.search(text))


def named_audience(texts: Iterable[str]) -> tuple[str, ...]:
    """Return every plan and region that these texts name, sorted."""
    whole = " . ".join(texts)
    return tuple(sorted(plans_in(whole) | regions_in(whole)))


def is_for_others(title: str, told: str) -> bool:
    """Tell whether a title names plans or regions and the person named only other ones."""
    pairs = ((plans_in(title), plans_in(told)), (regions_in(title), regions_in(told)))
    return any(theirs and mine and not theirs & mine for theirs, mine in pairs)
