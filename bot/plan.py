"""Planning: which steps come next, which are held back, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.models import Attempt, Fact, HeldBack, HeldReason, Plan, Result
from knowledge.models import Guide, StepPlace


@dataclass(frozen=True, slots=True)
class Steps:
    """Open plans in the order to offer them, and all that is held back."""

    open: tuple[Plan, ...]
    held_back: tuple[HeldBack, ...]
    last_resort: tuple[Plan, ...] = ()


def plan(guide: Guide, language: str, attempts: Iterable[Attempt], facts: frozenset[Fact], *, blocked: bool) -> Steps:
    """Sort every step of the guide; while `blocked` by an incident, all that is untried waits."""
    tried = {(attempt.step_id, attempt.variant) for attempt in attempts}
    cannot = {(one.step_id, one.variant) for one in attempts if one.result is Result.CANNOT_DO}
    open_plans: list[Plan] = []
    last: list[Plan] = []
    held: list[HeldBack] = []
    for place in _by_need(guide.steps(language), facts):
        for variant in place.step.variants or (None,):
            reason = _reason(place, variant, tried, cannot, facts, blocked)
            chosen = Plan(place.step.id, variant, place)
            if reason is None:
                open_plans.append(chosen)
            else:
                held.append(HeldBack(place.step.id, place.title, variant, reason))
                last += [chosen] if reason is HeldReason.LAST_RESORT else []
    return Steps(tuple(open_plans), tuple(_merged(held)), tuple(last))


def _by_need(places: tuple[StepPlace, ...], facts: frozenset[Fact]) -> list[StepPlace]:
    """Order the guide's way, but first what the facts call for and last what they make unlikely."""
    known = {fact.value for fact in facts}

    def need(place: StepPlace) -> tuple[int, int]:
        sooner, later = bool(known & set(place.step.sooner)), bool(known & set(place.step.later))
        return (later and not sooner) - (sooner and not later), place.step.order

    return sorted(places, key=need)


def _reason(
    place: StepPlace,
    variant: str | None,
    tried: set[tuple[str, str | None]],
    cannot: set[tuple[str, str | None]],
    facts: frozenset[Fact],
    blocked: bool,
) -> HeldReason | None:
    step, known = place.step, {fact.value for fact in facts}
    pairs = {(step.id, None), (step.id, variant)}
    if pairs & cannot:
        return HeldReason.DOES_NOT_APPLY
    if pairs & tried:
        return HeldReason.ALREADY_TRIED
    # A variant that is the state already ("vpn_off" while the VPN is off) would change nothing.
    if known & set(step.never) or f"{step.id}_{variant}" in known:
        return HeldReason.DOES_NOT_APPLY
    if step.last_resort:
        return HeldReason.LAST_RESORT
    return HeldReason.INCIDENT_OPEN if blocked else None


def _merged(held: list[HeldBack]) -> list[HeldBack]:
    """Say a step once when all its variants are held back for the same reason."""
    merged: list[HeldBack] = []
    for one in held:
        same = [other for other in held if other.id == one.id]
        whole = len({other.reason for other in same}) == 1 and len(same) > 1
        entry = HeldBack(one.id, one.title, None if whole else one.variant, one.reason)
        if entry not in merged:
            merged.append(entry)
    return merged
