"""What can rot is tested: sizes, settings, wording, links, names."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.models import Fact, HeldReason, Outcome, Result
from bot.wording import languages, phrasebook

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "bot", "channels", "cli", "evaluation", "infra", "knowledge", "status")
BANNED_NAMES = {"utils", "helpers", "managers", "common"}


def tracked(*endings: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.splitlines() if name.endswith(endings) and (ROOT / name).is_file()]


def test_no_file_of_code_is_longer_than_400_lines():
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked(".py", ".js", ".css")
        if (count := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}


def test_no_drawer_for_leftovers():
    """utils, helpers, managers and common are where structure goes to die."""
    assert [path for path in tracked(".py") if path.stem in BANNED_NAMES or path.parent.name in BANNED_NAMES] == []


def test_every_folder_of_tests_is_a_package():
    """Without one, two test files of the same name shadow each other."""
    folders = {path.parent for path in tracked(".py") if "tests" in path.relative_to(ROOT).parts}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_only_settings_read_the_environment():
    readers = [
        str(path.relative_to(ROOT))
        for path in tracked(".py")
        if path.relative_to(ROOT).parts[0] in PACKAGES
        and path.name not in ("settings.py", "crash.py")
        and re.search(r"os\.environ\b(?!\.setdefault)|os\.getenv", path.read_text("utf-8"))
    ]
    assert readers == []


def settings_variables() -> set[str]:
    """Every environment variable that a settings class reads, found by asking the classes."""
    import importlib

    from pydantic_settings import BaseSettings

    found: set[str] = set()
    for path in tracked("settings.py"):
        package = path.relative_to(ROOT).parts[0]
        if package not in PACKAGES:
            continue
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for cls in vars(module).values():
            if isinstance(cls, type) and issubclass(cls, BaseSettings) and cls.__module__ == module.__name__:
                prefix = str(cls.model_config.get("env_prefix", ""))
                for name, field in cls.model_fields.items():
                    alias = field.validation_alias
                    found.add((alias if isinstance(alias, str) else prefix + name).upper())
    return found


def test_every_setting_is_in_the_example_and_nothing_else():
    documented = set(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    assert documented == settings_variables()


@pytest.mark.parametrize("language", languages())
def test_every_outcome_and_word_of_the_contract_has_wording(language):
    book = phrasebook(language)
    missing = [reason.value for reason in HeldReason if not book.has(f"held_words.{reason.value}")]
    missing += [result.value for result in Result if not book.has(f"result_words.{result.value}")]
    spoken = {
        Outcome.GREETED: "greeted",
        Outcome.RESOLVED: "resolved",
        Outcome.CLARIFY: "clarify",
        Outcome.DECLINED_OFF_TOPIC: "off_topic",
        Outcome.DECLINED_NOT_COVERED: "not_covered",
        Outcome.ESCALATED_REQUESTED: "escalated_requested",
        Outcome.ESCALATED_EXHAUSTED: "escalated_exhausted",
        Outcome.ANSWERED_STEPS: "after_step",
        Outcome.ANSWERED_STATUS: "held_back",
        Outcome.ANSWERED_FACT: "not_shipped",
    }
    assert set(spoken) == set(Outcome)
    assert missing + [key for key in spoken.values() if not book.has(key)] == []


@pytest.mark.parametrize("language", languages())
def test_every_language_words_the_same_keys(language):
    assert phrasebook(language).keys() == phrasebook("en").keys()


@pytest.mark.parametrize("language", languages())
def test_every_language_fills_the_same_slots(language):
    """A translation that drops {source} would make a claim without its source."""

    def slots(book, key):
        return sorted({slot for line in book.words(key) for slot in re.findall(r"\{(\w+)\}", line)})

    ours, english = phrasebook(language), phrasebook("en")
    assert [key for key in sorted(english.keys()) if slots(ours, key) != slots(english, key)] == []


def test_guide_conditions_are_facts_the_bot_can_know():
    facts = {fact.value for fact in Fact}
    for path in tracked(".md"):
        if "guides" not in path.relative_to(ROOT).parts or not path.read_text("utf-8").startswith("---"):
            continue
        front = yaml.safe_load(path.read_text("utf-8").split("---")[1])
        for step, plan in (front.get("steps") or {}).items():
            used = {word for key in ("sooner", "later", "never") for word in plan.get(key, [])}
            assert used <= facts, f"{path.name}: {step} names {used - facts}"


def test_nothing_names_the_machines_it_was_made_on():
    """The project speaks of the product only."""
    pattern = re.compile(r"/wor[k]/|/roo[t]/|python[h]osted|pyp[i]\.org|npm[j]s\.org|de[b]\.debian")
    named = [
        str(path.relative_to(ROOT))
        for path in tracked(
            ".py", ".md", ".toml", ".yaml", ".yml", ".js", ".lock", ".txt", "run", "Makefile", "Dockerfile"
        )
        if pattern.search(path.read_text("utf-8"))
    ]
    assert named == []


def test_makefile_explains_every_command():
    text = (ROOT / "Makefile").read_text("utf-8")
    phony = next(line for line in text.splitlines() if line.startswith(".PHONY:")).split()[1:]
    assert [target for target in phony if not re.search(rf"^{target}:.*## \w", text, re.MULTILINE)] == []


def test_links_between_documents_lead_somewhere():
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    links = [
        (path, link)
        for path in documents
        for link in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text("utf-8"))
    ]
    assert [f"{path.name}: {link}" for path, link in links if not (path.parent / link).exists()] == []


def test_readme_names_only_rooms_and_files_that_exist():
    named = re.findall(r"`([a-z]+/[\w./-]*)`", (ROOT / "README.md").read_text("utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_public_functions_carry_their_contract():
    """Every public function and class of the product has a docstring; pydantic fields and protocols included."""
    code = [path for path in tracked(".py") if path.relative_to(ROOT).parts[0] in PACKAGES]
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in code
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert bare == []
