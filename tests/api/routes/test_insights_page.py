"""The owner's page is served whole, under a policy that lets it load nothing else, and its types hold."""

import re
import subprocess
from pathlib import Path

import pytest

import channels.assist

ROOT = Path(__file__).parents[3]
FOLDER = Path(channels.assist.__file__).parent / "insights"
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".html", ".js", ".css"))
IMPORTED = re.compile(r"""(?:from|import) "([^"]+)";""")
LINKED = re.compile(r'(?:href|src)="(/[^"]+)"')


@pytest.mark.parametrize("path", ["/insights", "/insights/"])
def test_the_page_is_for_everybody_and_may_be_framed_by_nobody(caller, path):
    reply = caller.get(path)
    policy = reply.headers["content-security-policy"]
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "trusted-types 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_served_with_its_kind_and_only_once_to_who_has_it(caller, name):
    first = caller.get(f"/insights/{name}")
    assert first.content == (FOLDER / name).read_bytes()
    kinds = {"html": "text/html", "js": "text/javascript", "css": "text/css"}
    assert first.headers["content-type"].startswith(kinds[name.rpartition(".")[2]])
    again = caller.get(f"/insights/{name}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", FILES)
def test_whatever_a_file_asks_for_is_served(caller, name):
    text = (FOLDER / name).read_text("utf-8")
    wanted = {one.replace("./", "/insights/") for one in IMPORTED.findall(text)}
    wanted |= {one for one in LINKED.findall(text) if name.endswith(".html")}
    assert {path for path in wanted if caller.get(path).status_code != 200} == set()


@pytest.mark.parametrize("name", ["tsconfig.json", "..%2Fsettings.py", "nothing.js", "insights.html%00"])
def test_nothing_else_is_served(caller, name):
    assert caller.get(f"/insights/{name}").status_code == 404


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".js")])
def test_no_script_reads_text_as_html_or_writes_a_style(name):
    text = (FOLDER / name).read_text("utf-8")
    assert re.findall(r"(?:inner|outer|insertAdjacent)HTML|document\.write|eval\(|\bstyle: (?!.percent)", text) == []


def test_types_hold():
    """JSDoc types, checked where the compiler is installed: `npm install --prefix tests/e2e`."""
    found = ROOT / "tests" / "e2e" / "node_modules" / ".bin" / "tsc"
    if not found.exists():
        pytest.skip("tsc is not installed: npm install --prefix tests/e2e")
    done = subprocess.run([found, "-p", FOLDER], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
