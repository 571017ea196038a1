/** Asks one question and follows its answer to the end. A dropped line is picked up again; nothing is asked twice. */

import { call, post } from "./server.js";
import { events, within } from "./stream.js";
import { Trouble, lostLine, troubleFrom, troubleOf } from "./trouble.js";

/**
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").Status} Status
 * @typedef {{status?: (status: Status) => void, sentence?: (text: string) => void, again?: () => void}} Listeners
 *   `again` is called when the answer starts over, so that what was shown of it can go
 */

/** How long to wait before each new try, in milliseconds; as many tries as there are waits. */
const WAITS = [500, 1500, 3000, 6000];

const PLACE = /^\/v1\/answers\/[^/?#]+\/events$/;

/**
 * Make a new Idempotency-Key. (randomUUID needs a secure context; a help page on a plain address is none.)
 * @returns {string}
 */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Ask, and return the answer. The same key and body give the same answer for a day.
 * @param {object} body of POST /v1/chat
 * @param {string} key
 * @param {Listeners} on
 * @returns {Promise<Answer>}
 * @throws {Trouble}
 */
export async function ask(body, key, on) {
  const line = { place: "", last: "" };
  for (let round = 0; ; round += 1) {
    try {
      return await follow(body, key, line, on);
    } catch (error) {
      const trouble = error instanceof Trouble ? error : lostLine();
      if (round >= WAITS.length || !passing(trouble, line)) throw trouble;
      await pause(WAITS[round]);
    }
  }
}

/**
 * Tell whether another round may succeed by itself: a broken line, or the first try still in flight (409).
 * @param {Trouble} trouble
 * @param {{place: string, last: string}} line
 * @returns {boolean}
 */
function passing(trouble, line) {
  if (trouble.kind === "gone" && line.place) {
    line.place = ""; // five minutes are over: the same key still finds the answer
    line.last = "";
    return true;
  }
  return trouble.kind === "unreachable" || trouble.status === 409;
}

/**
 * @param {object} body
 * @param {string} key
 * @param {{place: string, last: string}} line
 * @param {Listeners} on
 * @returns {Promise<Answer>}
 */
async function follow(body, key, line, on) {
  const response = await within(line.place ? resume(line) : send(body, key));
  if (!response.ok) throw await troubleOf(response);
  if (response.status === 204) throw new Trouble("gone"); // nothing more to send, and we have no answer: ask for all of it
  if (!line.last) on.again?.();
  line.place = whereOf(response) || line.place;
  if (!(response.headers.get("Content-Type") ?? "").startsWith("text/event-stream")) return response.json();
  for await (const { event, data, id } of events(response)) {
    line.last = id || line.last;
    const object = JSON.parse(data);
    if (event === "answer") return object;
    if (event === "error") throw troubleFrom(object);
    if (event === "status") on.status?.(object);
    if (event === "sentence") on.sentence?.(String(object.text ?? ""));
  }
  throw lostLine();
}

/**
 * @param {object} body
 * @param {string} key
 */
function send(body, key) {
  return post("/v1/chat", body, { Accept: "text/event-stream", "Idempotency-Key": key });
}

/** @param {{place: string, last: string}} line */
function resume({ place, last }) {
  const headers = { Accept: "text/event-stream", ...(last && { "Last-Event-ID": last }) };
  return call(place, { headers });
}

/**
 * Return where a dropped answer goes on; a path of this server or nothing.
 * @param {Response} response
 * @returns {string}
 */
function whereOf(response) {
  const place = response.headers.get("Location") ?? "";
  return PLACE.test(place) ? place : "";
}

/**
 * Wait, but not past the moment when the line comes back or the tab is looked at again.
 * @param {number} milliseconds
 * @returns {Promise<void>}
 */
export function pause(milliseconds) {
  return new Promise((resolve) => {
    const ended = new AbortController();
    const go = () => (ended.abort(), resolve());
    setTimeout(go, milliseconds * (0.8 + Math.random() * 0.4));
    addEventListener("online", go, { signal: ended.signal });
    document.addEventListener("visibilitychange", () => document.hidden || go(), { signal: ended.signal });
  });
}
