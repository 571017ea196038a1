"""What is learnt from phrasings: the section that is meant, the bullet that is meant, and what is not covered."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.embedders.hashing import HashingEmbedder
from knowledge.open import OpenGeneration
from knowledge.parse import read_guide
from knowledge.recognise import FEWEST, train
from knowledge.stores.fallback import FallbackStore
from knowledge.vectors import keys_of, partition, texts_of

ARTICLE = """---
title: The boiler
language: en
---
# The boiler

## It drips {#drips .overview}

A washer may be worn.

## More to try {#more .advanced}

Try these in turn.

- **Bleed the radiator:** Open the valve with the key. {#bleed}
- **Call the plumber:** Have the model number ready. {#call}
"""
ABOUT = {
    "drips": ("water on the floor {} the boiler", "it is dripping {}", "a puddle {} under it"),
    "more": ("anything else {} to try", "what more {} could be done"),
    "bleed": ("how do I bleed {} the radiator", "air in the radiator {} gurgles", "where is the radiator key {}"),
    "call": ("phone number {} of the plumber", "whom do I call {} for repairs", "when {} will the plumber come"),
}
FILLERS = ("", "now", "please", "again", "at night", "since monday")


def embed(texts):
    return np.array(HashingEmbedder().embed_documents(list(texts)), dtype=np.float32)


def write(folder: Path, fillers=FILLERS) -> Path:
    said = {name: [form.format(filler) for form in forms for filler in fillers] for name, forms in ABOUT.items()}
    lines = [f"  {name}:\n" + "".join(f'    - "{one}"\n' for one in phrases) for name, phrases in said.items()]
    declines = "".join(f'  - "how do I cook rice {filler}"\n' for filler in fillers)
    (folder / "boiler.md").write_text(ARTICLE, "utf-8")
    (folder / "boiler.yaml").write_text("phrasings:\n" + "".join(lines) + "declines:\n" + declines, "utf-8")
    return folder


@pytest.fixture
def generation(tmp_path):
    guide = read_guide([write(tmp_path)])
    vectors = embed(texts_of(guide))
    return OpenGeneration("g", guide, embed, vectors, FallbackStore(None, {"en": partition(guide, vectors, "en")}, ""))


def recognised(generation, query):
    recogniser = train(generation.guide, "en", *generation.vectors(), generation.decline_vectors())
    return recogniser.recognise(query, embed([query])[0])


def test_a_question_is_likest_to_the_section_whose_phrasings_it_resembles(generation):
    sections = recognised(generation, "there is a puddle under the boiler").sections
    assert max(sections, key=sections.get) == "boiler#drips"


def test_what_is_like_a_decline_has_a_margin_below_nothing(generation):
    assert recognised(generation, "how do I cook rice quickly").margin < 0
    assert recognised(generation, "my radiator gurgles").margin > 0


@pytest.mark.parametrize(
    ("query", "item"),
    [
        ("the radiator key, where is it", "bleed"),
        ("can you tell me the number of the plumber", "call"),
        ("anything else to try", None),
    ],
)
def test_a_hit_names_the_bullet_that_is_asked_about_and_none_where_the_section_is(generation, query, item):
    hit = generation.search(query).hits[0]
    assert hit.chunk.section == "more"
    assert (hit.item.id if hit.item else None) == item


def test_the_phrasings_of_a_bullet_belong_to_its_section_too(generation):
    more = next(chunk for chunk in generation.guide.chunks if chunk.section == "more")
    assert set(more.items[0].phrasings) < set(more.phrasings)


def test_too_few_phrasings_teach_nothing(tmp_path):
    guide = read_guide([write(tmp_path, fillers=("",))])
    vectors = embed(texts_of(guide))
    keys = [key for key, _ in keys_of(guide)]
    assert sum(key.kind == "phrasing" for key in keys) < FEWEST * len(guide.chunks)
    assert train(guide, "en", keys, vectors[: len(keys)], vectors[len(keys) :]) is None


def test_what_was_learnt_is_kept_for_the_same_texts_and_vectors_only(generation):
    keys, vectors = generation.vectors()
    declines = generation.decline_vectors()
    first = train(generation.guide, "en", keys, vectors, declines)
    assert train(generation.guide, "en", keys, vectors.copy(), declines) is first
    assert train(generation.guide, "en", keys, -vectors, declines) is not first
    assert train(generation.guide, "en", keys, vectors, declines[:-1]) is not first
