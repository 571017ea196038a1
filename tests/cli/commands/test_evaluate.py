"""`signpost eval`: the evaluation from the command line."""

import pytest


@pytest.mark.slow
def test_json_is_one_document_of_measures_and_progress_goes_elsewhere(shell):
    results = shell.folder / "results"
    done = shell.run("eval", "--stage", "retrieval", "--first", "2", "--json", EVALUATION_RESULTS=str(results))
    assert done.code == 0
    measured = {one["measure"] for one in done.document["measures"]}
    assert measured
    assert {name.partition(".")[0] for name in measured} == {"retrieval"}
    assert (results / "report.html").is_file()


def test_an_unknown_stage_is_answered_with_the_known_ones(shell):
    done = shell.run("eval", "--stage", "nonsense")
    assert (done.code, done.out) == (2, "")
    assert "retrieval" in done.err
    assert "Traceback" not in done.err
