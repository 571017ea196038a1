"""`signpost check`: the guide linter."""

from __future__ import annotations

from pathlib import Path

from cli.session import complain, print_json, say


def check(paths: list[Path], as_json: bool) -> int:
    """Check guides; exit code 1 when there is anything to mend."""
    from api.settings import SettingsError, read_settings
    from bot.models import Fact
    from knowledge.check import check_guides

    try:
        where = paths or list(read_settings().knowledge.guides)
    except SettingsError as error:
        return complain(str(error))
    problems = check_guides(where, facts=[fact.value for fact in Fact])
    if as_json:
        print_json(
            {"problems": [{"path": str(one.path), "line": one.line, "message": one.message} for one in problems]}
        )
    else:
        for one in problems:
            print(f"{one.path}:{one.line}: {one.message}")
        say(f"{len(problems)} to mend." if problems else "The guides are in order.")
    return 1 if problems else 0
