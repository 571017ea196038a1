"""What writers state about their text: front matter and sidecar, as they may be written."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from knowledge.alternatives import expand


def _listed(value: Any) -> Any:
    """One word may stand without brackets."""
    return [value] if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
# How people name a thing: "(wiped|cleared) the cache" is two names.
Names = Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(expand)]
Link = Annotated[str, Field(pattern=r"^(https?://\S+)?$")]


class Stated(BaseModel):
    """Anything a writer states in YAML; unknown keys are slips of the pen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StepFacts(Stated):
    """When a step may be offered; see `knowledge.models.Step`."""

    order: int = Field(ge=0, le=10_000)
    minutes: float = Field(default=2.0, gt=0, le=1440)
    variants: Words = ()
    during_incident: Words = ()
    last_resort: bool = False
    sooner: Words = ()
    later: Words = ()
    never: Words = ()


class FrontMatter(Stated):
    """The head of an article. Documents of other people carry other keys, which are none of our business."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    title: str = ""
    product: str = ""
    symptom: str = ""
    language: str = Field(default="", pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")
    url: Link = ""
    updated: str = ""
    steps: dict[str, StepFacts] = Field(default_factory=dict)


class Sidecar(Stated):
    """How people talk about an article; see docs/writing-guides.md."""

    phrasings: dict[str, Words] = Field(default_factory=dict)
    words: dict[str, Names] = Field(default_factory=dict)
    variants: dict[str, dict[str, Names]] = Field(default_factory=dict)
    declines: Words = ()


class AreaEntry(Stated):
    """A part of the product; see `knowledge.models.Area`."""

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    words: Names = ()
    components: Words = ()
    also: Words = ()


class SymptomEntry(AreaEntry):
    """What people see; see `knowledge.models.Symptom`."""

    titles: Names = ()
    covered: bool = False


class PageEntry(Stated):
    """A page of somebody else; see `knowledge.models.OtherPage`."""

    url: Link = Field(min_length=1)
    name: str = Field(min_length=1)
    when: Words = Field(min_length=1)
    components: Words = ()


class StatusEntry(Stated):
    """The product's status page, and pages of others that matter for some questions."""

    url: Link = ""
    name: str = ""
    pages: tuple[PageEntry, ...] = ()


class ProductEntry(Stated):
    """One product of `product.yaml`; see `knowledge.models.Product`."""

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    vendor: str = ""
    aliases: Words = ()
    others: Names = ()
    services: Names = ()
    status: StatusEntry = StatusEntry()
    contact: Link = ""
    links: tuple[Link, ...] = ()
    areas: tuple[AreaEntry, ...] = ()
    symptoms: tuple[SymptomEntry, ...] = ()
