"""Checking one reply against one expectation of a dialogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.models import Result
from evaluation.records import Expectation, Pair, among, pair
from evaluation.results import Reply

_Check = Callable[[Expectation, Reply], Iterator[str]]


def broken(expect: Expectation, reply: Reply) -> tuple[str, ...]:
    """Return what does not hold, each in a few words; nothing when all does."""
    return tuple(finding for check in _CHECKS for finding in check(expect, reply))


def _outcome(expect: Expectation, reply: Reply) -> Iterator[str]:
    if expect.outcome and reply.outcome not in expect.outcome:
        yield f"outcome {reply.outcome.value}, not {' or '.join(one.value for one in expect.outcome)}"


def _verdict(expect: Expectation, reply: Reply) -> Iterator[str]:
    if expect.verdict and reply.verdict not in expect.verdict:
        yield f"verdict {reply.verdict}, not {' or '.join(expect.verdict)}"


def _steps(expect: Expectation, reply: Reply) -> Iterator[str]:
    if expect.steps is not None and bool(reply.steps) != expect.steps:
        yield "no step offered" if expect.steps else f"steps offered: {_list(reply.offered)}"
    if expect.offers_any and not any(among(one, _pairs(expect.offers_any)) for one in reply.offered):
        yield f"offers {_list(reply.offered) or 'nothing'}, none of {', '.join(expect.offers_any)}"
    unwanted = {one for one in reply.offered if among(one, _pairs(expect.never_offers))}
    if unwanted:
        yield f"must not be offered: {_list(unwanted)}"
    if expect.only_offers is not None:
        others = {one for one in reply.offered if not among(one, _pairs(expect.only_offers))}
        if others:
            yield f"may not be offered now: {_list(others)}"


def _attempts(expect: Expectation, reply: Reply) -> Iterator[str]:
    known = {one.pair: one.result for one in reply.attempts}
    for words, result in expect.attempts.items():
        if not _holds(pair(words), result, known):
            yield f"attempt not known: {words} {result.value}"
    if expect.no_attempts and known:
        yield f"attempts nobody made: {_list(known)}"
    wrong = {one for one in known if among(one, _pairs(expect.lacks_attempts))}
    if wrong:
        yield f"attempt taken back or never made: {_list(wrong)}"


def _holds(wanted: Pair, result: Result, known: dict[Pair, Result]) -> bool:
    """An attempt without a variant stands for all of them, on either side."""
    same = [heard for (step, variant), heard in known.items() if step == wanted[0] and variant in (wanted[1], None)]
    return result in same


def _text(expect: Expectation, reply: Reply) -> Iterator[str]:
    text = reply.text.casefold()
    yield from (f"text lacks “{words}”" for words in expect.text_has if words.casefold() not in text)
    yield from (f"text has “{words}”" for words in expect.text_lacks if words.casefold() in text)
    cited = {one.section for one in reply.cited[:3]}
    if expect.cites_any and not cited & set(expect.cites_any):
        yield f"cites {', '.join(sorted(cited)) or 'nothing'}, none of {', '.join(expect.cites_any)}"


def _ending(expect: Expectation, reply: Reply) -> Iterator[str]:
    if expect.escalation is not None and reply.escalation != expect.escalation:
        yield "no way to a person given" if expect.escalation else "sent to a person too early"
    if expect.language and reply.language != expect.language:
        yield f"answered in {reply.language}, not {expect.language}"


def _pairs(listed: tuple[str, ...]) -> frozenset[Pair]:
    return frozenset(pair(words) for words in listed)


def _list(pairs: set[Pair] | frozenset[Pair] | dict[Pair, Result]) -> str:
    return ", ".join(sorted("/".join(part for part in one if part) for one in pairs))


_CHECKS: tuple[_Check, ...] = (_outcome, _verdict, _steps, _attempts, _text, _ending)
