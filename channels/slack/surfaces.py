"""What is neither a thread nor a button: commands, the shortcut, the Home tab, the first look into a talk."""

from __future__ import annotations

from channels.slack import limits
from channels.slack.ask import HELLO, ask
from channels.slack.blocks import button, note, render, status_blocks
from channels.slack.compose import whisper
from channels.slack.defang import escape
from channels.slack.hear import hear
from channels.slack.models import Button, Job, Leased, Message, Say
from channels.slack.parts import Parts
from channels.slack.split import shorten
from channels.slack.wording import prompts, say


async def command(leased: Leased, parts: Parts, me: str) -> tuple[Say, ...]:
    """Return what `/signpost status` or `/signpost ask QUESTION` shows to who typed it."""
    job = leased.job
    verb, _, rest = hear(job.text, me).partition(" ")
    if verb.lower() == "status":
        report = await parts.report()
        shown = status_blocks(report, "en")
        return whisper(job, (Message(_text_of(shown), shown),))
    if verb.lower() != "ask" or not rest.strip():
        return whisper(job, (note(say("en", "usage")),))
    answer = await ask(leased, parts, rest.strip(), None)
    return whisper(job, render(answer, buttons=False)) if answer else ()


async def draft(leased: Leased, parts: Parts, me: str) -> tuple[Say, ...]:
    """Return an answer to somebody's message that only the agent sees who asked for it, to check and post."""
    answer = await ask(leased, parts, hear(leased.job.text, me) or HELLO, None)
    if answer is None:
        return ()
    *others, last = render(answer, buttons=False)
    words = {"type": "context", "elements": [{"type": "mrkdwn", "text": escape(say(answer.language, "draft"))}]}
    share = button(Button.SHARE, say(answer.language, "share"), a=answer.id, th=leased.job.thread)
    below = ({"type": "actions", "elements": [share]}, words)
    return whisper(leased.job, (*others, Message(last.text, (*last.blocks[: limits.BLOCKS - 2], *below))))


async def home(job: Job, parts: Parts) -> tuple[Say, ...]:
    """Return the Home tab: the live status, what to ask, which guide answers."""
    version = escape(say("en", "guide", version=parts.library.current().id))
    told = note(say("en", "home")).blocks
    foot = [{"type": "mrkdwn", "text": text} for text in (version, escape(say("en", "ai")))]
    shown = [*status_blocks(await parts.report(), "en"), *told, {"type": "context", "elements": foot}]
    return (Say("views.publish", {"user_id": job.person, "view": {"type": "home", "blocks": shown}}),)


def greet(job: Job) -> tuple[Say, ...]:
    """Return the prompts of an empty talk. With a thread named, Slack would drop them without a word."""
    offered = [{"title": one, "message": one} for one in prompts("en")[: limits.PROMPTS]]
    arguments = {"channel_id": job.channel, "title": say("en", "prompt_title"), "prompts": offered}
    return (Say("assistant.threads.setSuggestedPrompts", arguments),)


def _text_of(blocks: tuple[dict[str, object], ...]) -> str:
    """Return the words of the first block, for who does not see blocks."""
    text = blocks[0].get("text")
    return shorten(str(text["text"]), limits.FALLBACK_TEXT) if isinstance(text, dict) else "…"
