"""`signpost index`: build a generation and make it the current one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.session import complain, console, print_json, say

if TYPE_CHECKING:
    from api.settings import Settings
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
    from api.settings import SettingsError, read_settings
    from infra.files import LockHeldError
    from knowledge.ports import ModelUnavailableError
    from knowledge.problem import GuideError

    try:
        settings = read_settings()
        report, model = _reindex(settings, paths)
    except (SettingsError, GuideError, ModelUnavailableError) as error:
        return complain(str(error))
    except LockHeldError:
        return complain("Another process is building the index; try again when it is done.")
    if as_json:
        from dataclasses import asdict

        print_json(asdict(report))
    else:
        _print(report)
    return 0 if report.kept and model == "ok" else 1


def _reindex(settings: Settings, paths: list[Path]) -> tuple[IndexReport, str]:
    """Build, showing progress; return the report, with what the library says about the guide, and the model's state."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from knowledge.factory import build_library

    library = build_library(settings.knowledge, settings.data.data_dir)
    try:
        with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console()) as bar:
            task = bar.add_task("Reading", total=None)
            report = library.reindex(
                paths or None,
                progress=lambda what, done, total: bar.update(task, description=what, completed=done, total=total),
            )
        state = library.state
        return replace(report, problems=tuple(dict.fromkeys((*report.problems, *state.detail)))), state.parts["model"]
    finally:
        library.close()


def _print(report: IndexReport) -> None:
    for problem in report.problems:
        say(problem)
    kinds = {"added": report.added, "changed": report.changed, "removed": report.removed, "unchanged": report.unchanged}
    counts = ", ".join(f"{len(ids)} {kind}" for kind, ids in kinds.items())
    state = "is current" if report.kept else "was built but could not be kept"
    say(f"Generation {report.generation} {state}: {counts}, {report.embedded} texts embedded, {report.seconds:.1f} s.")
