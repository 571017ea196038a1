"""`signpost eval`: how good the answers are."""

from __future__ import annotations

from cli.session import console


def evaluate(stages: list[str], rescore: bool, renew: bool, first: int | None, as_json: bool) -> int:
    """Run the evaluation; exit code 1 when a measure is worse than the baseline, 2 when it could not run."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from evaluation.run import run

    options = [word for stage in stages for word in ("--stage", stage)]
    options += ["--rescore"] * rescore + ["--renew"] * renew + ["--json"] * as_json
    options += ["--first", str(first)] if first else []
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console()) as bar:
        task = bar.add_task("Opening the bot", total=None)
        return run(options, lambda what, done, total: bar.update(task, description=what, completed=done, total=total))
