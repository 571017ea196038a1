"""What is served is the modules joined: small, whole, and without a name that two of them give away."""

import gzip
import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from channels.widget import bundle

ROOT = Path(__file__).parents[3]
WORDS = bundle.HERE / "words"
LANGUAGES = sorted(path.stem for path in WORDS.glob("*.json"))
LOADER_BYTES = 2 * 1024
ALL_BYTES = 25 * 1024
TOP_LEVEL = re.compile(r"^(?:export )?(?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)
USED = re.compile(r"""\b(?:t|say|count)\((?:[\w.]+, )?"(\w+)"|\bt\(\w+ \? "(\w+)" : "(\w+)"\)""")
PLURALS = {"left", "over", "n_steps", "n_sources", "left_out", "more_news", "can_again"}


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
def test_all_that_a_page_loads_is_at_most_25_kilobytes(language):
    parts = [
        bundle.loader(),
        bundle.script(),
        bundle.sheet(),
        json.dumps(pack(language), ensure_ascii=False, separators=(",", ":")).encode(),
    ]
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
        ('if (a === "b = c") { d(); }', 'if(a==="b = c"){d();}'),
        ("x = a + +b - c / d / e", "x=a + +b - c / d / e"),
        ("return `a  ${ b } , c`", "return `a  ${ b } , c`"),
        ('s.replace(/ {2,} ; /g, " ; ")', 's.replace(/ {2,} ; /g," ; ")'),
        ("let a = 1\nlet b = 2", "let a=1\nlet b=2"),
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


def test_the_guide_s_ten_languages_have_words():
    assert set(LANGUAGES) == {"en", "es", "de", "fr", "pt", "ru", "ja", "zh", "it", "ko"}


def test_types_hold():
    """JSDoc types, checked where the compiler is installed: `npm install --prefix tests/e2e`."""
    found = ROOT / "tests" / "e2e" / "node_modules" / ".bin" / "tsc"
    if not found.exists():
        pytest.skip("tsc is not installed: npm install --prefix tests/e2e")
    done = subprocess.run([found, "-p", bundle.HERE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
