"""The mood of a clause: what its cues say of a step it names (done, not done, cannot, asked about, ...)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.hearing.clauses import Clause
from bot.hearing.cut import VERB_LAST
from bot.hearing.lexicon import Lexicon
from bot.hearing.words import Span

_TOLD = frozenset({"done", "failed", "worked", "partly", "after", "cannot", "not_done"})
_VERB = 3  # words between "apart from" and what it names ("apart from rebooting the router")
_UNDONE = {"done": "not_done", "worked": "failed"}


def cues_of(clause: Clause, lexicon: Lexicon) -> tuple[Span, ...]:
    """Return the cues of a clause; good news that is denied before it is bad news, a deed that is denied is none.

    "Neither" and "nor" deny whatever their clause tells; an auxiliary before a question mark opens a question.
    """
    found = [cue for cue in lexicon.cues.find(clause.words) if not _follows_before(cue, clause, lexicon)]
    if clause.question and clause.words[0].text in lexicon.openers and not any(cue.start == 0 for cue in found):
        found = [Span(0, 1, "asks"), *found]
    cues = [replace(cue, label="failed") if _denied(cue, clause, lexicon) else cue for cue in found]
    cues = [
        replace(cue, label="not_done", end=cue.end + 1) if _not_yet(cue, cues, clause, lexicon) else cue for cue in cues
    ]
    cues = [replace(cue, label="not_done") if _undone(cue, clause, lexicon) else cue for cue in cues]
    whole = clause.joined_by in lexicon.nor or clause.words[0].text in lexicon.nor
    cues = [
        replace(cue, label=_UNDONE.get(cue.label, cue.label)) if whole or _nor(cue, clause, lexicon) else cue
        for cue in cues
    ]
    joined: list[Span] = []
    gap = 0 if lexicon.language in VERB_LAST else 1
    for cue in cues:
        if joined and joined[-1].label == "not_done" and cue.label == "done" and cue.start - joined[-1].end <= gap:
            joined[-1] = replace(joined[-1], end=cue.end)
        else:
            joined.append(cue)
    return tuple(joined)


def _nor(cue: Span, clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether "neither" or "nor" stands right before a verb ("je n'ai ni vidé")."""
    return cue.start > 0 and clause.words[cue.start - 1].text in lexicon.nor


def _undone(cue: Span, clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether a denial stands right before a deed ("the router was not restarted")."""
    before = clause.words[cue.start - 1].text if cue.start else ""
    return cue.label == "done" and before in lexicon.negations and before not in lexicon.articles


def _not_yet(cue: Span, cues: Sequence[Span], clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether a denial stands between "I have" and the deed ("I have not reloaded")."""
    deed = any(other.label == "done" and other.start == cue.end + 1 for other in cues)
    return deed and cue.label == "done" and clause.words[cue.end].text in lexicon.negations


def _follows_before(cue: Span, clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether a verb alone does not say if it was done ("and reset the modem"): the clause before does."""
    return bool(clause.joined_by) and cue.start == 0 and cue.end == 1 and clause.words[0].text in lexicon.unchanged


def _denied(cue: Span, clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether good news is denied: "does not work", "none of these helped"; "works without vpn" is not."""
    if cue.label != "worked":
        return False
    states = {place for span in lexicon.vpn.find(clause.words) for place in range(span.start, span.end)}
    near = range(max(0, cue.start - 2), cue.start)
    if any(clause.words[place].text in lexicon.negations and place not in states for place in near):
        return True
    subject = [span for span in lexicon.pronouns.find(clause.words) if span.end <= cue.start]
    return any(word.text in lexicon.nor for span in subject for word in clause.words[span.start : span.end])


def mood_at(span: Span, cues: tuple[Span, ...], clause: Clause, carried: str | None) -> str | None:
    """Return the mood that governs a mention: the nearest telling cue of its clause, else the carried one."""
    question = clause.question
    # "Edge instead of Chrome" names one step as a whole: what stands within a name denies nothing.
    cues = tuple(cue for cue in cues if cue.label != "not_done" or cue.start < span.start or cue.end > span.end)
    labels = {cue.label for cue in cues}
    telling = [cue for cue in cues if cue.label != "corrects"]
    if any(cue.label == "after" and cue.start <= span.start for cue in cues):
        return "worked" if "worked" in labels and "failed" not in labels else "done"
    if _asked(span, cues, clause):
        return "asks"
    if "cannot" in labels:
        return "cannot"
    for label in ("not_done", "intends"):
        if any(cue.label == label and cue.start <= span.start for cue in telling) and not _overruled(
            label, span, telling
        ):
            return label
    if "asks" in labels and not labels & _TOLD:
        return "asks"
    if "not_done" in labels and not any(cue.label in ("done", "failed", "worked", "partly") for cue in telling):
        return "not_done"
    for label in ("worked", "partly", "done", "failed", "intends"):
        if label in labels:
            return label
    return "asks" if question and not carried else carried


def _asked(span: Span, cues: tuple[Span, ...], clause: Clause) -> bool:
    """Tell whether a mention is asked about: no deed is told between the question word and the mention."""
    told = [cue for cue in cues if cue.label in ("done", "not_done", "failed")]
    opens = any(cue.label == "asks" and cue.start == 0 for cue in cues)
    deeds = [cue for cue in told if cue.label != "failed" or clause.emphatic]
    if clause.question and (opens or not deeds):
        return True
    asking = [cue.start for cue in cues if cue.label == "asks" and cue.start <= span.start]
    return bool(asking) and not any(asking[0] < cue.start <= span.start for cue in told)


def _overruled(label: str, span: Span, cues: list[Span]) -> bool:
    """An intention is overruled by a deed said after it and before the mention ("going to say I cleared it")."""
    starts = [cue.start for cue in cues if cue.label == label and cue.start <= span.start]
    deeds = [cue.start for cue in cues if cue.label == "done" and max(starts) + 2 < cue.start <= span.start]
    return label == "intends" and bool(deeds)


def taken_back(span: Span, cues: tuple[Span, ...]) -> bool:
    """Tell whether what was said of a mention is corrected behind it ("cleared the cache I said actually I didn't")."""
    corrected = [cue.end for cue in cues if cue.label == "corrects" and cue.start >= span.end]
    return bool(corrected) and any(cue.label == "not_done" and cue.start >= corrected[0] for cue in cues)


def carried_on(cues: tuple[Span, ...], question: bool, before: str | None) -> str | None:
    """Return the mood that a clause leaves to the one after it, should that one have no verb of its own."""
    moods = [
        cue.label for cue in cues if cue.label in ("done", "after", "not_done", "intends", "asks", "cannot", "partly")
    ]
    if not moods:
        return before
    for label in ("asks", "cannot", "not_done", "intends"):
        if label in moods:
            return label
    return "done" if moods[-1] == "after" else moods[-1]


def since(span: Span, named: Sequence[Span], cues: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the cues for a mention: "without touching the extensions I flushed DNS" begins anew with its verb."""
    before = max((one.end for one in named if one.end <= span.start), default=0)
    anew = any(cue.label == "done" and before <= cue.start <= span.start for cue in cues)
    return tuple(cue for cue in cues if cue.start >= before) if before and anew else cues


def excepted(span: Span, cues: tuple[Span, ...], clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether a mention is the one thing that was done ("apart from refreshing I haven't done anything")."""
    undone = [cue for cue in cues if cue.label == "not_done"]
    near = (cue for cue in undone if span.start - _VERB <= cue.end <= span.start)
    but = any(lexicon.excepts.whole(clause.words[cue.start : cue.end]) for cue in near)
    return but and any(cue.start >= span.end for cue in undone)


def only_also(cue: Span, clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether a cue says no more than "too": what was said before holds here as well."""
    return cue.label == "failed" and all(word.text in lexicon.also for word in clause.words[cue.start : cue.end])


def is_undone(span: Span, clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether good news has a denial in the middle ("error is not gone"); "no more errors" begins with one."""
    inner = {word.text for word in clause.words[span.start + 1 : span.end]}
    return bool(inner & (lexicon.negations - lexicon.articles))


def tells_good_news(clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether a clause says somewhere that it works, and nothing before denies it."""
    bad = [cue for cue in lexicon.cues.find(clause.words) if cue.label == "failed"]
    found = (span for span in lexicon.intents.find(clause.words) if span.label == "solved")
    good = [
        span.start
        for span in found
        if not any(b.start <= span.start and span.end <= b.end for b in bad) and not is_undone(span, clause, lexicon)
    ]
    denying = lexicon.negations | lexicon.nor
    told = bool(good) and not any(word.text in denying for word in clause.words[: good[0]])
    return told and not clause.question
