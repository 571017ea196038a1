"""What is served is the modules joined: small, whole, and without a name that two of them give away."""

import gzip
import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from api.routes.widget import FIRST_STEPS
from channels.widget import bundle
from knowledge.models import UNDETERMINED, Guide
from knowledge.parse import read_guide

ROOT = Path(__file__).parents[3]
TSC = ROOT / "tests" / "e2e" / "node_modules" / ".bin" / "tsc"
NO_TSC = "tsc is not installed: npm install --prefix tests/e2e"
WORDS = bundle.HERE / "words"
LANGUAGES = sorted(path.stem for path in WORDS.glob("*.json"))
LOADER_BYTES = 2 * 1024
ALL_BYTES = 25 * 1024
TOP_LEVEL = re.compile(r"^(?:export )?(?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)
USED = re.compile(r"""\b(?:t|say|count)\((?:[\w.]+, )?"(\w+)"|\bt\(\w+ \? "(\w+)" : "(\w+)"\)""")
PLURALS = {"left", "over", "n_steps", "n_sources", "left_out", "more_news"}
# What Unicode calls the forms that each language counts in; "other" stands in for any.
FORMS = {"zero", "one", "two", "few", "many", "other"}


@pytest.fixture(scope="module")
def guide() -> Guide:
    """The guide as it is shipped."""
    return read_guide([ROOT / "knowledge" / "guides"])


def packed(body: bytes) -> int:
    return len(gzip.compress(body, 9, mtime=0))


def pack(language: str) -> dict[str, object]:
    return dict(json.loads((WORDS / f"{language}.json").read_text("utf-8")))


def flat(table: dict[str, object]) -> dict[str, str]:
    """Every sentence by its key; the forms of a plural count as one."""
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict) and key not in PLURALS:
            found |= {f"{key}.{name}": words for name, words in value.items()}
        else:
            found[key] = " ".join(
                value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
            )
    return found


def test_the_loader_is_at_most_2_kilobytes():
    assert packed(bundle.loader()) <= LOADER_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_a_page_loads_is_at_most_25_kilobytes(guide, language):
    """The guide's first steps are counted in: they come with the words."""
    steps = [
        {"title": place.title, "text": place.text.splitlines()[0]} for place in guide.steps(language)[:FIRST_STEPS]
    ]
    basics = {"product": guide.product.name, "contact_url": guide.product.contact_url, "steps": steps}
    words = json.dumps({**pack(language), "guide": basics}, ensure_ascii=False, separators=(",", ":"))
    parts = [bundle.loader(), bundle.script(), bundle.sheet(), words.encode()]
    assert sum(packed(part) for part in parts) <= ALL_BYTES


def test_no_two_modules_give_the_same_name():
    """Joined modules share one scope."""
    names = Counter(
        name for one in bundle.modules() for name in set(TOP_LEVEL.findall((bundle.CHAT / one).read_text()))
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_every_module_is_served_after_those_it_imports():
    order = bundle.modules()
    assert set(order) == {path.name for path in bundle.CHAT.glob("*.js")} - {"types.js"}
    assert order[-1] == bundle.FIRST
    assert order.index("words.js") < order.index("dom.js") < order.index("answer.js") < order.index("talk.js")


def test_the_joined_module_has_no_imports_exports_or_comments_left():
    text = bundle.script().decode()
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)
    assert "/**" not in text


def test_what_is_quoted_in_the_code_is_served_as_it_is_written():
    """Only the room between words of code goes; no string, template or pattern loses a space."""
    source = "".join((bundle.CHAT / name).read_text("utf-8") for name in bundle.modules())
    code = re.sub(r"/\*\*.*?\*/|^import [^\n]*$|\s+// [^\n]*$", "", source, flags=re.DOTALL | re.MULTILINE)
    quoted = re.findall(r""""[^"\n]*"|`[^`]*`|(?<=[(=] )/\S+(?: \S+)?/[a-z]*(?=[;,)])""", code)
    served = bundle.script().decode()
    assert len(quoted) > 500
    assert [one for one in quoted if one not in served] == []


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ('if (a === "b = c") { d(); }', 'if(a==="b = c"){d()}'),
        ("x = a + +b - c / d / e", "x=a + +b - c / d / e"),
        ("return `a  ${ b } , c`", "return `a  ${ b } , c`"),
        ('s.replace(/ {2,} ; /g, " ; ")', 's.replace(/ {2,} ; /g," ; ")'),
        ("let a = 1\nlet b = 2", "let a=1\nlet b=2"),
        ("for (;;) { a(); }", "for(;;){a()}"),
        ("return /[)] ;}/.test(a) ;", "return/[)] ;}/.test(a);"),
    ],
)
def test_room_goes_only_where_it_means_nothing(code, left):
    assert bundle.tight(code) == left


def test_every_style_sheet_is_served():
    assert set(bundle.SHEETS) == {path.name for path in bundle.CHAT.glob("*.css")}
    assert b"/*" not in bundle.sheet()


def test_the_loader_asks_for_exactly_this_version():
    assert f"./chat.{bundle.digest()}.js".encode() in bundle.loader()


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_joined_module_is_sound(tmp_path):
    (tmp_path / "chat.mjs").write_bytes(bundle.script())
    done = subprocess.run(["node", "--check", str(tmp_path / "chat.mjs")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_word_that_the_code_asks_for_is_there_and_none_is_left_over():
    english = pack("en")
    code = "".join((bundle.CHAT / name).read_text() for name in bundle.modules())
    asked = {key for found in USED.findall(code) for key in found if key} - {"other"}
    assert asked - set(english) == set()
    assert {key for key in english if f'"{key}"' not in code and f".{key}" not in code} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things_and_keeps_the_slots(language):
    ours, english = flat(pack(language)), flat(pack("en"))
    slots = {key: sorted(set(re.findall(r"\{(\w+)\}", words))) for key, words in english.items()}
    assert {key: sorted(set(re.findall(r"\{(\w+)\}", words))) for key, words in ours.items()} == slots
    assert [key for key, words in ours.items() if not words.strip()] == []


def test_every_language_of_the_guide_has_words(guide):
    assert set(LANGUAGES) == set(guide.languages()) - {UNDETERMINED}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_count_has_words_whatever_the_number(language):
    for key in PLURALS:
        forms = pack(language)[key]
        assert "other" in forms
        assert set(forms) <= FORMS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_which_way_it_runs(language):
    assert pack(language)["dir"] == ("rtl" if language == "ar" else "ltr")


def test_types_hold():
    """JSDoc types, checked where the compiler is installed: `npm install --prefix tests/e2e`."""
    if not TSC.exists():
        pytest.skip(NO_TSC)
    done = subprocess.run([TSC, "-p", bundle.HERE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_is_served_names_nothing_that_is_not_there(tmp_path):
    """A name that was shortened in one place only would be found nowhere, or twice."""
    if not TSC.exists():
        pytest.skip(NO_TSC)
    (tmp_path / "chat.js").write_bytes(bundle.script())
    how = "--allowJs --checkJs --noEmit --target es2023 --module esnext --lib es2023,dom,dom.iterable,dom.asynciterable"
    done = subprocess.run([TSC, *how.split(), tmp_path / "chat.js"], capture_output=True, text=True, check=False)
    assert done.stdout  # without its comments the code has no types, so the compiler does complain
    assert re.findall(r"TS(?:2300|2304|2451|2552)\b.*", done.stdout) == []
