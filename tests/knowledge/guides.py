"""Small guides, in Python and on disk."""

from knowledge.models import Chunk, Decline, Guide, Kind, Product
from knowledge.vectors import text_digest

SECTIONS = {
    "refresh": ("Refresh the page", "Wait a minute, then load the page once more.", ("reload it", "press F5")),
    "clear-cache": (
        "Clear your browser cache",
        "Old files make new pages fail. Remove cookies and cached files.",
        ("wipe cookies", "delete browsing data", "empty the cache"),
    ),
    "vpn": ("Use a VPN or leave it", "Switch the tunnel on or off.", ("turn off my proxy", "is my vpn to blame")),
    "meaning": ("What a bad gateway means", "One server got no usable reply: a 502.", ("what is a 502",)),
}


def a_chunk(section="refresh", language="en", **changes):
    title, text, phrasings = SECTIONS.get(section, (section, section, ()))
    values = {
        "id": f"guide#{section}",
        "article": "guide",
        "section": section,
        "language": language,
        "kind": Kind.STEP,
        "title": title,
        "heading_path": ("How to mend it",),
        "text": text,
        "position": 0,
        "url": f"https://example.com/guide#{section}",
        "digest": text_digest(f"{title} {text} {phrasings}"),
        "phrasings": phrasings,
    }
    return Chunk(**{**values, **changes})


def a_guide(*chunks, declines=("my car does not start",)):
    return Guide(
        chunks or tuple(a_chunk(section, position=i) for i, section in enumerate(SECTIONS)),
        Product(id="thing", name="Thing"),
        tuple(Decline(text, "en") for text in declines),
    )


def write_guide(folder, sections=SECTIONS, language="en", article="guide"):
    """Write a guide as support writers do: one Markdown article with its sidecar."""
    home = folder / language
    home.mkdir(parents=True, exist_ok=True)
    steps = "\n".join(f"  {name}: {{order: {i}}}" for i, name in enumerate(sections, 1))
    front = (
        f"---\ntitle: Guide\nlanguage: {language}\nurl: https://example.com/{article}\nsteps:\n{steps}\n---\n# Guide\n"
    )
    body = "## How to mend it {#steps .overview}\nIn this order.\n\n" + "\n".join(
        f"### {title} {{#{name} .step}}\n{text}\n" for name, (title, text, _) in sections.items()
    )
    (home / f"{article}.md").write_text(front + body, "utf-8")
    asked = "\n".join(
        f"  {name}: [{', '.join(phrasings)}]" for name, (_, _, phrasings) in sections.items() if phrasings
    )
    (home / f"{article}.yaml").write_text(f"phrasings:\n{asked}\ndeclines: [my car does not start]\n", "utf-8")
    return folder
