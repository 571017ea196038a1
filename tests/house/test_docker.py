"""The image keeps its promises: locked, offline, unprivileged, read-only but for one volume. Checked by reading."""

import json
import re
import shlex
import subprocess
import sys
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "bot", "channels", "cli", "evaluation", "infra", "knowledge", "status")


def instructions(text):
    """Return (instruction, rest) pairs of a Dockerfile, continued lines joined, comments left out."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines()]


def stages(found):
    """Cut the instructions at each FROM; what stands before the first belongs to none."""
    cut = []
    for name, rest in found:
        if name == "FROM":
            cut.append([])
        if cut:
            cut[-1].append((name, rest))
    return cut


ALL = instructions((ROOT / "Dockerfile").read_text("utf-8"))
STAGES = stages(ALL)
LAST = STAGES[-1]


def of(stage, name):
    return [rest for found, rest in stage if found == name]


def environment(stage):
    return dict(word.split("=", 1) for rest in of(stage, "ENV") for word in shlex.split(rest))


def position(stage, name, words):
    """Return where an instruction with these words stands; it has to be there once."""
    (place,) = [i for i, (found, rest) in enumerate(stage) if found == name and words in rest]
    return place


def test_every_stage_starts_from_the_one_base_or_from_a_stage_before_it():
    named = [rest.split(" AS ") for rest in of(ALL, "FROM")]
    assert [words[0] for words in named] == ["${BASE}", "dependencies", "${BASE}"]
    assert [words[1] for words in named[:-1]] == ["dependencies", "wheel"]


def test_the_base_has_a_tag_with_its_version_and_the_comment_says_how_to_pin_its_digest():
    (base,) = [rest for name, rest in ALL if name == "ARG" and rest.startswith("BASE=")]
    assert re.fullmatch(r"BASE=python:3\.\d+-slim-\w+", base)
    text = (ROOT / "Dockerfile").read_text("utf-8")
    above = text[: text.index("ARG BASE=")]
    assert "imagetools inspect" in above
    assert "@sha256:" in above


def test_torch_comes_first_from_the_index_the_builder_names_and_in_the_version_of_the_makefile():
    pinned = re.search(r"^TORCH \?= (torch==[\d.]+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert pinned
    assert f"TORCH={pinned[1]}" in of(STAGES[0], "ARG")
    assert "TORCH_INDEX" in of(STAGES[0], "ARG")
    torch = position(STAGES[0], "RUN", '"${TORCH}"')
    assert "--index-url" in STAGES[0][torch][1]
    assert torch < position(STAGES[0], "RUN", "requirements.lock")


def test_whatever_is_installed_is_locked_pinned_or_our_own_wheel():
    installs = [rest for rest in of(ALL, "RUN") if "pip install" in rest]
    assert len(installs) == 4
    allowed = r"--require-hashes -r /tmp/requirements\.lock|pip==[\d.]+$|--no-deps \"\$\{TORCH\}\"|--no-index --no-deps"
    assert [rest for rest in installs if not re.search(allowed, rest)] == []


def test_the_wheel_is_built_in_one_stage_and_installed_in_another():
    assert position(STAGES[1], "RUN", "pip wheel --no-deps --no-build-isolation")
    copied = position(LAST, "COPY", "--from=wheel /wheels")
    assert copied < position(LAST, "RUN", "pip install")
    assert [rest for rest in of(LAST, "COPY") if not rest.startswith("--from=")] == []


def test_the_index_is_baked_with_the_model_after_the_install_and_used_from_there():
    baked = position(LAST, "RUN", "signpost index")
    assert baked > position(LAST, "RUN", "pip install")
    folder = environment(LAST)["KNOWLEDGE_BAKED"]
    assert LAST[baked][1] == f"DATA_DIR={folder} signpost index"
    assert not folder.startswith("/data")


def test_nothing_is_asked_of_a_model_hub():
    assert environment(LAST)["HF_HUB_OFFLINE"] == "1"
    before = [rest for name, rest in LAST[: position(LAST, "RUN", "signpost index")] if name == "ENV"]
    assert any("HF_HUB_OFFLINE=1" in rest for rest in before), "the bake is offline too"


def test_all_that_is_written_goes_to_the_one_volume():
    assert of(LAST, "VOLUME") == ["/data"]
    told = environment(LAST)
    assert {told[name] for name in ("DATA_DIR", "HOME", "TMPDIR")} == {"/data"}
    assert any("--owner=signpost" in rest and rest.endswith("/data") for rest in of(LAST, "RUN"))


def test_it_runs_as_a_user_without_privileges_or_a_shell():
    assert of(LAST, "USER") == ["10001:10001"]
    assert "--uid 10001" in (made := of(LAST, "RUN")[0])
    assert "nologin" in made
    assert position(LAST, "USER", "10001") > max(i for i, (name, _) in enumerate(LAST) if name in ("RUN", "COPY"))


def test_it_says_where_it_listens_how_it_is_asked_for_its_health_and_how_it_is_stopped():
    assert of(LAST, "EXPOSE") == [environment(LAST)["API_PORT"]]
    assert of(LAST, "STOPSIGNAL") == ["SIGTERM"]
    assert of(LAST, "CMD") == ['["signpost", "serve"]']
    (health,) = of(LAST, "HEALTHCHECK")
    assert "/livez" in health
    assert 'CMD ["python", "-c", ' in health


class Answering(BaseHTTPRequestHandler):
    """Answers with the server's status; `asked` keeps what for."""

    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Host"]))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False), (None, False)])
def test_the_health_check_asks_the_server_itself_whatever_proxy_is_set(status, healthy):
    (health,) = of(LAST, "HEALTHCHECK")
    _, *words = json.loads(health.split("CMD ", 1)[1])
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        server.status, server.asked = status, []
        port = server.server_port
        if status is None:
            server.server_close()
        else:
            Thread(target=server.handle_request, daemon=True).start()
        settings = {"API_PORT": str(port), "http_proxy": "http://127.0.0.1:9"}
        done = subprocess.run([sys.executable, *words], env=settings, capture_output=True, check=False)
    assert (done.returncode == 0) is healthy
    assert server.asked == ([("/livez", f"127.0.0.1:{port}")] if status else [])


def test_no_secret_and_no_shell_download_is_in_the_image():
    assert re.findall(r"(?i)\b(?:token|secret|password|api_key)\w*=\S", str(ALL)) == []
    assert re.findall(r"\b(?:curl|wget|apt-get|ADD)\b", str(ALL)) == []


# What goes into a build


def patterns():
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def goes_in(name):
    """Tell whether Docker would send a file: the last pattern that fits it, or a folder above it, decides."""
    inside = True
    parts = name.split("/")
    heads = ["/".join(parts[: i + 1]) for i in range(len(parts))]
    for pattern in patterns():
        wanted = pattern.removeprefix("!")
        fits = [head for head in heads if fnmatch(head, wanted) and head.count("/") == wanted.count("/")]
        if wanted.startswith("**/"):
            fits = [part for part in parts if fnmatch(part, wanted[3:])]
        if fits:
            inside = pattern.startswith("!")
    return inside


@pytest.mark.parametrize("name", [*PACKAGES, "pyproject.toml", "requirements.lock", "README.md", "LICENSE"])
def test_what_the_wheel_is_made_of_goes_in(name):
    assert (ROOT / name).exists()
    assert goes_in(name)


@pytest.mark.parametrize(
    "name",
    [
        *(".git/HEAD", ".env", ".venv/bin/python", "data/signpost.db", "tests/child.py", "docs/api.md"),
        *("knowledge/__pycache__/models.cpython-311.pyc", "evaluation/results/answers.jsonl", "notes.txt"),
    ],
)
def test_secrets_data_and_leftovers_stay_out(name):
    assert not goes_in(name)


def test_what_the_build_of_the_wheel_names_goes_in():
    """hatchling reads the files that pyproject.toml names; without them the build fails."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    named = [re.search(r'^readme = "(.+)"', text, re.MULTILINE), re.search(r'^license-files = \["(.+)"\]', text, re.M)]
    assert all(found and goes_in(found[1]) for found in named)
