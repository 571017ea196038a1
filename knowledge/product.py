"""What `product.yaml` says about the product: names, areas, symptoms, status page, contact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge.metadata import AreaEntry, ProductEntry, SymptomEntry
from knowledge.models import Area, OtherPage, Product, Symptom
from knowledge.problem import Problem, UnreadableError
from knowledge.readers import yaml
from knowledge.readers.text import decode
from knowledge.validate import validate

NAME = "product.yaml"
SHIPPED = Path(__file__).parent / "guides" / NAME
NONE = Product(id="", name="")


def read_product(path: Path) -> tuple[Product | None, tuple[Problem, ...]]:
    """Return the product a file describes, and what is wrong with it; None when it describes none."""
    try:
        stated = yaml.read(decode(path.read_bytes()))
    except OSError:
        return None, (Problem(path, 1, "This file cannot be read; check that it exists and who may read it."),)
    except UnreadableError as error:
        return None, (Problem(path, error.line, error.message),)
    entries = stated.data.get("products")
    if not isinstance(entries, list) or not entries or not isinstance(entries[0], dict):
        return None, (Problem(path, stated.line(("products",)), _SHAPE),)
    first = stated.inside(("products", 0))
    entry, problems = validate(ProductEntry, first, path)
    extra = tuple(_unused(path, stated, len(entries)))
    if entry is None:
        return None, (*problems, *extra)
    return _product(entry), (*problems, *_repeated(path, first), *extra)


_SHAPE = "This file must hold a list `products:` with the product as its first entry."


def _unused(path: Path, stated: yaml.Marked, count: int) -> Iterator[Problem]:
    if count > 1:
        line = stated.line(("products", 1))
        yield Problem(path, line, "Only the first product is used; describe another product in a guide of its own.")
    for key in stated.data:
        if key != "products":
            yield Problem(path, stated.line((key,)), f"`{key}` is not a key we know here; move it under `products:`.")


def _repeated(path: Path, entry: yaml.Marked) -> Iterator[Problem]:
    """Find ids of areas or symptoms that stand twice."""
    for group in ("areas", "symptoms"):
        seen: set[str] = set()
        listed = entry.data.get(group)
        for number, part in enumerate(listed if isinstance(listed, list) else ()):
            name = part.get("id") if isinstance(part, dict) else None
            if isinstance(name, str) and name in seen:
                line = entry.line((group, number, "id"))
                yield Problem(path, line, f"The id `{name}` stands twice under `{group}`; give each its own.")
            seen.add(str(name))


def _product(entry: ProductEntry) -> Product:
    return Product(
        id=entry.id,
        name=entry.name,
        aliases=entry.aliases,
        vendor=entry.vendor,
        others=entry.others,
        services=entry.services,
        areas=tuple(_area(area) for area in entry.areas),
        symptoms=tuple(_symptom(symptom) for symptom in entry.symptoms),
        status_url=entry.status.url,
        status_name=entry.status.name,
        status_pages=tuple(OtherPage(one.url, one.name, one.when, one.components) for one in entry.status.pages),
        contact_url=entry.contact,
        links=entry.links,
    )


def _area(entry: AreaEntry) -> Area:
    return Area(entry.id, entry.name, entry.words, entry.components, entry.also)


def _symptom(entry: SymptomEntry) -> Symptom:
    return Symptom(
        id=entry.id,
        name=entry.name,
        words=entry.words,
        components=entry.components,
        also=entry.also,
        titles=entry.titles,
        covered=entry.covered,
    )
