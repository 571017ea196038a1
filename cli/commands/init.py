"""`signpost init`: a starter guide, a product file and the settings, to be filled in."""

from __future__ import annotations

from pathlib import Path

from cli.session import complain, say

_STARTER = Path(__file__).parents[1] / "starter"
_SETTINGS = "signpost.env"


def init(folder: Path) -> int:
    """Write the starter files into a folder; a file that is there already stays as it is."""
    written = []
    try:
        for source in sorted(path for path in _STARTER.rglob("*") if path.is_file()):
            target = folder / source.relative_to(_STARTER)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                target.write_bytes(source.read_bytes())
                written.append(target)
    except OSError as error:
        return complain(f"{folder} cannot be written ({error.strerror}); name a folder you may write to.")
    for path in written:
        print(path)
    say(f"Next: edit the guide, read {_SETTINGS} into the environment, then signpost check and signpost serve.")
    return 0
