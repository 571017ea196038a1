/** Remembers, for this tab only, which conversation is ours and which question still waits. Empty until one is asked. */

const KEY = "signpost";

/**
 * @typedef {{body: import("./types.js").Body, key: string}} Waiting a question without its answer yet
 * @typedef {{conversation?: string | null, waiting?: Waiting | null, awaited?: boolean, open?: boolean}} Memory
 */

/** @type {Memory} what is known where the browser keeps nothing for us */
let memory = {};

/** @returns {Memory} */
export function recall() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return memory;
  }
}

/** @param {Memory} news what changed; the rest stays */
export function remember(news) {
  memory = { ...recall(), ...news };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // storage is switched off: the conversation lives as long as the page
  }
}

/** Forget everything. */
export function forget() {
  memory = {};
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // nothing was kept
  }
}
