"""`signpost init`: a starter guide, a product file and the settings, to be filled in."""

from __future__ import annotations

from pathlib import Path

from cli.session import complain, console

_STARTER = Path(__file__).parents[1] / "starter"


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
    console().print(
        "Next: edit the guide, then KNOWLEDGE_GUIDES=guides signpost check and signpost serve.", markup=False
    )
    return 0
