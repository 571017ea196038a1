"""The wheel alone, in an empty folder beside the locked dependencies, answers: nothing of the checkout helps."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.api.conftest import write_status

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

ROOT = Path(__file__).parents[2]
QUESTION = "chatgpt says bad gateway, I already cleared my cache"
SECONDS = 300


def pip(*words):
    return subprocess.run([sys.executable, "-m", "pip", *words], cwd=ROOT, capture_output=True, text=True, check=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    (built,) = folder.glob("signpost-*-py3-none-any.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    pip("install", "--no-deps", "--no-index", "--target", str(folder), str(wheel))
    return folder


@pytest.fixture
def signpost(installed, tmp_path):
    """Return how to run the installed command, or another Python program, elsewhere.

    Without `site` no path file of the environment counts, so the checkout, which is installed for development, is gone.
    """
    write_status(tmp_path / "status.json", "all-fine")
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    environment = {
        **kept,
        "PYTHONPATH": os.pathsep.join([str(installed), sysconfig.get_path("purelib")]),
        "DATA_DIR": str(tmp_path / "data"),
        "KNOWLEDGE_MODEL": "hashing",
        "STATUS_PAGE_URL": f"fixed:{tmp_path / 'status.json'}",
    }

    def run(*words, program=(str(installed / "bin" / "signpost"),), **settings):
        done = subprocess.run(
            [sys.executable, "-S", *program, *words],
            cwd=tmp_path,
            env={**environment, **settings},
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def shipped(folder, *endings):
    """Return the files below a folder of the checkout that belong to the product."""
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    found = {path.relative_to(ROOT).as_posix() for path in files if path.name.endswith(endings or ("",))}
    assert found, f"{folder} holds nothing to ship"
    return found


@pytest.mark.parametrize(
    ("folder", "endings"),
    [
        ("knowledge/guides", (".md", ".yaml")),
        ("bot/wording", (".yaml",)),
        ("bot/hearing", (".yaml",)),
        ("infra/migrations", (".py",)),
        ("channels/widget/demo", ()),
        ("channels/widget/chat", ()),
        ("channels/widget/words", ()),
        ("channels/slack", (".yaml",)),
        ("knowledge", ("known_steps.yaml",)),
        ("bot", (".json", ".yaml", ".md")),
        ("cli/starter", ()),
        ("evaluation/data", ()),
    ],
)
def test_what_is_no_code_is_in_the_wheel_too(names, folder, endings):
    assert shipped(folder, *endings) - names == set()


def test_the_wheel_holds_the_packages_and_nothing_else_of_the_checkout(names):
    packages = {"api", "bot", "channels", "cli", "evaluation", "infra", "knowledge", "status"}
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == packages
    assert [name for name in names if "__pycache__" in name or name.startswith("evaluation/results/")] == []


def test_the_command_and_the_licence_come_with_it(names, wheel):
    with zipfile.ZipFile(wheel) as archive:
        (entry,) = [name for name in names if name.endswith(".dist-info/entry_points.txt")]
        assert "signpost = cli.main:run" in archive.read(entry).decode()
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]


def test_every_module_comes_from_the_wheel_and_none_from_the_checkout(signpost, installed):
    script = "import sys, api.app, bot.factory, cli.main; print(*sys.path, *(m.__file__ for m in (api.app, cli.main)))"
    *path, first, second = signpost(program=("-c", script)).split()
    assert [entry for entry in path if Path(entry).resolve() == ROOT] == []
    assert {Path(first).parents[1], Path(second).parents[1]} == {installed}


def test_the_installed_command_answers_from_the_guides_inside_and_makes_its_database(signpost, tmp_path):
    answer = json.loads(signpost("ask", "--json", QUESTION))
    assert answer["outcome"] == "answered_steps"
    assert ("clear-cache", "did_not_work") in [(one["step_id"], one["result"]) for one in answer["attempts"]]
    assert answer["steps"][0]["id"] != "clear-cache"
    assert answer["citations"][0]["chunk_id"].startswith("chatgpt-bad-gateway#")
    assert (tmp_path / "data" / "signpost.db").stat().st_size > 0
    told = json.loads(signpost("ask", "--json", "ChatGPT zeigt Bad Gateway, den Cache habe ich schon geleert"))
    assert told["language"] == "de"


def test_the_starter_guide_inside_is_written_checked_and_answered_by_meaning(signpost, tmp_path):
    """The real model, once, on a guide so small that it is embedded in a moment."""
    signpost("init", str(tmp_path / "mine"))
    guides = tmp_path / "mine" / "guides"
    signpost("check", str(guides))
    settings = {"KNOWLEDGE_MODEL": "all-MiniLM-L6-v2", "KNOWLEDGE_GUIDES": str(guides), "HF_HUB_OFFLINE": "1"}
    answer = json.loads(signpost("ask", "--json", "my files do not sync", **settings))
    assert answer["outcome"] == "answered_steps"
    assert answer["citations"][0]["chunk_id"].startswith("sync-error#")
    assert answer["generation"].startswith("g-"), "the model embedded the guide, and the generation was kept"
