"""What writers state is checked where it enters; what does not hold is said and left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.metadata import FrontMatter, ProductEntry, Sidecar
from knowledge.readers import yaml
from knowledge.validate import validate

PATH = Path("a.md")


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        ("{minutes: 3}", "`steps.a.order` is missing; add it."),
        ("{order: first}", "`steps.a.order` is 'first'; it must be a whole number."),
        ("{order: -1}", "`steps.a.order` is '-1'; it should be greater than or equal to 0."),
        ("{order: 1, minutes: nan}", "`steps.a.minutes` is 'nan'; it should be less than or equal to 1440."),
        ("{order: 1, last_resort: maybe}", "`steps.a.last_resort` is 'maybe'; it must be `true` or `false`."),
        ("{order: 1, variants: {a: b}}", "`steps.a.variants` is {'a': 'b'}; it must be a list such as `[one, two]`."),
        ("{order: 1, soner: [x]}", "`steps.a.soner` is not a key we know; `sooner` may be meant."),
        ("{order: 1, zzz: [x]}", "`steps.a.zzz` is not a key we know; remove it or correct its spelling."),
        ("1", "`steps.a` is '1'; it must be a mapping such as `{order: 1, minutes: 2}`."),
    ],
)
def test_a_wrong_fact_costs_its_step_only(fact: str, sentence: str) -> None:
    """One plain sentence says what is wrong and what would be right; the other steps stay."""
    front, problems = validate(FrontMatter, yaml.read(f"title: T\nsteps:\n  a: {fact}\n  b: {{order: 2}}\n"), PATH)
    assert front is not None
    assert list(front.steps) == ["b"]
    assert front.title == "T"
    assert [(problem.line, problem.message) for problem in problems] == [(3, sentence)]


def test_wrong_keys_of_the_head_cost_themselves_only() -> None:
    """Links are web links, languages are codes; keys of other people are ignored."""
    text = "title: T\nlanguage: german!\nurl: javascript:x\nlayout: page\n"
    front, problems = validate(FrontMatter, yaml.read(text), PATH)
    assert front == FrontMatter(title="T")
    assert [problem.message for problem in problems] == [
        "`language` is 'german!'; it must be a language code such as `en` or `pt-br`.",
        "`url` is 'javascript:x'; it must be a link that starts with https://.",
    ]


def test_a_wrong_list_of_the_sidecar_costs_itself_only() -> None:
    """One bad entry leaves the other phrasings alone, a single word may stand without brackets."""
    text = "phrasings: {a: [x], b: [{c: d}]}\nwords: {a: one}\ndeclines: {a: b}\nextra: 1\n"
    sidecar, problems = validate(Sidecar, yaml.read(text), PATH)
    assert sidecar == Sidecar(phrasings={"a": ("x",)}, words={"a": ("one",)})
    assert [problem.line for problem in problems] == [1, 3, 4]


def test_what_cannot_be_mended_is_nothing() -> None:
    """Without its name a product is none."""
    assert validate(ProductEntry, yaml.read("id: x\n"), PATH)[0] is None
