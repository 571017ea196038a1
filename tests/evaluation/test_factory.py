"""Wiring: the guide and the model of the settings, an index beside the results, built once."""

import pytest

from evaluation.factory import NotReadyError, open_subject
from evaluation.settings import EvaluationSettings


def test_the_index_lies_beside_the_results_and_is_built_once(asked, work):
    async def generation(subject):
        return subject.library.current().id

    first = asked(generation)
    assert asked(generation) == first
    assert (work / "work").is_dir()


def test_the_guide_of_the_settings_is_asked(asked, monkeypatch, tmp_path):
    (tmp_path / "other.md").write_text(
        "# Other\n\n## Only section {#only .overview}\nWords about it.\n", encoding="utf-8"
    )
    monkeypatch.setenv("KNOWLEDGE_GUIDES", str(tmp_path))

    async def sections(subject):
        return [chunk.section for chunk in subject.library.current().guide.chunks]

    assert asked(sections) == ["only"]


async def test_a_guide_that_is_not_there_is_said_in_a_sentence(hashing, monkeypatch, tmp_path):
    monkeypatch.setenv("KNOWLEDGE_GUIDES", str(tmp_path / "none"))
    with pytest.raises(NotReadyError, match=r"The guide is not ready: .*nothing to index"):
        async with open_subject(EvaluationSettings(results=tmp_path / "results")):
            raise AssertionError("it was opened")
