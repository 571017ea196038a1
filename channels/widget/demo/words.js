/** What the machine words of the API are called on this page. A word without an entry is never shown. */

/** @type {Record<string, string>} */
export const STATES = {
  ok: "No open incident is posted",
  degraded: "Slow or failing for some people",
  outage: "Outage posted",
  maintenance: "Maintenance is under way",
  recovering: "Recovering",
  unknown: "Status not known right now",
};

/** @type {Record<string, string>} */
export const COMPONENTS = {
  ok: "working",
  degraded: "slow or failing",
  outage: "down",
  maintenance: "in maintenance",
  unknown: "not known",
};

/** @type {Record<string, string>} */
export const INCIDENTS = {
  investigating: "being investigated",
  identified: "cause found",
  monitoring: "fixed, being watched",
  resolved: "resolved",
  scheduled: "planned",
  in_progress: "under way",
  completed: "finished",
};

/** Who wrote a line of the conversation. @type {Record<string, string>} */
export const AUTHORS = { user: "You", assistant: "Assistant", agent: "Support" };

/** What came of a step, said after its name. @type {Record<string, string>} */
export const RESULTS = {
  worked: "worked",
  did_not_work: "did not work",
  cannot_do: "not possible",
  unclear: "tried",
};

/** The three buttons of a step. @type {[string, string][]} */
export const REPORTS = [
  ["worked", "This worked"],
  ["did_not_work", "Did not work"],
  ["cannot_do", "Can’t do this"],
];

/** Why a step is kept back. @type {Record<string, string>} */
export const REASONS = {
  already_tried: "you have tried it",
  incident_open: "not needed while the incident is open",
  last_resort: "kept for last",
  does_not_apply: "does not fit your case",
};

/**
 * Look a machine word up; an unknown one has no words.
 * @param {Record<string, string>} table
 * @param {string} word
 * @returns {string}
 */
export function say(table, word) {
  return Object.hasOwn(table, word) ? table[word] : "";
}

/**
 * Name a step with its variant ("Use a VPN – off").
 * @param {string} title
 * @param {string | null | undefined} variant
 * @returns {string}
 */
export function stepName(title, variant) {
  return variant ? `${title} – ${variant}` : title;
}

/**
 * Make a readable name from an id, for a step or section whose title this page has not seen.
 * @param {string} id `clear-cache`, or `article#section`
 * @returns {string}
 */
export function fromId(id) {
  const words = id.replace(/^.*#/, "").replace(/[-_]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Say a number of things ("1 source", "3 sources").
 * @param {number} n
 * @param {string} thing
 * @returns {string}
 */
export function count(n, thing) {
  return `${n} ${thing}${n === 1 ? "" : "s"}`;
}

/**
 * Say how long ago something was.
 * @param {number} seconds
 * @returns {string}
 */
export function ago(seconds) {
  if (seconds < 5) return "just now";
  if (seconds < 90) return `${Math.round(seconds)} seconds ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} minutes ago`;
  return `${Math.round(seconds / 3600)} hours ago`;
}

/**
 * Say a time of day in the reader's zone with the zone named, with the day where it is not today.
 * @param {string | null | undefined} time RFC 3339
 * @returns {string} empty where it is no time
 */
export function clock(time) {
  const at = new Date(time ?? "");
  if (Number.isNaN(at.getTime())) return "";
  const today = at.toDateString() === new Date().toDateString();
  const day = today ? {} : /** @type {const} */ ({ day: "numeric", month: "short" });
  return at.toLocaleString("en-GB", { ...day, hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
}
