"""Wherever a build is killed, the next process answers from a complete generation, and mends what is left."""

import json

import pytest

from infra.crash import KILLED
from tests.child import run_script
from tests.knowledge.kill import POINTS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def kills(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kills")
    (folder / "scratch").mkdir()
    script = "import sys; from pathlib import Path; from tests.knowledge.kill import main; main(Path(sys.argv[1]), 1)"
    done = run_script(script, folder, TMPDIR=folder / "scratch")
    assert done.returncode == 0, done.stderr
    return {one["point"]: one for one in map(json.loads, done.stdout.splitlines())}


def test_a_build_can_be_killed_at_ten_points_at_least():
    assert len(POINTS) >= 10


@pytest.mark.parametrize("point", POINTS)
def test_after_a_kill_only_complete_generations_answer(kills, point):
    kill = kills[point]
    assert (kill["code"], kill["looked"]) == (KILLED, 0), "the build was not killed, or the next process failed"
    old, complete = kill["first"], set(kill["left"])
    assert kill["before"]["generation"] in complete
    if kill["before"]["generation"] == old:
        assert kill["before"]["section"] == "clear-cache", "an answer mixed two generations"
    assert kill["ready"]
    assert (kill["after"]["section"], kill["after"]["mode"], kill["state"]) == ("wipe", "hybrid", "ready")
    assert kill["after"]["generation"] in complete - {old}


def test_before_the_switch_the_old_generation_answers_and_after_it_the_new_one(kills):
    new = {point for point in POINTS if kills[point]["before"]["generation"] != kills[point]["first"]}
    assert new == {"index.switched", "index.collected"}
