"""The owner's picture as it goes over the wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from api.insights_schemas import (
    BandObject,
    DayObject,
    DaySpreadObject,
    DeflectionObject,
    FeedbackObject,
    GapObject,
    InsightsObject,
    NearestObject,
    RerunItemObject,
    RerunObject,
    SecondsObject,
    SpreadObject,
    StateObject,
    StepCountObject,
    SuggestionsObject,
    TallyObject,
    WarningObject,
)
from bot.insights.models import Gap, Insights, Rerun, Seconds, StepCount
from bot.warning import Level
from knowledge.models import Product


def present_insights(found: Insights, levels: Sequence[Level], product: Product) -> InsightsObject:
    """Return the whole picture; early warnings by their symptom's name."""
    return InsightsObject(
        begins=found.span.begins,
        ends=found.span.ends,
        kept_days=found.kept_days,
        outcomes=[DayObject.model_validate(day) for day in found.outcomes],
        verdicts=[DayObject.model_validate(day) for day in found.verdicts],
        status_timeline=[StateObject.model_validate(change) for change in found.timeline],
        incidents=[BandObject.model_validate(band) for band in found.incidents],
        deflection=DeflectionObject.model_validate(found.deflection),
        steps=[_step(step) for step in found.steps],
        feedback=FeedbackObject.model_validate(found.feedback),
        seconds=_seconds(found.seconds),
        suggestions=SuggestionsObject.model_validate(found.suggestions),
        gaps=[present_gap(gap) for gap in found.gaps],
        gaps_left_out=found.gaps_left_out,
        early_warnings=[_warning(level, product) for level in levels],
    )


def present_gap(gap: Gap) -> GapObject:
    """Return one gap."""
    return GapObject(
        id=gap.id,
        heading=gap.heading,
        size=gap.size,
        first_at=gap.first_at,
        last_at=gap.last_at,
        language=gap.language,
        examples=list(gap.examples),
        reasons=list(gap.reasons),
        counts=dict(gap.reasons),
        nearest=NearestObject.model_validate(gap.nearest) if gap.nearest else None,
        covered_at=gap.covered_at,
        since_covered=gap.since_covered,
        rerun=_rerun(gap.rerun) if gap.rerun else None,
    )


def _rerun(rerun: Rerun) -> RerunObject:
    items = [RerunItemObject.model_validate(item) for item in rerun.items]
    return RerunObject(
        at=rerun.at, generation=rerun.generation, flipped=rerun.flipped, still=rerun.still, items=items or None
    )


def _step(step: StepCount) -> StepCountObject:
    by_status = {state: TallyObject.model_validate(tally) for state, tally in step.by_status.items()}
    return StepCountObject(
        step_id=step.step_id, variant=step.variant, title=step.title, by_status=by_status, **asdict(step.total)
    )


def _seconds(seconds: Seconds) -> SecondsObject:
    return SecondsObject(
        answers=seconds.answers,
        p50=seconds.spread.p50 if seconds.spread else None,
        p95=seconds.spread.p95 if seconds.spread else None,
        days=[
            DaySpreadObject(day=one.day, answers=one.answers, p50=one.spread.p50, p95=one.spread.p95)
            for one in seconds.days
        ],
        stages={stage: SpreadObject.model_validate(spread) for stage, spread in seconds.stages.items()},
        slowest=seconds.slowest,
    )


def _warning(level: Level, product: Product) -> WarningObject:
    names = {symptom.id: symptom.name for symptom in product.symptoms}
    name = names.get(level.symptom, level.symptom)
    return WarningObject(
        symptom=level.symptom, name=name, callers=level.callers, usual=level.usual, raised=level.raised
    )
