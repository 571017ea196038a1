"""What the guide is made of, and what a search over it returns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

_NUMBERED = re.compile(r"^\s*(?:[^\W\d]+\s*)?\d{1,2}\s*[.:)、：]\s*")


class Kind(StrEnum):
    """What a section is for; it decides when a section may be offered."""

    OVERVIEW = "overview"
    CAUSE = "cause"
    STEP = "step"
    ADVANCED = "advanced"
    CAUTION = "caution"
    PREVENTION = "prevention"
    FAQ = "faq"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the user can do, and when it may be offered. Written in front matter, never guessed from prose.

    `variants` are opposite ways to do it (VPN on / off), in the order to offer them; `minutes` is the effort.
    `during_incident` names the states of the user's part in which it still helps. `sooner`, `later` and `never`
    name facts of the conversation (`bot.models.Fact`) that move it up, move it down or rule it out. `words` are
    how people name the step, `variant_words` how they name each variant; both come from the sidecar.
    """

    id: str
    order: int
    minutes: float = 2.0
    variants: tuple[str, ...] = ()
    during_incident: tuple[str, ...] = ()
    last_resort: bool = False
    sooner: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    variant_words: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled bullet of a section: its own id for steps and attempts, its section's chunk for citations.

    `phrasings` are those of its section's that ask about this bullet.
    """

    id: str
    label: str
    text: str
    step: Step | None = None
    phrasings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """The indexed unit: one section of one article in one language.

    `heading_path` holds the titles above it and, last, its own. Of a section that was cut because it is long only
    the first piece carries the step.
    `id` is `<article>#<section>` and carries no language; `text` is the body in plain words, a paragraph or a
    bullet a line, every line verbatim from the source; `digest` is the sha256 of all that is embedded.
    """

    id: str
    article: str
    section: str
    language: str
    kind: Kind
    title: str
    heading_path: tuple[str, ...]
    text: str
    position: int
    url: str
    digest: str
    items: tuple[Item, ...] = ()
    caution: str | None = None
    tip: str | None = None
    step: Step | None = None
    phrasings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found by a search. `score` is in [0, 1]; a rank is 1-based, None where that part did not find it.

    `item` is the bullet of the chunk that is asked about, where the phrasings tell one.
    """

    chunk: Chunk
    score: float
    dense_rank: int | None = None
    lexical_rank: int | None = None
    dense_score: float | None = None
    lexical_score: float | None = None
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Hits best first, the rejected ones with them, how they were found, and how long each part took (seconds).

    `margin` says how much more the question is like what the guide covers than like what it does not (about -1 to
    1); None where the guide has no phrasings to learn that from.
    """

    query: str
    hits: tuple[Hit, ...]
    rejected: tuple[Hit, ...] = ()
    mode: str = "keyword"
    generation: str = ""
    margin: float | None = None
    timings: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepPlace:
    """A step and where it stands: its own chunk, or an item of one."""

    step: Step
    chunk: Chunk
    item: Item | None

    @property
    def title(self) -> str:
        """Return how the guide names the step, without its number."""
        return self.item.label if self.item else _without_number(self.chunk.title)

    @property
    def text(self) -> str:
        """Return what the guide says to do."""
        return self.item.text if self.item else self.chunk.text


# What a guide is understood in without being written in it: languages whose phrasings alone are known. The code is
# ISO 639's for a language that is not determined.
UNDETERMINED = "und"


@dataclass(frozen=True, slots=True)
class Decline:
    """A message that is not covered, and the language it is written in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Guide:
    """All chunks of one generation, in every language, with the product they speak of.

    `declines` are messages that look alike and are not covered; they teach the search what to refuse.
    """

    chunks: tuple[Chunk, ...]
    product: Product
    declines: tuple[Decline, ...] = ()

    def __hash__(self) -> int:
        """Tell guides apart by their chunks' digests: thousands of phrasings would be hashed for every question."""
        return hash(tuple(chunk.digest for chunk in self.chunks))

    def languages(self) -> tuple[str, ...]:
        """Return the languages the guide is written in, the default one first."""
        return tuple(dict.fromkeys(chunk.language for chunk in self.chunks))

    def in_language(self, language: str) -> tuple[Chunk, ...]:
        """Return the chunks of one language in the guide's order; the default language's when it has none."""
        found = tuple(chunk for chunk in self.chunks if chunk.language == language)
        return found or tuple(chunk for chunk in self.chunks if chunk.language == self.languages()[0])

    def steps(self, language: str) -> tuple[StepPlace, ...]:
        """Return every step in the order the guide gives, items of advanced sections included."""
        places = [StepPlace(chunk.step, chunk, None) for chunk in self.in_language(language) if chunk.step]
        places += [
            StepPlace(item.step, chunk, item)
            for chunk in self.in_language(language)
            for item in chunk.items
            if item.step
        ]
        return tuple(sorted(places, key=lambda place: place.step.order))

    def chunk(self, chunk_id: str, language: str) -> Chunk | None:
        """Return one chunk by its wire id, in this language or else in the default one."""
        named = [chunk for chunk in self.chunks if chunk.id == chunk_id]
        return next((chunk for chunk in named if chunk.language == language), named[0] if named else None)


def _without_number(title: str) -> str:
    """Drop a leading "Step 5:" or "5." in any language: words, a number, a mark, then the name."""
    return _NUMBERED.sub("", title, count=1) or title


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the product as people name it, and the components that decide about it.

    A component is `Group/Name` or `Name`, matched without case.
    """

    id: str
    name: str
    words: tuple[str, ...]
    components: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Symptom:
    """What people see, the words for it, and the components that decide whether it is everyone.

    `covered` is true where the guide has the cure; other symptoms get the status and nothing else.
    """

    id: str
    name: str
    words: tuple[str, ...]
    components: tuple[str, ...]
    also: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    covered: bool = False


@dataclass(frozen=True, slots=True)
class OtherPage:
    """A status page of somebody whom the product depends on.

    It matters where one of the words `when` stands in what a person said or pasted; `components` are the parts of it
    that count, each `Group/Name` or `Name`, all of them where none is named.
    """

    url: str
    name: str
    when: tuple[str, ...]
    components: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """What `product.yaml` says: names, areas, symptoms, the status page and where a human is reached."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    vendor: str = ""
    others: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    areas: tuple[Area, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    status_url: str = ""
    status_name: str = ""
    status_pages: tuple[OtherPage, ...] = ()
    contact_url: str = ""
    links: tuple[str, ...] = ()
