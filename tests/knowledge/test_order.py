"""Steps get their order, facts and words from what is stated, else from the document."""

from __future__ import annotations

from pathlib import Path

from knowledge.models import Guide, Step
from tests.knowledge.sources import guide_of


def steps(guide: Guide) -> dict[str, Step]:
    return {place.step.id: place.step for place in guide.steps("en")}


def test_steps_without_numbers_follow_the_numbered_ones(tmp_path: Path) -> None:
    """Advanced items come after sections, and what leads to a person comes last."""
    text = "# T\n\n## Advanced fixes\n\n- Contact us: Write.\n- Change the fuse: Now.\n\n## How to fix it\n\n"
    text += "".join(
        f"### {title}\n\nText.\n\n" for title in ("Look at it", "Step 2: Pull", "Step 1: Push", "Step 2: Again")
    )
    guide, _ = guide_of(tmp_path, {"a.md": text})
    assert [(step.order, name) for name, step in steps(guide).items()] == [
        (1, "push"),
        (2, "pull"),
        (3, "look-at-it"),
        (4, "again"),
        (5, "change-the-fuse"),
        (6, "contact-us"),
    ]


def test_a_marked_step_without_facts_comes_before_the_last_resort(tmp_path: Path) -> None:
    """It is served all the same, after the steps whose order is stated."""
    head = "---\nsteps:\n  a: {order: 1, minutes: 0.5, never: on_phone}\n  z: {order: 99, last_resort: true}\n---\n"
    body = "".join(f"## {name} {{#{name} .step}}\n\nText.\n\n" for name in "zab")
    guide, problems = guide_of(tmp_path, {"a.md": f"{head}# T\n\n{body}"})
    assert problems == []
    assert [(step.id, step.order, step.last_resort) for step in steps(guide).values()] == [
        ("a", 1, False),
        ("b", 2, False),
        ("z", 99, True),
    ]
    assert (steps(guide)["a"].minutes, steps(guide)["a"].never) == (0.5, ("on_phone",))


def test_items_of_other_sections_are_steps_only_when_facts_say_so(tmp_path: Path) -> None:
    """In our format a bullet is a step in an advanced section, or where the front matter lists it."""
    items = "- **X:** Text. {#x}\n- **Y:** Text. {#y}\n"
    guide, _ = guide_of(
        tmp_path, {"a.md": f"---\nsteps: {{y: {{order: 1}}}}\n---\n# T\n\n## How to fix {{#a}}\n\n{items}"}
    )
    assert list(steps(guide)) == ["y"]


def test_the_sidecars_words_win_over_the_title(tmp_path: Path) -> None:
    """Without words in the sidecar the title's count, without the product's names."""
    files = {
        "product.yaml": "products: [{id: lumo, name: Lumo, aliases: [lumo lamp]}]",
        "a.md": "# T\n\n## Step 1: Reset the Lumo\n\nText.\n\n## Step 2: Unplug Lumo\n\nText.\n",
        "a.yaml": "words: {unplug-lumo: [pulled the plug]}",
    }
    guide, _ = guide_of(tmp_path, files)
    assert [step.words for step in steps(guide).values()] == [("reset",), ("pulled the plug",)]


def test_variants_keep_their_order_and_words(tmp_path: Path) -> None:
    """`off` and `on` may stand without quotes."""
    files = {
        "a.md": "---\nsteps: {vpn: {order: 1, variants: [off, on]}}\n---\n# T\n\n## V {#vpn .step}\n\nText.\n",
        "a.yaml": "variants: {vpn: {on: [with], off: without}}",
    }
    guide, _ = guide_of(tmp_path, files)
    assert steps(guide)["vpn"].variants == ("off", "on")
    assert steps(guide)["vpn"].variant_words == (("off", ("without",)), ("on", ("with",)))


def test_translations_inherit_words_they_do_not_state(tmp_path: Path) -> None:
    """People mix languages, so the first language's words count beside those of the translated title."""
    files = {
        "en/a.md": "---\nsteps: {x: {order: 1, variants: [cold]}}\n---\n# T\n\n## Pull {#x .step}\n\nText.\n",
        "en/a.yaml": "words: {x: [plug]}\nvariants: {x: {cold: [cool]}}",
        "de/a.md": "# T\n\n## Ziehen {#x .step}\n\nText.\n",
    }
    guide, _ = guide_of(tmp_path, files)
    (step,) = (place.step for place in guide.steps("de"))
    assert step.words == ("ziehen", "plug")
    assert step.variant_words == (("cold", ("cool",)),)
