/** The words of this page, for machine words, numbers and days (UTC, as they are counted). */

/** Families of outcomes, in the order they are stacked: what answers comes first. */
export const OUTCOMES = [
  { kind: "lead", name: "Steps offered", words: ["answered_steps"] },
  { kind: "fact", name: "Question answered", words: ["answered_fact"] },
  { kind: "told", name: "Told about the service", words: ["answered_status"] },
  { kind: "good", name: "Solved or greeted", words: ["resolved", "greeted"] },
  { kind: "unclear", name: "Asked back", words: ["clarify"] },
  { kind: "person", name: "Person asked for or offered", words: ["escalated_requested", "escalated_exhausted"] },
  { kind: "declined", name: "Declined", words: ["declined_not_covered", "declined_off_topic"] },
];

/** Verdicts as they are stacked. `just_you` only means that nothing posted matched. */
export const VERDICTS = [
  { kind: "declined", name: "Everyone", words: ["everyone confirmed", "everyone likely"] },
  { kind: "fact", name: "Nothing posted matches", words: ["just_you likely", "just_you unconfirmed", "just_you confirmed"] },
  { kind: "quiet", name: "Not known", words: ["unknown unconfirmed", "unknown likely", "unknown confirmed"] },
];

export const ENDINGS = [
  { kind: "good", name: "Deflected", word: "deflected" },
  { kind: "person", name: "Asked for a person", word: "asked_person" },
  { kind: "declined", name: "Voted not solved", word: "not_solved" },
  { kind: "unclear", name: "Too early to say", word: "too_early" },
  { kind: "quiet", name: "Unknown", word: "unknown" },
];

export const RESULTS = [
  { kind: "good", name: "Worked", word: "worked" },
  { kind: "declined", name: "Did not work", word: "did_not_work" },
  { kind: "quiet", name: "Could not, or unclear", word: "other" },
];

/** @type {Record<string, string>} */
const NAMES = {
  answered_steps: "steps offered", answered_fact: "answered", answered_status: "told about the service",
  clarify: "asked back", greeted: "greeted", resolved: "solved", declined_off_topic: "declined as something else",
  declined_not_covered: "declined as not covered", escalated_requested: "person asked for",
  escalated_exhausted: "person offered, no step left",
  declined: "declined", clarified_twice: "unclear twice", thumbed_down: "voted down", asked_person: "then asked for a person",
  up: "Helpful", down: "Not helpful", solved: "Solved", not_solved: "Not solved",
  ok: "no problem posted", degraded: "degraded", outage: "outage", maintenance: "maintenance", recovering: "recovering", unknown: "not known",
  wait: "waiting for the status page", read: "reading and searching", decide: "deciding", write: "writing",
  wrong: "wrong", too_long: "too long", not_needed: "not needed", other: "other",
};

/**
 * Say a machine word in plain words.
 * @param {string} word
 */
export function named(word) {
  return NAMES[word] ?? word.replaceAll("_", " ");
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
const WHOLE = new Intl.NumberFormat("en-GB");
const SHARE = new Intl.NumberFormat("en-GB", { style: "percent", maximumFractionDigits: 0 });

/** @param {string | Date} at a day or a time */
export const day = (at) => DAY.format(new Date(at));
/** @param {string | Date} at */
export const moment = (at) => `${MOMENT.format(new Date(at))} UTC`;
/** @param {number} value */
export const whole = (value) => WHOLE.format(value);
/** @param {number} value */
export const share = (value) => SHARE.format(value);

/**
 * Say a number of things.
 * @param {number} value
 * @param {string} one
 * @param {string} [many]
 */
export function count(value, one, many = `${one}s`) {
  return `${whole(value)} ${value === 1 ? one : many}`;
}

/** @param {number | null} value seconds */
export function seconds(value) {
  if (value === null) return "–";
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(value < 10 ? 1 : 0)} s`;
}
