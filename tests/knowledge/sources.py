"""Write small sources to disk and read them."""

from __future__ import annotations

from pathlib import Path

from knowledge.models import Chunk, Guide
from knowledge.parse import read_guide_with_problems

MINI_GUIDE = Path(__file__).parents[1] / "data" / "mini-guide"


def written(folder: Path, files: dict[str, str]) -> Path:
    """Write these files below a folder and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def guide_of(folder: Path, files: dict[str, str]) -> tuple[Guide, list[str]]:
    """Return the guide in these files and its problems, each as "name:line: sentence"."""
    guide, problems = read_guide_with_problems([written(folder, files)])
    return guide, [f"{problem.path.name}:{problem.line}: {problem.message}" for problem in problems]


def by_section(guide: Guide, language: str = "en") -> dict[str, Chunk]:
    """Return the chunks of a language by the id of their section."""
    return {chunk.section: chunk for chunk in guide.chunks if chunk.language == language}
