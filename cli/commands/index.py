"""`signpost index`: build a generation and make it the current one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.session import complain, console, print_json

if TYPE_CHECKING:
    from knowledge.index import IndexReport


def index(paths: list[Path], as_json: bool) -> int:
    """Index exactly these files and folders, or the configured guides."""
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        return complain(
            f"There is no file or folder {missing[0]}; name Markdown, text, HTML, PDF or DOCX files, or folders."
        )
    return _build(paths, as_json)


def _build(paths: list[Path], as_json: bool) -> int:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from api.factory import read_settings
    from api.settings import SettingsError
    from knowledge.factory import build_library
    from knowledge.parse import GuideError

    try:
        settings = read_settings()
        library = build_library(settings.knowledge, settings.data.data_dir)
        with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console()) as bar:
            task = bar.add_task("Reading", total=None)
            report = library.reindex(
                paths or None,
                progress=lambda what, done, total: bar.update(task, description=what, completed=done, total=total),
            )
        library.close()
    except (SettingsError, GuideError) as error:
        return complain(str(error))
    if as_json:
        from dataclasses import asdict

        print_json(asdict(report))
    else:
        _print(report)
    return 0


def _print(report: IndexReport) -> None:
    kinds = {"added": report.added, "changed": report.changed, "removed": report.removed, "unchanged": report.unchanged}
    counts = ", ".join(f"{len(ids)} {kind}" for kind, ids in kinds.items())
    console().print(f"Generation {report.generation} is current: {counts}, {report.seconds:.1f} s.", markup=False)
