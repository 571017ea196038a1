"""Accept headers -> the form and the language that the client likes best (RFC 9110, section 12.5)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class Form(StrEnum):
    """The two forms an answer has."""

    JSON = "application/json"
    STREAM = "text/event-stream"


def negotiate(accept: str) -> Form | None:
    """Return the preferred form; JSON where nothing decides; None where neither is accepted."""
    json, stream = _weigh(Form.JSON, accept), _weigh(Form.STREAM, accept)
    if not json[0] and not stream[0]:
        return None
    return Form.STREAM if stream > json else Form.JSON


def accepts(accept: str, form: Form) -> bool:
    """Tell whether this form may be sent."""
    return _weigh(form, accept)[0] > 0


def choose_language(accept_language: str, shipped: Sequence[str]) -> str:
    """Return the shipped language that an Accept-Language header likes best; the first shipped one where none fits."""
    ranges = sorted(_ranges(accept_language), key=lambda pair: -pair[1])
    wanted = (tag.partition("-")[0] for tag, weight in ranges if weight > 0)
    return next((language for language in wanted if language in shipped), shipped[0])


def _ranges(header: str) -> list[tuple[str, float]]:
    return [_parse(part) for part in header.split(",") if part.strip()]


def _parse(part: str) -> tuple[str, float]:
    """Return a range in lower case and its weight in 0..1; a weight that cannot be read counts as none."""
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return media, min(1.0, max(0.0, float(value)))
            except ValueError:
                return media, 0.0
    return media, 1.0


def _weigh(form: Form, accept: str) -> tuple[float, int]:
    """Return the weight of the most specific range that fits, and how specific it is; named beats a wildcard."""
    ranges, kind = _ranges(accept) or [("*/*", 1.0)], form.partition("/")[0]
    for specific, wanted in ((2, str(form)), (1, f"{kind}/*"), (0, "*/*")):
        weights = [weight for media, weight in ranges if media == wanted]
        if weights:
            return max(weights), specific
    return 0.0, 0
