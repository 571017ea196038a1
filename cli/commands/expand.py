"""`signpost index --expand`: how people may ask for new sections, proposed by a model as a diff to read and apply."""

from __future__ import annotations

import asyncio
import difflib
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cli.session import complain, say

if TYPE_CHECKING:
    from bot.settings import BotSettings
    from bot.writers.phrase import Passage
    from knowledge.document import Document, Section

_KEY = re.compile(r"^phrasings:[ \t]*(?:#.*)?\n", re.MULTILINE)
_OTHER_FORM = re.compile(r"^phrasings:", re.MULTILINE)


def expand(paths: list[Path]) -> int:
    """Print a diff of the sidecars to standard output; no file is written and no index is built."""
    from api.settings import SettingsError, read_settings
    from bot.settings import NO_LLM
    from knowledge.parse import read_sources
    from knowledge.problem import GuideError

    try:
        settings = read_settings()
        if settings.bot.llm == NO_LLM:
            return complain("Proposing phrasings needs a language model; set BOT_LLM.")
        documents = read_sources(paths or list(settings.knowledge.guides)).documents
    except (SettingsError, GuideError) as error:
        return complain(str(error))
    return asyncio.run(_expanded(documents, settings.bot))


async def _expanded(documents: tuple[Document, ...], settings: BotSettings) -> int:
    from bot.writers.langchain import ChatModel, ModelFailed
    from bot.writers.phrase import propose

    model, failed, count = ChatModel(settings), 0, 0
    for document in documents:
        found: dict[str, tuple[str, ...]] = {}
        for section in _unasked(document):
            say(f"{document.path}: {section.id}")
            try:
                found[section.id] = await propose(model, _passage(section, document), settings.llm_seconds)
            except ModelFailed as error:
                failed += 1
                say(f"Nothing for {section.id}: the model's call ended as {error.trouble}.")
        count += sum(map(len, found.values()))
        sys.stdout.write(_diff(document, {name: told for name, told in found.items() if told}))
    say(f"{count} phrasings proposed. Nothing was changed: read them, then apply the diff with `patch -p1`.")
    return 1 if failed else 0


def _unasked(document: Document) -> list[Section]:
    """Return the sections that say something and that no phrasing asks for, of documents that carry ids."""
    sections = document.sections if document.outline.marked else ()
    asked = document.sidecar.phrasings
    return [
        one for one in sections if one.id and one.blocks and not asked.keys() & {name for name, _ in one.explicit_ids()}
    ]


def _passage(section: Section, document: Document) -> Passage:
    from bot.writers.phrase import Passage

    known = tuple(phrase for said in document.sidecar.phrasings.values() for phrase in said)
    text = "\n".join(block.text for block in section.blocks)
    return Passage(section.id, section.title, text, document.language, known)


def _diff(document: Document, found: dict[str, tuple[str, ...]]) -> str:
    """Return the change of one sidecar as a unified diff; nothing where nothing was found."""
    path = document.sidecar_path or document.path.with_suffix(".yaml")
    before = path.read_text("utf-8") if path.exists() else ""
    after = _with(before, found) if found else before
    if after is None:
        say(f"{path}: write `phrasings:` on a line of its own, so that lines can be added below it.")
        return ""
    name = _shown(path)
    origin = f"a/{name}" if path.exists() else "/dev/null"
    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), origin, f"b/{name}")
    return "".join(lines)


def _with(text: str, found: dict[str, tuple[str, ...]]) -> str | None:
    """Return a sidecar's text with more phrasings and all else as it was; None where there is no place for them."""
    added = "".join(
        f"  {name}:\n" + "".join(f"    - {json.dumps(one, ensure_ascii=False)}\n" for one in told)
        for name, told in found.items()
    )
    key = _KEY.search(text)
    if key:
        return text[: key.end()] + added + text[key.end() :]
    if _OTHER_FORM.search(text):
        return None
    return text + ("" if not text or text.endswith("\n") else "\n") + "phrasings:\n" + added


def _shown(path: Path) -> str:
    whole = path.absolute()
    return str(whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else whole).lstrip("/")
