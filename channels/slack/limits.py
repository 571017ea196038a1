"""What Slack accepts at most (docs.slack.dev, reference of blocks and methods), in characters or pieces."""

SECTION_TEXT = 3000
HEADER_TEXT = 150
CONTEXT_TEXT = 2000
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
ACTION_ID = 255
BLOCK_ID = 255
FIELDS = 10
CONTEXT_ELEMENTS = 10
CONTEXT_ACTIONS = 5
ACTIONS = 25
BLOCKS = 50
# Summed over all markdown blocks of a message.
MARKDOWN_TEXT = 12_000
# Longer texts are cut by Slack itself; this is what it advises.
FALLBACK_TEXT = 4000
PROMPTS = 4
URL = 3000
# Of one call of chat.startStream, chat.appendStream or chat.stopStream.
STREAM_TEXT = 12_000
