"""What is embedded, in which order, and which vectors answer in a language."""

from dataclasses import replace

import numpy as np
import pytest

from knowledge.models import Guide, Product
from knowledge.vectors import VectorKey, embedded_text, keys_of, nearest_language, partition, view
from tests.knowledge.guides import a_chunk, a_guide

GERMAN = a_chunk("refresh", "de", title="Seite neu laden", text="Einmal neu laden.", phrasings=("neu laden",))


def test_a_chunk_is_embedded_with_its_headings_and_its_title_once():
    chunk = a_chunk(heading_path=("Guide", "Refresh the page"), title="Refresh the page", text="Wait.")
    assert embedded_text(chunk) == "Guide\nRefresh the page\nWait."


def test_each_chunk_has_a_vector_for_its_text_and_one_a_phrasing():
    keys = [key for key, _ in keys_of(a_guide(a_chunk("vpn")))]
    assert keys == [
        VectorKey("en", "guide#vpn", "text"),
        VectorKey("en", "guide#vpn", "phrasing", 0),
        VectorKey("en", "guide#vpn", "phrasing", 1),
    ]


def test_key_names_are_unique():
    names = [str(key) for key, _ in keys_of(a_guide(a_chunk("vpn"), a_chunk("refresh"), GERMAN))]
    assert len(set(names)) == len(names)


def test_what_a_language_does_not_translate_answers_in_the_default_one():
    guide = a_guide(a_chunk("refresh"), a_chunk("vpn"), GERMAN)
    assert [(chunk.language, chunk.section) for chunk in view(guide, "de")] == [("de", "refresh"), ("en", "vpn")]


def test_a_partition_holds_exactly_the_vectors_of_its_view():
    guide = a_guide(a_chunk("refresh"), a_chunk("vpn"), GERMAN)
    keys = keys_of(guide)
    vectors = np.arange(len(keys), dtype=np.float32).reshape(-1, 1)
    part = partition(guide, vectors, "de")
    assert [(key.language, key.chunk_id) for key in part.keys] == [
        *[("en", "guide#vpn")] * 3,
        *[("de", "guide#refresh")] * 2,
    ]
    assert [keys[int(row[0])][0] for row in part.vectors] == list(part.keys)
    assert part.rows[str(part.keys[1])] == 1


def test_a_whole_language_shares_memory_with_all_vectors():
    guide = a_guide(a_chunk("refresh"), a_chunk("vpn"))
    vectors = np.zeros((len(keys_of(guide)), 2), dtype=np.float32)
    assert np.shares_memory(partition(guide, vectors, "en").vectors, vectors)


@pytest.mark.parametrize(
    ("asked", "found"),
    [("de", "de"), ("DE", "de"), ("de-AT", "de"), ("pt", "pt-br"), ("pt_BR", "pt-br"), ("fr", "en"), ("", "en")],
)
def test_a_language_is_its_tag_its_relative_or_the_default(asked, found):
    portuguese = replace(GERMAN, language="pt-br")
    assert nearest_language(a_guide(a_chunk("refresh"), GERMAN, portuguese), asked) == found


def test_an_empty_guide_has_no_language_and_no_chunk():
    empty = Guide((), Product("x", "X"))
    assert (nearest_language(empty, "en"), view(empty, "en"), keys_of(empty)) == ("", (), [])
