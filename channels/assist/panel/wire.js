/** Every call of the panel to our own server, and what can go wrong with one, in words for an agent. */

import { call } from "./signin.js";

/**
 * @typedef {import("./types.js").Subject} Subject
 * @typedef {import("./types.js").Row} Row
 * @typedef {import("./types.js").QueueItem} QueueItem
 * @typedef {import("./types.js").Conversation} Conversation
 * @typedef {import("./types.js").Suggestion} Suggestion
 * @typedef {{suggestion_id: string, kind: string, distance?: number, reason?: string}} Event
 */

/** A call that did not work. `message` is a sentence that may be shown. */
export class Refused extends Error {
  /**
   * @param {string} words
   * @param {number} status 0 where the server was not reached
   */
  constructor(words, status) {
    super(words);
    this.status = status;
  }
}

const BUSY = 409;
const GONE = [404, 410];
/** The longest part of a list that is given, and the longest one that is taken. */
export const LARGEST = 100;

/**
 * @param {string} path
 * @param {import("./signin.js").How} [how]
 * @returns {Promise<any>} the body, null for an empty one
 */
async function ask(path, how) {
  let response;
  try {
    response = await call(path, how);
  } catch (error) {
    if (how?.signal?.aborted) throw error;
    throw new Refused("Signpost cannot be reached right now. What you wrote is kept.", 0);
  }
  const kind = response.headers.get("Content-Type") ?? "";
  if (response.ok) return kind.includes("json") ? response.json() : response.text();
  throw await refusal(response);
}

/** @param {Response} response */
async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const detail = typeof problem.detail === "string" ? problem.detail.slice(0, 300) : "";
  const wait = Number(response.headers.get("Retry-After"));
  if (response.status === 429) return new Refused(`That was too often. Please wait ${wait > 0 ? `${wait} seconds` : "a moment"}.`, 429);
  if (response.status === BUSY) return new Refused(detail || "Another agent has this conversation.", BUSY);
  if (GONE.includes(response.status)) return new Refused("This is no longer here: it was erased or has expired.", response.status);
  if (response.status >= 500) return new Refused("Something went wrong on our side. Please try again in a moment.", response.status);
  return new Refused(detail || "That could not be taken.", response.status);
}

const at = encodeURIComponent;
/** Says that nobody asked for it just now, so that looking again keeps nobody signed in. */
const BY_ITSELF = { headers: { "X-Background": "1" } };

/** Make an Idempotency-Key. (randomUUID needs a secure context, which a plain address within an office is not.) */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Read a list from its beginning.
 * @param {string} path with a question in it
 * @param {number} most
 * @param {import("./signin.js").How} [how]
 * @returns {Promise<any>} what the last part says, `items` of all of them, and `more` where these are not all
 */
async function readList(path, most, how) {
  const items = [];
  let part;
  let next = "";
  do {
    part = await ask(`${path}&limit=${Math.min(LARGEST, most - items.length)}${next && `&cursor=${at(next)}`}`, how);
    items.push(...part.items);
    next = part.next_cursor ?? "";
  } while (next && items.length < most);
  return { ...part, items, more: Boolean(next) };
}

/** @param {string} show waiting, mine or all @param {number} most @returns {Promise<{items: Row[], more: boolean}>} */
export const readRows = (show, most) => readList(`/v1/assist/conversations?show=${show}`, most, BY_ITSELF);

/** @param {string} show open or closed @param {number} most @returns {Promise<{items: QueueItem[], more: boolean}>} */
export const readQueue = (show, most) => readList(`/v1/assist/queue?show=${show}`, most, BY_ITSELF);

/** @param {string} ref @param {"claim" | "release" | "close"} what @returns {Promise<QueueItem>} */
export const moveHandoff = (ref, what) => ask(`/v1/assist/queue/${at(ref)}/${what}`, { method: "POST", body: {} });

/** @param {string} ref @returns {Promise<string>} the packet as the text of an e-mail */
export const readHandoffText = (ref) => ask(`/v1/conversations/${at(ref)}/handoff?format=text`, { headers: { Accept: "text/plain, application/problem+json" } });

/** @param {string} ref @returns {Promise<Conversation>} */
export const readConversation = (ref) => ask(`/v1/assist/conversations/${at(ref)}`, BY_ITSELF);

/** @param {string} ref @param {boolean} held @returns {Promise<Conversation>} */
export const hold = (ref, held) => ask(`/v1/assist/conversations/${at(ref)}/hold`, { method: "POST", body: { held } });

/**
 * Send a reply; the same key never sends it twice.
 * @param {string} ref
 * @param {string} text
 * @param {string | null} suggestion
 * @param {string} key
 * @returns {Promise<{held_by: string, reaches: string}>}
 */
export const sendReply = (ref, text, suggestion, key) =>
  ask(`/v1/conversations/${at(ref)}/replies`, { method: "POST", body: suggestion ? { text, suggestion_id: suggestion } : { text }, headers: { "Idempotency-Key": key } });

/**
 * Ask for a suggestion. Only where a model writes may a style be named.
 * @param {Subject} subject
 * @param {string} style
 * @param {AbortSignal} signal
 * @returns {Promise<Suggestion>}
 */
export const suggest = (subject, style, signal) =>
  ask("/v1/assist/suggest", { method: "POST", body: style === "plain" ? subject : { ...subject, style }, signal });

/** @param {string} id @returns {Promise<{stale: boolean, because: string | null}>} */
export const readFreshness = (id) => ask(`/v1/assist/suggestions/${at(id)}`, BY_ITSELF);

/** @param {string} id @returns {Promise<Record<string, any>>} */
export const readExplanation = (id) => ask(`/v1/answers/${at(id)}/explanation`);

/**
 * @param {string} symptom
 * @param {number} most
 * @returns {Promise<{items: Row[], more: boolean, status: import("./types.js").Status}>}
 */
export const readWaiting = (symptom, most) => readList(`/v1/assist/waiting?symptom=${at(symptom)}`, most);

/** @typedef {{sent: string[], skipped: {ref: string, reason: string}[]}} Delivered */

/** @param {string} text @param {string[]} refs a hundred at most @param {string} key @returns {Promise<Delivered>} */
export const broadcast = (text, refs, key) => ask("/v1/assist/broadcast", { method: "POST", body: { text, refs }, headers: { "Idempotency-Key": key } });

/** Tell how a suggestion fared; a failure there is nobody's concern now. @param {Event} event */
export function tell(event) {
  ask("/v1/assist/events", { method: "POST", body: event }).catch(() => {});
}
