"""A guide is understood in languages it is not written in: their phrasings stand in the folder `und`."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.check import check_guides
from knowledge.embedders.hashing import HashingEmbedder
from knowledge.models import UNDETERMINED
from knowledge.open import OpenGeneration
from knowledge.parse import read_guide
from knowledge.stores.fallback import FallbackStore
from knowledge.vectors import nearest_language, partition, texts_of
from tests.knowledge.test_recognise import write

DUTCH = {
    "drips": "het lekt onder de ketel {}",
    "more": "wat kan ik nog meer doen {}",
    "bleed": "hoe ontlucht ik de radiator {}",
    "call": "wat is het nummer van de loodgieter {}",
}
FILLERS = ("", "nu", "alsjeblieft", "weer", "vannacht", "sinds maandag", "thuis", "hier", "eigenlijk", "dan", "toch")


def embed(texts):
    return np.array(HashingEmbedder().embed_documents(list(texts)), dtype=np.float32)


@pytest.fixture
def guides(tmp_path) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "und").mkdir()
    write(tmp_path / "en")
    said = "".join(
        f"  {name}:\n" + "".join(f'    - "{form.format(filler).strip()}"\n' for filler in FILLERS)
        for name, form in DUTCH.items()
    )
    (tmp_path / "und" / "boiler.yaml").write_text("phrasings:\n" + said, "utf-8")
    return tmp_path


@pytest.fixture
def generation(guides):
    guide = read_guide([guides])
    vectors = embed(texts_of(guide))
    parts = {name: partition(guide, vectors, name) for name in guide.languages()}
    return OpenGeneration("g", guide, embed, vectors, FallbackStore(None, parts, ""))


def test_such_a_file_is_no_spare_one(guides):
    assert [one for one in check_guides([guides]) if UNDETERMINED in str(one.path)] == []


def test_one_without_its_article_is_named(guides):
    (guides / "und" / "kettle.yaml").write_text("phrasings: {}\n", "utf-8")
    (problem,) = [one for one in check_guides([guides]) if one.path.name == "kettle.yaml"]
    assert "belongs to no article" in problem.message


def test_an_unknown_section_in_it_is_named_with_its_line(guides):
    path = guides / "und" / "boiler.yaml"
    path.write_text(path.read_text("utf-8") + '  drpis:\n    - "lekt"\n', "utf-8")
    found = [one.message for one in check_guides([guides]) if one.path == path]
    assert any("drpis" in message and "drips" in message for message in found)


def test_a_language_the_guide_is_not_in_is_searched_by_those_phrasings(generation):
    assert nearest_language(generation.guide, "nl") == UNDETERMINED
    hit = generation.search("hoe ontlucht ik de radiator morgen", language="nl").hits[0]
    assert (hit.chunk.section, hit.item.id if hit.item else None) == ("more", "bleed")


def test_the_answer_is_the_first_language_s_own_chunk(generation):
    hits = generation.search("het lekt onder de ketel", language="nl").hits
    assert {hit.chunk.language for hit in hits} == {"en"}
    assert all(hit.chunk in generation.guide.in_language("en") for hit in hits)


def test_a_guide_without_such_phrasings_answers_from_its_first_language(tmp_path):
    guide = read_guide([write(tmp_path)])
    assert nearest_language(guide, "nl") == "en"


def test_its_own_languages_are_not_touched(generation):
    assert nearest_language(generation.guide, "en-GB") == "en"
    assert generation.search("there is a puddle under it", language="en").hits[0].chunk.section == "drips"
