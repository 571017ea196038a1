"""`signpost doctor`: each check on its own line, with how to mend it; exit code 1 when something is broken."""

import socket

import pytest

pytestmark = pytest.mark.slow


def test_all_is_well_on_a_sound_installation(indexed):
    done = indexed.run("doctor", "--json")
    checks = {one["check"]: one for one in done.document["checks"]}
    assert done.code == 0
    assert len(checks) == len(done.document["checks"])
    for name in ("python", "settings", "guide", "model", "index", "store", "sections", "status page", "database"):
        assert checks[name]["state"] == "ok", checks[name]
    assert "keys create NAME --scope assist" in checks["agents"]["mend"], "nobody can sign in yet"
    assert int(checks["sections"]["found"].split(" sections")[0]) >= 27


def test_what_is_broken_comes_with_how_to_mend_it(shell):
    shell.posts("unreadable")
    (shell.folder / "file").write_text("not a folder")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = shell.run("doctor", "--json", API_PORT=port, DATA_DIR=str(shell.folder / "file"), KNOWLEDGE_GUIDES="no")
    checks = {one["check"]: one for one in done.document["checks"]}
    states = {name: one["state"] for name, one in checks.items()}
    assert done.code == 1
    expected = {"guide": "broken", "database": "broken", "sections": "broken", "status page": "missing", "port": "note"}
    assert expected.items() <= states.items()
    assert all(one["mend"] for name, one in checks.items() if name in expected and name != "sections")


def test_a_person_reads_a_line_a_check_and_the_mend_below(shell):
    done = shell.run("doctor", API_PORT="x")
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[1].startswith("broken  settings        API_PORT must be")
    assert lines[2].strip().startswith("→ Correct the named variables")
    assert len(lines) == 3
