"""`product.yaml` becomes the product, and what is wrong in it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.models import OtherPage
from knowledge.product import SHIPPED, read_product
from tests.knowledge.sources import MINI_GUIDE, written


def test_every_field_is_read() -> None:
    """Names, areas, symptoms, status page, contact and links arrive as written."""
    product, problems = read_product(MINI_GUIDE / "product.yaml")
    assert problems == ()
    assert product is not None
    assert (product.id, product.name, product.vendor) == ("lumo", "Lumo", "Lumo Lamps")
    assert product.others == ("hue", "my ceiling lamp", "other lamp")
    assert (product.status_url, product.status_name) == ("https://status.lumo.example", "Lumo status")
    assert product.contact_url == "https://help.lumo.example"
    assert product.links == ("https://status.lumo.example", "https://help.lumo.example")
    assert [area.id for area in product.areas] == ["lamp", "app"]
    assert product.areas[0].also == ("Cloud/Login",)
    assert [(symptom.id, symptom.covered) for symptom in product.symptoms] == [("offline", True), ("flicker", False)]
    assert product.symptoms[0].words[-1] == "404"
    assert product.symptoms[0].titles == ("devices offline",)


def test_the_shipped_product_is_in_order() -> None:
    """What the package ships has no problem."""
    product, problems = read_product(SHIPPED)
    assert problems == ()
    assert product is not None
    assert product.status_url.startswith("https://")


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "must hold a list `products:`"),
        ("products: []", 1, "must hold a list `products:`"),
        ("a: [", 2, "not YAML"),
        ("products:\n- id: x\n", 2, "`name` is missing"),
    ],
)
def test_a_file_without_a_product_says_so(tmp_path: Path, text: str, line: int, sentence: str) -> None:
    """There is no product then, and one sentence why."""
    product, problems = read_product(written(tmp_path, {"product.yaml": text}) / "product.yaml")
    assert product is None
    assert problems[0].line == line
    assert sentence in problems[0].message


def test_a_wrong_part_is_left_out_and_the_rest_is_kept(tmp_path: Path) -> None:
    """One bad area, link or key costs only itself; each problem has its line."""
    text = """products:
  - id: x
    name: X
    contact: "help"
    vender: Y
    links: [https://a.example, "javascript:x"]
    areas:
      - {id: a, name: A, words: [a]}
      - {id: b}
      - {id: a, name: Again}
  - {id: y, name: Y}
more: 1
"""
    product, problems = read_product(written(tmp_path, {"product.yaml": text}) / "product.yaml")
    assert product is not None
    assert [area.name for area in product.areas] == ["A", "Again"]
    assert product.links == ("https://a.example",)
    assert product.contact_url == ""
    assert sorted(problem.line for problem in problems) == [4, 5, 6, 9, 10, 11, 12]
    assert any("`vendor` may be meant" in problem.message for problem in problems)


def test_a_missing_file_is_a_problem_not_an_error(tmp_path: Path) -> None:
    """The caller decides what stands in for it."""
    product, problems = read_product(tmp_path / "product.yaml")
    assert product is None
    assert "cannot be read" in problems[0].message


def test_status_pages_of_others_are_read_with_their_words_and_parts(tmp_path: Path) -> None:
    """The shipped product names a page beside its own; one without words would never matter, so it is a slip."""
    shipped, problems = read_product(SHIPPED)
    assert shipped is not None
    assert problems == ()
    assert all(page.url.startswith("https://") and page.name and page.when for page in shipped.status_pages)
    assert shipped.status_pages
    entry = "products: [{id: lumo, name: Lumo, status: {url: https://s.example, name: S, pages: [%s]}}]"
    page = "{url: https://edge.example, name: Edge, when: [ray id], components: [CDN]}"
    product, problems = read_product(written(tmp_path, {"good.yaml": entry % page}) / "good.yaml")
    assert problems == ()
    assert product is not None
    assert product.status_pages == (OtherPage("https://edge.example", "Edge", ("ray id",), ("CDN",)),)
    wordless = entry % "{url: https://edge.example, name: Edge}"
    _, problems = read_product(written(tmp_path, {"bad.yaml": wordless}) / "bad.yaml")
    assert [problem.line for problem in problems] == [1]
