"""From the assistant to people: the packet goes to the agents' channel, and their words come back."""

from __future__ import annotations

from bot.handoff import make_packet, to_text
from bot.models import Answer, Conversation
from channels.slack.blocks import button, note
from channels.slack.compose import post
from channels.slack.models import Button, Message, Place, Say
from channels.slack.parts import Parts
from channels.slack.wording import say


async def hand_over(place: Place, answer: Answer, parts: Parts) -> tuple[Say, ...]:
    """Keep the packet and return the calls that bring it to agents; none where no channel is set."""
    conversation = await parts.store.get(answer.conversation_id)
    if conversation is None:
        return ()
    packet = make_packet(conversation, await parts.report(), parts.clock())
    record = await parts.store.handoff(conversation.id, packet)
    channel = parts.settings.handoff_channel
    if record is None or channel is None:
        return ()
    desk = await parts.ledger.desk(conversation.id)
    if desk is not None:
        told = post(desk.place, (note(say("en", "asked_again")),))
    else:
        message = _packet(conversation, to_text(record.packet), answer.id)
        [sent] = post(Place(place.team, channel, ""), (message,))
        told = (Say(sent.method, sent.arguments, desk_of=conversation.id),)
    return (*told, *post(place, (note(say(answer.language, "handed_over")),)))


def _packet(conversation: Conversation, text: str, answer_id: str) -> Message:
    shown = note(f"{say('en', 'new_packet')} ({conversation.ref})\n\n{text}")
    back = {"type": "actions", "elements": [button(Button.RELEASE, say("en", "release"), a=answer_id)]}
    return Message(shown.text, (*shown.blocks[:48], back))
