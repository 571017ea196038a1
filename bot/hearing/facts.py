"""Finding facts: what a message says about the person's situation, apart from what they tried."""

from __future__ import annotations

from bot.hearing.clauses import Clause, split
from bot.hearing.lexicon import Lexicon
from bot.hearing.words import Phrases, Span, words
from bot.models import Fact

_PLACES = {
    ("other_device", "works"): Fact.WORKS_ELSEWHERE,
    ("other_device", "fails"): Fact.FAILS_ELSEWHERE,
    ("other_network", "works"): Fact.WORKS_OTHER_NETWORK,
    ("other_network", "fails"): Fact.FAILS_OTHER_NETWORK,
    ("own_network", "works"): Fact.WORKS_OTHER_NETWORK,
    ("own_network", "fails"): Fact.FAILS_OTHER_NETWORK,
    ("others", "works"): Fact.WORKS_FOR_OTHERS,
    ("others", "fails"): Fact.FAILS_FOR_OTHERS,
    ("private", "works"): Fact.WORKS_PRIVATE_WINDOW,
    ("private", "fails"): Fact.FAILS_ELSEWHERE,
}
_PLAIN = {
    "in_app": Fact.IN_APP,
    "on_phone": Fact.ON_PHONE,
    "in_browser": Fact.IN_BROWSER,
    "managed": Fact.MANAGED_DEVICE,
    "cloudflare": Fact.CLOUDFLARE_PAGE,
}
_LONG_MINUTES = 30.0


def find_facts(message: str, lexicon: Lexicon, symptoms: Phrases | None = None) -> frozenset[Fact]:
    """Return every fact a message states; questions state none. To name one of the `symptoms` is bad news."""
    facts: set[Fact] = set()
    clauses = split(message, lexicon)
    news = tuple(_news(clause, lexicon, symptoms) for clause in clauses)
    for number, clause in enumerate(clauses):
        if not clause.question:
            facts |= _places(clauses, number, news, _shows_another(clauses, number, lexicon), lexicon)
        facts |= _vpn(clause, lexicon)
    if _minutes(message, lexicon) >= _LONG_MINUTES:
        facts.add(Fact.OVER_HALF_AN_HOUR)
    return frozenset(_settle(facts))


def _places(
    clauses: tuple[Clause, ...], number: int, news: tuple[str | None, ...], another: bool, lexicon: Lexicon
) -> set[Fact]:
    facts = set()
    clause, polarity = clauses[number], _polarity(clauses, number, news)
    if polarity and lexicon.devices.find(clause.words) and (another or polarity == "works"):
        facts.add(_PLACES["other_device", polarity])
    for span in lexicon.places.find(clause.words):
        if span.label in _PLAIN:
            facts.add(_PLAIN[span.label])
        elif span.label == "page":
            facts |= _page(clauses[number : number + 3], lexicon)
        elif span.label == "others" and _nobody(clause, span, lexicon):
            facts.add(Fact.WORKS_FOR_OTHERS)
        elif span.label == "others":
            facts |= _others(clauses, number, news, lexicon)
        elif span.label == "own_network" and polarity == "fails" and not (another or _both(clauses, lexicon)):
            continue  # where they sit
        elif polarity:
            facts.add(_PLACES[(span.label, polarity)])
    return facts


def _shows_another(clauses: tuple[Clause, ...], number: int, lexicon: Lexicon) -> bool:
    """Tell whether a named device is another one than the usual: it was tried, or several are named."""
    named = {clause.words[span.end - 1] for clause in clauses for span in lexicon.devices.find(clause.words)}
    browsers = {word.text for word in named if lexicon.browsers.find((word,))}
    devices = {word.text for word in named} - browsers
    told = {cue.label for cue in lexicon.cues.find(clauses[number].words)}
    also = any(word.text in lexicon.also for word in clauses[number].words)
    return len(browsers) > 1 or len(devices) > 1 or "done" in told or also


def _both(clauses: tuple[Clause, ...], lexicon: Lexicon) -> bool:
    """Tell whether several networks are named ("at home and at work")."""
    found = [span.label for clause in clauses for span in lexicon.places.find(clause.words)]
    return sum(label in ("own_network", "other_network") for label in found) > 1


def _nobody(clause: Clause, others: Span, lexicon: Lexicon) -> bool:
    """Tell whether it is said that others do not have it ("nobody else has this")."""
    near = clause.words[max(0, others.start - 1) : others.start + 1]
    return any(word.text in lexicon.negations for word in near)


def _others(clauses: tuple[Clause, ...], number: int, news: tuple[str | None, ...], lexicon: Lexicon) -> set[Fact]:
    """Read how others fare: in their own clause, or in another of the sentence that is not about the speaker.

    "My wife unplugged the router and it is still 502" tells what she did, not how she fares.
    """
    if news[number] is None and any(cue.label == "done" for cue in lexicon.cues.find(clauses[number].words)):
        return set()
    mine = {n for n, one in enumerate(clauses) if any(word.text in lexicon.selves for word in one.words)} - {number}
    polarity = _polarity(clauses, number, tuple(None if n in mine else told for n, told in enumerate(news)))
    return {_PLACES["others", polarity]} if polarity else set()


def _polarity(clauses: tuple[Clause, ...], number: int, news: tuple[str | None, ...]) -> str | None:
    """Say whether a clause tells good or bad news; one that tells none borrows from the nearest of its sentence."""
    mine = clauses[number].sentence
    near = sorted(
        (n for n, clause in enumerate(clauses) if clause.sentence == mine), key=lambda n: (abs(n - number), n > number)
    )
    return next((told for told in (news[n] for n in near) if told), None)


def _news(clause: Clause, lexicon: Lexicon, symptoms: Phrases | None) -> str | None:
    cues = [cue for cue in lexicon.cues.find(clause.words) if cue.label in ("worked", "failed")]
    if not cues:
        return "fails" if symptoms and symptoms.find(clause.words) else None
    cue = cues[0]
    denied = any(word.text in lexicon.negations for word in clause.words[max(0, cue.start - 2) : cue.start])
    return "fails" if (cue.label == "failed") or denied else "works"


def _page(clauses: tuple[Clause, ...], lexicon: Lexicon) -> set[Fact]:
    """Read what the page is said to say, in the clause that names it or in the two after it."""
    said = [span.label for clause in clauses for span in lexicon.page.find(clause.words)]
    facts = {"ok": Fact.PAGE_SAYS_OK, "down": Fact.PAGE_SAYS_DOWN}
    return {facts[said[0]]} if said else set()


def _vpn(clause: Clause, lexicon: Lexicon) -> set[Fact]:
    said = {span.label for span in lexicon.vpn.find(clause.words)}
    return {Fact.VPN_OFF if "off" in said else Fact.VPN_ON} if said else set()


def _minutes(message: str, lexicon: Lexicon) -> float:
    """Return the longest time a message mentions, in minutes; 0 when it mentions none."""
    # "Since last week" is told across clauses: "since" begins one of its own.
    longest = _LONG_MINUTES if lexicon.long_ago.find(words(message)) else 0.0
    for clause in split(message, lexicon):
        for one, other in zip(clause.words, clause.words[1:], strict=False):
            longest = max(longest, _counted(one.text, other.text, lexicon), _counted(other.text, one.text, lexicon))
        longest = max([longest, *(_glued(word.text, lexicon) for word in clause.words)])
    return longest


def _counted(number: str, unit: str, lexicon: Lexicon) -> float:
    """Read "40 minutes" and "two hours"."""
    many = int(number) if number.isdecimal() and len(number) < 5 else lexicon.ordinals.get(number, 0)
    return many * lexicon.durations.get(unit, 0.0)


def _glued(text: str, lexicon: Lexicon) -> float:
    """Read "2h" and "45min"."""
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = text[len(digits) :]
    return (
        int(digits) * lexicon.durations[unit]
        if digits.isdecimal() and len(digits) < 5 and unit in lexicon.durations
        else 0.0
    )


def _settle(facts: set[Fact]) -> set[Fact]:
    """Drop what contradicts itself within one message, keeping the more telling of two."""
    if Fact.IN_APP in facts and Fact.IN_BROWSER in facts:
        facts -= {Fact.IN_APP, Fact.IN_BROWSER}
    for works, fails in (
        (Fact.WORKS_ELSEWHERE, Fact.FAILS_ELSEWHERE),
        (Fact.WORKS_OTHER_NETWORK, Fact.FAILS_OTHER_NETWORK),
        (Fact.WORKS_FOR_OTHERS, Fact.FAILS_FOR_OTHERS),
    ):
        if works in facts:
            facts.discard(fails)
    return facts
