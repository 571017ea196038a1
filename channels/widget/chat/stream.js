/** Reads text/event-stream as the HTML standard defines it, from the body of a fetch. */

/** The server sends a ping every 15 seconds; a line silent for longer than this is dead. */
const SILENCE_MS = 45_000;

/** @typedef {{event: string, data: string, id: string}} StreamEvent */

/**
 * Yield the events of a body. Ends when the body does; throws when the line breaks or falls silent.
 * @param {Response} response
 * @returns {AsyncGenerator<StreamEvent>}
 */
export async function* events(response) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  let buffer = "";
  let id = "";
  try {
    for (let chunk = await within(reader.read()); !chunk.done; chunk = await within(reader.read())) {
      buffer += decoder.decode(chunk.value, { stream: true });
      const blocks = buffer.split(/\r\n\r\n|\n\n|\r\r/);
      buffer = blocks.pop() ?? "";
      for (const block of blocks) {
        const found = read(block, id);
        id = found.id;
        if (found.data) yield found;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/**
 * Read one block of lines; `id` is the last one seen. A comment (a ping) has no data.
 * @param {string} block
 * @param {string} id
 * @returns {StreamEvent}
 */
function read(block, id) {
  const event = { event: "message", data: "", id };
  /** @type {string[]} */
  const data = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, field, value] = /^([^:]*):? ?(.*)$/su.exec(line) ?? [];
    if (field === "event") event.event = value;
    else if (field === "data") data.push(value);
    else if (field === "id") event.id = value;
  }
  return { ...event, data: data.join("\n") };
}

/**
 * Wait for a piece of the answer, but not for ever.
 * @template T
 * @param {Promise<T>} piece
 * @returns {Promise<T>}
 */
export function within(piece) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the line fell silent")), SILENCE_MS);
  });
  return Promise.race([piece, silence]).finally(() => clearTimeout(timer));
}
