/** What can go wrong on the way to an answer, in words for a person. */

import { say } from "./words.js";

/** @typedef {"offline" | "unreachable" | "often" | "busy" | "gone" | "refused" | "broken"} Kind */

/** An ending that is no answer. `seconds` is how long to wait, `reference` what support can look up. */
export class Trouble extends Error {
  /**
   * @param {Kind} kind
   * @param {{status?: number, seconds?: number, detail?: string, reference?: string}} [about]
   */
  constructor(kind, about = {}) {
    super(kind);
    this.kind = kind;
    this.status = about.status ?? 0;
    this.seconds = about.seconds ?? 0;
    this.detail = about.detail ?? "";
    this.reference = about.reference ?? "";
  }
}

/**
 * Put a trouble into words. What the server said stands in where the reason is the message itself.
 * @param {Trouble} trouble
 * @returns {{title: string, advice: string}}
 */
export function wordsFor(trouble) {
  const advice = (trouble.kind === "refused" && trouble.detail) || say("advice", trouble.kind);
  return { title: say("troubles", trouble.kind), advice };
}

/**
 * Read a refusal: a problem+json body where there is one, the status code where there is none.
 * @param {Response} response
 * @returns {Promise<Trouble>}
 */
export async function troubleOf(response) {
  const body = await response.json().catch(() => ({}));
  const wait = Number(response.headers.get("Retry-After"));
  return troubleFrom({ ...body, status: response.status }, Number.isFinite(wait) ? wait : 0);
}

/**
 * Read a problem object. `seconds` is what Retry-After asked for.
 * @param {any} problem
 * @param {number} [seconds]
 * @returns {Trouble}
 */
export function troubleFrom(problem, seconds = 0) {
  const status = Number(problem?.status) || 500;
  const reference = typeof problem?.request_id === "string" ? problem.request_id.slice(0, 80) : "";
  const detail = typeof problem?.detail === "string" ? problem.detail.slice(0, 300) : "";
  return new Trouble(kindOf(status), { status, reference, detail, seconds: Math.min(Math.max(seconds, 0), 3600) });
}

/**
 * @param {number} status
 * @returns {Kind}
 */
function kindOf(status) {
  if (status === 429) return "often";
  if (status === 409 || status === 503) return "busy";
  if (status === 404 || status === 410) return "gone";
  if (status === 502 || status === 504) return "unreachable";
  return status >= 500 ? "broken" : "refused";
}

/**
 * Tell a lost line from a server that does not answer. Nothing of the exception is shown.
 * @returns {Trouble}
 */
export function lostLine() {
  return new Trouble(navigator.onLine === false ? "offline" : "unreachable");
}
