"""Messages -> the calls that bring them to where they belong."""

from __future__ import annotations

from collections.abc import Sequence

from channels.slack.models import Job, Message, Place, Say


def post(place: Place, messages: Sequence[Message]) -> tuple[Say, ...]:
    """Return messages in a thread, for everybody in it."""
    return tuple(Say("chat.postMessage", _shown(place.channel, place.thread, message)) for message in messages)


def whisper(job: Job, messages: Sequence[Message]) -> tuple[Say, ...]:
    """Return messages that only the person sees who asked."""
    if job.url:
        return tuple(
            Say(
                "respond",
                {
                    "response_type": "ephemeral",
                    "replace_original": False,
                    "text": message.text,
                    "blocks": list(message.blocks),
                },
                url=job.url,
            )
            for message in messages
        )
    shown = (_shown(job.channel, job.thread, message) for message in messages)
    return tuple(Say("chat.postEphemeral", {**arguments, "user": job.person}) for arguments in shown)


def _shown(channel: str, thread: str, message: Message) -> dict[str, object]:
    """Return the arguments of a message. Nothing in it is fetched for a preview: that is how data leaks unseen."""
    where = {"channel": channel, "thread_ts": thread} if thread else {"channel": channel}
    shown = {"text": message.text, "blocks": list(message.blocks)}
    return {**where, **shown, "unfurl_links": False, "unfurl_media": False}
