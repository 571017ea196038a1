/** Reads and erases a conversation on the server, which alone keeps its words. */

import { call } from "./server.js";
import { troubleOf } from "./trouble.js";

/** @param {string} conversation */
export function placeOf(conversation) {
  return `/v1/conversations/${encodeURIComponent(conversation)}`;
}

/**
 * Read what was said so far.
 * @param {string} conversation
 * @returns {Promise<import("./types.js").Turn[]>}
 * @throws {import("./trouble.js").Trouble} where the server refuses
 */
export async function readConversation(conversation) {
  const response = await call(placeOf(conversation));
  if (!response.ok) throw await troubleOf(response);
  const { turns } = await response.json();
  return turns;
}

/**
 * Erase a conversation; one that is gone already counts.
 * @param {string} conversation
 * @returns {Promise<boolean>} false where the server could not be reached or refused
 */
export function eraseConversation(conversation) {
  return call(placeOf(conversation), { method: "DELETE" })
    .then((response) => response.ok || response.status === 404)
    .catch(() => false);
}
