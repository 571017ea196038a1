"""Check what writers state in YAML where it enters: keep what holds, and say what does not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from knowledge.metadata import FrontMatter, StepFacts
from knowledge.problem import Problem
from knowledge.readers.yaml import Data, Marked, Place
from knowledge.spell import suggest

Stated = TypeVar("Stated", bound=BaseModel)


def validate(model: type[Stated], stated: Marked, path: Path) -> tuple[Stated | None, tuple[Problem, ...]]:
    """Return what holds of a mapping, and a problem for every part that does not.

    A wrong part is left out with the smallest whole around it (one step, one list), the rest is kept; None when
    even that does not hold.
    """
    try:
        return model.model_validate(stated.data), ()
    except ValidationError as error:
        wrong = [(found, _place(found)) for found in error.errors()]
    problems = tuple(Problem(path, stated.line(place), _sentence(model, found, place)) for found, place in wrong)
    rest = _without(stated.data, [place[:2] for _, place in wrong])
    try:
        return model.model_validate(rest), problems
    except ValidationError:
        return None, problems


def _place(found: ErrorDetails) -> Place:
    # Pydantic marks an error in a key with a last part of its own.
    return tuple(part for part in found["loc"] if part != "[key]")


def _without(data: Any, places: Sequence[Place]) -> Any:
    """Return the data without the parts at these places, of one or two steps each."""
    kept = dict(data)
    for place in places:
        inner = kept.get(str(place[0])) if place else None
        if len(place) < 2 or not isinstance(inner, dict | list):
            kept.pop(str(place[0]) if place else "", None)
            continue
        gone = {other[1] for other in places if len(other) > 1 and other[0] == place[0]}
        kept[str(place[0])] = _drop(data[place[0]], gone)
    return kept


def _drop(inner: Data, gone: set[str | int]) -> Data:
    if isinstance(inner, dict):
        return {key: value for key, value in inner.items() if key not in gone}
    return [value for number, value in enumerate(inner) if number not in gone]


_RIGHT = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "bool_parsing": "must be `true` or `false`",
    "bool_type": "must be `true` or `false`",
    "string_type": "must be text",
    "tuple_type": "must be a list such as `[one, two]`",
    "dict_type": "must be a mapping such as `key: value`",
    "model_type": "must be a mapping such as `{order: 1, minutes: 2}`",
    "model_attributes_type": "must be a mapping such as `{order: 1, minutes: 2}`",
}


def _sentence(model: type[BaseModel], found: ErrorDetails, place: Place) -> str:
    name = ".".join(str(part) for part in place)
    if found["type"] == "missing":
        return f"`{name}` is missing; add it."
    if found["type"] == "extra_forbidden":
        advice = suggest(str(place[-1]), _keys(model), "remove it or correct its spelling")
        return f"`{name}` is not a key we know; {advice}."
    if found["type"] == "string_pattern_mismatch":
        return f"`{name}` is {found['input']!r:.80}; it must be {_form(str(place[-1]))}."
    right = _RIGHT.get(found["type"]) or _lowered(found["msg"])
    return f"`{name}` is {found['input']!r:.80}; it {right}."


def _form(key: str) -> str:
    return "a language code such as `en` or `pt-br`" if key == "language" else "a link that starts with https://"


def _lowered(message: str) -> str:
    """Turn "Input should be ..." into "should be ..."."""
    return message.removeprefix("Input ").rstrip(".")


def _keys(model: type[BaseModel]) -> tuple[str, ...]:
    return (*model.model_fields, *(StepFacts.model_fields if model is FrontMatter else ()))
